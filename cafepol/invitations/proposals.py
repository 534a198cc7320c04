"""Whom to think of inviting to a meeting, each with what speaks for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from cafepol.core.db import db
from cafepol.core.filters import day_medium
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import invited_contacts
from cafepol.invitations.suggestions import Ground, Suggestion, suggestion
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import contacts_of_commune

NO_FOLLOW_UPS: Mapping[int, int] = MappingProxyType({})
COUNTED = "cafepol.follow_ups"  # the application says who counts them: a package above this one
_ORDER = list(Ground)


@dataclass(frozen=True)
class Proposed:
    """A contact to think of, and what speaks for them."""

    contact: PartnerContact
    why: Suggestion


def follow_ups_at(meeting: Meeting) -> Mapping[int, int]:
    """How many concerns of the meeting's commune wait for an answer of each partner, by its id."""
    counted: Mapping[int, int] = current_app.extensions[COUNTED](meeting.commune_id)
    return counted


def proposed_contacts(meeting: Meeting, *, follow_ups: Mapping[int, int] = NO_FOLLOW_UPS) -> list[Proposed]:
    """The active contacts who are not invited now and for whom something speaks; who was there last time first.

    `follow_ups`: how many concerns of the commune are open at each partner, by its id.
    """
    day, came = _last_table(meeting)
    serving = contacts_of_commune(meeting.commune_id)
    known = {contact.id for contact in serving}
    others = _active_contacts(came - known, follow_ups.keys(), besides=known)
    invited = invited_contacts(meeting.id)
    found = [
        Proposed(
            contact,
            suggestion(
                came_on=day_medium(day) if day and contact.id in came else None,
                follow_ups=follow_ups.get(contact.partner_id, 0),
                serves=meeting.commune.name if contact.id in known else None,
            ),
        )
        for contact in (*serving, *others)
        if contact.id not in invited
    ]
    return sorted(found, key=lambda each: _ORDER.index(each.why.ground))


def _last_table(meeting: Meeting) -> tuple[date | None, set[int]]:
    """The day of the last meeting of the commune that was closed before this one, and the ids of who was there."""
    before = Meeting.commune_id == meeting.commune_id, Meeting.starts_at < meeting.starts_at
    last = db.session.execute(
        select(Meeting.id, Meeting.starts_local)
        .where(*before, Meeting.state == MeetingState.CLOSED)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return None, set()
    present = Invitation.meeting_id == last[0], Invitation.was_present.is_(True)
    return last[1].date(), set(db.session.scalars(select(Invitation.contact_id).where(*present)))


def _active_contacts(
    ids: Collection[int], partner_ids: Collection[int], *, besides: Collection[int]
) -> Sequence[PartnerContact]:
    """Of these contacts and of the contacts of these partners those who are active, by partner and name."""
    wanted = or_(PartnerContact.id.in_(ids), PartnerContact.partner_id.in_(partner_ids))
    found = db.session.scalars(
        select(PartnerContact)
        .join(PartnerContact.partner)
        .options(contains_eager(PartnerContact.partner))
        .where(wanted, PartnerContact.id.not_in(besides), PartnerContact.is_active, Partner.is_active)
        .order_by(Partner.name, PartnerContact.name, PartnerContact.id)
    )
    return found.all()
