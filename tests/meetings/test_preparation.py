from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, today, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.models import PreparationTick
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.preparation import FLYER, PUBLISHED, Item, Tick, next_step, steps_of
from cafepol.meetings.preparation_queries import preparation_items, ticks_of
from cafepol.meetings.preparing import tick_step
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from tests.cafes import wish

DAY = date(2027, 2, 9)
ITEMS = [
    Item("publish", "Publier", 28, PUBLISHED),
    Item("coffee", "Commander le café", 3, None),
    Item("room", "Réserver la salle", 42, None),
    Item("flyer", "Imprimer le flyer", 16, FLYER),
]


def steps(*, facts=(), ticks=None):
    return steps_of(ITEMS, day=DAY, facts=facts, ticks=ticks or {})


def test_steps_come_by_due_date_counted_back_from_the_meeting():
    assert [(each.item.slug, each.due) for each in steps()] == [
        ("room", date(2026, 12, 29)),
        ("publish", date(2027, 1, 12)),
        ("flyer", date(2027, 1, 24)),
        ("coffee", date(2027, 2, 6)),
    ]


def test_what_is_known_is_done_by_itself_and_the_rest_when_it_is_ticked():
    tick = Tick("Mme Duval", DAY)
    found = {each.item.slug: each for each in steps(facts={PUBLISHED}, ticks={"room": tick, "flyer": tick})}
    assert [slug for slug, each in found.items() if each.is_done] == ["room", "publish"]
    assert (found["room"].tick, found["flyer"].tick) == (tick, None)
    assert [slug for slug, each in found.items() if each.is_ticked_by_hand] == ["room", "coffee"]


@pytest.mark.parametrize(("day", "late"), [(date(2027, 1, 12), False), (date(2027, 1, 13), True)])
def test_a_step_is_late_from_the_day_after_its_own(day, late):
    publish = steps()[1]
    assert publish.is_late(day) is late
    assert not steps(facts={PUBLISHED})[1].is_late(day)


def test_the_next_step_is_the_first_that_is_not_done():
    tick = Tick("", DAY)
    assert next_step(steps()).item.slug == "room"
    assert next_step(steps(ticks={"room": tick}, facts={PUBLISHED})).item.slug == "flyer"
    assert next_step(steps(ticks={"room": tick, "coffee": tick}, facts={PUBLISHED, FLYER})) is None


def tick(meeting, slug="salle", *, done=True):
    with transaction():
        tick_step(get_meeting_by_id(meeting.id), slug, done=done, by_account_id=None, now=now())


def ticks(meeting):
    with transaction():
        return ticks_of([meeting.id], zone_time()).get(meeting.id, {})


def test_a_tick_is_kept_once_and_taken_back(meeting, clock):
    shown = meeting()
    first = today()
    tick(shown)
    clock.advance(days=2)
    tick(shown)
    assert ticks(shown) == {"salle": Tick("", first)}
    assert len(db.session.scalars(select(PreparationTick)).all()) == 1
    db.session.remove()
    tick(shown, done=False)
    assert ticks(shown) == {}


def test_what_was_ticked_for_another_day_or_place_is_to_be_done_again_and_stays_to_be_seen(meeting, clock):
    shown = meeting(publish=False)
    first = today()
    tick(shown)
    clock.advance(days=1)
    moved_on = today()
    with transaction():
        row = get_meeting_by_id(shown.id)
        edit_meeting(row, version=row.version, override_soft=True, **wish(venue=1))
    assert ticks(shown) == {"salle": Tick("", first, undone_on=moved_on)}
    clock.advance(days=1)
    tick(shown)
    assert ticks(shown) == {"salle": Tick("", today())}


def test_a_tick_for_another_day_is_not_done():
    undone = Tick("Mme Duval", DAY, undone_on=DAY)
    found = {each.item.slug: each for each in steps(ticks={"room": undone})}
    assert (found["room"].is_done, found["room"].tick) == (False, undone)


def test_only_a_step_of_the_zone_that_is_not_known_by_itself_is_ticked(meeting):
    shown = meeting()
    with pytest.raises(Refused, match="d’elle-même"):
        tick(shown, "publier")
    with pytest.raises(Refused, match="pas dans la liste"):
        tick(shown, "nothing")


def test_a_cancelled_meeting_is_not_prepared_any_more(meeting):
    shown = meeting()
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    with pytest.raises(Refused, match="ne change plus"):
        tick(shown)


def test_the_list_is_the_zones_own(app):
    with transaction():
        found = preparation_items()
    assert [each.slug for each in found][:2] == ["salle", "publier"]
    assert {each.derived for each in found} == {None, "published", "invited", "flyer", "handed_out"}
    assert found[0].days_before * timedelta(days=1) == timedelta(days=42)
