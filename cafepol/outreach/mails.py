"""What somebody who wants announcements is written. No word that a visitor typed leaves in a mail."""

from dataclasses import replace
from typing import Any

from cafepol.core.filters import day_medium
from cafepol.core.links import url
from cafepol.meetings import ical
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.outreach.subscription_models import Subscription
from cafepol.zone.queries import the_zone


def page(token: str) -> str:
    """The full address of the page of a subscription."""
    return url("subscriptions.detail", token=token)


def leave(token: str) -> str:
    """The full address that ends a subscription when it is posted to (RFC 8058)."""
    return url("subscriptions.leave", token=token)


def confirm(subscription: Subscription, token: str) -> Draft:
    """Asks whether it was really this person who wants announcements."""
    return _draft("confirm", "Confirmez votre abonnement aux annonces", subscription, link=page(token))


def already(subscription: Subscription, token: str) -> Draft:
    """Says that this address receives them already, and how to end that."""
    return _draft("already", "Vous recevez déjà les annonces", subscription, link=page(token))


def announcement(subscription: Subscription, meeting: Meeting, token: str) -> Draft:
    """A café was planned: where, when, and how to say that one comes; and how to receive no more of these."""
    subject = f"Nouveau {meeting.cafe}, {day_medium(meeting.day)}"
    draft = _draft(
        "announcement", subject, subscription, link=page(token), meeting=meeting, address=ical.page_url(meeting)
    )
    return replace(draft, one_click=leave(token))


def _draft(name: str, subject: str, subscription: Subscription, **context: Any) -> Draft:
    return compose(f"subscription_{name}", subject=subject, subscription=subscription, zone=the_zone(), **context)
