"""Cancelled → published, published → draft, closed → published: the ways back in a meeting's life."""

import pytest

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.meetings import ical, stages
from cafepol.meetings.conflicts import HardConflicts, SoftConflicts
from cafepol.meetings.lifecycle import Audience, ClosingFacts, State
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.queries import agenda, feed_meetings, get_meeting_by_id
from tests.cafes import wish

NOBODY = Audience(registrations=0, invitations=0)


def decide(meeting, operation, **arguments):
    with transaction():
        done = operation(get_meeting_by_id(meeting.id), now=now(), **arguments)
    return done, get_meeting_by_id(meeting.id)


def cancel(meeting):
    return decide(meeting, stages.cancel_meeting, reason="La salle est fermée.")


def restore(meeting, **arguments):
    return decide(meeting, stages.restore_meeting, tz=zone_time(), **{"override_soft": True, **arguments})


def test_a_cancellation_taken_back_raises_the_sequence_and_confirms_anew(meeting, clock):
    before = meeting()
    cancel(before)
    clock.advance(minutes=1)
    done, after = restore(before)
    assert (done, after.status, after.sequence) == (True, State.PUBLISHED, 2)
    assert (after.cancelled_at, after.cancel_reason, after.material_at) == (None, None, clock.now)
    assert (after.uid, after.first_published_at) == (before.uid, before.first_published_at)
    assert "STATUS:CONFIRMED" in ical.published(after, now=now())
    assert restore(before)[0] is False


def test_a_draft_that_was_cancelled_is_a_draft_again_and_nobody_sees_it(meeting):
    draft = meeting(publish=False, phone="")
    cancel(draft)
    _, after = restore(draft)
    assert (after.status, after.was_published, after.cancelled_at, after.cancel_reason) == (
        State.DRAFT,
        False,
        None,
        None,
    )
    done, _ = restore(draft)
    assert done is False


def test_what_has_begun_is_not_restored(meeting, clock):
    before = meeting()
    cancel(before)
    clock.set(before.starts_at)
    with pytest.raises(Refused, match="déjà commencé"):
        restore(before)


def test_a_venue_that_was_taken_meanwhile_is_not_taken_back(meeting):
    before = meeting()
    cancel(before)
    meeting(host="M. Martin")
    with pytest.raises(HardConflicts, match="Ce lieu est déjà pris"):
        restore(before)


def test_doubts_are_read_before_a_meeting_is_restored(meeting, clock):
    before = meeting()
    cancel(before)
    clock.advance(days=30)
    with pytest.raises(SoftConflicts, match="pour distribuer le flyer"):
        restore(before, override_soft=False)


def test_what_was_closed_is_not_restored(meeting, clock):
    shown = meeting()
    clock.set(shown.ends_at)
    decide(shown, stages.close_meeting, facts=ClosingFacts(3, 0, 0, no_concern=True))
    with pytest.raises(Refused):
        restore(shown)


def test_a_cancelled_meeting_is_not_published_by_the_way(meeting):
    before = meeting()
    cancel(before)
    with pytest.raises(Refused, match="annulée"):
        decide(before, stages.publish_meeting)


def test_back_to_a_draft_it_is_nowhere(meeting, clock):
    before = meeting()
    done, after = decide(before, stages.withdraw_meeting, audience=NOBODY)
    assert (done, after.status, after.was_published, after.withdrawn_at) == (True, State.DRAFT, False, clock.now)
    assert agenda(now()) == []
    assert feed_meetings(now()) == []
    assert decide(before, stages.withdraw_meeting, audience=NOBODY)[0] is False


def test_back_to_a_draft_only_while_nobody_knows_of_it(meeting):
    before = meeting()
    with pytest.raises(Refused, match="déjà répondu"):
        decide(before, stages.withdraw_meeting, audience=Audience(registrations=1, invitations=0))
    cancel(before)
    with pytest.raises(Refused, match="annulée"):
        decide(before, stages.withdraw_meeting, audience=NOBODY)


def test_published_anew_it_counts_one_further_for_the_calendars_that_kept_a_copy(meeting, clock):
    before = meeting()
    decide(before, stages.withdraw_meeting, audience=NOBODY)
    with transaction():
        row = get_meeting_by_id(before.id)
        plan = wish(start="19:00", end="21:00")
        assert not edit_meeting(row, version=row.version, override_soft=True, **plan).material
    _, after = decide(before, stages.publish_meeting)
    assert (after.status, after.sequence, after.material_at) == (State.PUBLISHED, 1, clock.now)


def test_a_draft_that_was_withdrawn_and_cancelled_is_shown_to_nobody(meeting):
    before = meeting()
    decide(before, stages.withdraw_meeting, audience=NOBODY)
    cancel(before)
    assert agenda(now()) == []
    assert feed_meetings(now()) == []


def test_what_was_closed_is_opened_again_with_a_reason_and_keeps_its_count(meeting, clock):
    before = meeting()
    clock.set(before.ends_at)
    decide(before, stages.close_meeting, facts=ClosingFacts(12, 0, 0, no_concern=True))
    with pytest.raises(Refused, match="pourquoi vous rouvrez"):
        decide(before, stages.reopen_meeting, reason=" ")
    done, after = decide(before, stages.reopen_meeting, reason="Une doléance manque.")
    assert (done, after.status, after.closed_at, after.no_concern) == (True, State.PUBLISHED, None, False)
    assert (after.head_count, after.reopen_reason, after.sequence) == (12, "Une doléance manque.", 0)
    assert decide(before, stages.reopen_meeting, reason="Encore.")[0] is False


def test_only_what_was_closed_is_opened_again(meeting):
    with pytest.raises(Refused, match="n’est pas publiée"):
        decide(meeting(publish=False), stages.reopen_meeting, reason="Pourquoi pas.")
