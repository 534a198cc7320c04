"""The demo's letter box: a real SMTP server on this machine that keeps each mail as a file to read."""

import re
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Attached:
    """A part of a mail beside its text: an invitation, a file."""

    name: str
    content_type: str
    method: str
    content: bytes


@dataclass(frozen=True)
class CaughtMail:
    """One caught mail as the page shows it. `key` names its file."""

    key: str
    subject: str
    to: str
    sender: str
    date: datetime | None
    text: str
    html: str
    links: tuple[str, ...]
    attachments: tuple[Attached, ...]


class Mailbox:
    """Catches every mail into `folder`, one .eml file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._controller: Controller | None = None

    def start(self, port: int = 0) -> int:
        """Listen on this machine only (port 0: any free one); says which port. OSError if it is taken."""
        self.folder.mkdir(parents=True, exist_ok=True)
        listening = socket.create_server((HOST, port))
        self._controller = _OnSocket(_Keeper(self.folder), listening)
        self._controller.start()
        return int(self._controller.port)

    def stop(self) -> None:
        """Stop listening; what was caught stays."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class _OnSocket(Controller):
    """aiosmtpd on a socket that listens already: it cannot find a free port by itself."""

    def __init__(self, handler: Any, listening: socket.socket) -> None:
        super().__init__(handler, hostname=HOST, port=listening.getsockname()[1])
        self._listening = listening

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


class _Keeper:
    """Writes each mail to its own file; a reader never sees half a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Keep one mail."""
        number = len(list(self.folder.glob("*.eml"))) + 1
        part = self.folder / f"{number:06d}-{secrets.token_hex(4)}.part"
        part.write_bytes(_bytes(envelope.content))
        part.rename(part.with_suffix(".eml"))
        return "250 OK"


def caught(folder: Path) -> list[CaughtMail]:
    """Every mail in the folder, newest first."""
    return [read_mail(path) for path in sorted(folder.glob("*.eml"), reverse=True)]


def find_caught(folder: Path, key: str) -> CaughtMail | None:
    """One caught mail, or None."""
    return next((read_mail(path) for path in folder.glob("*.eml") if path.stem == key), None)


def read_mail(path: Path) -> CaughtMail:
    """One .eml file as the page shows it."""
    mail = message_from_bytes(path.read_bytes(), policy=default)
    text = _body(mail, "plain")
    return CaughtMail(
        key=path.stem,
        subject=str(mail["Subject"] or ""),
        to=str(mail["To"] or ""),
        sender=str(mail["From"] or ""),
        date=mail["Date"].datetime if mail["Date"] else None,
        text=text,
        html=_body(mail, "html"),
        links=tuple(dict.fromkeys(_LINK.findall(text))),
        attachments=tuple(_attached(mail)),
    )


def _body(mail: EmailMessage, kind: str) -> str:
    for part in mail.walk():
        if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
            return str(part.get_content())
    return ""


def _attached(mail: EmailMessage) -> list[Attached]:
    parts = [part for part in mail.walk() if not part.is_multipart()]
    beside = [part for part in parts if part.is_attachment() or part.get_content_type() == "text/calendar"]
    return [
        Attached(
            name=part.get_filename() or "invitation.ics",
            content_type=part.get_content_type(),
            method=str(part["Content-Type"].params.get("method", "")),
            content=_content(part),
        )
        for part in beside
    ]


def _content(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _bytes(content: bytes | str | None) -> bytes:
    return content.encode() if isinstance(content, str) else content or b""
