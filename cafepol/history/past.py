"""A café of the past as a row of a table tells it: what each column may hold, and what cannot be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from cafepol.core.errors import Refused
from cafepol.core.local_time import instant_of
from cafepol.core.tables import Column, LineError, Row
from cafepol.core.text import has_national_number
from cafepol.meetings.lifecycle import HEAD_COUNT_MAX

MAX_ROWS = 10_000
FIRST_YEAR = 2018  # the first CaféPol
COLUMNS = (
    Column("Commune", maximum=80),
    Column("Quartier", required=False, maximum=80),
    Column("Lieu", maximum=120),
    Column("Jour", maximum=10),
    Column("Début", maximum=8),
    Column("Fin", maximum=8),
    Column("Personnes", maximum=6),
    Column("Titre", required=False, maximum=120),
    Column("Policier", required=False, maximum=80),
)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOUR = re.compile(r"(\d{1,2})(?: ?[hH] ?(\d{2})?|:(\d{2})(?::\d{2})?)?")


@dataclass(frozen=True)
class Past:
    """One café that took place, with names as they were written; local times are naive."""

    line: int
    commune: str
    quarter: str
    venue: str
    starts_local: datetime
    ends_local: datetime
    starts_at: datetime
    ends_at: datetime
    people: int
    title: str
    officer: str


def read_rows(rows: Sequence[Row], *, tz: tzinfo, now: datetime) -> tuple[list[Past], list[LineError]]:
    """The cafés of a table, and what is wrong in the rows that are none, by line."""
    found: list[Past] = []
    errors: list[LineError] = []
    for row in rows:
        try:
            found.append(_past(row, tz, now))
        except Refused as refusal:
            errors.append(LineError(row.line, refusal.message))
    return found, errors


def _past(row: Row, tz: tzinfo, now: datetime) -> Past:
    day = _day(row["jour"])
    starts, ends = (datetime.combine(day, _hour(row[key], name)) for key, name in (("debut", "Début"), ("fin", "Fin")))
    if ends <= starts:
        raise Refused("La fin vient avant le début.")
    starts_at, ends_at = instant_of(starts, tz), instant_of(ends, tz)
    if ends_at > now:
        raise Refused("Cette rencontre n’est pas encore passée : prévoyez-la dans CaféPol.")
    if has_national_number(row["titre"]):
        raise Refused("N’écrivez pas de numéro de registre national.")
    return Past(
        line=row.line,
        commune=row["commune"],
        quarter=row["quartier"],
        venue=row["lieu"],
        starts_local=starts,
        ends_local=ends,
        starts_at=starts_at,
        ends_at=ends_at,
        people=_people(row["personnes"]),
        title=row["titre"],
        officer=row["policier"],
    )


def _day(typed: str) -> date:
    """« 12/01/2027 » or « 2027-01-12 ». Raises Refused."""
    iso, usual = _ISO.fullmatch(typed), _DAY.fullmatch(typed)
    parts = iso.groups() if iso else usual.groups()[::-1] if usual else ("0", "0", "0")
    try:
        day = date(*map(int, parts))
    except ValueError as error:
        raise Refused(f"Jour : « {typed} » ne se lit pas. Exemple : 12/01/2027.") from error
    if day.year < FIRST_YEAR:
        raise Refused(f"Jour : vérifiez l’année. Le premier café a eu lieu en {FIRST_YEAR}.")
    return day


def _hour(typed: str, name: str) -> time:
    """« 14:00 », « 14 h 30 », « 14h », « 14 ». Raises Refused, naming the column."""
    match = _HOUR.fullmatch(typed)
    hour, minute = (match[1], match[2] or match[3] or "0") if match else ("99", "0")
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise Refused(f"{name} : « {typed} » ne se lit pas. Exemple : 14:00.") from error


def _people(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()) or int(typed) > HEAD_COUNT_MAX:
        raise Refused(f"Personnes : écrivez un nombre de 0 à {HEAD_COUNT_MAX}.")
    return int(typed)
