"""What staff type about a concern: cleaned, not too long, without anybody's numbers and without a minor's name."""

from cafepol.concerns.names import NO_MINORS, names_minor
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line, clean_text, private_number

REFERENCE_ONLY = "l’inscription "  # how somebody is called of whom only the reference of a registration is known


def said(text: str | None, *, field: str, maximum: int, need: str = "") -> str:
    """A text of several lines; `need` is the sentence shown when it is empty, if it must not be. Raises Refused."""
    return _checked(clean_text(text), field=field, maximum=maximum, need=need)


def said_line(text: str | None, *, field: str, maximum: int, need: str = "") -> str:
    """One line of text, as `said`."""
    return _checked(clean_line(text), field=field, maximum=maximum, need=need)


def _checked(text: str, *, field: str, maximum: int, need: str) -> str:
    if need and not text:
        raise Refused(need, field=field)
    if len(text) > maximum:
        raise Refused(f"C’est trop long : {maximum} caractères au plus.", field=field)
    kind = private_number(text)
    if kind:
        raise Refused(f"N’écrivez pas ce numéro : c’est {kind}.", field=field)
    if names_minor(text):
        raise Refused(NO_MINORS, field=field)
    return text
