"""Streets as people name them, and a list of streets that an administrator brings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cafepol.core.tables import BadLines, Column, LineError, Row, Table
from cafepol.core.text import slug, without_accents

COLUMNS = (
    Column("commune", maximum=80),
    Column("quartier", maximum=80),
    Column("rue", maximum=120),
    Column("boîtes", required=False, maximum=20),
)
MAX_ROWS = 20_000
MAILBOXES_MAX = 5000  # in one street
_NUMBER = re.compile(r"\d+|\d{1,3}(?:[ .\u00a0\u202f]\d{3})+", re.ASCII)  # « 1 200 » and « 1.200 » too, not « 42.0 »
KEY_MAX = 200  # characters of what people remember of a name; « ½ » and the like are written out there

# how a street begins, and what stands between that and its name
_KINDS = frozenset((
    "rue", "r", "avenue", "av", "boulevard", "bd", "bld", "boul", "place", "pl", "chemin", "ch", "chaussee", "impasse",
    "imp", "allee", "ruelle", "sentier", "cite", "clos", "square", "quai", "route", "dreve", "cour", "residence",
    "venelle", "passage", "coron", "parvis",
))  # fmt: skip
_LINKS = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux"])


def _words(name: str) -> list[str]:
    return [word for word in slug(without_accents(name)).split("-") if word]


def spelling(name: str) -> str:
    """A street's whole name without what people write differently: « Rue de l'École » and « rue de l’Ecole »."""
    return " ".join(_words(name))


def street_key(name: str) -> str:
    """What people remember of a street: « rue de la Perche » → « perche », « Grand-Place » → « grand place »."""
    words = _words(name)
    for common in (_KINDS, _LINKS):
        while len(words) > 1 and words[0] in common:
            words.pop(0)
            if common is _KINDS:
                break
    return " ".join(words)


def without_number(typed: str) -> str:
    """What was typed, without the number of the house at its end: « rue de la Perche 27 b » → « rue de la Perche »."""
    parts = typed.replace(",", " ").split()
    last = next(
        (place for place, part in enumerate(parts) if place and part[0].isdigit() and _ends(parts, place)), None
    )
    return " ".join(parts[:last])


def _ends(parts: Sequence[str], place: int) -> bool:
    """Whether nothing but a letter or a box follows a number: « 27 b », and not « 11 Novembre »."""
    return all(len(part) <= 3 or part[0].isdigit() for part in parts[place + 1 :])  # noqa: PLR2004 -- « bte », « B », « 12 »


def closest(names: Iterable[str], typed: str) -> set[str]:
    """Of the names that were found, those that are just what was typed, if there are any; else all."""
    found = set(names)
    wanted = spelling(without_number(typed))
    return {name for name in found if spelling(name) == wanted} or found


@dataclass(frozen=True)
class Quarters:
    """The zone’s quarters, as a list may name them: their ids by commune and quarter, and how they are shown."""

    ids: Mapping[tuple[str, str], int]
    names: Mapping[int, tuple[str, str]]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, str]]) -> "Quarters":
        """Of (id, commune, quarter)."""
        found = list(rows)
        return cls(
            {(spelling(commune), spelling(quarter)): number for number, commune, quarter in found},
            {number: (commune, quarter) for number, commune, quarter in found},
        )

    def of_commune(self, commune: str) -> list[str]:
        """The names of a commune's quarters."""
        return [quarter for place, quarter in self.names.values() if spelling(place) == spelling(commune)]


@dataclass(frozen=True)
class Listed:
    """A street as a list names it. `mailboxes`: None when the list does not say how many there are."""

    name: str
    mailboxes: int | None = None


def read_streets(table: Table, quarters: Quarters) -> dict[tuple[int, str], Listed]:
    """The streets of a list by quarter and spelling. Raises BadLines with every line to correct."""
    errors = list(table.errors)
    found: dict[tuple[int, str], Listed] = {}
    lines: dict[tuple[int, str], int] = {}
    for row in table.rows:
        place = quarters.ids.get((spelling(row["commune"]), spelling(row["quartier"])))
        key = (place or 0, spelling(row["rue"]))
        wrong = _wrong_place(row["commune"], row["quartier"], quarters) if place is None else _wrong_street(row)
        if not wrong and key in lines:
            wrong = f"Cette rue est déjà à la ligne {lines[key]}, dans le même quartier."
        if wrong:
            errors.append(LineError(row.line, wrong))
        else:
            found[key], lines[key] = Listed(row["rue"], _mailboxes(row)), row.line
    if errors:
        raise BadLines(errors)
    return found


def _wrong_street(row: Row) -> str:
    if not spelling(row["rue"]):
        return "Le nom de la rue n’a ni lettre ni chiffre."
    if len(street_key(row["rue"])) > KEY_MAX:
        return "Le nom de la rue est trop long."
    if row["boites"] and not (_NUMBER.fullmatch(row["boites"]) and (_mailboxes(row) or 0) <= MAILBOXES_MAX):
        return f"boîtes : écrivez un nombre de 0 à {MAILBOXES_MAX}, ou rien."
    return ""


def _mailboxes(row: Row) -> int | None:
    written = re.sub(r"\D", "", row["boites"])
    return int(written) if written else None


def _wrong_place(commune: str, quarter: str, quarters: Quarters) -> str:
    known = quarters.of_commune(commune)
    if not known:
        return f"La commune « {commune} » n’est pas dans la zone."
    return f"Le quartier « {quarter} » n’est pas à {commune}. Choisissez : {', '.join(known)}."


@dataclass(frozen=True)
class Changes:
    """What importing a list does to the communes that it names. Each street as (quarter id, name).

    `recounted`: streets that stay, with the number of mailboxes that the list gives them. `mailboxes`: of those added.
    """

    added: tuple[tuple[int, str], ...]
    removed: tuple[tuple[int, str], ...]
    kept: int
    communes: tuple[str, ...]
    recounted: tuple[tuple[int, str, int], ...] = ()
    mailboxes: Mapping[tuple[int, str], int | None] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether the list says what is stored already."""
        return not (self.added or self.removed or self.recounted)


def changes(
    wanted: Mapping[tuple[int, str], Listed], present: Mapping[tuple[int, str], int | None], quarters: Quarters
) -> Changes:
    """What changes when the list takes the place of the streets of its communes; other communes keep theirs.

    `present`: the mailboxes of every street stored, by (quarter id, name). A street spelt otherwise is removed and
    added; one for which the list has no number keeps the number that is known.
    """
    communes = {quarters.names[place][0] for place, _ in wanted}
    there = {each for each in present if quarters.names[each[0]][0] in communes}
    asked = {(place, street.name): street.mailboxes for (place, _), street in wanted.items()}
    added, both = asked.keys() - there, asked.keys() & there
    recounted = [
        (place, name, told)
        for place, name in sorted(both)
        if (told := asked[place, name]) is not None and told != present[place, name]
    ]
    return Changes(
        added=tuple(sorted(added)),
        removed=tuple(sorted(there - asked.keys())),
        kept=len(both) - len(recounted),
        communes=tuple(sorted(communes)),
        recounted=tuple(recounted),
        mailboxes={each: asked[each] for each in added},
    )
