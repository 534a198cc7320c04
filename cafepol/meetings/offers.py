"""What the form of a meeting offers to the person who fills it: the venues, quarters and officers of their places."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cafepol.meetings.models import Meeting
from cafepol.staff.models import Officer
from cafepol.staff.queries import officers_of
from cafepol.zone import queries as zone_queries
from cafepol.zone.models import PreventionTopic, Quarter, Venue


class _Row(Protocol):
    id: int


Row = TypeVar("Row", bound=_Row)


@dataclass(frozen=True)
class Offer:
    """The rows to choose from; each is found again by its id."""

    venues: list[Venue]
    quarters: list[Quarter]
    officers: list[Officer]
    topics: list[PreventionTopic]
    languages: list[str]  # ISO 639-1, the usual one first

    def venue(self, venue_id: int) -> Venue:
        """The venue chosen, with its commune."""
        return _chosen(self.venues, [venue_id])[0]

    def quarter(self, quarter_id: int) -> Quarter | None:
        """The quarter chosen, or None for 0."""
        return next(iter(_chosen(self.quarters, [quarter_id])), None)

    def officers_chosen(self, ids: Collection[int]) -> list[Officer]:
        """The officers chosen."""
        return _chosen(self.officers, ids)

    def topics_chosen(self, ids: Collection[int]) -> list[PreventionTopic]:
        """The topics chosen."""
        return _chosen(self.topics, ids)


def offer_for(commissariat_ids: Collection[int], meeting: Meeting | None = None) -> Offer:
    """What may be chosen in these commissariats, and what `meeting` already has even if no longer in use."""
    communes = [commune.id for commune in zone_queries.communes(commissariat_ids)]
    offer = Offer(
        venues=zone_queries.venues(communes),
        quarters=zone_queries.quarters(commissariat_ids=commissariat_ids),
        officers=officers_of(commissariat_ids),
        topics=zone_queries.topics(),
        languages=list(zone_queries.the_zone().languages),
    )
    if meeting is not None:
        _add_missing(offer.venues, [zone_queries.get_venue(meeting.venue_id)])
        _add_missing(offer.officers, meeting.hosts)
        offer.languages.extend({meeting.language} - set(offer.languages))
    return offer


def _chosen(rows: list[Row], ids: Collection[int]) -> list[Row]:
    return [row for row in rows if row.id in ids]


def _add_missing(rows: list[Row], more: list[Row]) -> None:
    known = {row.id for row in rows}
    rows.extend(row for row in more if row.id not in known)
