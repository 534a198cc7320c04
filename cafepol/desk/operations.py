"""What changes a meeting and needs facts of several rooms: they are gathered in one transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import Any

from cafepol.desk.queries import closing_facts
from cafepol.invitations.operations import note_presence
from cafepol.invitations.queries import invitations_of
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.operations import Change, edit_meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.meetings.stages import close_meeting
from cafepol.registrations.places import promote_waiting
from cafepol.registrations.presence import set_head_count
from cafepol.registrations.queries import people_confirmed


def edit(meeting: Meeting, *, version: int, plan: Mapping[str, Any], now: datetime, tz: tzinfo) -> Change:
    """Save a meeting as its form says; places that come free go at once to those who wait.

    `plan`: what edit_meeting takes of a form. Raises what it raises; also Refused when fewer places are left than
    people who have one.
    """
    lock_meeting(meeting)
    change = edit_meeting(
        meeting, version=version, **plan, people_confirmed=people_confirmed(meeting.id), now=now, tz=tz
    )
    promote_waiting(meeting, now=now)
    return change


def close(
    meeting: Meeting, *, head_count: int | None, partners: Collection[int], no_concern: bool, now: datetime
) -> bool:
    """Close a meeting with what was counted, the partners who came (ids of invitations) and what was said.

    False when it was closed already. Raises Refused when the head count is missing or below the ticked people, or
    when neither a concern nor « aucune doléance » is noted.
    """
    if lock_meeting(meeting).status is State.CLOSED:
        return False
    if head_count is not None:
        set_head_count(meeting, head_count, now=now)
    note_presence(invitations_of(meeting.id), present=partners)
    return close_meeting(meeting, facts=closing_facts(meeting, no_concern=no_concern), now=now)
