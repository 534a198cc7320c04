"""What somebody changes on the page of their own registration: the answer, and what they told us of themselves."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.errors import Stale
from cafepol.registrations.answers import Answer, normal_answer
from cafepol.registrations.events import record
from cafepol.registrations.models import Registration
from cafepol.registrations.operations import change_registration
from cafepol.registrations.places import take_registration
from cafepol.registrations.states import Event
from cafepol.registrations.telling import call_elsewhere, remind_elsewhere

DETAILS = ("name", "phone", "call_back", "needs", "subject")
STALE = "Votre réponse a changé entre-temps, dans une autre fenêtre ou par nous. Relisez, puis enregistrez."


def manage_registration(
    registration: Registration,
    *,
    version: int,
    kind: str,
    party_size: int,
    name: str,
    phone: str,
    call_back: bool,
    needs: str,
    subject: str,
    now: datetime,
) -> bool:
    """Change an answer and what stands beside it; what is left empty is withdrawn. False when nothing changed.

    Raises Stale when `version` is not the present one, and Refused as change_registration does or at a field.
    """
    meeting = take_registration(registration)  # whoever changes it queues here: its version stays what it is
    if registration.version != version:
        raise Stale(STALE)
    answer = normal_answer(
        kind=kind,
        party_size=party_size,
        channel=registration.channel,
        name=name,
        mail="",
        phone=phone,
        call_back=call_back,
        needs=needs,
        subject=subject,
    )
    has_moved = change_registration(registration, kind=kind, party_size=party_size, now=now)
    if not _write_details(registration, answer):
        return has_moved
    if not has_moved:
        registration.version += 1
        record(registration.id, Event.CHANGED, now=now)
    remind_elsewhere(registration, meeting, now=now)
    call_elsewhere(registration, meeting)
    db.session.flush()
    return True


def _write_details(registration: Registration, answer: Answer) -> bool:
    """Whether what they told us of themselves is another now."""
    changed = [name for name in DETAILS if getattr(registration, name) != getattr(answer, name)]
    for name in changed:
        setattr(registration, name, getattr(answer, name))
    return bool(changed)
