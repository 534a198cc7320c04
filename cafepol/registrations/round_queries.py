"""What each distribution round brought in: answers, people, and who named its flyer at the door."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select

from cafepol.core.db import db
from cafepol.distribution.models import DoorMention
from cafepol.registrations.models import AttendanceStep, Registration
from cafepol.registrations.states import Kind, State


@dataclass(frozen=True)
class RoundCount:
    """`registrations` are answers, interested ones too; `people` are those who said that they would come."""

    registrations: int = 0
    people: int = 0


def round_counts(round_ids: Collection[int]) -> dict[int, RoundCount]:
    """What was answered with the code of each round, by round id; each asked round is there.

    Who took the answer back does not count, nor an address that nobody confirmed unless they were there: the numbers
    stay what they are when the names are forgotten.
    """
    heard = or_(Registration.confirmed_at.is_not(None), Registration.present.is_not(None))
    people = func.sum(case((Registration.kind == Kind.GOING, Registration.party_size), else_=0))
    query = (
        select(Registration.round_id, func.count(), people)
        .where(and_(Registration.round_id.in_(round_ids), Registration.state != State.CANCELLED, heard))
        .group_by(Registration.round_id)
    )
    found = {row[0]: RoundCount(int(row[1]), int(row[2])) for row in db.session.execute(query)}
    return {each: found.get(each, RoundCount()) for each in round_ids}


def door_mentions(meeting_ids: Collection[int]) -> dict[tuple[int, int | None], int]:
    """How many people came with a flyer, by meeting and round (None: a flyer whose round they did not know)."""
    query = select(DoorMention.meeting_id, DoorMention.round_id, DoorMention.people)
    rows = db.session.execute(query.where(DoorMention.meeting_id.in_(meeting_ids)))
    return {(row[0], row[1]): row[2] for row in rows}


def mention_of(meeting_id: int, round_id: int | None) -> DoorMention | None:
    """What is counted of one round's flyer at the door, or of flyers without one, as the database has it now."""
    of_round = DoorMention.round_id.is_(None) if round_id is None else DoorMention.round_id == round_id
    query = select(DoorMention).where(DoorMention.meeting_id == meeting_id, of_round)
    return db.session.scalar(query.execution_options(populate_existing=True))


def typed_key(round_id: int | None, at: datetime) -> str:
    """The step that says when a number was typed for a round's flyer."""
    return f"{_typed(round_id)}{at.isoformat()}"


def typed_at(meeting_id: int, round_id: int | None) -> datetime | None:
    """When a number was last typed for a round's flyer; None: it was counted by taps alone."""
    steps = select(AttendanceStep.key).where(AttendanceStep.meeting_id == meeting_id)
    typed = db.session.scalars(steps.where(AttendanceStep.key.startswith(_typed(round_id)))).all()
    return max((datetime.fromisoformat(key.removeprefix(_typed(round_id))) for key in typed), default=None)


def _typed(round_id: int | None) -> str:
    return f"flyer-typed/{round_id or 0}/"
