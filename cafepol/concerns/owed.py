"""Who is owed feedback, as a condition of the database: the same as `debts` decides of what is loaded."""

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, func, or_, select, union_all

from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import CAME_BACK, Feedback, Impossible, Promise
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration


def is_owed() -> ColumnElement[bool]:
    """The condition on raisers: they want feedback, and in their last cycle none counts nor was coded as impossible."""
    cycle = _last_cycle()
    impossible = select(Impossible.id).where(Impossible.raiser_id == Raiser.id, Impossible.cycle == cycle)
    told = select(Feedback.id).outerjoin(Message, Message.id == Feedback.message_id)
    told = told.outerjoin(Registration, Registration.id == Feedback.registration_id)
    told = told.where(Feedback.raiser_id == Raiser.id, Feedback.cycle == cycle, Feedback.is_answer, _counts())
    return and_(Raiser.wants_feedback, ~impossible.exists(), ~told.exists())


def owed_of(*conditions: ColumnElement[bool]) -> Subquery:
    """How many wait and the earliest promise to one of them (`waiting`, `due_on`), by `concern_id`.

    The conditions are on Concern and its Commune; a concern in which nobody waits has no row.
    """
    due_on = func.min(func.coalesce(Promise.extended_to, Promise.due_on)).label("due_on")
    query = select(Raiser.concern_id, func.count().label("waiting"), due_on)
    query = query.join(Concern, Concern.id == Raiser.concern_id).join(Concern.commune)
    query = query.join(Promise, and_(Promise.raiser_id == Raiser.id, Promise.cycle == _last_cycle()))
    return query.where(is_owed(), *conditions).group_by(Raiser.concern_id).subquery()


def taken_back() -> ColumnElement[bool]:
    """The condition on raisers of whom some feedback counts no more: it came back, or its tick is gone.

    Also of whom something was promised anew and not judged yet. Whoever was told by the closing and is owed again is
    among them; they are few, and found without looking at all.
    """
    mails = select(Feedback.raiser_id).join(Message, Message.id == Feedback.message_id)
    mails = mails.where(Message.state.in_(CAME_BACK))
    returned = select(Feedback.raiser_id).where(Feedback.returned_on.is_not(None))
    ticks = select(Feedback.raiser_id).outerjoin(Registration, Registration.id == Feedback.registration_id)
    ticks = ticks.where(Feedback.channel == Channel.MEETING, func.coalesce(Registration.present, 0) == 0)
    anew = select(Promise.raiser_id).where(Promise.cycle > 1, Promise.on_time.is_(None))
    return Raiser.id.in_(union_all(mails, returned, ticks, anew))


def _last_cycle() -> ScalarSelect[int]:
    """The cycle in which something is owed to a raiser now."""
    promises = select(func.max(Promise.cycle)).where(Promise.raiser_id == Raiser.id)
    return promises.correlate(Raiser).scalar_subquery()


def _counts() -> ColumnElement[bool]:
    arrived = and_(Message.handed_over_at.is_not(None), Message.state.not_in(CAME_BACK))
    way = or_(
        Feedback.channel.in_((Channel.PHONE, Channel.VISIT)),
        and_(Feedback.channel == Channel.LETTER, Feedback.posted_on.is_not(None)),
        and_(Feedback.channel == Channel.MAIL, arrived),
        and_(Feedback.channel == Channel.MEETING, Registration.present > 0),
    )
    return and_(Feedback.returned_on.is_(None), way)
