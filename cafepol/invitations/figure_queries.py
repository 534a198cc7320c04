"""A partner's invitations, read in one statement."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from cafepol.core.db import db
from cafepol.invitations.answers import State
from cafepol.invitations.figures import Fact
from cafepol.invitations.models import Invitation
from cafepol.meetings import lifecycle
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact
from cafepol.zone.models import Commune


def invitation_facts(partner_id: int, commune_ids: Collection[int], *, now: datetime) -> list[Fact]:
    """Every invitation of a partner to a meeting in these communes, by its id."""
    query = (
        select(
            Meeting.code,
            Commune.name,
            Meeting.starts_local,
            Meeting.ends_local,
            Meeting.ends_at,
            Meeting.state,
            PartnerContact.name,
            Invitation.substitute,
            Invitation.state,
            Invitation.sent_at,
            Invitation.first_answered_at,
            Invitation.was_present,
        )
        .join_from(Invitation, PartnerContact, Invitation.contact_id == PartnerContact.id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .join(Commune, Commune.id == Meeting.commune_id)
        .where(PartnerContact.partner_id == partner_id, Meeting.commune_id.in_(commune_ids))
        .order_by(Invitation.id)
    )
    return [
        Fact(
            code=code,
            commune=commune,
            starts_local=starts,
            ends_local=ends,
            is_past=over_at <= now,
            is_cancelled=meeting_state == lifecycle.State.CANCELLED,
            contact=contact,
            substitute=substitute,
            state=State(state),
            sent_at=sent_at,
            answered_at=answered_at,
            was_present=was_present,
        )
        for (
            code, commune, starts, ends, over_at, meeting_state, contact, substitute, state, sent_at, answered_at,
            was_present,
        ) in db.session.execute(query)
    ]  # fmt: skip
