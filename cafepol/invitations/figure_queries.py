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

_COLUMNS = (
    Meeting.code,
    Commune.name.label("commune"),
    Meeting.starts_local,
    Meeting.ends_local,
    (Meeting.state == lifecycle.State.CANCELLED).label("is_cancelled"),
    PartnerContact.name.label("contact"),
    Invitation.substitute,
    Invitation.state,
    Invitation.sent_at,
    Invitation.first_answered_at.label("answered_at"),
    Invitation.was_present,
)


def invitation_facts(partner_id: int, commune_ids: Collection[int], *, now: datetime) -> list[Fact]:
    """Every invitation of a partner to a meeting in these communes, by its id."""
    query = (
        select(*_COLUMNS, (Meeting.ends_at <= now).label("is_past"))
        .join_from(Invitation, PartnerContact, Invitation.contact_id == PartnerContact.id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .join(Commune, Commune.id == Meeting.commune_id)
        .where(PartnerContact.partner_id == partner_id, Meeting.commune_id.in_(commune_ids))
        .order_by(Invitation.id)
    )
    rows = db.session.execute(query).mappings()
    return [Fact(**{**row, "state": State(row["state"])}) for row in rows]
