"""Who is registered and invited, and what was said to them since."""

from datetime import timedelta

from sqlalchemy import select, update

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import operations as invitations
from cafepol.invitations.queries import get_invitation
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.messages.operations import tick_call
from cafepol.notices import operations
from cafepol.partners.queries import get_contact
from cafepol.registrations.asking import answer_by_mail
from cafepol.registrations.joining import register_resident
from cafepol.registrations.operations import confirm_registration
from cafepol.registrations.queries import get_registration
from tests.post import TUESDAY, host, mail_server

QUIET = 600
LATER = {"day": TUESDAY.replace(hour=15)}
OTHER_DAY = {"day": TUESDAY + timedelta(days=1)}


def register(meeting_id, *, confirm=True, mail="", phone="", **more):
    """A resident registered by the officer, or on the web if `channel` says so; the registration's id."""
    with transaction():
        wanted = {"kind": "going", "party_size": 1, "channel": "officer", "now": now()} | more
        outcome = register_resident(get_meeting_by_id(meeting_id), mail=mail, phone=phone, **wanted)
        answer_by_mail(outcome.registration, now=now())
        if confirm and outcome.registration.is_pending:
            confirm_registration(get_registration(outcome.registration.id), now=now())
        return outcome.registration.id


def invite(meeting_id, contact_id, said=None):
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        invitation = invitations.invite(meeting, get_contact(contact_id), by=host(), now=now())
        if said:
            invitations.answer(invitation, meeting, answer=said, now=now())
        return invitation.id


def hasten():
    """What waits for its quiet time may leave."""
    with transaction() as session:
        session.execute(update(Message).where(Message.state == "queued").values(not_before=now(), next_try_at=now()))


def clear():
    """What was said until now has left."""
    hasten()
    with mail_server() as sink:
        sink.deliver()
    with transaction() as session:
        for message in session.scalars(select(Message).where(Message.state == "to_do")):
            tick_call(message, outcome="dit", by_account_id=None, now=now())


def news(kind="meeting_change"):
    """What was written since, by recipient."""
    with transaction() as session:
        rows = session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()
    return {row.recipient_mail or row.recipient_phone: row for row in rows}


def wait(clock):
    clock.advance(seconds=QUIET)


def run():
    return operations.run_notices(now())


def state(invitation_id):
    with transaction():
        return get_invitation(invitation_id).status


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")
