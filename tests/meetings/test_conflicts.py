from datetime import UTC, date, datetime, timedelta

import pytest

from cafepol.meetings import conflicts
from cafepol.meetings.conflicts import Conflict, HardConflicts, Person, Rules, Slot, SoftConflicts, Wish

RULES = Rules(travel_gap_minutes=30, flyer_days=14, same_quarter_days=21, horizon_months=18)
NOW = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
START = datetime(2027, 2, 9, 17, 0, tzinfo=UTC)
DUVAL, MARTIN = Person(1, "Inspectrice Duval", "host"), Person(2, "Inspecteur Martin", "co_hosts")
LABEL = "café de Wasmes, mardi 9 février 2027, de 18 h à 20 h"


def wish(*, start=START, hours=2.0, **more):
    given = {"commune_id": 1, "quarter_id": 11, "venue_id": 21, "people": (DUVAL, MARTIN), "day": start.date()}
    return Wish(starts_at=start, ends_at=start + timedelta(hours=hours), **given | more)


def slot(*, minutes=0, hours=2.0, **more):
    start = START + timedelta(minutes=minutes)
    given = {"commune_id": 1, "quarter_id": 12, "venue_id": 22, "people": frozenset({9}), "day": start.date()}
    return Slot(label=LABEL, starts_at=start, ends_at=start + timedelta(hours=hours), **given | more)


def found(wanted, *others, notes=(), today=TODAY, now=NOW):
    return conflicts.find_conflicts(wanted, others, notes=notes, rules=RULES, today=today, now=now)


def sentences(*args, **kwargs):
    return [each.sentence for each in found(*args, **kwargs)]


def test_a_free_evening_has_no_conflict():
    assert found(wish()) == []
    assert found(wish(), slot()) == []


def test_a_host_is_at_one_meeting_at_a_time():
    assert found(wish(), slot(people=frozenset({1}))) == [
        Conflict(hard=True, field="host", sentence=f"Inspectrice Duval a déjà une rencontre à ce moment : {LABEL}.")
    ]


@pytest.mark.parametrize(("capacity", "seats"), [(40, 40), (None, 40), (60, None), (None, None)])
def test_as_many_may_register_as_the_venue_holds(capacity, seats):
    assert found(wish(capacity=capacity, seats=seats)) == []


def test_more_places_than_the_venue_holds_are_a_doubt():
    assert found(wish(capacity=60, seats=25)) == [
        Conflict(hard=False, field="capacity", sentence="Ce lieu a 25 places. Vous en prévoyez 60.")
    ]


def test_a_co_host_too_and_the_field_says_whom_to_change():
    assert [(each.hard, each.field) for each in found(wish(), slot(people=frozenset({2})))] == [(True, "co_hosts")]


def test_a_venue_holds_one_meeting_at_a_time():
    assert found(wish(), slot(venue_id=21, minutes=119)) == [
        Conflict(hard=True, field="venue", sentence=f"Ce lieu est déjà pris à ce moment : {LABEL}.")
    ]
    assert found(wish(), slot(venue_id=21, minutes=120)) == []
    assert found(wish(), slot(venue_id=21, minutes=-120)) == []


@pytest.mark.parametrize(
    ("minutes", "commune_id", "clash"),
    [
        (149, 2, True),
        (150, 2, False),
        (-149, 2, True),
        (-150, 2, False),
        (120, 1, False),
        (-120, 1, False),
        (119, 1, True),
    ],
)
def test_between_two_communes_lies_the_travel_gap(minutes, commune_id, clash):
    assert bool(found(wish(), slot(minutes=minutes, commune_id=commune_id, people=frozenset({1})))) is clash


def test_the_travel_gap_says_its_minutes():
    (sentence,) = sentences(wish(), slot(minutes=130, commune_id=2, people=frozenset({1})))
    assert sentence.startswith("Inspectrice Duval n’aurait pas 30 minutes pour le trajet")


@pytest.mark.parametrize("hours", [0, -1])
def test_the_end_comes_after_the_start(hours):
    assert [(each.hard, each.field) for each in found(wish(hours=hours))] == [(True, "ends")]


def test_the_past_is_over():
    assert [(each.hard, each.field) for each in found(wish(start=NOW))] == [(True, "day")]


def test_the_notes_of_the_day_are_soft():
    assert found(wish(), notes=["Jour férié : Noël"]) == [
        Conflict(hard=False, field="day", sentence="Jour férié : Noël.")
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 1, 7), "Il reste aucun jour"),
        (date(2027, 1, 8), "Il reste 1 jour pour"),
        (date(2027, 1, 20), "Il reste 13 jours pour"),
        (date(2027, 1, 21), None),
    ],
)
def test_a_flyer_needs_its_days(day, words):
    got = sentences(wish(day=day))
    assert got[0].startswith(words) if words else got == []


@pytest.mark.parametrize(
    ("today", "day", "far"),
    [
        (date(2027, 1, 7), date(2028, 7, 7), False),
        (date(2027, 1, 7), date(2028, 7, 8), True),
        (date(2027, 8, 31), date(2029, 2, 28), False),
        (date(2027, 8, 31), date(2029, 3, 1), True),
    ],
)
def test_far_ahead_is_asked_about(today, day, far):
    assert any("18 mois" in sentence for sentence in sentences(wish(day=day), today=today)) is far


@pytest.mark.parametrize(("days", "near"), [(21, True), (-21, True), (22, False)])
def test_the_same_quarter_waits_three_weeks(days, near):
    assert bool(sentences(wish(), slot(minutes=days * 24 * 60, quarter_id=11))) is near


def test_a_meeting_without_quarter_shares_none():
    assert found(wish(quarter_id=None), slot(quarter_id=None)) == []


def test_hard_ones_are_refused_even_when_overridden():
    hard, soft = Conflict(hard=True, field="venue", sentence="A."), Conflict(hard=False, field="day", sentence="B.")
    with pytest.raises(HardConflicts) as refusal:
        conflicts.check([hard, soft], override_soft=True)
    assert (refusal.value.field, refusal.value.message) == ("venue", "A.")


def test_soft_ones_pass_when_overridden():
    soft = Conflict(hard=False, field="day", sentence="B.")
    conflicts.check([soft], override_soft=True)
    conflicts.check([], override_soft=False)
    with pytest.raises(SoftConflicts, match="B"):
        conflicts.check([soft], override_soft=False)
