"""The zone's colours: checked, measured and written as a style sheet over the look's own tokens."""

import re

from cafepol.zone.section import BadProfile

_HEX = re.compile(r"#[0-9a-f]{6}")
# the tokens that a zone may set (static/css/tokens.css); the first ones carry white text or are text on white
TEXT_TOKENS = ("plate", "plate_deep", "brick", "leaf", "coffee", "ink", "soft")
GROUND_TOKENS = (
    "plate_line",
    "plate_pale",
    "lamp",
    "lamp_pale",
    "brick_pale",
    "leaf_pale",
    "porcelain",
    "milk",
    "foam",
)
TOKENS = (*TEXT_TOKENS, *GROUND_TOKENS, "line")
READABLE = 4.5


class BadColour(BadProfile):
    """A colour cannot be used; the sentence names its key, `field` too."""


def check_colours(colours: dict[str, str]) -> None:
    """Known tokens, written #rrggbb, and dark enough to be read on white (4.5:1). Raises BadColour."""
    for name, value in colours.items():
        if name not in TOKENS:
            raise BadColour(f"Profil, clé « colours.{name} » : cette couleur est inconnue.", field=f"colours.{name}")
        if not _HEX.fullmatch(value):
            raise BadColour(f"Profil, clé « colours.{name} » : il faut #rrggbb.", field=f"colours.{name}")
        if name in TEXT_TOKENS and contrast(value, "#ffffff") < READABLE:
            raise BadColour(f"Profil, clé « colours.{name} » : trop clair sur blanc.", field=f"colours.{name}")


def theme_css(colours: dict[str, str]) -> str:
    """The style sheet that sets the zone's colours. Raises BadColour before a bad value reaches a page."""
    check_colours(colours)
    lines = [f"--{name.replace('_', '-')}: {value};" for name, value in sorted(colours.items())]
    return "@layer tokens { :root { " + " ".join(lines) + " } }\n"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours #rrggbb, from 1 to 21. Source: WCAG 2.2, « contrast ratio »."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, « relative luminance »."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    knee, slope = 0.04045, 12.92
    return channel / slope if channel <= knee else ((channel + 0.055) / 1.055) ** 2.4
