import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused, Stale
from cafepol.meetings import operations, reservations, stages
from cafepol.meetings.conflicts import HardConflicts, SoftConflicts
from cafepol.meetings.lifecycle import ClosingFacts, State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.zone.closure_models import Closure
from cafepol.zone.queries import topics
from tests.cafes import DAY, Town, officer, plan, wish

FACTS = ClosingFacts(head_count=12, ticked_people=10, concerns=2, no_concern=False)


def edit(meeting, *, version=None, **changes):
    """Edit in a transaction of its own, from the meeting's own values; gives the change and the meeting afterwards."""
    with transaction():
        row = get_meeting_by_id(meeting.id)
        values = wish(host=row.host) | {"venue": row.venue, "quarter": row.quarter, "co_hosts": row.co_hosts}
        values |= {"starts_local": row.starts_local, "ends_local": row.ends_local, "override_soft": True, **changes}
        change = operations.edit_meeting(row, version=version or row.version, **values)
    return change, get_meeting_by_id(meeting.id)


def refused_field(**wanted):
    with pytest.raises(Refused) as refusal, transaction():
        plan(**wanted)
    return refusal.value.field


def test_a_new_meeting_is_a_draft_with_code_and_uid_of_its_own(meeting, clock):
    one, other = meeting(publish=False), meeting(publish=False, days=1)
    assert (one.status, one.sequence, one.version, one.was_published) == (State.DRAFT, 0, 1, False)
    assert (one.phone, one.commune.slug, one.created_at) == ("+3265001299", "colfontaine", clock.now)
    assert (one.starts_at.hour, one.starts_local.hour) == (17, 18)
    assert len(one.code) == 6
    assert len({one.code, other.code, one.uid, other.uid}) == 4
    assert "Duval" not in one.uid


def test_a_code_that_is_taken_is_not_given_again(meeting, monkeypatch):
    taken = meeting().code
    codes = iter([taken, "BCDFGH"])
    monkeypatch.setattr("cafepol.meetings.queries.public_code", lambda: next(codes))
    assert meeting(days=1).code == "BCDFGH"


def test_hosts_and_topics_are_kept_the_host_once(app):
    with transaction():
        host, helper = officer("Mme Duval"), officer("M. Martin")
        made = plan(host=host, co_hosts=[host, helper], topics=topics()[:2])
        meeting_id = made.id
    kept = get_meeting_by_id(meeting_id)
    assert [each.full_name for each in kept.hosts] == ["Inspectrice Duval", "Inspecteur Martin"]
    assert len(kept.topics) == 2


def test_a_host_who_is_taken_is_refused_with_the_reason(meeting):
    meeting()
    with pytest.raises(HardConflicts) as refusal, transaction():
        plan(venue=1, start="19:30", end="21:00")
    assert refusal.value.field == "host"
    assert "Inspectrice Duval a déjà une rencontre à ce moment : café" in refusal.value.message
    assert "mardi 9 février 2027, de 18" in refusal.value.message.replace("\u00a0", " ")
    assert db.session.scalar(select(func.count(Meeting.id))) == 1


def test_a_co_host_of_another_meeting_is_taken_too(app):
    with transaction():
        plan(co_hosts=[officer("M. Martin")])
    assert refused_field(host="M. Martin", venue=1) == "host"


def test_a_venue_that_is_taken_is_refused(meeting):
    meeting(publish=False)
    assert refused_field(host="M. Martin") == "venue"


def test_a_cancelled_meeting_leaves_its_venue_and_host_free(meeting):
    first = meeting()
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(first.id), reason="Grève.", now=now())
    assert meeting().id != first.id


def test_the_travel_gap_is_the_zones(meeting):
    meeting()
    assert refused_field(town="boussu", start="20:15", end="21:00") == "host"
    assert meeting(town="boussu", start="20:30", end="21:30").commune.slug == "boussu"


IMPOSSIBLE = [
    ({"start": "18:00", "end": "17:00"}, "ends"),
    ({"day": datetime.fromisoformat("2027-01-06")}, "day"),
    ({"day": datetime.fromisoformat("2027-03-28"), "start": "02:30", "end": "04:00"}, "starts"),
    ({"day": datetime.fromisoformat("2027-10-31"), "start": "01:00", "end": "02:30"}, "ends"),
    ({"phone": "123"}, "phone"),
    ({"title": " "}, "title"),
    ({"public_text": "Appelez 85.07.30-033.28"}, "public_text"),
]


def test_what_cannot_be_is_refused_at_its_field(app):
    for wanted, field in IMPOSSIBLE:
        assert refused_field(**wanted) == field, wanted


def test_place_quarter_and_commune_go_together(app):
    boussu = Town("boussu")
    assert refused_field(venue=0, commune=boussu.commune) == "venue"
    assert refused_field(quarter=boussu.quarters[0]) == "quarter"


def test_soft_conflicts_are_all_said_and_may_be_overridden(meeting):
    with transaction() as session:
        session.add(Closure(starts_on=DAY.date(), ends_on=DAY.date(), label="Carnaval", kind="local_event"))
    with pytest.raises(SoftConflicts) as doubts, transaction():
        plan(override_soft=False)
    assert [each.sentence for each in doubts.value.conflicts] == ["Événement local : Carnaval."]
    assert meeting().day == DAY.date()


def test_the_same_quarter_within_three_weeks_is_a_doubt(app):
    quarter = Town().quarters[0]
    with transaction():
        plan(quarter=quarter)
    with pytest.raises(SoftConflicts, match="Ce quartier a déjà une rencontre"), transaction():
        plan(quarter=quarter, host="M. Martin", day=DAY + timedelta(days=20), override_soft=False)


def test_two_who_want_the_same_venue_at_once_only_one_gets_it(app):
    for name in ("M. Un", "M. Deux", "M. Trois", "M. Quatre"):
        with transaction():
            officer(name)
    won, lost = _race(app, ["M. Un", "M. Deux", "M. Trois", "M. Quatre"])
    assert (won, lost) == (1, 3)


def test_without_the_lock_the_race_does_occur(app, monkeypatch):
    """The control: it shows that the test above would see the fault. SQLite's writers queue anyway."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    meet = threading.Barrier(2)
    for name in ("M. Un", "M. Deux"):
        with transaction():
            officer(name)
    monkeypatch.setattr(reservations, "_lock", lambda _plan: None)
    find = reservations.meetings_around

    def slowly(*args, **kwargs):
        found = find(*args, **kwargs)
        meet.wait(timeout=10)
        return found

    monkeypatch.setattr(reservations, "meetings_around", slowly)
    assert _race(app, ["M. Un", "M. Deux"]) == (2, 0)


def _race(app, hosts) -> tuple[int, int]:
    """Each host plans a meeting in the same room at the same time; how many got it, how many were refused."""
    start = threading.Barrier(len(hosts))
    results = []

    def try_it(host):
        with app.app_context():
            start.wait(timeout=10)
            try:
                with transaction():
                    plan(host=host)
                results.append(True)
            except HardConflicts:
                results.append(False)

    threads = [threading.Thread(target=try_it, args=[host]) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results.count(True), results.count(False)


def test_an_editorial_change_keeps_the_sequence(meeting):
    change, after = edit(meeting(), title="Café de printemps", capacity=30)
    assert (change.material, change.new_day, change.contact) == (False, False, False)
    assert (after.title, after.capacity, after.sequence, after.version, after.material_at) == (
        "Café de printemps",
        30,
        0,
        2,
        None,
    )


def test_another_phone_is_told_without_sequence(meeting, clock):
    change, after = edit(meeting(), phone="065 61 96 00")
    assert (change.material, change.contact) == (False, True)
    assert (after.sequence, after.contact_changed_at) == (0, clock.now)


def test_another_hour_is_material(meeting, clock):
    before = meeting()
    clock.advance(hours=1)
    change, after = edit(before, ends_local=before.ends_local + timedelta(hours=1))
    assert (change.material, change.new_day) == (True, False)
    assert (after.sequence, after.material_at, after.day_moved_sequence) == (1, clock.now, None)
    assert (after.uid, after.code) == (before.uid, before.code)


def test_another_room_is_material(meeting):
    change, after = edit(meeting(), venue=Town().venues[1])
    assert (change.material, after.sequence) == (True, 1)


def test_another_day_is_material_and_says_so(meeting):
    before = meeting()
    a_day = timedelta(days=1)
    change, after = edit(before, starts_local=before.starts_local + a_day, ends_local=before.ends_local + a_day)
    assert (change.material, change.new_day, after.sequence, after.day_moved_sequence) == (True, True, 1, 1)
    assert after.starts_at - before.starts_at == a_day


def test_a_draft_moves_without_anybody_knowing(meeting):
    before = meeting(publish=False)
    change, after = edit(before, ends_local=before.ends_local + timedelta(hours=1), phone="")
    assert (change.material, after.sequence, after.material_at, after.phone) == (False, 0, None, "")


def test_a_published_meeting_keeps_a_phone_number(meeting):
    with pytest.raises(Refused, match="garde un numéro"):
        edit(meeting(), phone="")


def test_an_edit_is_checked_against_the_others_but_not_against_itself(meeting):
    meeting()
    second = meeting(days=1, host="M. Martin")
    edit(second, title="Autre titre")
    with pytest.raises(HardConflicts, match="Ce lieu est déjà pris"):
        edit(second, starts_local=DAY.replace(hour=19), ends_local=DAY.replace(hour=21))


def test_a_new_co_host_is_checked_too(meeting):
    meeting(co_hosts=[])
    second = meeting(host="M. Martin", venue=1)
    with pytest.raises(HardConflicts) as refusal:
        edit(second, co_hosts=[officer("Mme Duval")])
    assert refusal.value.field == "co_hosts"


def test_the_second_of_two_edits_of_one_version_is_stale(meeting):
    before = meeting()
    edit(before, title="La première")
    with pytest.raises(Stale):
        edit(before, version=before.version, title="La seconde")
    assert get_meeting_by_id(before.id).title == "La première"


def test_a_cancelled_meeting_is_not_edited_once_it_would_have_begun(meeting, clock):
    before = meeting()
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(before.id), reason="Grève.", now=now())
    clock.advance(days=60)
    with pytest.raises(Refused, match="annulée"):
        edit(before, title="Trop tard")


def decide(meeting, operation, **arguments):
    with transaction():
        done = operation(get_meeting_by_id(meeting.id), now=now(), **arguments)
    return done, get_meeting_by_id(meeting.id)


def test_publishing_is_done_once(meeting, clock):
    draft = meeting(publish=False)
    done, after = decide(draft, stages.publish_meeting)
    assert (done, after.status, after.first_published_at, after.sequence) == (True, State.PUBLISHED, clock.now, 0)
    assert decide(draft, stages.publish_meeting)[0] is False


def test_publishing_says_what_is_missing(meeting):
    draft = meeting(publish=False, phone="")
    with pytest.raises(Refused, match="il manque : un numéro de téléphone"):
        decide(draft, stages.publish_meeting)


def test_a_host_who_left_cannot_be_published(meeting):
    draft = meeting(publish=False)
    with transaction():
        officer("Mme Duval").is_active = False
    with pytest.raises(Refused, match="le policier qui reçoit"):
        decide(draft, stages.publish_meeting)


def test_cancelling_twice_is_once(meeting, clock):
    before = meeting()
    done, after = decide(before, stages.cancel_meeting, reason="La salle est fermée.")
    assert (done, after.status, after.sequence, after.cancelled_at) == (True, State.CANCELLED, 1, clock.now)
    assert (after.cancel_reason, after.uid, after.was_published) == ("La salle est fermée.", before.uid, True)
    done, after = decide(before, stages.cancel_meeting, reason="Une autre raison.")
    assert (done, after.sequence, after.cancel_reason) == (False, 1, "La salle est fermée.")


def test_two_who_cancel_at_once_cancel_once(meeting):
    """Both read « published »; the second finds the row already swapped."""
    before = meeting()
    with transaction():
        row = get_meeting_by_id(before.id)
        values = {"now": now(), "cancelled_at": now(), "sequence": Meeting.sequence + 1}
        assert stages._switch(row, State.CANCELLED, before=[State.PUBLISHED], **values)
        assert not stages._switch(row, State.CANCELLED, before=[State.PUBLISHED], **values)
        assert row.sequence == 1


def test_closing_what_was_cancelled_meanwhile_is_refused(meeting):
    before = meeting()
    decide(before, stages.cancel_meeting, reason="Grève.")
    values = {"now": now(), "closed_at": now(), "head_count": 1}
    with pytest.raises(Refused, match="annulée"), transaction():
        stages._switch(get_meeting_by_id(before.id), State.CLOSED, before=[State.PUBLISHED], **values)


def test_closing_keeps_the_head_count(meeting, clock):
    before = meeting()
    clock.set(before.ends_at)
    done, after = decide(before, stages.close_meeting, facts=FACTS)
    assert (done, after.status, after.head_count, after.no_concern, after.closed_at) == (
        True,
        State.CLOSED,
        12,
        False,
        clock.now,
    )
    assert decide(before, stages.close_meeting, facts=FACTS)[0] is False


def test_closing_without_head_count_is_refused(meeting, clock):
    before = meeting()
    clock.set(before.ends_at)
    with pytest.raises(Refused, match="nombre de personnes") as refusal:
        decide(before, stages.close_meeting, facts=ClosingFacts(None, 0, 1, no_concern=False))
    assert refusal.value.field == "head_count"
    assert get_meeting_by_id(before.id).status is State.PUBLISHED


def test_a_draft_is_not_closed_and_what_is_closed_is_not_cancelled(meeting, clock):
    draft = meeting(publish=False)
    with pytest.raises(Refused, match="n’est pas publiée"):
        decide(draft, stages.close_meeting, facts=FACTS)
    held = meeting(days=1)
    clock.set(held.ends_at)
    decide(held, stages.close_meeting, facts=FACTS)
    with pytest.raises(Refused, match="clôturée"):
        decide(held, stages.cancel_meeting, reason="Non.")


def test_the_database_itself_refuses_what_no_rule_allows(meeting):
    before = meeting()
    for wrong in (
        {"state": "held"},
        {"version": 0},
        {"capacity": 0},
        {"head_count": -1},
        {"title": ""},
        {"state": "closed"},
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(Meeting.__table__.update().where(Meeting.id == before.id).values(wrong))


def test_more_places_than_the_venue_holds_are_asked_about_when_planning_and_when_changing(meeting):
    with transaction(), pytest.raises(SoftConflicts, match="Ce lieu a 40 places"):
        operations.create_meeting(created_by=None, **wish(capacity=60))
    planned = meeting()
    with transaction():
        found = get_meeting_by_id(planned.id)
        with pytest.raises(SoftConflicts, match="40 places"):
            operations.edit_meeting(found, version=found.version, **wish(capacity=60))
    with transaction():
        found = get_meeting_by_id(planned.id)
        operations.edit_meeting(found, version=found.version, **wish(capacity=60, override_soft=True))
    assert get_meeting_by_id(planned.id).capacity == 60
