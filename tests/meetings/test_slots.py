from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cafepol.meetings.conflicts import Person, Rules, Slot
from cafepol.meetings.hours import AFTERNOON, EVENING, MORNING, USUAL, Hours, usual_hours
from cafepol.meetings.months import Month
from cafepol.meetings.slots import LIMIT, Known, Room, Search, find_slots

BRUSSELS = ZoneInfo("Europe/Brussels")
TODAY = date(2027, 1, 7)
NOW = datetime(2027, 1, 7, 8, tzinfo=UTC)
DUVAL, ROY = Person(1, "Mme Duval", "host"), Person(2, "M. Roy", "host")
WASMES, PETIT = Room(1, "Le Tilleul", 11, "Wasmes"), Room(2, "La Pucelette", 12, "Petit-Wasmes")
TUESDAYS = frozenset({1})
FEBRUARY = Search(date(2027, 2, 1), date(2027, 2, 28), frozenset(range(5)), (USUAL,))
LATELY = {11: [date(2027, 1, 5)], 12: [date(2027, 1, 5)]}


def known(**more):
    usual = {"visits": LATELY, "counted": {Month(2027, 2): 2}}
    return Known(1, (DUVAL, ROY), (WASMES, PETIT), (), Rules(30, 14, 21, 18), 2, TODAY, NOW, BRUSSELS, **usual | more)


def held(day: str, *, room=WASMES, people=(1,), commune=1, start=18) -> Slot:
    starts = datetime.fromisoformat(day).replace(hour=start, tzinfo=BRUSSELS)
    return Slot(
        f"café du {day}", starts, starts + timedelta(hours=2), starts.date(), commune, room.quarter_id, room.id,
        frozenset(people),
    )  # fmt: skip


def with_others(*others: Slot, **more):
    return replace(known(**more), others=others)


def days(found) -> list[str]:
    return [each.day.isoformat() for each in found]


def test_without_anything_else_the_earliest_day_comes_first_and_the_list_leaves_a_choice():
    found = find_slots(FEBRUARY, known())
    assert [(each.day.day, each.room.place) for each in found] == [
        (1, "Wasmes"), (2, "Petit-Wasmes"), (8, "Wasmes"), (9, "Petit-Wasmes"), (15, "Wasmes"), (16, "Petit-Wasmes"),
    ]  # fmt: skip
    assert {each.host for each in found} == {DUVAL}


def test_whoever_answers_for_the_quarter_receives_there_if_they_can():
    found = find_slots(FEBRUARY, known(own={12: {2}}))
    assert {(each.room.place, each.host) for each in found} == {("Wasmes", DUVAL), ("Petit-Wasmes", ROY)}
    day = replace(FEBRUARY, first=date(2027, 2, 9), last=date(2027, 2, 9))
    elsewhere = held("2027-02-09", room=Room(9, "Loin", 99, "Loin"), people=(2,))
    assert {each.host for each in find_slots(day, replace(known(own={12: {2}}), others=(elsewhere,)))} == {DUVAL}


def test_a_taken_host_or_room_is_never_offered():
    day = replace(FEBRUARY, first=date(2027, 2, 9), last=date(2027, 2, 9))
    found = find_slots(day, with_others(held("2027-02-09")))
    assert [(each.host, each.room) for each in found] == [(ROY, PETIT)]
    both = with_others(held("2027-02-09"), held("2027-02-09", room=PETIT, people=(2,)))
    assert find_slots(day, both) == []
    travelling = with_others(held("2027-02-09", room=Room(9, "Loin", 99, "Loin"), people=(1, 2), commune=2, start=16))
    assert find_slots(day, travelling) == []


def test_the_night_on_which_the_clock_jumps_is_not_offered():
    night = Hours(time(2, 30), time(4))
    search = Search(date(2027, 3, 28), date(2027, 3, 28), frozenset(range(7)), (night,))
    assert find_slots(search, known()) == []


def test_a_slot_with_a_doubt_is_shown_after_those_without():
    found = find_slots(replace(FEBRUARY, weekdays=TUESDAYS), known(notes={date(2027, 2, 2): ["Jour bloqué : Gala"]}))
    assert days(found) == ["2027-02-09", "2027-02-16", "2027-02-23", "2027-02-02"]
    assert found[-1].doubts == ("Jour bloqué : Gala.",)


def test_a_host_who_is_away_gives_way_to_one_who_is_there():
    day = replace(FEBRUARY, first=date(2027, 2, 9), last=date(2027, 2, 9))
    leave = (datetime(2027, 2, 9, tzinfo=UTC), datetime(2027, 2, 10, tzinfo=UTC))
    assert find_slots(day, known(away={1: [leave]}))[0].host == ROY
    (alone,) = find_slots(day, replace(known(away={1: [leave]}), hosts=(DUVAL,)))
    assert alone.doubts == ("D’après son calendrier, Mme Duval n’est pas là à ce moment.",)


def test_a_month_below_the_target_comes_before_an_earlier_one_that_reached_it():
    search = Search(date(2027, 2, 15), date(2027, 3, 15), TUESDAYS, (USUAL,))
    found = find_slots(search, known(counted={Month(2027, 2): 2, Month(2027, 3): 0}))
    assert days(found)[0] == "2027-03-02"
    assert "0 café sur 2 en mars." in found[0].reasons
    some = find_slots(search, known(counted={Month(2027, 3): 1}, drafts={Month(2027, 3): 1}))
    assert "0 café sur 2 en février." in some[0].reasons
    assert "1 café sur 2 en mars, brouillons compris." in some[-1].reasons
    planned = find_slots(FEBRUARY, known(visits={11: [date(2027, 1, 20)], 12: [date(2027, 1, 20)]}))
    assert not any("n’a pas" in reason for found in planned for reason in found.reasons)


def test_requests_come_before_a_quarter_that_waits_and_waiting_before_the_earliest_day():
    waits = known(visits={11: [date(2027, 1, 5)], 12: [date(2026, 9, 7)]})
    first = find_slots(FEBRUARY, waits)[0]
    assert (first.room, first.reasons[0]) == (PETIT, "Petit-Wasmes n’a pas eu de café depuis 4 mois.")
    early = find_slots(FEBRUARY, known(visits={11: [date(2027, 1, 5)], 12: [date(2026, 9, 20)]}))[0]
    assert early.reasons[0] == "Petit-Wasmes n’a pas eu de café depuis 3 mois."
    asked = find_slots(FEBRUARY, replace(waits, asked={11: 2}))[0]
    assert asked.room == WASMES
    assert "2 demandes d’habitants pour Wasmes." in asked.reasons
    one = find_slots(FEBRUARY, replace(waits, asked={11: 1}))[0]
    assert "1 demande d’habitants pour Wasmes." in one.reasons


def test_a_quarter_that_was_never_visited_waits_longest():
    never = find_slots(FEBRUARY, known(visits={11: [date(2020, 1, 5)]}))[0]
    assert (never.room, never.reasons[0]) == (PETIT, "Petit-Wasmes n’a pas encore eu de café.")


def test_a_quiet_evening_comes_first_and_says_so():
    elsewhere = held("2027-02-02", room=Room(9, "Loin", 99, "Loin"), people=(7,), commune=2)
    found = find_slots(replace(FEBRUARY, weekdays=TUESDAYS), with_others(elsewhere))
    assert days(found)[0] == "2027-02-09"
    assert "Rien d’autre dans la zone ce soir-là." in found[0].reasons
    assert not any("Rien d’autre" in reason for reason in found[-1].reasons)
    morning = replace(FEBRUARY, hours=(Hours(time(10), time(12)),))
    assert "Rien d’autre dans la zone ce jour-là." in find_slots(morning, known())[0].reasons


def test_the_same_quarter_within_three_weeks_is_a_doubt():
    day = replace(FEBRUARY, first=date(2027, 2, 9), last=date(2027, 2, 9))
    lately = with_others(held("2027-01-26", people=(7,)))
    (found,) = find_slots(day, replace(lately, rooms=(WASMES,)))
    assert found.doubts[0].startswith("Ce quartier a déjà une rencontre dans les 21 jours")


def test_a_room_without_a_quarter_has_no_quarter_to_wait_and_no_limit():
    found = find_slots(FEBRUARY, replace(known(), rooms=(Room(3, "Mairie", None, "Colfontaine"),)))
    assert len(found) == LIMIT
    assert found[0].reasons == ("Rien d’autre dans la zone ce soir-là.",)


@pytest.mark.parametrize(
    ("part", "wanted"), [("", USUAL), (MORNING, Hours(time(10), time(12))), (AFTERNOON, Hours(time(14), time(16)))]
)
def test_hours_without_a_past_are_two_hours_of_the_part(part, wanted):
    assert usual_hours([], part) == (wanted,)
    assert wanted.part == (part or EVENING)


def test_usual_hours_are_those_of_most_meetings():
    two, four = Hours(time(14), time(16)), Hours(time(16), time(17))
    assert usual_hours([USUAL, two, two, four]) == (two, USUAL)
    assert usual_hours([two, two, USUAL], EVENING) == (USUAL,)
