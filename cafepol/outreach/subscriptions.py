"""Wanting announcements of a commune's cafés: asked, confirmed by the mailed link, ended by one click."""

from datetime import datetime
from functools import cache

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from cafepol.core import limits, receipts
from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.hashes import keyed_hash
from cafepol.core.links import Purpose, issue_link
from cafepol.core.text import mail_key, normal_mail
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message, withdraw_all
from cafepol.outreach import mails
from cafepol.outreach.subscribing import CONFIRM_WITHIN, LEAVE_WITHIN, MAIL_EVERY_SECONDS, TEXT_VERSION
from cafepol.outreach.subscription_models import Subscription, Withdrawal
from cafepol.zone.models import Commune

RECEIPT = "annonces."  # apart from the receipts of forms that lead to a page


def subscribe(commune: Commune, *, mail: str, now: datetime, key: str) -> None:
    """Somebody wants the announcements of a commune: the address is asked by mail whether it was really them.

    The same is done for an address that receives them already; its mail says so. `key` makes a resend of the same
    form harmless. Raises Refused at the field for what is no address.
    """
    address = normal_mail(mail)
    if receipts.claim(f"{RECEIPT}{key}", now=now) is not None:
        return
    row = {
        "commune_id": commune.id,
        "mail": address,
        "mail_key": mail_key(address),
        "asked_at": now,
        "text_version": TEXT_VERSION,
    }
    subscription: Subscription = db.session.scalars(
        _asking(db.engine.dialect.name), row, execution_options={"populate_existing": True}
    ).one()
    subscription.commune = commune
    if not _may_write(subscription, now=now):
        return
    event, make, life = (
        ("already", mails.already, LEAVE_WITHIN)
        if subscription.is_confirmed
        else ("confirm", mails.confirm, CONFIRM_WITHIN)
    )
    token = issue_link(Purpose.SUBSCRIPTION, subscription.id, expires_at=now + life)
    _post(make(subscription, token), event, subscription, now=now)


def _may_write(subscription: Subscription, *, now: datetime) -> bool:
    """Whoever types an address may be a stranger: one gets a few mails in a day, those of answers counted too."""
    who, most = f"answer-mail:{subscription.mail_key}", settings().answer_mails_per_address_day
    return limits.take(who, most=most, window_seconds=limits.A_DAY, now=now)


@cache
def _asking(engine: str) -> ReturningInsert[Subscription]:
    """The same statement whether the address is new or known."""
    insert = postgresql.insert(Subscription) if engine == "postgresql" else sqlite.insert(Subscription)
    anew = {"asked_at": insert.excluded.asked_at}
    again = insert.on_conflict_do_update(index_elements=["commune_id", "mail_key"], set_=anew)
    asked: ReturningInsert[Subscription] = again.returning(Subscription)
    return asked


def _post(draft: Draft, event: str, subscription: Subscription, *, now: datetime) -> None:
    window = int(now.timestamp()) // MAIL_EVERY_SECONDS
    post_message(
        draft,
        to=Recipient(mail=subscription.mail),
        kind=f"subscription_{event}",
        unique_key=f"subscription_{event}:{subscription.id}:{window}",
        now=now,
        commissariat_id=subscription.commune.commissariat_id,
        expires_at=now + CONFIRM_WITHIN,
    )


def confirm_subscription(subscription: Subscription, *, now: datetime) -> bool:
    """The holder of the address wants them. False when that was said before."""
    if subscription.is_confirmed:
        return False
    subscription.confirmed_at = now
    db.session.flush()
    return True


def end_subscription(subscription: Subscription, *, now: datetime) -> None:
    """No more announcements: the address is erased, what has not left is taken back, that it was withdrawn is kept.

    What somebody is told of a café for which they registered is another matter, and goes on.
    """
    db.session.add(
        Withdrawal(
            commune_id=subscription.commune_id,
            mail_hash=keyed_hash(subscription.mail_key),
            confirmed_at=subscription.confirmed_at,
            text_version=subscription.text_version,
            withdrawn_at=now,
        )
    )
    for kind in ("announcement", "subscription_confirm", "subscription_already"):
        withdraw_all(f"{kind}:{subscription.id}:")
    db.session.delete(subscription)
    db.session.flush()


def drop_unconfirmed_subscriptions(now: datetime) -> None:
    """Forget the addresses that nobody confirmed within 48 hours of the last time they were typed."""
    unconfirmed = Subscription.confirmed_at.is_(None), Subscription.asked_at <= now - CONFIRM_WITHIN
    db.session.execute(delete(Subscription).where(*unconfirmed))
