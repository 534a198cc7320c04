"""How long it is known who registered: 30 days after the café; the figures stay."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select, update

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.registrations.states import State

KEEP = timedelta(days=30)
AT_ONCE = 500  # rows in one transaction
ERASED = ("name", "mail", "mail_key", "phone", "needs", "subject")


def forget_people(now: datetime) -> int:
    """Erase who registered for cafés of more than 30 days ago, and what they wrote; how many answers that was.

    Kind, number of people, channel and who was present stay: they name nobody. Who was there without ever confirming
    an address is one who came; all others whose address nobody confirmed are deleted by `drop_unconfirmed`.
    """
    known = [getattr(Registration, name).is_not(None) for name in ERASED]
    past = select(Meeting.id).where(Meeting.ends_at <= now - KEEP)
    due = (
        select(Registration.id)
        .where(Registration.meeting_id.in_(past), or_(*known))
        .where(or_(Registration.state != State.PENDING, Registration.present.is_not(None)))
        .limit(AT_ONCE)
    )
    ids = db.session.scalars(due).all()
    if ids:
        is_pending = Registration.state == State.PENDING
        came = {
            "confirmed_at": case(
                (is_pending, func.coalesce(Registration.ticked_at, Registration.created_at)),
                else_=Registration.confirmed_at,
            ),
            "state": case((is_pending, State.CONFIRMED.value), else_=Registration.state),
        }
        nothing = dict.fromkeys(ERASED) | {"call_back": False} | came
        db.session.execute(update(Registration).where(Registration.id.in_(ids)).values(nothing))
    return len(ids)
