"""Handing a mail over to a real mail server."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property
from typing import Protocol
from urllib.parse import unquote, urlsplit

from cafepol.core.config import settings
from cafepol.messages.retries import is_refused_for_good

TIMEOUT = 15.0  # seconds, for each step of the talk with the server
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotNow(Exception):
    """The mail was not taken; trying later may help."""


class Unreachable(NotNow):
    """The server was not there at all: the other mails of this round need not be tried either."""


class Never(Exception):
    """The server said that it will never take this mail (5xx)."""


class Transport(Protocol):
    """What hands one mail over to the mail server."""

    def send(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over. Raises NotNow, Unreachable or Never; returning means that the server has taken it."""


@dataclass(frozen=True)
class SmtpTransport:
    """A mail server by its URL: smtp://host:port, smtp+starttls://user:password@host, smtps://host."""

    url: str = field(repr=False)
    timeout: float = TIMEOUT
    helo: str = "localhost"  # how we name ourselves; never asked of a name server, which may hang

    def send(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand one mail over in a connection of its own. Raises NotNow, Unreachable or Never."""
        try:
            server = self._open()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_words(error)) from error
        try:
            server.sendmail(sender, [recipient], mail.as_bytes())
        except (OSError, smtplib.SMTPException) as error:
            server.close()
            raise _verdict(error) from error
        with suppress(OSError, smtplib.SMTPException):  # it has the mail; how it says goodbye does not matter
            server.quit()
        server.close()

    @cached_property
    def _verifying(self) -> ssl.SSLContext:
        """Checks certificates against what this machine trusts; read once a round, for it takes its time."""
        return ssl.create_default_context()

    def _open(self) -> smtplib.SMTP:
        """A connection ready to send: encrypted, with a verified certificate, and signed in, where asked."""
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
        server = (
            smtplib.SMTP_SSL(host, port, self.helo, timeout=self.timeout, context=self._verifying)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, port, self.helo, timeout=self.timeout)
        )
        try:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=self._verifying)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server


def configured_transport() -> SmtpTransport | None:
    """The mail server of `CAFEPOL_MAIL_URL`; None when none is configured (then mails wait)."""
    current = settings()
    return SmtpTransport(current.mail_url, helo=current.host) if current.mail_url else None


def _verdict(error: OSError | smtplib.SMTPException) -> NotNow | Never:
    """What a failure during the hand-over means for this mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = _reply(next(iter(error.recipients.values())))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = _reply((error.smtp_code, error.smtp_error))
    else:
        return Unreachable(_words(error))
    said = f"{code} {reply}"
    return Never(said) if is_refused_for_good(code) else NotNow(said)


def _reply(answer: tuple[int, bytes | str]) -> tuple[int, str]:
    code, said = answer
    return code, said.decode(errors="replace") if isinstance(said, bytes) else said


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
