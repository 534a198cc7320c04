"""Sentences of the code that the catalogues translate: marked where they are written, said where they are shown."""


def marked(sentence: str) -> str:
    """The French sentence itself, as a key of the catalogues (core/languages.py)."""
    return sentence
