"""A meeting's own day: its room is opened, and it is closed with what comes from several rooms, in one transaction."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from cafepol.accounts.operations import narrow_to_room
from cafepol.core.clock import local
from cafepol.desk.queries import closing_facts
from cafepol.forecast.operations import keep_record
from cafepol.invitations.presence import note_presence, note_uninvited
from cafepol.invitations.queries import contacts_to_invite, invitations_of
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.meetings.stages import close_meeting
from cafepol.messages.operations import withdraw_all
from cafepol.notices.nags import KIND as NAG
from cafepol.registrations.presence import set_head_count

ROOM_STAYS = timedelta(hours=1)  # after the end
LONGEST_ROOM = timedelta(hours=12)  # no sign-in lasts longer


def enter_room(meeting: Meeting, *, token: str, today: date, now: datetime) -> bool:
    """Narrow a browser's sign-in to the room of a meeting, until an hour after its end.

    False, and nothing is narrowed, before its day and when that hour is over: then the paper is typed at the office.
    """
    until = min(meeting.ends_at + ROOM_STAYS, now + LONGEST_ROOM)
    if today < meeting.day or until <= now:
        return False
    narrow_to_room(token, code=meeting.code, until=until, now=now)
    return True


def close(
    meeting: Meeting,
    *,
    head_count: int | None,
    partners: Collection[int],
    uninvited: Collection[int] = (),
    no_concern: bool,
    now: datetime,
) -> bool:
    """Close a meeting with what was counted, the partners who came (ids of invitations) and what was said.

    `uninvited`: the ids of the commune's contacts who came to the table without an invitation.
    False when it was closed already. Raises Refused when the head count is missing or below the ticked people, or
    when neither a concern nor « aucune doléance » is noted.
    """
    if lock_meeting(meeting).status is State.CLOSED:
        return False
    if head_count is not None:
        set_head_count(meeting, head_count, now=now)
    note_presence(invitations_of(meeting.id), present=partners)
    note_uninvited(meeting, [each for each in contacts_to_invite(meeting) if each.id in uninvited], now=now)
    withdraw_all(f"{NAG}:{meeting.id}:")
    close_meeting(meeting, facts=closing_facts(meeting, no_concern=no_concern), now=now)
    keep_record(meeting, today=local(now).date())
    return True
