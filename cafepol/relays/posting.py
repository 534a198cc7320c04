"""What leaves about a question to a partner: asked, recalled, over. A mail with a link, or a call to make."""

from datetime import datetime, time, timedelta

from cafepol.core.clock import zone_time
from cafepol.core.links import Purpose, issue_link, url
from cafepol.core.local_time import instant_of
from cafepol.messages.drafts import Draft
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, withdraw_all
from cafepol.relays import mails
from cafepol.relays.mails import Occasion
from cafepol.relays.models import Relay
from cafepol.relays.question import question_of

ONE_DAY = timedelta(days=1)


def post(relay: Relay, occasion: Occasion, *, now: datetime, again: bool = False) -> Message | None:
    """Ask or recall: a mail with a new link, or a call. `again`: in place of the message that went elsewhere."""
    end = instant_of(datetime.combine(relay.answer_by + ONE_DAY, time()), zone_time())
    link = ""
    if relay.contact.mail:
        link = url("relays.answer", token=issue_link(Purpose.RELAY, relay.id, expires_at=end))
    draft = mails.question(question_of(relay), link, occasion=occasion)
    key = f"{occasion}:{relay.message_id}" if again else occasion
    return _send(relay, draft, kind=occasion, key=key, now=now, expires_at=end)


def _send(
    relay: Relay, draft: Draft, *, kind: str, key: str, now: datetime, expires_at: datetime | None = None
) -> Message | None:
    return post_message(
        draft,
        to=mails.recipient(relay.contact),
        kind=f"concern_relay_{kind}",
        unique_key=f"{relay.keys}{key}",
        now=now,
        expires_at=expires_at,
        commissariat_id=relay.concern.commune.commissariat_id,
        officer_id=relay.concern.owner_id,
    )


def say_ended(relay: Relay, *, now: datetime) -> None:
    """What was not said yet is not said; who had heard of the question hears that it is over."""
    withdraw_all(relay.keys)
    if relay.message is not None and relay.message.state != "dropped":
        _send(relay, mails.ended(question_of(relay)), kind="ended", key="ended", now=now)
