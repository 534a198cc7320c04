"""How a meeting stands, and what of it is new to whom."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.conflicts import HardConflicts
from cafepol.meetings.models import EarlierStanding
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting, restore_meeting
from cafepol.meetings.standing import Standing
from tests.cafes import at_another_address, officer, wish

AT = datetime.fromisoformat("2027-02-09T18:00")
STANDS = Standing(is_cancelled=False, starts_local=AT, ends_local=AT + timedelta(hours=2), venue_id=1)


def other(**changes):
    return Standing(**{**STANDS.__dict__, **changes})


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"starts_local": AT + timedelta(days=1)}, False),
        ({"ends_local": AT + timedelta(hours=3)}, False),
        ({"venue_id": 2}, False),
        ({"is_cancelled": True}, False),
    ],
)
def test_the_same_day_hours_and_place_are_nothing_new(changes, same):
    assert STANDS.says_the_same(other(**changes)) is same


def test_of_what_is_cancelled_the_plan_does_not_matter():
    off = other(is_cancelled=True)
    assert off.says_the_same(other(is_cancelled=True, venue_id=2))
    assert not off.says_the_same(STANDS)
    assert off.plans_like(STANDS)


def test_a_place_that_was_corrected_is_like_no_other():
    assert not other(venue_id=None).says_the_same(other(venue_id=None))


def kept(shown):
    with transaction():
        rows = db.session.scalars(
            select(EarlierStanding).where(EarlierStanding.meeting_id == shown.id).order_by(EarlierStanding.sequence)
        )
        return [(row.sequence, row.standing) for row in rows]


def edit(shown, **wanted):
    with transaction():
        row = get_meeting_by_id(shown.id)
        return edit_meeting(row, version=row.version, override_soft=True, **wish(**wanted))


def cancel(shown):
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())


def test_every_sequence_that_another_follows_is_kept(meeting):
    shown = meeting()
    edit(shown, start="19:00", end="21:00")
    cancel(shown)
    edit(shown, venue=1)
    with transaction():
        restore_meeting(get_meeting_by_id(shown.id), now=now(), tz=zone_time(), override_soft=True)
    first, later = shown.standing, kept(shown)
    assert [sequence for sequence, _ in later] == [0, 1, 2, 3]
    assert later[0][1] == first
    assert [each.is_cancelled for _, each in later] == [False, False, True, True]
    assert later[1][1].starts_local.hour == 19
    assert later[3][1].venue_id != first.venue_id


def test_who_heard_of_a_place_under_its_former_name_heard_of_another(meeting):
    published, draft = meeting(), meeting(publish=False, days=3)
    with transaction():
        assert at_another_address(published.venue_id) == 1
    assert [(sequence, each.venue_id) for sequence, each in kept(published)] == [(0, None)]
    assert kept(draft) == []


def test_what_is_cancelled_is_changed_and_nobody_is_told_of_the_change(meeting, clock):
    shown = meeting()
    cancel(shown)
    clock.advance(minutes=5)
    change = edit(shown, host="M. Martin", venue=1)
    after = get_meeting_by_id(shown.id)
    assert (change.material, after.is_cancelled, after.sequence, after.material_at) == (True, True, 2, None)
    assert after.plan_changed_at == after.paper_changed_at == clock.now


def test_what_was_announced_keeps_a_number_also_while_it_is_cancelled(meeting):
    shown = meeting()
    cancel(shown)
    with pytest.raises(Refused, match="garde un numéro"):
        edit(shown, phone="")


def join(shown, **more):
    with transaction():
        row = get_meeting_by_id(shown.id)
        edit_meeting(row, version=row.version, **wish(co_hosts=[officer("Mme Roy")]), **more)


def test_somebody_joins_a_meeting_that_is_under_way(meeting, clock):
    shown = meeting()
    clock.set(shown.starts_at + timedelta(minutes=20))
    join(shown)
    after = get_meeting_by_id(shown.id)
    assert ([each.name for each in after.co_hosts], after.sequence) == (["Mme Roy"], 0)


def test_nobody_joins_who_is_at_another_meeting_then_and_the_host_stays(meeting, clock):
    shown = meeting()
    meeting(host="Mme Roy", venue=1)
    clock.set(shown.starts_at + timedelta(minutes=20))
    with pytest.raises(HardConflicts, match="Roy a déjà une rencontre à ce moment"):
        join(shown)
    with pytest.raises(Refused, match="la personne qui reçoit ne change plus"):
        edit(shown, host="M. Martin")


def test_a_draft_whose_hour_went_by_needs_another_before_anybody_joins(meeting, clock):
    shown = meeting(publish=False)
    clock.set(shown.starts_at + timedelta(minutes=20))
    with pytest.raises(HardConflicts, match="déjà passé"):
        join(shown, override_soft=True)
