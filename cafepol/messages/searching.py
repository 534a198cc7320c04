"""Finding what was said to somebody: one normal form of name, mail address and phone number, stored and asked alike."""

import re

from cafepol.core.text import slug

_NUMBER = re.compile(r"\+?[\d\s./()-]{4,}")
_NOT_A_DIGIT = re.compile(r"\D")


def search_text(*, name: str, mail: str | None, phone: str | None) -> str:
    """What is searched of a recipient: the name without accents, the mail address, the number in E.164."""
    return " ".join(part for part in (slug(name).replace("-", " "), (mail or "").casefold(), phone or "") if part)


def search_words(asked: str) -> tuple[str, ...]:
    """What must all be found in `search_text`: an address or a number as a whole, else each word of a name."""
    text = asked.strip()
    if "@" in text:
        return (text.casefold(),)
    if _NUMBER.fullmatch(text):
        return (_NOT_A_DIGIT.sub("", text).lstrip("0"),)
    return tuple(word for word in slug(text).split("-") if word)
