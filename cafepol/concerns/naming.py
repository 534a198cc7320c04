"""How a concern is called, and by which words it is found."""

from cafepol.core.text import slug


def plain_title(theme: str, place: str) -> str:
    """What a concern is called for which nobody wrote a title."""
    return f"{theme}, {place}" if place else theme


def search_words(*words: str, maximum: int) -> str:
    """By what a concern is found, without accents: number, title, place and theme; not the facts."""
    return slug(" ".join(words)).replace("-", " ")[:maximum]
