"""What the page of a meeting's partners shows: who is proposed and why, who is chosen, who is invited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cafepol.invitations.answers import State
from cafepol.invitations.proposals import Proposed, follow_ups_at, proposed_contacts
from cafepol.invitations.suggestions import Ground
from cafepol.invitations.waiting import Asked, asked_of
from cafepol.invitations.wording import way
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact

_HEADINGS = {
    Ground.CAME: "Là la dernière fois",
    Ground.FOLLOW_UP: "Un suivi est ouvert chez eux",
    Ground.COMMUNE: "Partenaires de la commune",
}


@dataclass(frozen=True)
class Table:
    """Everybody who may be asked to the table, or was. `may_invite`: it is not too late, nor called off."""

    proposed: list[Proposed]
    asked: list[Asked]
    to_remind: list[Asked]
    may_invite: bool

    @property
    def ticked(self) -> list[int]:
        """The contacts that are ticked beforehand."""
        return [each.contact.id for each in self.proposed if each.why.is_ticked]

    @property
    def people(self) -> dict[str, list[tuple[int, str]]]:
        """Ids and names of those proposed, by heading."""
        return {
            heading: [(each.contact.id, each.contact.name) for each in self.proposed if each.why.ground is ground]
            for ground, heading in _HEADINGS.items()
        }

    @property
    def descriptions(self) -> dict[str, str]:
        """Of each who is proposed: where they work, why they are proposed, how they are reached."""
        found = {}
        for contact, why in ((each.contact, each.why) for each in self.proposed):
            found[str(contact.id)] = ", ".join((contact.partner.name, *why.reasons, way(contact.mail)))
        return found

    @property
    def prepared(self) -> list[Asked]:
        """Those who are chosen, and invited with the publication."""
        return [each for each in self.asked if each.invitation.status is State.PREPARED]

    @property
    def invited(self) -> list[Asked]:
        """Those who were invited, whatever they answered."""
        return [each for each in self.asked if each.invitation.status is not State.PREPARED]

    def chosen(self, contact_ids: Collection[int]) -> list[PartnerContact]:
        """Of those proposed, the ones with these ids."""
        return [each.contact for each in self.proposed if each.contact.id in contact_ids]


def table_of(meeting: Meeting, *, now: datetime) -> Table:
    """What the page of a meeting's partners shows now."""
    asked = asked_of(meeting.id)
    is_open = meeting.status in {MeetingState.DRAFT, MeetingState.PUBLISHED} and meeting.starts_at > now
    return Table(
        proposed=proposed_contacts(meeting, follow_ups=follow_ups_at(meeting)),
        asked=asked,
        to_remind=[each for each in asked if is_open and each.is_to_remind(now)],
        may_invite=is_open,
    )
