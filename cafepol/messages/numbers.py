"""What is to be said to somebody whose number is another since."""

from collections.abc import Iterable

from cafepol.core.db import db
from cafepol.messages.models import Message
from cafepol.messages.operations import withdraw
from cafepol.messages.searching import search_text


def call_at(unsaid: Iterable[Message], phone: str | None) -> None:
    """What was not said yet is said at this number; None: they are not called any more."""
    for message in unsaid:
        if phone is None and message.channel == "call":
            withdraw(message.unique_key)
            continue
        name, mail = message.recipient_name, message.recipient_mail
        message.recipient_phone = phone
        message.recipient_search = search_text(name=name, mail=mail, phone=phone)
    db.session.flush()
