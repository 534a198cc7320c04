"""Who wants announcements, and which cafés are to be announced."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.outreach.subscription_models import Announced, Subscription


def find_subscription(subscription_id: int) -> Subscription | None:
    """A subscription with its commune, or None once it ended."""
    query = select(Subscription).options(joinedload(Subscription.commune))
    return db.session.scalar(query.where(Subscription.id == subscription_id))


def subscribers_of(commune_id: int) -> Sequence[Subscription]:
    """The confirmed subscriptions of a commune, with it."""
    wanted = Subscription.commune_id == commune_id, Subscription.confirmed_at.is_not(None)
    query = select(Subscription).options(joinedload(Subscription.commune)).where(*wanted)
    return db.session.scalars(query.order_by(Subscription.id)).all()


def meetings_to_announce(now: datetime, *, quiet_seconds: int) -> Sequence[int]:
    """The ids of published meetings to come that were not announced, their quiet time being over.

    It begins anew with each change of time or place, and with a restoring: what is announced cannot be taken back.
    """
    untold = ~exists().where(Announced.meeting_id == Meeting.id)
    since = now - timedelta(seconds=quiet_seconds)
    is_quiet_over = Meeting.first_published_at <= since, func.coalesce(Meeting.material_at, since) <= since
    return db.session.scalars(
        select(Meeting.id)
        .where(Meeting.state == "published", Meeting.starts_at > now, *is_quiet_over, untold)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
