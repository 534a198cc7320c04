"""What is read of the invitations, with contact and partner."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.invitations.answers import State
from cafepol.invitations.models import Invitation
from cafepol.meetings.models import Meeting
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import contacts_of_commune

# taken back before anybody heard of it: as if it had never been
_UNDONE = and_(Invitation.state == State.REVOKED, Invitation.sent_at.is_(None), Invitation.was_present.is_not(true()))
_CONTACT = joinedload(Invitation.contact).joinedload(PartnerContact.partner).joinedload(Partner.kind)


def _invitations(*conditions: ColumnElement[bool]) -> Select[Invitation]:
    return (
        select(Invitation)
        .join(Invitation.contact)
        .join(PartnerContact.partner)
        .options(_CONTACT)
        .where(*conditions)
        .order_by(Partner.name, PartnerContact.name, Invitation.id)
    )


def get_invitation(invitation_id: int, *, meeting_id: int | None = None) -> Invitation:
    """An invitation with contact and partner; with a meeting, only of that one. Raises NotFound."""
    found = db.session.scalar(_invitations(Invitation.id == invitation_id))
    if found is None or meeting_id not in {None, found.meeting_id}:
        raise NotFound
    return found


def find_language(invitation_id: int) -> str | None:
    """The language of the contact of an invitation (ISO 639-1), or None when there is none."""
    theirs = select(PartnerContact.language).join(Invitation, Invitation.contact_id == PartnerContact.id)
    return db.session.scalar(theirs.where(Invitation.id == invitation_id))


def find_invitation(meeting_id: int, contact_id: int) -> Invitation | None:
    """The invitation of a contact to a meeting, or None; also one that nobody ever heard of."""
    return db.session.scalar(_invitations(Invitation.meeting_id == meeting_id, Invitation.contact_id == contact_id))


def invitations_of(meeting_id: int, *, anew: bool = False) -> Sequence[Invitation]:
    """The invitations to a meeting, by partner and name; revoked ones too, unless they were undone in time.

    `anew`: as they are in the database now, also where they were read before.
    """
    listed = _invitations(Invitation.meeting_id == meeting_id, ~_UNDONE)
    return db.session.scalars(listed.execution_options(populate_existing=anew)).all()


def find_invitations(meeting_ids: Collection[int]) -> Sequence[Invitation]:
    """The invitations to several meetings, each with its meeting."""
    listed = _invitations(Invitation.meeting_id.in_(meeting_ids), ~_UNDONE)
    return db.session.scalars(listed.options(joinedload(Invitation.meeting))).all()


def invitations_to_come(contact_ids: Collection[int], *, now: datetime) -> Sequence[Invitation]:
    """The invitations of contacts to meetings that have not begun, by meeting; whatever became of them."""
    ahead = Invitation.meeting.has(Meeting.starts_at > now)
    found = _invitations(Invitation.contact_id.in_(contact_ids), ahead).order_by(None).order_by(Invitation.meeting_id)
    return db.session.scalars(found).all()


def invitations_ever(meeting_id: int) -> int:
    """How many contacts were invited to a meeting, whatever became of it; those prepared or undone were not."""
    asked = select(func.count()).where(Invitation.meeting_id == meeting_id, Invitation.sent_at.is_not(None))
    return db.session.scalar(asked) or 0


def expected_partners(meeting_id: int) -> list[Partner]:
    """The partners who said that they will come, each once: what the public page may name."""
    accepted = _invitations(Invitation.meeting_id == meeting_id, Invitation.state == State.ACCEPTED)
    return list(
        {
            invitation.contact.partner_id: invitation.contact.partner for invitation in db.session.scalars(accepted)
        }.values()
    )


def invitation_counts(meeting_ids: Collection[int]) -> dict[int, dict[State, int]]:
    """How many invitations of each state the meetings have, by meeting id."""
    rows = db.session.execute(
        select(Invitation.meeting_id, Invitation.state, func.count())
        .where(Invitation.meeting_id.in_(meeting_ids), ~_UNDONE)
        .group_by(Invitation.meeting_id, Invitation.state)
    )
    counted: dict[int, dict[State, int]] = {}
    for meeting_id, state, number in rows:
        counted.setdefault(meeting_id, {})[State(state)] = number
    return counted


def contacts_to_invite(meeting: Meeting) -> list[PartnerContact]:
    """The active contacts of the commune's partners who are not invited now."""
    invited = invited_contacts(meeting.id)
    return [contact for contact in contacts_of_commune(meeting.commune_id) if contact.id not in invited]


def invited_contacts(meeting_id: int) -> set[int]:
    """The ids of the contacts who are prepared or invited now."""
    now_in = Invitation.meeting_id == meeting_id, Invitation.state != State.REVOKED
    return set(db.session.scalars(select(Invitation.contact_id).where(*now_in)))
