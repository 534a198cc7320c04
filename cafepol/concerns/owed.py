"""Who is owed feedback, as a condition of the database: the same as `debts` decides of what is loaded."""

from functools import cache

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Raiser
from cafepol.concerns.records import CAME_BACK, Feedback, Impossible, Promise
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration


@cache
def is_owed() -> ColumnElement[bool]:
    """The condition on raisers: they want feedback, and in their last cycle none counts nor was coded as impossible."""
    owed = select(Promise.id).where(Promise.raiser_id == Raiser.id, *still_to_keep())
    return and_(Raiser.wants_feedback, owed.exists())


def owed_in(concern_ids: Select[int]) -> Subquery:
    """How many wait and the earliest promise to one of them (`waiting`, `due_on`), by `concern_id`.

    A concern in which nobody waits has no row.
    """
    due_on = func.min(func.coalesce(Promise.extended_to, Promise.due_on)).label("due_on")
    query = select(Raiser.concern_id, func.count().label("waiting"), due_on)
    query = query.join(Promise, Promise.raiser_id == Raiser.id).where(Raiser.concern_id.in_(concern_ids))
    return query.where(Raiser.wants_feedback, *still_to_keep()).group_by(Raiser.concern_id).subquery()


@cache
def taken_back() -> Subquery:
    """The raisers (`raiser_id`) of whom some feedback counts no more: it came back, or its tick is gone.

    Also of whom something was promised anew and not judged yet. Whoever was told by the closing and is owed again is
    among them; they are few, and found without looking at all.
    """
    came_back = or_(Feedback.returned_on.is_not(None), Message.state.in_(CAME_BACK))
    unticked = and_(Feedback.channel == Channel.MEETING, func.coalesce(Registration.present, 0) == 0)
    told = select(Feedback.raiser_id).outerjoin(Message, Message.id == Feedback.message_id)
    told = told.outerjoin(Registration, Registration.id == Feedback.registration_id).where(or_(came_back, unticked))
    anew = select(Promise.raiser_id).where(Promise.cycle > 1, Promise.on_time.is_(None))
    return union(told, anew).subquery()


@cache  # the same each time, and dear to put together
def still_to_keep() -> tuple[ColumnElement[bool], ...]:
    """The conditions on promises: it is the raiser's last, and nothing discharged it."""
    later = aliased(Promise)
    newer = select(later.id).where(later.raiser_id == Promise.raiser_id, later.cycle > Promise.cycle)
    coded = Impossible.raiser_id == Promise.raiser_id, Impossible.cycle == Promise.cycle
    told = select(Feedback.id).outerjoin(Message, Message.id == Feedback.message_id)
    told = told.outerjoin(Registration, Registration.id == Feedback.registration_id)
    told = told.where(Feedback.raiser_id == Promise.raiser_id, Feedback.cycle == Promise.cycle, Feedback.is_answer)
    return ~newer.exists(), ~select(Impossible.id).where(*coded).exists(), ~told.where(_counts()).exists()


def _counts() -> ColumnElement[bool]:
    arrived = and_(Message.handed_over_at.is_not(None), Message.state.not_in(CAME_BACK))
    way = or_(
        Feedback.channel.in_((Channel.PHONE, Channel.VISIT)),
        and_(Feedback.channel == Channel.LETTER, Feedback.posted_on.is_not(None)),
        and_(Feedback.channel == Channel.MAIL, arrived),
        and_(Feedback.channel == Channel.MEETING, Registration.present > 0),
    )
    return and_(Feedback.returned_on.is_(None), way)
