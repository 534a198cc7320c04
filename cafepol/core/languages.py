"""Other languages than French, for those who read another: partners' mails and pages.

French is the source: a sentence stands in the code and the templates as it is said, and is its own key in the
catalogues of cafepol/translations/. What a catalogue lacks is said in French.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask

from cafepol.core.typography import plain_spaces

SOURCE = "fr"
_FOLDER = Path(__file__).parents[1] / "translations"
_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


def spoken() -> str:
    """The language that is spoken now (ISO 639-1)."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[str]:
    """Speak a language (ISO 639-1) for a while: French when there is no catalogue of it. Gives the one spoken."""
    token = _spoken.set(known(language))
    try:
        yield _spoken.get()
    finally:
        _spoken.reset(token)


@cache
def catalogues() -> frozenset[str]:
    """The languages that have a catalogue, French apart."""
    return frozenset(path.stem for path in _FOLDER.glob("*.po"))


def known(language: str) -> str:
    """The language itself (ISO 639-1) if there is a catalogue of it, else French."""
    return language if language in catalogues() else SOURCE


def preferred(tags: Iterable[str]) -> str:
    """The first language that we speak of those a reader names (BCP 47: « de-BE »), best first; else French."""
    named = (tag[:2].casefold() for tag in tags if tag[2:3] in {"", "-"})
    return next((code for code in named if code == SOURCE or code in catalogues()), SOURCE)


@cache
def sentences(language: str) -> dict[str, str]:
    """A catalogue: French sentence (with plain spaces) to translation."""
    with (_FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {
        plain_spaces(str(message.id)): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def gettext(sentence: str) -> str:
    """A French sentence in the language that is spoken now."""
    if _spoken.get() == SOURCE:
        return sentence
    return sentences(_spoken.get()).get(plain_spaces(sentence), sentence)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return gettext(singular if number == 1 else plural)


def init_app(app: Flask) -> None:
    """Give the templates `{% trans %}`, `_(…)` and `spoken_language()`."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["spoken_language"] = spoken
