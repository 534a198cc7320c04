"""What is to be done before a meeting: the zone's list, with what every room knows of it."""

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo

from cafepol.accounts.queries import last_recorded
from cafepol.distribution.queries import meetings_handed_out
from cafepol.invitations.answers import State as Answered
from cafepol.invitations.queries import invitation_counts
from cafepol.meetings import preparation
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.preparation import Step
from cafepol.meetings.preparation_queries import preparation_items, ticks_of

PRINTED = "flyer_printed"
_NOT_INVITED = {Answered.PREPARED, Answered.REVOKED}


def steps_of(
    meetings: Collection[Meeting], *, tz: tzinfo, invited: Mapping[int, Mapping[Answered, int]] | None = None
) -> dict[int, list[Step]]:
    """The list of each of these meetings that is still to come, by meeting id; five reads however many they are.

    `invited`: how many invitations of each state they have, where that is known already.
    """
    ids = [each.id for each in meetings]
    items, ticks = preparation_items(), ticks_of(ids, tz)
    counts = invitation_counts(ids) if invited is None else invited
    printed, handed_out = last_recorded(PRINTED, ids), meetings_handed_out(ids)
    return {
        each.id: preparation.steps_of(
            items,
            day=each.day,
            facts=_facts(each, counts.get(each.id, {}), printed_at=printed.get(each.id), is_out=each.id in handed_out),
            ticks=ticks.get(each.id, {}),
        )
        for each in meetings
    }


def _facts(meeting: Meeting, invited: Mapping[Answered, int], *, printed_at: datetime | None, is_out: bool) -> set[str]:
    """A flyer that was printed before the meeting was published, or before what it says changed, is none.

    A partner who accepts later makes no flyer wrong.
    """
    since = [each for each in (meeting.first_published_at, meeting.paper_changed_at) if each is not None]
    known = {
        preparation.PUBLISHED: meeting.status is not State.DRAFT,
        preparation.INVITED: any(state not in _NOT_INVITED for state in invited),
        preparation.FLYER: meeting.was_published and printed_at is not None and printed_at >= max(since),
        preparation.HANDED_OUT: is_out,
    }
    return {fact for fact, holds in known.items() if holds}
