"""Delivery status notifications (RFC 3464): what a mail server says later of a mail that it took.

They come from outside and may say anything: whatever is no report of a failure is None, and nothing raises.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.parser import HeaderParser

from cafepol.core.text import clean_line

MAX_BYTES = 1024 * 1024  # a report that brings the whole mail back, its calendar part included, is far smaller
REASON_MAX = 300
_ID = re.compile(r"<[^<>@\s]{1,100}@[^<>@\s]{1,100}>")
_REPLY = re.compile(r"[45]\d\d[ -]")  # how an SMTP reply begins


@dataclass(frozen=True)
class Report:
    """A mail came back for good: its Message-ID, and what the server said, in one line as at a hand-over."""

    message_id: str
    reason: str


def read_report(raw: bytes) -> Report | None:
    """What a report says; None when it is none, tells of a delay or a success, or names no mail."""
    if len(raw) > MAX_BYTES:
        return None
    parts = list(message_from_bytes(raw).walk())
    failed = next(_failures(parts), None)
    message_id = next(_returned_ids(parts), None)
    return Report(message_id, _reason(failed)) if failed is not None and message_id else None


def _failures(parts: Iterable[Mail]) -> Iterator[Mail]:
    """The groups of fields of recipients whom the mail will never reach (RFC 3464 2.3.3: Action)."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            groups = [each for each in part.get_payload() if isinstance(each, Mail)]
            yield from (each for each in groups if _field(each, "Action").lower() == "failed")


def _returned_ids(parts: Iterable[Mail]) -> Iterator[str]:
    """The Message-ID of the mail that is brought back, whole or its headers alone (RFC 3464 2, RFC 6522 3)."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from _ids(_field(each, "Message-ID") for each in part.get_payload() if isinstance(each, Mail))
        elif kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
            yield from _ids([_field(HeaderParser().parsestr(text), "Message-ID")])


def _ids(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        if found := _ID.search(value):
            yield found.group()


def _reason(failed: Mail) -> str:
    """« 550 5.1.1 no such user »: the server's own reply, or the status with what was made of it (RFC 3463)."""
    said = _field(failed, "Diagnostic-Code").partition(";")[2].strip()
    if not _REPLY.match(said):
        said = f"550 {_field(failed, 'Status') or '5.0.0'} {said}"
    return said[:REASON_MAX].strip()


def _field(of: Mail, name: str) -> str:
    return clean_line(str(of.get(name, "")))
