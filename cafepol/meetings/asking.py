"""What a program may ask of the list of meetings: each parameter once, its check and its description together."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cafepol.core.errors import BadForm

PAGE_MAX, PER_PAGE, PER_PAGE_MAX = 10_000, 50, 100
FIRST, LAST = "starts", "-starts"


@dataclass(frozen=True)
class Wanted:
    """Which meetings a program wants. Days are the zone's, both included."""

    commune: str | None
    since: date | None
    until: date | None
    accessible: bool | None
    sort: str
    page: int
    per_page: int


@dataclass(frozen=True)
class Parameter:
    """One parameter: what it is, its JSON Schema, and how its text is read (ValueError for any other)."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]


def _slug(text: str) -> str:
    return _matching(r"[a-z0-9-]{1,40}", text)


def _day(text: str) -> date:
    return date.fromisoformat(_matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text))


def _yes_or_no(text: str) -> bool:
    return _matching("true|false", text) == "true"


def _order(text: str) -> str:
    return _matching(f"{FIRST}|{LAST}", text)


def _number(highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(_matching("[0-9]{1,6}", text))
        if not 1 <= number <= highest:
            raise ValueError(text)
        return number

    return read


def _matching(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(text)
    return text


_DAY = {"type": "string", "format": "date"}
PARAMETERS = (
    Parameter("commune", "une commune (slug)", {"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}, _slug),
    Parameter("from", "à partir de ce jour ; sans lui et sans « to », à partir d’aujourd’hui", _DAY, _day),
    Parameter("to", "jusqu’à ce jour, compris", _DAY, _day),
    Parameter("accessible", "dans un lieu accessible en chaise roulante, ou non", {"type": "boolean"}, _yes_or_no),
    Parameter("sort", "dans quel ordre", {"type": "string", "enum": [FIRST, LAST], "default": FIRST}, _order),
    Parameter(
        "page",
        "le numéro de la page",
        {"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": 1},
        _number(PAGE_MAX),
    ),
    Parameter(
        "per_page",
        "combien de rencontres par page",
        {"type": "integer", "minimum": 1, "maximum": PER_PAGE_MAX, "default": PER_PAGE},
        _number(PER_PAGE_MAX),
    ),
)


def wanted(given: Mapping[str, list[str]], *, today: date) -> Wanted:
    """What was asked for. Raises BadForm with a sentence for an unknown, repeated or unreadable parameter."""
    known = {each.name: each for each in PARAMETERS}
    found: dict[str, Any] = {}
    for name, texts in given.items():
        if name not in known:
            raise BadForm(f"Paramètre inconnu. Les paramètres sont : {', '.join(known)}.")
        if len(texts) != 1:
            raise BadForm(f"Le paramètre « {name} » se donne une seule fois.")
        try:
            found[name] = known[name].read(texts[0])
        except ValueError as error:
            raise BadForm(f"Le paramètre « {name} » ne convient pas. Attendu : {known[name].description}.") from error
    since = found.get("from", None if "to" in found else today)
    return Wanted(
        commune=found.get("commune"),
        since=since,
        until=found.get("to"),
        accessible=found.get("accessible"),
        sort=found.get("sort", FIRST),
        page=found.get("page", 1),
        per_page=found.get("per_page", PER_PAGE),
    )
