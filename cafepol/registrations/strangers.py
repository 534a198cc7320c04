"""How many of those who answered a meeting are strangers: on the web, nothing of them proven yet."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select

from cafepol.core.db import db, past_orm
from cafepol.registrations.models import Approval, AskedAgain, Registration
from cafepol.registrations.states import HOLD, Channel, Kind, State


@dataclass(frozen=True)
class Strangers:
    """`people` of strangers who hold places at this instant; whether their answers wait for the host's « accepter »."""

    people: int
    need_approval: bool


def unproven() -> ColumnElement[bool]:
    """The condition on answers that a machine could have given: no address confirmed, no word of the host."""
    return and_(
        Registration.channel == Channel.WEB,
        Registration.state != State.CANCELLED,
        Registration.accepted_at.is_(None),
        or_(Registration.confirmed_at.is_(None), Registration.mail.is_(None)),
    )


def strangers_at(meeting_id: int, *, now: datetime) -> Strangers:
    """Who holds places of a meeting without having proven anything, in the last 24 hours, in one query."""
    db.session.flush()
    row = past_orm(_strangers(), {"meeting_id": meeting_id, "since": now - HOLD}).one()
    return Strangers(int(row.people) + int(row.again), row.approval is not None)


@cache
def _strangers() -> Select[int, int, int | None]:
    meeting_id: BindParameter[int] = bindparam("meeting_id")
    since: BindParameter[datetime] = bindparam("since")
    holds = Registration.kind == Kind.GOING, Registration.state.in_((State.PENDING, State.CONFIRMED))
    recent = Registration.meeting_id == meeting_id, Registration.created_at > since
    people = select(func.coalesce(func.sum(Registration.party_size), 0)).where(*recent, *holds, unproven())
    again = select(func.coalesce(func.sum(AskedAgain.people), 0)).where(
        AskedAgain.meeting_id == meeting_id, AskedAgain.asked_at > since
    )
    approval = select(Approval.meeting_id).where(Approval.meeting_id == meeting_id)
    return select(
        people.scalar_subquery().label("people"),
        again.scalar_subquery().label("again"),
        approval.scalar_subquery().label("approval"),
    )
