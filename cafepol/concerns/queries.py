"""Every read of the concerns, within what the person who asks may see."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, cast, false, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from cafepol.concerns.board import Slip
from cafepol.concerns.control_models import Extension
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import Attempt, Entry, Feedback, Impossible, Promise
from cafepol.concerns.transitions import ALIVE
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.meetings.models import Meeting, meeting_co_host
from cafepol.messages.models import Message
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune

PAGE = 50

_MESSAGE = joinedload(Feedback.message).load_only(Message.state, Message.handed_over_at)
_TOLD = _MESSAGE, joinedload(Feedback.registration)
# promises are one for each cycle, mostly one: joined, they cost no statement of their own
_OWED = (
    joinedload(Raiser.registration),
    joinedload(Raiser.promises),
    joinedload(Raiser.impossibles).joinedload(Impossible.author),
    selectinload(Raiser.feedbacks).options(*_TOLD, joinedload(Feedback.author)),
)
DEBTS = selectinload(Concern.raisers).options(*_OWED)
HEAD = (
    joinedload(Concern.commune).joinedload(Commune.commissariat),
    joinedload(Concern.quarter),
    joinedload(Concern.theme),
    joinedload(Concern.owner),
)
MEETING = joinedload(Concern.meeting).options(
    joinedload(Meeting.quarter), joinedload(Meeting.commune), selectinload(Meeting.co_hosts), joinedload(Meeting.host)
)
_WHOLE: tuple[ExecutableOption, ...] = (
    *HEAD,
    MEETING,
    DEBTS,
    selectinload(Concern.raisers).selectinload(Raiser.attempts).joinedload(Attempt.author),
    selectinload(Concern.entries).joinedload(Entry.author),
)


@dataclass(frozen=True)
class Scope:
    """Which concerns somebody sees: an officer's own, of the own quarters and meetings; a chief's commissariats.

    `granted`: the ids of others that a chief asked to read.
    """

    officer_id: int | None = None
    quarter_ids: frozenset[int] = frozenset()
    chief_of: frozenset[int] = frozenset()
    granted: frozenset[int] = frozenset()


def within(scope: Scope) -> ColumnElement[bool]:
    """The condition on concerns."""
    return or_(false(), *ways_into(scope))


def ways_into(scope: Scope) -> list[ColumnElement[bool]]:
    """The same, one condition for each way: each has an index of its own, all of them together have none."""
    ways: list[ColumnElement[bool]] = []
    if scope.chief_of:
        led = select(Commune.id).where(Commune.commissariat_id.in_(scope.chief_of))
        ways.append(Concern.commune_id.in_(led))
    if scope.officer_id is not None:
        ways += [Concern.owner_id == scope.officer_id, Concern.meeting_id.in_(_meetings_of(scope.officer_id))]
    if scope.quarter_ids:
        ways.append(Concern.quarter_id.in_(scope.quarter_ids))
    if scope.granted:
        ways.append(Concern.id.in_(scope.granted))
    return ways


def _meetings_of(officer_id: int) -> Select[int]:
    helped = select(meeting_co_host.c.meeting_id).where(meeting_co_host.c.officer_id == officer_id)
    return select(Meeting.id).where(or_(Meeting.host_id == officer_id, Meeting.id.in_(helped)))


def concerns_where(*conditions: ColumnElement[bool]) -> Select[Concern]:
    """The concerns of a condition, which may name the commune."""
    return select(Concern).join(Concern.commune).where(*conditions)


def get_concern(number: str, scope: Scope) -> Concern:
    """One concern with all that its page shows, as the database has it now. Raises NotFound outside the scope."""
    query = concerns_where(Concern.number == number, within(scope)).options(*_WHOLE)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def lock_concern(concern: Concern) -> Concern:
    """Take the concern's row until the transaction ends, and read anew where it stands and what is owed to whom.

    Who tells, notes or adds queues here and is judged by what the one before left (on SQLite the writer has the lock).
    """
    db.session.flush()  # a refresh forgets what is not written yet
    db.session.refresh(concern, list(Concern.__table__.columns.keys()), with_for_update={"key_share": True})
    owed = select(Raiser).where(Raiser.concern_id == concern.id).order_by(Raiser.id)
    owed = owed.options(*_OWED, selectinload(Raiser.attempts).joinedload(Attempt.author))
    owed = owed.execution_options(populate_existing=True)
    set_committed_value(concern, "raisers", list(db.session.scalars(owed).unique()))
    return concern


def find_concern_id(number: str, scope: Scope) -> int | None:
    """The id of a concern within the scope, or None: what the audit trail names before the page is read."""
    return db.session.scalar(select(Concern.id).join(Concern.commune).where(Concern.number == number, within(scope)))


def orphans(scope: Scope) -> Sequence[Concern]:
    """Concerns in which somebody has to act and whose owner has left or works elsewhere, in what a chief leads."""
    left = Concern.owner.has(or_(Officer.is_active.is_(False), Officer.commissariat_id != Commune.commissariat_id))
    query = concerns_where(Commune.commissariat_id.in_(scope.chief_of), Concern.state.in_(ALIVE), left)
    return db.session.scalars(query.options(*HEAD, selectinload(Concern.entries)).order_by(Concern.id)).all()


def message_ids(concern_ids: Collection[int]) -> Sequence[int]:
    """What was written to those who raised these concerns: what follows, what comes later, and the answers."""
    heard = select(literal("concern_heard:") + cast(Raiser.id, String)).where(Raiser.concern_id.in_(concern_ids))
    later = select(literal("concern_extended:") + cast(Extension.id, String)).join(Promise).join(Raiser)
    later = later.where(Raiser.concern_id.in_(concern_ids))
    told = select(Feedback.message_id).join(Raiser, Raiser.id == Feedback.raiser_id)
    told = told.where(Raiser.concern_id.in_(concern_ids), Feedback.message_id.is_not(None))
    written = or_(Message.unique_key.in_(heard), Message.unique_key.in_(later), Message.id.in_(told))
    return db.session.scalars(select(Message.id).where(written).order_by(Message.id)).all()


def alive_in(commissariat_id: int) -> list[Slip]:
    """The concerns of a commissariat in which somebody has to act; no names."""
    return list(slips_where(Commune.commissariat_id == commissariat_id, Concern.state.in_(ALIVE)))


def slips_where(*conditions: ColumnElement[bool]) -> Iterable[Slip]:
    """The concerns of a condition as boards and lists show them, oldest first."""
    query = concerns_where(*conditions).options(*HEAD, DEBTS).order_by(Concern.id)
    return map(slip_of, db.session.scalars(query))


def slip_of(concern: Concern) -> Slip:
    """A concern as boards and lists show it; its raisers and what they were told are loaded."""
    return Slip(
        number=concern.number,
        title=concern.title,
        theme=concern.theme.label,
        where=concern.where,
        owner_id=concern.owner_id,
        owner=concern.owner.name,
        owner_active=not concern.is_orphan,
        state=concern.status,
        waiting=len(concern.waiting),
        due_on=concern.due_on,
        next_step=concern.next_step,
        next_on=concern.next_on,
        heard_on=min(raiser.heard_on for raiser in concern.raisers),
    )
