"""How a café is called after its place: « café de Wasmes », « café d’Hornu », « café du Grand-Hornu »."""

import unicodedata

_MUTE = "aeiouyh"
_ARTICLES = (("Le ", "du "), ("Les ", "des "))


def cafe_of(place: str) -> str:
    """« café de Wasmes », with French elision and contraction."""
    for article, contracted in _ARTICLES:
        if place.startswith(article):
            return f"café {contracted}{place.removeprefix(article)}"
    first = unicodedata.normalize("NFKD", place[:1]).casefold()[:1]
    return f"café d’{place}" if first and first in _MUTE else f"café de {place}"
