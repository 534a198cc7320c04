"""The one typeface of the paper: Source Sans Pro, from a package and never from the machine, always embedded."""

import unicodedata
from enum import StrEnum
from functools import cache, lru_cache

import font_source_sans_pro
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from cafepol.core.errors import Refused

_LIGATURES = range(0xFB00, 0xFB07)  # « ﬁ »: a reader of the file looks for « fi »
_AS_DRAWN = str.maketrans(
    {
        # thin spaces are drawn as the face's own narrow space; what may not break a line still does not
        "\u2009": "\u00a0",
        "\u202f": "\u00a0",
        "\t": " ",
        # hyphens as a word processor writes them; one that only says where a word may break is not drawn
        "\u2010": "-",
        "\u2011": "-",
        "\u00ad": "",
        **{chr(sign): unicodedata.normalize("NFKC", chr(sign)) for sign in _LIGATURES},
    }
)


class Face(StrEnum):
    """A weight of the typeface, by the name reportlab and the PDF know it by."""

    REGULAR = "SourceSansPro-Regular"
    BOLD = "SourceSansPro-Bold"


_FILES = {
    Face.REGULAR: font_source_sans_pro.font_files_ttf["SourceSansPro"],
    Face.BOLD: font_source_sans_pro.font_files_ttf["SourceSansProBold"],
}

LAST_COPIED = 0xFFFF  # reportlab writes the table from glyphs back to characters for these only
ASCENT = 0.75  # of the size, above the baseline: the face's own ascender
DESCENT = 0.25  # of the size, below the baseline


@cache
def font(face: Face) -> TTFont:
    """The embedded font of a face, read from its file and known to reportlab from the first call on."""
    found = TTFont(face.value, _FILES[face])
    pdfmetrics.registerFont(found)
    return found


def width(text: str, size: float, face: Face) -> float:
    """How wide a line is, in the unit of `size`."""
    return _width_at_one(text, face) * size


@lru_cache(maxsize=4096)
def _width_at_one(text: str, face: Face) -> float:
    """Remembered, because a text that shrinks or is balanced measures the same words again and again."""
    return float(font(face).stringWidth(text, 1))


def printable(text: str, *, field: str, label: str) -> str:
    """The text as it can be drawn: composed letters (NFC), one kind of no-break space and of hyphen, no ligatures.

    `field` is the form field, `label` how a sentence names it (« le lieu »).
    Raises Refused at `field`, naming the first character that the typeface does not have.
    """
    composed = _composed(text)
    if strange := set(composed) - _drawable():
        sign = next(sign for sign in composed if sign in strange)
        raise Refused(
            f"La police d’impression n’a pas le caractère « {_shown(sign)} » ({_name(sign)}), "
            f"dans {label}. Écrivez-le autrement.",
            field=field,
        )
    return composed


def legible(text: str) -> str:
    """As printable, with « ? » for what the typeface does not have: where an old text is printed all the same."""
    return "".join(sign if sign in _drawable() else "?" for sign in _composed(text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_AS_DRAWN)


@cache
def _drawable() -> frozenset[str]:
    """What the face draws, in a way that a reader of the file can copy it; and the end of a line."""
    signs = (chr(sign) for sign in font(Face.REGULAR).face.charToGlyph if sign <= LAST_COPIED)
    return frozenset(["\n", *signs])


def _shown(sign: str) -> str:
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"


def _name(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}")
