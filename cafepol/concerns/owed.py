"""Who is owed feedback, as a condition of the database: the same as `debts` decides of what is loaded."""

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import CAME_BACK, Feedback, Impossible
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration


def is_owed() -> ColumnElement[bool]:
    """The condition on raisers: they want feedback, none counts, and none was coded as impossible."""
    impossible = select(Impossible.id).where(Impossible.raiser_id == Raiser.id)
    told = select(Feedback.id).outerjoin(Message, Message.id == Feedback.message_id)
    told = told.where(Feedback.raiser_id == Raiser.id, _counts())
    return and_(Raiser.wants_feedback, ~impossible.exists(), ~told.exists())


def owed_of(*conditions: ColumnElement[bool]) -> Subquery:
    """How many wait and the earliest promise to one of them (`waiting`, `due_on`), by `concern_id`.

    The conditions are on Concern and its Commune; a concern in which nobody waits has no row.
    """
    query = select(Raiser.concern_id, func.count().label("waiting"), func.min(Raiser.promised_on).label("due_on"))
    query = query.join(Concern, Concern.id == Raiser.concern_id).join(Concern.commune)
    return query.where(is_owed(), *conditions).group_by(Raiser.concern_id).subquery()


def taken_back() -> ColumnElement[bool]:
    """The condition on raisers of whom some feedback counts no more: its mail came back, or its tick is gone.

    Whoever was told by the closing and is owed again is among them; they are few, and found without looking at all.
    """
    mails = select(Feedback.raiser_id).join(Message, Message.id == Feedback.message_id)
    mails = mails.where(Message.state.in_(CAME_BACK))
    person = aliased(Raiser)
    ticks = select(Feedback.raiser_id).join(person, person.id == Feedback.raiser_id)
    ticks = ticks.outerjoin(Registration, Registration.id == person.registration_id)
    ticks = ticks.where(Feedback.channel == Channel.MEETING, func.coalesce(Registration.present, 0) == 0)
    return Raiser.id.in_(union_all(mails, ticks))


def _counts() -> ColumnElement[bool]:
    arrived = and_(Message.handed_over_at.is_not(None), Message.state.not_in(CAME_BACK))
    there = select(Registration.id).where(Registration.id == Raiser.registration_id, Registration.present > 0)
    there = there.correlate(Raiser)  # of the statement around the one around
    return or_(
        Feedback.channel.in_((Channel.PHONE, Channel.VISIT)),
        and_(Feedback.channel == Channel.LETTER, Feedback.posted_on.is_not(None)),
        and_(Feedback.channel == Channel.MAIL, arrived),
        and_(Feedback.channel == Channel.MEETING, there.exists()),
    )
