"""Letters of feedback that are not posted yet: to print, or printed and still here."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from cafepol.accounts.queries import last_recorded
from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.owed import still_to_keep
from cafepol.concerns.queries import DEBTS, HEAD, MEETING, Scope, within
from cafepol.concerns.records import Feedback, Promise
from cafepol.concerns.transitions import TELLING
from cafepol.core.db import db
from cafepol.core.errors import NotFound

PRINTED = "feedback_printed"  # on the audit trail, by the letter's id
ONE_PRINTED = "letter_printed"  # from the page of a concern, by the concern's id


@dataclass(frozen=True)
class Letter:
    """One letter, with the concern and the person to whom it goes. `printed_at`: when it was last printed, if ever."""

    concern: Concern
    raiser: Raiser
    feedback: Feedback
    printed_at: datetime | None = None

    @property
    def id(self) -> int:
        """The id of its feedback."""
        return self.feedback.id

    @property
    def named(self) -> str:
        """« D-2027-003, M. Petit »."""
        return f"{self.concern.number}, {self.raiser.label}"


def letters_to_post(scope: Scope) -> list[Letter]:
    """The letters that wait to be printed or posted, the oldest first.

    Left out is the letter to somebody who was told otherwise since, by a letter that was written anew or by a call.
    """
    waiting = _waiting(scope)
    printed = last_recorded(PRINTED, [letter.id for letter in waiting])
    printed |= _printed_alone(waiting)
    return [Letter(each.concern, each.raiser, each.feedback, printed.get(each.id)) for each in waiting]


def count_letters(scope: Scope) -> int:
    """How many letters wait to be printed or posted: counted by the database, as `letters_to_post` chooses them."""
    letter = aliased(Feedback)
    query = select(func.count(letter.id)).join(Raiser, Raiser.id == letter.raiser_id)
    query = query.join(Concern, Concern.id == Raiser.concern_id).join(Promise, Promise.raiser_id == Raiser.id)
    query = query.where(letter.channel == Channel.LETTER, letter.posted_on.is_(None), letter.cycle == Promise.cycle)
    query = query.where(letter.text != "")
    return db.session.scalar(query.where(*still_to_keep(), Concern.state.in_(TELLING), within(scope))) or 0


def get_letters(ids: Collection[int], scope: Scope) -> list[Letter]:
    """These letters, posted or not, the oldest first. Raises NotFound when one is none, or outside the scope."""
    chosen = Feedback.id.in_(ids), Feedback.channel == Channel.LETTER
    found = [letter for letter in _letters(_with_letter(*chosen), within(scope)) if letter.id in ids]
    if {letter.id for letter in found} != set(ids):
        raise NotFound
    return found


def _waiting(scope: Scope) -> list[Letter]:
    here = Feedback.channel == Channel.LETTER, Feedback.posted_on.is_(None)
    letters = _letters(_with_letter(*here), Concern.state.in_(TELLING), within(scope))
    return [each for each in letters if each.feedback.posted_on is None and _is_wanted(each)]


def _is_wanted(letter: Letter) -> bool:
    """Whether it still says something: its words are not wiped, it is owed now, and nobody said it otherwise."""
    is_of_now = letter.feedback.text != "" and letter.feedback.cycle == letter.raiser.promise.cycle
    return is_of_now and letter.raiser.discharged_on is None


def _with_letter(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    written = select(Raiser.concern_id).join(Feedback, Feedback.raiser_id == Raiser.id).where(*conditions)
    return Concern.id.in_(written)


def _letters(*conditions: ColumnElement[bool]) -> list[Letter]:
    query = select(Concern).join(Concern.commune).where(*conditions).options(*HEAD, MEETING, DEBTS)
    found = (letter for concern in db.session.scalars(query) for letter in _letters_of(concern))
    return sorted(found, key=lambda letter: letter.id)


def _letters_of(concern: Concern) -> Iterable[Letter]:
    for raiser in concern.raisers:
        for feedback in raiser.feedbacks:
            if feedback.channel == Channel.LETTER:
                yield Letter(concern, raiser, feedback)


def _printed_alone(waiting: Collection[Letter]) -> dict[int, datetime]:
    """Those printed from the page of their concern; of two that wait there, nobody can say which one it was."""
    of_concern = Counter(letter.concern.id for letter in waiting)
    printed = last_recorded(ONE_PRINTED, of_concern)
    return {
        each.id: printed[each.concern.id]
        for each in waiting
        if of_concern[each.concern.id] == 1
        and each.concern.id in printed
        and printed[each.concern.id] >= each.feedback.created_at
    }
