"""A message as it goes over the wire: one recipient, text with HTML beside it, perhaps a calendar part."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from cafepol.core.typography import plain_spaces
from cafepol.messages import rehearsal
from cafepol.messages.models import Message

ATTACHED_NAME = "rencontre.ics"
LINE = 76  # RFC 2047 2: a line that holds an encoded word
_NEW_HEADER = re.compile(rb"\r(?!\n[ \t])|(?<!\r)\n")  # a line break that does not fold


class _Wire(EmailPolicy):
    """As mails go over the wire; a subject with accents is encoded whole.

    The policy's own folding, which encodes word by word, may add a space where it breaks the line.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The bytes of one header. Raises ValueError for what would read as two, or end the headers."""
        if name == "Subject" and not str(value).isascii():
            written = Header(str(value), "utf-8", maxlinelen=LINE, header_name=name).encode(linesep=self.linesep)
            return f"{name}: {written}{self.linesep}".encode("ascii")
        folded = super().fold_binary(name, value)
        if _NEW_HEADER.search(folded.removesuffix(self.linesep.encode())):
            raise ValueError(f"a line break in {name}")
        return folded


_WIRE = _Wire(linesep="\r\n", raise_on_defect=False)


def build_mail(
    message: Message, *, sender: str, reply_to: str, sender_name: str, now: datetime, redirect_to: str = ""
) -> EmailMessage:
    """The mail of a message. `sender`: an address or « Name <address> ». ValueError for a bad header.

    REQUEST and CANCEL stand beside the text, where calendar programs look for them (RFC 6047 2.4); a
    published calendar is an attachment to open. With `redirect_to` it is addressed to nobody else.
    """
    mail = EmailMessage(policy=_WIRE)
    name, address = parseaddr(sender)
    mail["From"] = Address(display_name=_literal(name or sender_name), addr_spec=address)
    _address(mail, message, redirect_to)
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    if message.one_click:
        mail["List-Unsubscribe"] = f"<{message.one_click}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _add_bodies(mail, message, redirect_to)
    mail["Content-Language"] = message.language
    return mail


def _literal(words: str) -> str:
    """The same words, none of which is read as an encoded one (RFC 2047): that may hold a line break."""
    return words.replace("=?", "= ?")


def _address(mail: EmailMessage, message: Message, redirect_to: str) -> None:
    subject = _literal(plain_spaces(message.subject))  # mail programs show other spaces as boxes in a list
    recipient = Address(display_name=_literal(message.recipient_name), addr_spec=message.recipient_mail or "")
    if redirect_to:
        mail["To"] = Address(addr_spec=redirect_to)
        mail[rehearsal.HEADER] = str(recipient)
        mail["Subject"] = rehearsal.rehearsed_subject(subject)
    else:
        mail["To"] = recipient
        mail["Subject"] = subject


def _add_bodies(mail: EmailMessage, message: Message, redirect_to: str) -> None:
    mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", charset="utf-8", cte="quoted-printable")
    if message.calendar is None:
        return
    calendar = rehearsal.calendar_for(message.calendar, redirect_to) if redirect_to else message.calendar
    part = calendar.encode()
    method = message.calendar_method or ""
    params = {"method": method, "charset": "utf-8"}
    if method == "PUBLISH":
        mail.add_attachment(
            part, maintype="text", subtype="calendar", cte="base64", params=params, filename=ATTACHED_NAME
        )
    else:
        mail.add_alternative(part, maintype="text", subtype="calendar", cte="base64", params=params)
