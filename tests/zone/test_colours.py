import pytest

from cafepol.zone.colours import BadColour, check_colours, contrast, theme_css
from cafepol.zone.profile import profile_names, read_profile

TEXT = ("plate", "plate_deep", "brick", "leaf", "coffee")
GROUNDS = ("#ffffff", "#f8f2e7", "#efe5d3")  # porcelain, milk, foam


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#14396b", "#ffffff") == pytest.approx(11.5, abs=0.05)


@pytest.mark.parametrize("name", profile_names())
def test_every_profiles_colours_can_be_read_on_every_ground(name):
    colours = read_profile(name).colours
    for token in TEXT:
        for ground in GROUNDS:
            assert contrast(colours[token], ground) >= 4.5, (token, ground)
    assert contrast(colours["plate"], colours["plate_pale"]) >= 4.5
    assert contrast("#23180f", colours["lamp"]) >= 4.5
    assert contrast(colours["lamp"], colours["plate_deep"]) >= 4.5


def test_the_theme_sets_the_looks_own_tokens_in_their_layer():
    css = theme_css({"plate_deep": "#0b2547", "plate": "#14396b"})
    assert css == "@layer tokens { :root { --plate: #14396b; --plate-deep: #0b2547; } }\n"


@pytest.mark.parametrize(
    "colours",
    [{"plate": "#14396B"}, {"plate": "red"}, {"plate": "#14396b; } body { display: none"}, {"plate": "#14396b\n"}],
)
def test_a_colour_that_is_not_rrggbb_never_reaches_the_page(colours):
    with pytest.raises(BadColour, match="#rrggbb") as refused:
        theme_css(colours)
    assert refused.value.field == "colours.plate"


def test_an_unknown_token_is_refused():
    with pytest.raises(BadColour, match=r"colours\.pla-te"):
        check_colours({"pla-te": "#14396b"})


def test_a_text_colour_too_light_on_white_is_refused_a_ground_is_not():
    check_colours({"lamp": "#ffc83a"})
    with pytest.raises(BadColour, match="trop clair"):
        check_colours({"plate": "#ffc83a"})
