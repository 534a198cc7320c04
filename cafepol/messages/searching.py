"""Finding what was said to somebody: one normal form of name, mail address and phone number, stored and asked alike."""

import re

from cafepol.core.text import slug

_NUMBER = re.compile(r"\+?[\d\s./()-]{4,}")
_NOT_A_DIGIT = re.compile(r"\D")
SEARCH_MAX = 400  # characters of the column
ASKED_MAX = 120  # characters of what is looked for


def search_text(*, name: str, mail: str | None, phone: str | None) -> str:
    """What is searched of a recipient: the mail address, the number in E.164, the name without accents.

    The name comes last: one sign of it may become many letters, and what is too long is cut.
    """
    parts = ((mail or "").casefold(), phone or "", slug(name).replace("-", " "))
    return " ".join(part for part in parts if part)[:SEARCH_MAX]


def search_words(asked: str) -> tuple[str, ...]:
    """What must all be found in `search_text`: an address or a number as a whole, else each word of a name.

    What holds neither a letter nor a digit that is searched is looked for as it was typed.
    """
    text = asked.strip()[:ASKED_MAX]
    if "@" in text:
        return (text.casefold(),)
    found = [_NOT_A_DIGIT.sub("", text).lstrip("0")] if _NUMBER.fullmatch(text) else slug(text).split("-")
    return tuple(word for word in found if word) or ((text.casefold(),) if text else ())
