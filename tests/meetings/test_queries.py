from datetime import timedelta

import pytest

from cafepol.accounts.roles import Role, Viewer
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound
from cafepol.meetings import queries, stages
from cafepol.meetings.lifecycle import ClosingFacts, State
from tests.cafes import Town, officer, plan, plan_many


def viewer(role, town=None):
    place = Town(town).commune.commissariat_id if town else None
    return Viewer(1, "Quelqu’un", frozenset({(role, place)}))


def cancel(meeting):
    with transaction():
        stages.cancel_meeting(queries.get_meeting_by_id(meeting.id), reason="Grève.", now=now())


def close(meeting):
    with transaction():
        row = queries.get_meeting_by_id(meeting.id)
        stages.close_meeting(row, facts=ClosingFacts(5, 0, 0, no_concern=True), now=now())


def ids(meetings):
    return [meeting.id for meeting in meetings]


def test_a_draft_exists_for_nobody_outside(meeting):
    draft = meeting(publish=False)
    with pytest.raises(NotFound):
        queries.get_public_meeting(draft.code)
    cancel(draft)
    with pytest.raises(NotFound):
        queries.get_public_meeting(draft.code)
    assert queries.agenda(now()) == []
    assert queries.feed_meetings(now()) == []


def test_a_meeting_once_published_never_ends_in_404(meeting):
    shown = meeting()
    cancel(shown)
    assert queries.get_public_meeting(shown.code.lower()).is_cancelled
    assert queries.find_by_code(shown.code).id == shown.id
    assert queries.find_by_code("WWWWWW") is None


def test_the_agenda_shows_what_is_to_come_by_date_and_cancelled_ones_too(meeting, clock):
    later, sooner = meeting(days=1), meeting()
    cancel(later)
    elsewhere = meeting(town="boussu", host="M. Martin", days=2)
    assert ids(queries.agenda(now())) == ids([sooner, later, elsewhere])
    assert ids(queries.agenda(now(), Town("boussu").commune)) == [elsewhere.id]
    assert queries.upcoming_counts(now()) == {sooner.commune_id: 1, elsewhere.commune_id: 1}
    clock.set(sooner.ends_at - timedelta(seconds=1))
    assert sooner.is_upcoming(now())
    assert sooner.id in ids(queries.agenda(now()))
    clock.set(sooner.ends_at)
    assert ids(queries.agenda(now())) == ids([later, elsewhere])


def test_the_feed_keeps_cancelled_and_past_meetings_thirty_days(meeting, clock):
    held, called_off = meeting(), meeting(days=40)
    cancel(called_off)
    clock.advance(days=29)
    assert ids(queries.feed_meetings(now())) == ids([held, called_off])
    clock.advance(days=2)
    assert ids(queries.feed_meetings(now())) == [held.id]
    clock.set(held.ends_at + timedelta(days=30))
    assert queries.feed_meetings(now()) == []
    assert queries.feed_meetings(now(), Town("boussu").commune) == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHIEF, Role.RECEPTION])
def test_local_roles_read_the_meetings_of_their_commissariat_only(meeting, role):
    shown = meeting(publish=False)
    assert queries.get_meeting(shown.code, viewer(role, "colfontaine")).id == shown.id
    for other in (viewer(role, "boussu"), viewer(Role.ADMINISTRATOR), viewer(Role.DPO)):
        with pytest.raises(NotFound):
            queries.get_meeting(shown.code, other)
        assert queries.coming_meetings(other, now()) == []


@pytest.mark.parametrize("role", [Role.DIRECTORATE, Role.COMMUNICATION])
def test_the_zones_roles_read_them_all(meeting, role):
    shown = ids([meeting(), meeting(town="boussu", host="M. Martin", days=1)])
    assert ids(queries.coming_meetings(viewer(role), now())) == shown


def test_the_list_is_narrowed_and_paged(meeting, clock, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    reader = viewer(Role.CHIEF, "colfontaine")
    shown = [meeting(days=days) for days in range(5)]
    clock.set(shown[-1].ends_at)
    close(shown[0])
    assert queries.coming_meetings(reader, now()) == []
    first, more = queries.past_meetings(reader, now())
    assert (ids(first), more) == (ids(shown[:2:-1]), True)
    last, more = queries.past_meetings(reader, now(), page=3)
    assert (ids(last), more) == ([shown[0].id], False)
    closed, _ = queries.past_meetings(reader, now(), states=[State.CLOSED], commune=Town().commune)
    assert ids(closed) == [shown[0].id]
    assert ids(queries.meetings_to_close(reader, now())) == ids(shown[1:])


def test_the_meetings_of_a_host_are_those_they_host_or_help_with(app):
    with transaction():
        helper = officer("M. Martin")
        plan(co_hosts=[helper])
        plan(host=helper, venue=1, start="10:00", end="11:00")
        plan(start="14:00", end="15:00")
    hosted = queries.meetings_hosted_by(officer("M. Martin").id, now())
    assert [meeting.starts_local.hour for meeting in hosted] == [10, 18]


def test_a_meeting_is_found_by_id_whatever_its_state(meeting):
    draft = meeting(publish=False)
    assert queries.get_meeting_by_id(draft.id).code == draft.code
    assert list(queries.meetings_by_ids([draft.id, 0])) == [draft.id]
    with pytest.raises(NotFound):
        queries.get_meeting_by_id(0)
    with transaction():
        assert queries.lock_meeting(queries.get_meeting_by_id(draft.id)).id == draft.id


def test_what_a_page_says_of_a_meeting_needs_no_further_query(meeting, count_queries):
    shown = meeting(quarter=Town().quarters[0])
    with count_queries() as counted:
        assert shown.place == shown.quarter.name
        assert shown.cafe.endswith(shown.place)
        assert shown.commune.commissariat.name
        assert [each.full_name for each in shown.hosts] == ["Inspectrice Duval"]
        assert (shown.phase_label(now()), shown.is_over(now()), shown.topics) == ("publiée", False, [])
    assert counted.total == 0


@pytest.mark.parametrize("how_many", [1, 30])
def test_reading_the_agenda_costs_three_queries(app, count_queries, how_many):
    plan_many(how_many)
    with count_queries() as counted:
        assert len(queries.agenda(now())) == how_many
    assert counted.total == 3
    with count_queries() as counted:
        queries.upcoming_counts(now())
    assert counted.total == 1


def test_the_month_of_each_commune_is_counted(meeting, clock):
    held, _planned = meeting(), meeting(days=2)
    meeting(days=3, publish=False)
    meeting(days=40)
    place = held.commune.commissariat_id
    clock.set(held.starts_at)
    counted = queries.month_counts(held.day, now(), commissariat_ids=[place])
    assert [(commune.slug, begun, planned) for commune, begun, planned in counted] == [("colfontaine", 1, 1)]
