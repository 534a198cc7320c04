"""Every read of the requests for a café."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.requests.models import CafeRequest
from cafepol.requests.states import State
from cafepol.zone.models import Commune, Quarter

ANSWERED_SHOWN = 30


def is_open() -> ColumnElement[bool]:
    """The condition that a request waits for an answer, as states.standing says it."""
    called_off = CafeRequest.meeting.has(Meeting.state == MeetingState.CANCELLED)
    return or_(CafeRequest.state == State.OPEN, and_(CafeRequest.state == State.PLANNED, called_off))


def _requests(commissariat_ids: Collection[int]) -> Select[CafeRequest]:
    shown = joinedload(CafeRequest.meeting)
    return (
        select(CafeRequest)
        .join(CafeRequest.commune)
        .options(
            joinedload(CafeRequest.commune),
            joinedload(CafeRequest.quarter),
            shown.joinedload(Meeting.commune),
            shown.joinedload(Meeting.quarter),
        )
        .where(Commune.commissariat_id.in_(commissariat_ids))
    )


def open_requests(commissariat_ids: Collection[int]) -> list[CafeRequest]:
    """The requests of these commissariats that wait for an answer, oldest first."""
    query = _requests(commissariat_ids).where(is_open())
    return list(db.session.scalars(query.order_by(CafeRequest.created_at, CafeRequest.id)))


def answered_requests(commissariat_ids: Collection[int]) -> list[CafeRequest]:
    """The requests of these commissariats that were answered last, newest first; at most ANSWERED_SHOWN."""
    query = _requests(commissariat_ids).where(~is_open())
    newest = query.order_by(CafeRequest.answered_at.desc(), CafeRequest.id.desc())
    return list(db.session.scalars(newest.limit(ANSWERED_SHOWN)))


def get_request(request_id: int, commissariat_ids: Collection[int]) -> CafeRequest:
    """One request of these commissariats. Raises NotFound."""
    found = db.session.scalar(_requests(commissariat_ids).where(CafeRequest.id == request_id))
    if found is None:
        raise NotFound
    return found


def open_counts(commune_ids: Collection[int]) -> list[tuple[Commune, Quarter | None, int]]:
    """How many people asked and wait, by quarter (None: for the commune), most asked first."""
    asked = func.count()
    query = (
        select(Commune, Quarter, asked)
        .select_from(CafeRequest)
        .join(CafeRequest.commune)
        .outerjoin(CafeRequest.quarter)
        .where(is_open(), CafeRequest.commune_id.in_(commune_ids))
        .group_by(Commune.id, Quarter.id)
        .order_by(asked.desc(), Commune.position, Quarter.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def take_requests_concerned(meeting_id: int, others: Collection[int]) -> list[CafeRequest]:
    """The requests answered with a meeting, whatever became of them, and `others`; taken until the transaction ends."""
    concerned = or_(CafeRequest.meeting_id == meeting_id, CafeRequest.id.in_(others))
    query = select(CafeRequest).where(concerned).order_by(CafeRequest.id).with_for_update()
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def meetings_promised_at(venue_id: int, now: datetime) -> list[int]:
    """The ids of the published meetings to come at a venue with which requests were answered."""
    to_come = and_(Meeting.venue_id == venue_id, Meeting.state == MeetingState.PUBLISHED, Meeting.starts_at > now)
    answers = Meeting.id.in_(select(CafeRequest.meeting_id).where(CafeRequest.state == State.PLANNED))
    return list(db.session.scalars(select(Meeting.id).where(to_come, answers).order_by(Meeting.id)))


def requests_answered_by(meeting_id: int) -> int:
    """How many requests were answered with this meeting: their people have its date."""
    query = select(func.count()).select_from(CafeRequest).where(CafeRequest.meeting_id == meeting_id)
    return db.session.scalar(query) or 0
