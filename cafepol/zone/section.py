"""One table of a profile, read key by key: each key is asked for, checked and crossed off."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from cafepol.core.errors import DomainError

T = TypeVar("T")

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PHONE = re.compile(r"\+[1-9]\d{7,14}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
LINE_MAX = 120
SLUG_MAX = 40


class BadProfile(DomainError):
    """A profile cannot be used; the sentence names the key and says what to write, `field` is the key."""


class Section:
    """A TOML table at `path`; every method raises BadProfile naming the key when a value does not fit."""

    def __init__(self, path: str, values: dict[str, Any]) -> None:
        self._path = path
        self._values = values
        self._left = set(values)

    def bad(self, key: str, expected: str) -> BadProfile:
        """The refusal of one key: what was expected there."""
        where = f"{self._path}.{key}" if self._path else key
        return BadProfile(f"Profil, clé « {where} » : il faut {expected}.", field=where)

    def close(self) -> None:
        """Refuse keys that nobody asked for: a misspelled key must not pass in silence."""
        for key in sorted(self._left):
            where = f"{self._path}.{key}" if self._path else key
            raise BadProfile(f"Profil, clé « {where} » : cette clé est inconnue.", field=where)

    def done(self, built: T) -> T:
        """Close the section and hand over what was built from it."""
        self.close()
        return built

    def _take(self, key: str) -> Any:
        self._left.discard(key)
        return self._values.get(key)

    def text(self, key: str, most: int = LINE_MAX) -> str:
        """A line of 1 to `most` characters."""
        value = self._take(key)
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= most or "\n" in value:
            raise self.bad(key, f"un texte de 1 à {most} caractères")
        return value.strip()

    def optional_text(self, key: str, most: int = LINE_MAX) -> str | None:
        """A line, or None when the key is not there."""
        return self.text(key, most) if key in self._values else None

    def slug(self) -> str:
        """The key `slug`: lower case letters and digits, with hyphens between them."""
        value = self.text("slug", SLUG_MAX)
        if not _SLUG.fullmatch(value):
            raise self.bad("slug", "des minuscules, des chiffres et des traits d’union")
        return value

    def phone(self, key: str) -> str:
        """A telephone number in international form (E.164)."""
        value = self.text(key, 20)
        if not _PHONE.fullmatch(value):
            raise self.bad(key, "un numéro international, par exemple +3265619600")
        return value

    def mail(self, key: str) -> str:
        """A mail address."""
        value = self.text(key, 254)
        if not _MAIL.fullmatch(value):
            raise self.bad(key, "une adresse e-mail")
        return value

    def number(self, key: str, least: int, most: int) -> int:
        """A whole number between two bounds, both included."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.bad(key, f"un nombre entier de {least} à {most}")
        return value

    def optional_number(self, key: str, least: int, most: int) -> int | None:
        """A whole number, or None when the key is not there."""
        return self.number(key, least, most) if key in self._values else None

    def flag(self, key: str) -> bool:
        """True or false; false when the key is not there."""
        value = self._take(key)
        if value not in (None, True, False):
            raise self.bad(key, "true ou false")
        return bool(value)

    def texts(self, key: str, *, least: int = 0, among: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of different lines, at least `least`, each one of `among` if given."""
        value = self._take(key) or []
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.bad(key, "une liste de textes")
        if len(value) < least or len(set(value)) != len(value):
            raise self.bad(key, f"au moins {least} texte(s), tous différents")
        if among is not None and not set(value) <= set(among):
            raise self.bad(key, f"des noms parmi : {', '.join(among)}")
        return tuple(value)

    def lines(self, key: str, most: int) -> str:
        """A list of lines as one text, of at most `most` characters in all: an address, with its telephone."""
        text = "\n".join(line.strip() for line in self.texts(key, least=1))
        if len(text) > most:
            raise self.bad(key, f"au plus {most} caractères en tout")
        return text

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        """One of these values."""
        value = self._take(key)
        if value not in choices:
            raise self.bad(key, f"une valeur parmi : {', '.join(choices)}")
        return str(value)

    def optional_one_of(self, key: str, choices: Sequence[str]) -> str | None:
        """One of these values, or None when the key is not there."""
        return self.one_of(key, choices) if key in self._values else None

    def period(self) -> tuple[date, date]:
        """The keys `starts_on` and `ends_on` (the same day when it is not there), in this order."""
        starts_on = self._take("starts_on")
        ends_on = self._take("ends_on") or starts_on
        if type(starts_on) is not date:
            raise self.bad("starts_on", "une date, par exemple 2027-01-12")
        if type(ends_on) is not date or ends_on < starts_on:
            raise self.bad("ends_on", "une date qui ne précède pas starts_on")
        return starts_on, ends_on

    def all_texts(self) -> dict[str, str]:
        """Every key of the section, all of them lines."""
        return {key: self.text(key) for key in self._values}

    def pairs(self, key: str, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """A table of lists, each under one of `names`, as pairs; nothing when the key is not there."""
        if key not in self._values:
            return ()
        table = self.section(key)
        return table.done(tuple((name, each) for name in names for each in table.texts(name)))

    def section(self, key: str) -> "Section":
        """A table inside this one."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.bad(key, f"une section [{key}]")
        return Section(f"{self._path}.{key}" if self._path else key, value)

    def sections(self, key: str, *, least: int = 1) -> list["Section"]:
        """A list of tables inside this one, at least `least`; slugs, where given, are different."""
        value = self._take(key) or []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value) or len(value) < least:
            raise self.bad(key, f"au moins {least} section(s) [[{key}]]")
        slugs = [each["slug"] for each in value if "slug" in each]
        if len({str(slug) for slug in slugs}) != len(slugs):
            raise self.bad(key, "des slugs tous différents")
        path = f"{self._path}.{key}" if self._path else key
        return [Section(f"{path}[{position}]", each) for position, each in enumerate(value, start=1)]
