"""What is read of those who raised a concern and of what passed between them and the team."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.accounts.models import Account, Grant
from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import HEAD, MEETING
from cafepol.concerns.records import CAME_BACK, Feedback, Impossible, Promise
from cafepol.concerns.transitions import State
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.dialogue.models import RaiserQuestion, Reopening, Satisfaction
from cafepol.dialogue.talking import OPINION_DAYS
from cafepol.messages.models import Message

OPINION = "concern_opinion"
_TOLD = (
    joinedload(Feedback.message).load_only(Message.state, Message.handed_over_at),
    joinedload(Feedback.registration),
)


def get_raiser(raiser_id: int) -> Raiser:
    """A raiser with the concern, for whoever holds a link of theirs. Raises NotFound, also once it is voided."""
    concern = joinedload(Raiser.concern).options(*HEAD, MEETING, selectinload(Concern.entries))
    owed = joinedload(Raiser.registration), joinedload(Raiser.promises), joinedload(Raiser.impossibles)
    query = select(Raiser).where(Raiser.id == raiser_id)
    query = query.options(concern, *owed, selectinload(Raiser.feedbacks).options(*_TOLD))
    found = db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None or found.concern.status is State.VOIDED:
        raise NotFound
    return found


def is_alone(raiser: Raiser) -> bool:
    """Whether the facts of the concern are this person's own words: nobody else raised it, and it was not merged."""
    others = select(Raiser.id).where(Raiser.concern_id == raiser.concern_id, Raiser.id != raiser.id).limit(1)
    return raiser.moved_from_id is None and db.session.scalar(others) is None


def find_question(concern_id: int) -> RaiserQuestion | None:
    """The question of a concern that is not settled, or None; there is at most one."""
    waits = RaiserQuestion.concern_id == concern_id, RaiserQuestion.state == "open"
    return db.session.scalar(select(RaiserQuestion).where(*waits).execution_options(populate_existing=True))


def questions_of(concern_id: int) -> Sequence[RaiserQuestion]:
    """Every question that was asked about a concern, the newest first."""
    query = select(RaiserQuestion).where(RaiserQuestion.concern_id == concern_id)
    return db.session.scalars(query.order_by(RaiserQuestion.id.desc())).all()


def find_opinion(raiser_id: int, cycle: int | None) -> Satisfaction | None:
    """What somebody thought of what was done in a cycle, or None."""
    return db.session.scalar(
        select(Satisfaction).where(Satisfaction.raiser_id == raiser_id, Satisfaction.cycle == cycle)
    )


def find_request(concern_id: int) -> Reopening | None:
    """The wish to take a concern up again that nobody decided yet, or None."""
    waits = Reopening.concern_id == concern_id, Reopening.decided_at.is_(None)
    return db.session.scalar(select(Reopening).where(*waits).order_by(Reopening.id.desc()).limit(1))


def find_wish(raiser_id: int, concern: Concern) -> Reopening | None:
    """The wish of somebody to take a concern up again that was closed in its present cycle, decided or not; or None."""
    asked = Reopening.raiser_id == raiser_id, Reopening.concern_id == concern.id, Reopening.cycle == concern.cycle
    return db.session.scalar(select(Reopening).where(*asked).order_by(Reopening.id.desc()).limit(1))


def chiefs_of(commissariat_id: int) -> Sequence[Account]:
    """The active accounts that lead a commissariat."""
    leads = Grant.account_id == Account.id, Grant.role == Role.CHIEF, Grant.commissariat_id == commissariat_id
    query = select(Account).where(Account.is_active, select(Grant.id).where(*leads).exists())
    return db.session.scalars(query.order_by(Account.id)).all()


def find_message(message_id: int | None) -> Message | None:
    """The message that brought a question, or None."""
    return db.session.get(Message, message_id) if message_id is not None else None


def concerns_to_settle(today: date) -> Sequence[int]:
    """The ids of concerns whose question lapsed before today, or is open though the team went on without it.

    Also those whose call or letter is to do for somebody who does not answer for the concern any more, and those that
    went to a mail address that was put right since.
    """
    query = select(RaiserQuestion.concern_id).join(Concern, Concern.id == RaiserQuestion.concern_id)
    query = query.join(Raiser, Raiser.id == RaiserQuestion.raiser_id)
    query = query.outerjoin(Message, Message.id == RaiserQuestion.message_id)
    astray = and_(Message.channel == "mail", Message.recipient_mail.is_distinct_from(Raiser.mail))
    left = and_(Message.state == "to_do", Message.officer_id != Concern.owner_id)
    over = or_(RaiserQuestion.lapses_on < today, Concern.state != State.AWAITING_INFO, left, astray)
    return db.session.scalars(query.where(RaiserQuestion.state == "open", over)).all()


def raisers_to_consult(now: datetime) -> Sequence[int]:
    """The ids of raisers whose concern was closed lately and whom nobody asked yet what they think of it.

    They wanted feedback and have a mail address that works; not those who could not be told, for whatever reason.
    """
    judged = select(func.max(Promise.cycle)).where(Promise.raiser_id == Raiser.id, Promise.on_time.is_not(None))
    cycle = judged.correlate(Raiser).scalar_subquery()
    key = literal(f"{OPINION}:") + cast(Raiser.id, String) + ":" + cast(cycle, String)
    asked = select(Message.id).where(Message.unique_key == key)
    lost = select(Feedback.id).outerjoin(Message, Message.id == Feedback.message_id)
    lost = lost.where(Feedback.raiser_id == Raiser.id, Feedback.channel == "mail")
    lost = lost.where(or_(Message.state.in_(CAME_BACK), Feedback.returned_on.is_not(None)))
    untold = select(Impossible.id).where(Impossible.raiser_id == Raiser.id)
    closed = Concern.state == State.CLOSED, Concern.closed_at > now - timedelta(days=OPINION_DAYS)
    query = select(Raiser.id).join(Concern, Concern.id == Raiser.concern_id)
    query = query.where(*closed, Raiser.wants_feedback, Raiser.mail.is_not(None), cycle.is_not(None))
    return db.session.scalars(query.where(~asked.exists(), ~lost.exists(), ~untold.exists()).order_by(Raiser.id)).all()


def get_whole_concern(concern_id: int) -> Concern:
    """A concern for what the worker does with it."""
    query = select(Concern).where(Concern.id == concern_id)
    found: Concern = db.session.scalars(query.options(*HEAD, MEETING, selectinload(Concern.entries))).one()
    return found


def is_consulted(key: str) -> bool:
    """Whether the mail that asks for an opinion was written, under this key."""
    return db.session.scalar(select(Message.id).where(Message.unique_key == key)) is not None
