"""What changes a planned meeting and needs facts of several rooms: they are gathered in one transaction."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from cafepol.accounts import audit
from cafepol.core.clock import local
from cafepol.core.config import settings
from cafepol.core.errors import Refused
from cafepol.forecast.operations import withdraw_record
from cafepol.invitations.departures import leaves_at
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import hold_back
from cafepol.invitations.preparing import send_prepared
from cafepol.invitations.queries import invitations_ever
from cafepol.meetings import handover, lifecycle, venue_changes
from cafepol.meetings.lifecycle import Audience
from cafepol.meetings.models import Meeting
from cafepol.meetings.operations import Change, edit_meeting
from cafepol.meetings.queries import lock_meeting, take_meeting_by_id
from cafepol.meetings.stages import cancel_meeting, publish_meeting, reopen_meeting, restore_meeting, withdraw_meeting
from cafepol.meetings.venue_queries import meetings_to_come_at
from cafepol.messages.operations import hand_over_calls
from cafepol.notices.hosts import keep_host, tell_hosts, tell_hosts_after_all
from cafepol.outreach.announcing import take_back_announcement
from cafepol.registrations.broadcasting import silence_broadcasts
from cafepol.registrations.places import promote_waiting
from cafepol.registrations.queries import people_confirmed, registrations_ever
from cafepol.requests.operations import tell_askers
from cafepol.requests.queries import meetings_promised_at, requests_answered_by
from cafepol.staff.models import Officer
from cafepol.zone.models import Quarter, Venue
from cafepol.zone.rooms import Facts

CALLED_OFF = "Cette rencontre est annulée. Rien n’est enregistré : enregistrez à nouveau, et elle est rétablie."


def edit(
    meeting: Meeting, *, version: int, plan: Mapping[str, Any], restores: bool = False, now: datetime, tz: tzinfo
) -> Change:
    """Save a meeting as its form says; places that come free go at once to those who wait.

    What is cancelled is saved only together with being restored (`restores`): nobody reads a plan that nobody is
    told of. `plan`: what edit_meeting takes of a form. Raises what it and restore raise; also Refused when fewer
    places are left than people who have one.
    """
    is_cancelled = lock_meeting(meeting).is_cancelled
    if is_cancelled:
        _check_restoring(meeting, plan, restores=restores, now=now)
    former = meeting.host
    change = edit_meeting(
        meeting, version=version, **plan, people_confirmed=people_confirmed(meeting.id), now=now, tz=tz
    )
    promote_waiting(meeting, now=now)
    if change.material or change.contact:
        hold_back(meeting, now=now)
    if change.material:
        _silence(meeting, now=now)
        _tell_askers(meeting, now=now)
    if meeting.host_id != former.id:
        _tell_of_host(meeting, former, now=now)
    if is_cancelled:
        restore(meeting, override_soft=plan.get("override_soft", False), now=now, tz=tz)
    return change


def _check_restoring(meeting: Meeting, plan: Mapping[str, Any], *, restores: bool, now: datetime) -> None:
    """What can be known before anything is changed: the page that refuses shows the meeting as it was."""
    if not restores:
        raise Refused(CALLED_OFF)
    host, venue = plan["host"], plan["venue"]
    if meeting.was_published:
        lifecycle.check_restoring(
            host=None if host.is_active else host.full_name,
            place=None if venue.is_active else venue.name,
            starts_at=meeting.starts_at,
            now=now,
        )


def _tell_of_host(meeting: Meeting, former: Officer, *, now: datetime) -> None:
    """Of a draft nobody is told; while it is cancelled neither: the one who receives is when it is restored."""
    hand_over_calls(meeting.id, former_id=former.id, successor_id=meeting.host_id)
    if meeting.was_published and not meeting.is_cancelled:
        tell_hosts(meeting, former=former, now=now)


def _silence(meeting: Meeting, *, now: datetime) -> None:
    """What was written of a meeting as it was, to all or to whoever wants announcements, and has not left, does not."""
    silence_broadcasts(meeting, now=now)
    take_back_announcement(meeting)


def _tell_askers(meeting: Meeting, *, now: datetime) -> None:
    until = leaves_at(starts_at=meeting.starts_at, now=now, quiet_seconds=settings().quiet_seconds)
    tell_askers(meeting, told_from=until, now=now)


def correct_venue(venue: Venue, facts: Facts, *, quarter: Quarter, version: int, now: datetime) -> int:
    """Correct a venue; how many published meetings to come have another place by that: who asked for one is told.

    Raises what venue_changes.correct_venue raises.
    """
    moved = venue_changes.correct_venue(venue, facts, quarter=quarter, version=version, now=now)
    for meeting_id in meetings_to_come_at(venue.id, now) if moved else ():
        _silence(take_meeting_by_id(meeting_id), now=now)
    for meeting_id in meetings_promised_at(venue.id, now) if moved else ():
        _tell_askers(take_meeting_by_id(meeting_id), now=now)
    return moved


def publish(meeting: Meeting, *, by: Officer | None, now: datetime) -> list[Invitation]:
    """Show a draft to everybody, and invite those who were chosen for that; who was invited. Twice is once.

    A call to make is for `by` (else for the host). Raises Refused with what is missing.
    """
    return send_prepared(meeting, by=by, now=now) if publish_meeting(meeting, now=now) else []


def withdraw(meeting: Meeting, *, now: datetime) -> bool:
    """Make a published meeting a draft again, as long as nobody answered or was invited; False when it was one.

    Raises Refused, saying who stands in the way.
    """
    lock_meeting(meeting)  # whoever registers or invites from here on waits, and finds a draft
    audience = Audience(
        registrations=registrations_ever(meeting.id),
        invitations=invitations_ever(meeting.id),
        requests=requests_answered_by(meeting.id),
    )
    take_back_announcement(meeting)
    return withdraw_meeting(meeting, audience=audience, now=now)


def cancel(meeting: Meeting, *, reason: str, now: datetime) -> bool:
    """Call a meeting off; the requests that it answered wait again. False when it was cancelled already.

    Who asked is told after the quiet time, as residents and partners are. Raises Refused.
    """
    cancelled = cancel_meeting(meeting, reason=reason, now=now)
    if cancelled:
        keep_host(meeting, now=now)
        hold_back(meeting, now=now)
        _silence(meeting, now=now)
        _tell_askers(meeting, now=now)
    return cancelled


def restore(meeting: Meeting, *, override_soft: bool, now: datetime, tz: tzinfo) -> bool:
    """Take a cancellation back; places that came free meanwhile go to those who wait. False when it stood already.

    The requests that it answered are answered again; another host than before and the former one are told. Raises
    Conflicts when the venue or the people are taken by now, NotReady when they are not there any more, or Refused.
    """
    restored = restore_meeting(meeting, override_soft=override_soft, now=now, tz=tz)
    promote_waiting(meeting, now=now)
    if restored:
        _tell_askers(meeting, now=now)
    if restored and meeting.was_published:
        tell_hosts_after_all(meeting, now=now)
    return restored


def reopen(meeting: Meeting, *, reason: str, by_account_id: int, now: datetime) -> bool:
    """Open a closed meeting again, on the audit trail. False when it was open already. Raises Refused."""
    reopened = reopen_meeting(meeting, reason=reason, now=now)
    if reopened:
        withdraw_record(meeting, today=local(now).date())
        audit.record("meeting_reopened", account_id=by_account_id, now=now, subject="meeting", subject_id=meeting.id)
    return reopened


def replace_host(meeting: Meeting, successor: Officer, *, version: int, stays: bool, now: datetime, tz: tzinfo) -> None:
    """Let another officer receive: both are told unless it is a draft or cancelled; calls to make are the successor's.

    Residents and partners hear of it as of every new contact. Raises what handover.replace_host raises.
    """
    former = meeting.host
    handover.replace_host(meeting, successor, version=version, stays=stays, now=now, tz=tz)
    hold_back(meeting, now=now)
    _tell_of_host(meeting, former, now=now)
