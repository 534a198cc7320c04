"""What is to be said and to whom, before it becomes a message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """What is to be said, and in which language; `spoken`: on the phone, in French (default: the text, no links).

    `one_click`: the address that ends these mails when a mail program posts to it (RFC 8058).
    """

    subject: str
    text: str
    html: str = ""
    calendar: str | None = None
    calendar_method: str | None = None
    spoken: str = ""
    language: str = "fr"
    one_click: str = ""


@dataclass(frozen=True)
class Recipient:
    """Whom it is said to, and the ways to reach them: mail, else phone (E.164), else postal address."""

    name: str = ""
    mail: str | None = None
    phone: str | None = None
    address: str | None = None
