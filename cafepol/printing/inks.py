"""Colours on paper: black, white, and the zone's own colour where white letters on it can still be read."""

from reportlab.lib.colors import Color, black, white

BLACK: Color = black
WHITE: Color = white

READABLE = 4.5  # contrast of white letters, WCAG 2.2, 1.4.3
_LINEAR_BELOW = 0.04045
_LENGTH = 7  # of « #14396b »


def ink(colour: str) -> Color:
    """The ink for a colour written « #14396b »: itself; black if too pale for white letters, or no colour at all."""
    try:
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    except ValueError:
        return BLACK
    if len(colour) != _LENGTH or _contrast_with_white(red, green, blue) < READABLE:
        return BLACK
    return Color(red, green, blue)


def _contrast_with_white(red: float, green: float, blue: float) -> float:
    """The contrast ratio, 1 to 21. Source: WCAG 2.2, « relative luminance » (sRGB)."""
    luminance = 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)
    return 1.05 / (luminance + 0.05)


def _linear(share: float) -> float:
    return share / 12.92 if share <= _LINEAR_BELOW else float(((share + 0.055) / 1.055) ** 2.4)
