"""What may be asked of a partner, and by when: the least that is needed, on a working day, not in a resident's words.

And what is to be done about a question that is open. Working days are those of the promise.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cafepol.concerns.aloud import Person, names_somebody
from cafepol.concerns.deadlines import ONE_DAY, is_weekend
from cafepol.core.errors import Refused

LONGEST = timedelta(days=60)
USUAL = timedelta(days=14)  # as the form proposes
REMIND_BEFORE = 2  # working days
REMIND_FROM = 8  # o'clock
_COPIED_FROM = 40  # signs: a shorter sentence may be anybody's
_SENTENCE = re.compile(r"[.!?\n]+")


class Care(StrEnum):
    """What an open question needs."""

    LEFT_BEHIND = "left_behind"  # the concern moved on without the answer
    UNREACHABLE = "unreachable"  # whom it was asked is no longer in the directory
    EXPIRED = "expired"
    ASTRAY = "astray"  # it went to an address that is given up
    INHERITED = "inherited"  # the concern has another owner
    REMIND = "remind"


@dataclass(frozen=True)
class Standing:
    """Where an open question stands."""

    is_awaited: bool
    is_reachable: bool
    is_astray: bool
    is_inherited: bool
    is_reminded: bool
    sent_on: date
    answer_by: date


def care_for(stands: Standing, *, today: date, hour: int, closed: Container[date]) -> Care | None:
    """The one thing to be done about a question now, the most urgent; None: nothing."""
    day = remind_on(stands.answer_by, closed)
    needs = {
        Care.LEFT_BEHIND: not stands.is_awaited,
        Care.UNREACHABLE: not stands.is_reachable,
        Care.EXPIRED: stands.answer_by < today,
        Care.ASTRAY: stands.is_astray,
        Care.INHERITED: stands.is_inherited,
        Care.REMIND: not stands.is_reminded and stands.sent_on < day <= today and hour >= REMIND_FROM,
    }
    return next((each for each, is_needed in needs.items() if is_needed), None)


def is_working(day: date, closed: Container[date]) -> bool:
    """Whether people are at work that day."""
    return not is_weekend(day) and day not in closed


def working_day_from(day: date, closed: Container[date]) -> date:
    """The first working day from this one on."""
    while not is_working(day, closed):
        day += ONE_DAY
    return day


def remind_on(answer_by: date, closed: Container[date]) -> date:
    """The working day on which somebody is reminded: two working days before the answer is expected."""
    day, left = answer_by, REMIND_BEFORE
    while left:
        day -= ONE_DAY
        left -= is_working(day, closed)
    return day


def check_answer_by(day: date, *, today: date, closed: Container[date]) -> None:
    """An answer is expected on a working day to come, within sixty days. Raises Refused."""
    if day <= today:
        raise Refused("Choisissez un jour à venir.", field="answer_by")
    if day > today + LONGEST:
        raise Refused(f"Choisissez un jour dans les {LONGEST.days} jours.", field="answer_by")
    if not is_working(day, closed):
        raise Refused("Ce jour-là on ne travaille pas. Choisissez un jour ouvrable.", field="answer_by")


def check_minimum(text: str, *, field: str, people: Iterable[Person], facts: str) -> None:
    """What leaves names nobody who spoke to us, and repeats no sentence of what they said. Raises Refused."""
    if names_somebody(text, people):
        raise Refused(
            "Ce texte semble nommer une personne qui a parlé, ou dire où la joindre : le partenaire n’en sait rien.",
            field=field,
        )
    copied = _copied(text, facts)
    if copied:
        raise Refused(f"Ces mots sont ceux de l’habitant : « {copied} ». Écrivez-le avec les vôtres.", field=field)


def _copied(text: str, facts: str) -> str:
    """A whole sentence of the facts that the text repeats, or nothing."""
    folded = _folded(text)
    sentences = (" ".join(each.split()) for each in _SENTENCE.split(facts))
    return next((each for each in sentences if len(each) >= _COPIED_FROM and _folded(each) in folded), "")


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())
