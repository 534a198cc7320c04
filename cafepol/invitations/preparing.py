"""Whom to invite once a draft is published: chosen beforehand, sent with the publication."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.invitations.answers import State
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import check_active, invite, revoke, row_for
from cafepol.invitations.queries import invitations_of
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.partners.models import PartnerContact
from cafepol.staff.models import Officer


def prepare(meeting: Meeting, contact: PartnerContact, *, now: datetime) -> Invitation:
    """Choose a contact for a draft: nothing is said to anybody before it is published. Twice is once.

    Raises Refused when the meeting is no draft any more, has begun, or when the contact is not active.
    """
    lock_meeting(meeting)
    if meeting.status is not MeetingState.DRAFT:
        raise Refused("Cette rencontre n’est plus un brouillon. Rouvrez la page et recommencez.")
    if meeting.starts_at <= now:
        raise Refused("Cette rencontre a déjà commencé : il est trop tard pour inviter.")
    check_active(contact)
    prepared = row_for(meeting, contact, now=now)
    db.session.flush()
    return prepared


def send_prepared(meeting: Meeting, *, by: Officer | None, now: datetime) -> list[Invitation]:
    """Invite everybody who was chosen for a meeting that is published now; those invited.

    Who left the directory meanwhile is taken off the list.
    """
    sent = []
    for prepared in [each for each in invitations_of(meeting.id) if each.status is State.PREPARED]:
        contact = prepared.contact
        if contact.is_active and contact.partner.is_active:
            sent.append(invite(meeting, contact, by=by, now=now))
        else:
            revoke(prepared, now=now)
    return sent
