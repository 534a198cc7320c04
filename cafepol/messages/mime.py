"""A message as it goes over the wire: one recipient, text with HTML beside it, perhaps a calendar part."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from cafepol.core.typography import NARROW, NO_BREAK
from cafepol.messages.models import Message

_PLAIN_SPACES = {ord(NO_BREAK): " ", ord(NARROW): " "}  # mail programs show others as boxes in a list
ATTACHED_NAME = "rencontre.ics"


def build_mail(message: Message, *, sender: str, reply_to: str, sender_name: str, now: datetime) -> EmailMessage:
    """The mail of a message. `sender`: an address or « Name <address> ». ValueError for a bad header.

    REQUEST and CANCEL stand beside the text, where calendar programs look for them (RFC 6047 2.4); a
    published calendar is an attachment to open.
    """
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    mail["From"] = Address(display_name=name or sender_name, addr_spec=address)
    mail["To"] = Address(display_name=message.recipient_name, addr_spec=message.recipient_mail or "")
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["Subject"] = message.subject.translate(_PLAIN_SPACES)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    _add_bodies(mail, message)
    mail["Content-Language"] = message.language
    return mail


def _add_bodies(mail: EmailMessage, message: Message) -> None:
    mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", charset="utf-8", cte="quoted-printable")
    if message.calendar is None:
        return
    part = message.calendar.encode()
    method = message.calendar_method or ""
    params = {"method": method, "charset": "utf-8"}
    if method == "PUBLISH":
        mail.add_attachment(
            part, maintype="text", subtype="calendar", cte="base64", params=params, filename=ATTACHED_NAME
        )
    else:
        mail.add_alternative(part, maintype="text", subtype="calendar", cte="base64", params=params)
