import pytest

from cafepol.messages.searching import ASKED_MAX, SEARCH_MAX, search_text, search_words

LEROY = search_text(name="Mme Élise D’Haese-Leroy", mail="Elise@Exemple.be", phone="+32470123456")


@pytest.mark.parametrize(
    "asked",
    [
        "leroy",
        "ÉLISE  haese",
        "d’haese",
        "elise@",
        "ELISE@exemple.be",
        "0470 12 34 56",
        "+32 470/12.34.56",
        "123456",
        "",
    ],
)
def test_somebody_is_found_however_it_is_typed(asked):
    assert all(word in LEROY for word in search_words(asked))


@pytest.mark.parametrize("asked", ["elisa", "élise martin", "leroy@exemple.be", "0470 12 34 57"])
def test_somebody_else_is_not(asked):
    assert not all(word in LEROY for word in search_words(asked))


def test_who_left_a_name_alone_has_no_empty_words():
    assert search_text(name="Anne", mail=None, phone=None) == "anne"


def test_of_a_name_that_grows_the_end_is_cut_and_the_address_is_still_found():
    text = search_text(name="㎯" * 80, mail="m@exemple.be", phone="+32470123456")
    assert len(text) == SEARCH_MAX
    assert text.startswith("m@exemple.be +32470123456 rads2")


@pytest.mark.parametrize("asked", ["漢字", "…", "----", "()()"])
def test_signs_alone_find_nobody(asked):
    assert not all(word in LEROY for word in search_words(asked))


def test_nobody_is_looked_for_by_more_words_than_a_name_has():
    assert len(search_words("a " * 1500)) <= ASKED_MAX / 2
