"""What time alone changes of registrations: addresses that nobody confirmed, places that were held for a day."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, union
from sqlalchemy.orm import aliased

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import AskedAgain, Registration
from cafepol.registrations.queries import in_line
from cafepol.registrations.states import CONFIRM_WITHIN, HOLD, State

ROUND = 50  # mails written by one round


def unconfirmed_too_long(now: datetime) -> ColumnElement[bool]:
    """The condition on answers whose address was not confirmed within 48 hours of the last time it was typed.

    Who gave none waits for the host's « accepter » until the meeting.
    """
    return and_(
        Registration.mail.is_not(None),
        Registration.confirmed_at.is_(None),
        Registration.state != State.CANCELLED,
        Registration.present.is_(None),
        Registration.asked_at <= now - CONFIRM_WITHIN,
    )


def meetings_to_tidy(now: datetime) -> list[int]:
    """The ids of meetings with answers to drop, or with a line behind places that are held no more; in their order."""
    held = aliased(Registration)
    lapsed = union(
        select(held.meeting_id).where(held.state == State.PENDING, held.created_at <= now - HOLD),
        select(AskedAgain.meeting_id).where(AskedAgain.asked_at <= now - HOLD),
    )
    waits = select(Registration.meeting_id).where(in_line(), Registration.meeting_id.in_(lapsed))
    upcoming = select(Meeting.id).where(Meeting.state == "published", Meeting.ends_at > now, Meeting.id.in_(waits))
    return sorted(db.session.scalars(union(select(Registration.meeting_id).where(unconfirmed_too_long(now)), upcoming)))


def mails_to_write(now: datetime) -> list[int]:
    """The ids of registrations whose answer on the web leads to a mail that is due, oldest first; a round of them."""
    due = select(Registration.id).where(Registration.tell_at <= now)
    return list(db.session.scalars(due.order_by(Registration.tell_at, Registration.id).limit(ROUND)))
