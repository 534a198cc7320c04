"""What a meeting leaves when it is closed: figures without names, withdrawn when it is opened again."""

from datetime import timedelta

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now, today, zone_time
from cafepol.core.db import db, transaction
from cafepol.desk import operations as desk
from cafepol.forecast.inputs import Group, Heads
from cafepol.forecast.memory import read, written
from cafepol.forecast.models import AttendanceRecord
from cafepol.forecast.operations import learn
from cafepol.forecast.queries import closed_meetings, inputs_of, is_stale, known_fit, record_of
from cafepol.history.operations import keep_import, start_import
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.outreach.operations import note_facebook, note_flyers
from cafepol.planning.operations import reopen
from cafepol.registrations import presence
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.states import Channel
from cafepol.worker import run_once
from tests.factories import make_account
from tests.history.tables import line, table
from tests.waiting import meanwhile


@pytest.fixture
def close(app):
    """`close(meeting, 12)`: closed with so many people, and nothing said."""

    def put(shown, heads):
        with transaction():
            desk.close(get_meeting_by_id(shown.id), head_count=heads, partners=[], no_concern=True, now=now())

    return put


@pytest.fixture
def over(clock):
    """`over(meeting)`: its end has come; the meeting itself."""

    def wait(shown):
        clock.set(shown.ends_at + timedelta(hours=1))
        return shown

    return wait


@pytest.fixture
def chief(app):
    with transaction():
        return make_account("Mme Simon", "simon@police.example", Role.CHIEF, commissariat="colfontaine").id


def test_only_confirmed_registrations_count_each_in_its_group(meeting, register, act):
    shown = meeting()
    for channel, size in ((Channel.PHONE, 2), (Channel.COUNTER, 1), (Channel.PARTNER, 3), (Channel.FLYER, 1)):
        register(shown, channel=channel, party_size=size, name="Mme Petit")
    register(shown, kind="interested", party_size=2)
    register(shown, party_size=4, mail="pas.confirmee@exemple.be")
    act(confirm_registration, register(shown, party_size=2, mail="confirmee@exemple.be").registration)
    act(cancel_registration, register(shown, party_size=2).registration)
    found = inputs_of(shown.id, None)
    assert found.registered == {
        Group.ASSISTED: Heads(4, 6),
        Group.PARTNER: Heads(3, 9),
        Group.INTERESTED: Heads(2, 4),
        Group.SELF: Heads(2, 4),
    }
    assert (found.reach.web_going, found.reach.web_interested) == (1, 1)
    assert found.ticked is None


def test_a_closed_meeting_is_kept_in_figures(meeting, over, register, act, close, chief):
    shown = meeting()
    came, _ = (register(shown, channel=Channel.PHONE, party_size=size).registration for size in (3, 2))
    with transaction():
        there = get_meeting_by_id(shown.id)
        note_flyers(there, 800, by_account_id=chief, now=now())
        note_facebook(there, interested=30, going=4, as_of=today(), by_account_id=chief, today=today(), now=now())
    over(shown)
    act(presence.tick, came, present=True)
    close(shown, 11)
    kept = record_of(shown.id)
    assert (kept.head_count, kept.day, kept.commune_id) == (11, shown.day, shown.commune_id)
    assert (kept.groups, kept.was_ticked) == ({"going_assisted": [5, 13, 3]}, True)
    assert (kept.flyers, kept.fb_interested, kept.fb_going) == (800, 30, 4)
    assert (kept.said_status, kept.said_expected) == ("none", None)
    assert kept.said_low % 5 == kept.said_high % 5 == 0
    assert known_fit().local(shown.commune_id).meetings == known_fit().meetings == 1


def test_a_list_that_nobody_ticked_and_one_that_was_empty(meeting, over, register, close):
    empty, unticked = meeting(), meeting(days=1)
    register(unticked, party_size=2)
    over(unticked)
    for shown in (empty, unticked):
        close(shown, 9)
    assert [record_of(shown.id).was_ticked for shown in (empty, unticked)] == [True, False]
    assert [each.ticked for each in closed_meetings()] == [{}, None]


def test_a_meeting_that_is_opened_again_teaches_nothing_until_it_is_closed_anew(meeting, over, close, chief, clock):
    first, second = meeting(), meeting(days=1)
    over(second)
    close(first, 40)
    close(second, 9)
    said = record_of(second.id).said_low, record_of(second.id).said_high
    with transaction():
        reopen(get_meeting_by_id(second.id), reason="Deux oubliés.", by_account_id=chief, now=now())
    assert (record_of(second.id), known_fit().meetings) == (None, 1)
    db.session.remove()
    clock.advance(days=1)
    close(second, 11)
    kept = record_of(second.id)
    assert (kept.head_count, known_fit().meetings) == (11, 2)
    assert (kept.said_low, kept.said_high) == said, "what was said is what was said"


def test_closing_twice_is_closing_once(meeting, over, close):
    shown = over(meeting())
    close(shown, 9)
    close(shown, 12)
    assert (record_of(shown.id).head_count, known_fit().meetings) == (9, 1)


def test_two_meetings_closed_at_once_both_teach(app, meeting, over, close):
    before, one, other = meeting(), meeting(days=1), meeting(days=2)
    over(other)
    close(before, 9)

    def put(shown):
        desk.close(get_meeting_by_id(shown.id), head_count=9, partners=[], no_concern=True, now=now())

    meanwhile(app, lambda: put(one), lambda: put(other))
    assert known_fit().meetings == 3


def test_cafes_of_before_count_as_meetings_that_nobody_ticked_once_the_worker_learns(app, clock):
    with transaction():
        cafes = table(*(line(debut=f"{hour}h", fin="20h") for hour in (9, 10, 11)))
        start_import(keep_import(cafes, by_account_id=None, now=now(), tz=zone_time()))
    assert known_fit().meetings == 0
    run_once("worker")
    assert known_fit().meetings == 3
    assert {each.ticked for each in closed_meetings()} == {None}
    assert not is_stale(today())
    clock.advance(days=1)
    assert is_stale(today()), "the older, the less it weighs"


def test_what_was_learnt_is_kept_as_it_is_and_twice_is_the_same(meeting, over, close):
    close(over(meeting()), 9)
    before = known_fit()
    assert read(written(before)) == before
    with transaction():
        learn(today=today())
    assert known_fit() == before


def test_a_meeting_that_was_closed_before_figures_were_kept_is_opened_again(meeting, over, close, chief):
    shown = over(meeting())
    close(shown, 9)
    with transaction() as session:
        session.delete(session.get(AttendanceRecord, shown.id))
    with transaction():
        reopen(get_meeting_by_id(shown.id), reason="Une erreur.", by_account_id=chief, now=now())
    assert known_fit().meetings == 0
