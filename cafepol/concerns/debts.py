"""What is owed: feedback to each person who asked for it. An acknowledgement is none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cafepol.core.errors import Refused

DAYS_OF_TRIES = 2  # two tries within the hour say only that nobody was at home


class Channel(StrEnum):
    """How somebody wants to hear, or heard. `none`: no feedback wanted."""

    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"
    VISIT = "visit"
    MEETING = "meeting"
    NONE = "none"


class RaiserKind(StrEnum):
    """Who raised it."""

    PERSON = "person"
    ANONYMOUS = "anonymous"
    COLLECTIVE = "collective"


class ImpossibleCode(StrEnum):
    """Why feedback cannot be given."""

    ANONYMOUS = "anonymous"
    REFUSES_CONTACT = "refuses_contact"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    DECEASED = "deceased"


@dataclass(frozen=True)
class Told:
    """One feedback to one raiser, as far as it matters to the debt. Days are local."""

    channel: Channel
    given_on: date
    posted_on: date | None = None
    handed_over_on: date | None = None
    came_back: bool = False
    was_present: bool = False
    cycle: int = 1
    is_answer: bool = True


def counts_on(told: Told) -> date | None:
    """The day from which a feedback discharges, or None, as for what came back and for news that is no answer.

    A mail on the day it was handed over; a letter on its posting date; a call or a visit at once; « said at the
    meeting » only to somebody marked present there.
    """
    if told.came_back or not told.is_answer:
        return None
    match told.channel:
        case Channel.MAIL:
            return told.handed_over_on
        case Channel.LETTER:
            return told.posted_on
        case Channel.MEETING:
            return told.given_on if told.was_present else None
        case Channel.PHONE | Channel.VISIT:
            return told.given_on
        case _:
            return None


def discharged_on(told: Iterable[Told], impossible_on: date | None, *, cycle: int = 1) -> date | None:
    """The first day on which nothing was owed any more: a feedback counted, or its impossibility was coded.

    Only what was told in this cycle counts; `impossible_on` is of this cycle.
    """
    counted = (counts_on(each) for each in told if each.cycle == cycle)
    days = [day for day in (*counted, impossible_on) if day is not None]
    return min(days, default=None)


def kept_in_time(promised_on: date, discharged: date | None) -> bool:
    """The verdict at the closing: the promised day itself is in time."""
    return discharged is not None and discharged <= promised_on


def check_impossible(code: ImpossibleCode, *, kind: RaiserKind, tried_on: Collection[date]) -> None:
    """Whether « retour impossible » may be coded; `tried_on`: the days of the tries. Raises Refused."""
    if code is ImpossibleCode.ANONYMOUS and kind is not RaiserKind.ANONYMOUS:
        raise Refused("Cette personne a donné un nom : choisissez une autre raison.", field="code")
    if code is ImpossibleCode.UNREACHABLE and len(set(tried_on)) < DAYS_OF_TRIES:
        raise Refused("Notez d’abord deux essais, à deux jours différents.", field="code")


def check_given_on(given_on: date, *, heard_on: date, today: date, field: str = "given_on") -> None:
    """Feedback lies between the day it was heard and today. Raises Refused."""
    early = "Cette date vient avant le jour où la personne l’a dit."
    check_day(given_on, since=heard_on, today=today, field=field, early=early)


def check_day(day: date, *, since: date, today: date, field: str, early: str) -> None:
    """Whether a day lies between another and today; `early` is said of one before. Raises Refused."""
    if day > today:
        raise Refused("Cette date est encore à venir.", field=field)
    if day < since:
        raise Refused(early, field=field)


def joined(names: Sequence[str]) -> str:
    """« Mme Martin, M. Petit et Mme Simon »; nothing for nobody."""
    return " et ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def waiting_sentence(names: Sequence[str]) -> str:
    """Who still waits, in a sentence: « Mme Martin et M. Petit attendent encore leur retour. »."""
    text = joined(names)
    ending = "attend encore son retour." if len(names) == 1 else "attendent encore leur retour."
    return f"{text[:1].upper()}{text[1:]} {ending}"
