import pytest

from cafepol.printing.inks import BLACK, ink


def test_a_dark_colour_is_printed_as_it_is():
    assert ink("#14396b").hexval() == "0x14396b"


@pytest.mark.parametrize("colour", ["#ffc83a", "#ffffff", "#14396", "#14396b00", "bleu", "", "#gggggg"])
def test_a_pale_colour_or_none_is_printed_black(colour):
    assert ink(colour) is BLACK


@pytest.mark.parametrize(
    ("colour", "kept"), [("#767676", True), ("#777777", False), ("#000000", True), ("#0a0a0a", True)]
)
def test_white_letters_on_it_keep_a_contrast_of_4_5(colour, kept):
    assert (ink(colour).hexval() == colour.replace("#", "0x")) is kept
