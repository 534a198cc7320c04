"""Inviting, answering and delivering, each in a transaction of its own."""

from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.invitations import operations, queries
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.partners.queries import get_contact
from tests.post import contact, host, mail_server

QUIET = 600  # seconds


def invite(meeting_id, contact_id):
    """Invite a contact; the invitation's id."""
    with transaction():
        return operations.invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=host(), now=now()).id


def people(how_many, **more):
    """So many contacts of as many partners; their ids."""
    return [
        contact(f"Mme {number}", mail=f"p{number}@partner.example", partner=f"Partenaire {number}", **more)
        for number in range(how_many)
    ]


def answer(invitation_id, said, **more):
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        operations.answer(invitation, get_meeting_by_id(invitation.meeting_id), answer=said, now=now(), **more)


def read(invitation_id):
    with transaction():
        return queries.get_invitation(invitation_id)


def state(invitation_id):
    return read(invitation_id).status


def messages():
    with transaction():
        return list(db.session.scalars(select(Message).order_by(Message.id)))


def leave(clock):
    """The quiet time is over and everything has left; the mails, oldest first."""
    clock.advance(seconds=QUIET)
    with mail_server() as sink:
        sink.deliver()
        return sink.mails


def refuse(clock, *addresses):
    """The quiet time is over; the mail server refuses these addresses for good, all else has left."""
    clock.advance(seconds=QUIET)
    with mail_server() as sink:
        sink.replies = dict.fromkeys(addresses, "550 no such user")
        sink.deliver()
        return sink.mails


def link_in(text):
    """The path of the page to answer on."""
    return text[text.index("/invitations/") :].split()[0]
