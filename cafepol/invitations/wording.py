"""What is said to officers of invitations that are on their way."""

from collections.abc import Sequence
from datetime import datetime

from cafepol.core.clock import local
from cafepol.core.config import settings
from cafepol.core.filters import count, hour
from cafepol.invitations.departures import leaves_at
from cafepol.invitations.models import Invitation
from cafepol.meetings.models import Meeting


def on_the_way(asked: Sequence[Invitation], meeting: Meeting, *, noun: str = "invitation", now: datetime) -> str:
    """What happens next: « 2 invitations partent par e-mail à 14 h 10. 1 appel est à faire : voyez votre bureau. »."""
    mails = sum(1 for each in asked if each.contact.mail)
    calls = len(asked) - mails
    said = []
    if mails:
        leaves = leaves_at(starts_at=meeting.starts_at, now=now, quiet_seconds=settings().quiet_seconds)
        moment = f"à {hour(local(leaves))}" if leaves > now else "maintenant"
        said.append(f"{count(mails, noun)} {'part' if mails == 1 else 'partent'} par e-mail {moment}.")
    if calls:
        said.append(f"{count(calls, 'appel')} {'est' if calls == 1 else 'sont'} à faire : voyez votre bureau.")
    return " ".join(said)


def way(mail: str | None) -> str:
    """How a contact is reached."""
    return "par e-mail" if mail else "à appeler"
