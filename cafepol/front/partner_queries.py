"""What a partner's own page shows: what somebody is and was invited to, and nothing of anybody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.links import Purpose, find_subject
from cafepol.invitations.answers import State
from cafepol.invitations.models import Invitation
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import LOADED
from cafepol.partners.models import PartnerContact
from cafepol.partners.queries import find_contact

LOOKS_BACK = timedelta(days=2 * 365)
MOST = 60  # invitations of two years, at more than one café a fortnight
_ASKED = (State.SENT, State.ACCEPTED, State.DECLINED, State.TENTATIVE)


@dataclass(frozen=True)
class PartnerPage:
    """A contact and what they were asked to: to come with the nearest first, over with the latest first."""

    contact: PartnerContact
    coming: list[Invitation]
    past: list[Invitation]

    @property
    def owed(self) -> list[Invitation]:
        """The invitations to come that wait for an answer."""
        return [each for each in self.coming if each.status is State.SENT and not each.meeting.is_cancelled]

    @property
    def answered(self) -> list[Invitation]:
        """The invitations to come that have their answer; what is called off asks for none."""
        return [each for each in self.coming if each.status is not State.SENT and not each.meeting.is_cancelled]

    @property
    def attended(self) -> int:
        """How many of the past meetings they came to."""
        return sum(1 for each in self.past if each.was_present)


def page_of(contact_id: int, *, now: datetime) -> PartnerPage:
    """What a contact is invited to, and was in the last two years. Raises NotFound once they are out of the directory.

    Left out: what was revoked or only prepared, and what is no longer announced. Four statements,
    however many invitations there are.
    """
    contact = find_contact(contact_id)
    if contact is None or not contact.is_active:
        raise NotFound
    found = _invitations(contact_id, since=now - LOOKS_BACK)
    return PartnerPage(
        contact=contact,
        coming=[each for each in reversed(found) if each.meeting.starts_at > now],
        past=[each for each in found if each.meeting.starts_at <= now and not each.meeting.is_cancelled],
    )


def language_of(token: str) -> str | None:
    """The language of whom a link to their own page was given to, also once it opens nothing; None: none of ours."""
    contact_id = find_subject(token, Purpose.PARTNER)
    contact = None if contact_id is None else find_contact(contact_id)
    return contact.language if contact else None


def _invitations(contact_id: int, *, since: datetime) -> list[Invitation]:
    """The latest first."""
    return list(
        db.session.scalars(
            select(Invitation)
            .join(Invitation.meeting)
            .options(contains_eager(Invitation.meeting).options(*LOADED), joinedload(Invitation.contact))
            .where(
                Invitation.contact_id == contact_id,
                Invitation.state.in_(_ASKED),
                Meeting.state != MeetingState.DRAFT,
                Meeting.starts_at >= since,
            )
            .order_by(Meeting.starts_at.desc(), Invitation.id.desc())
            .limit(MOST)
        )
    )
