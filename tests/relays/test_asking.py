from dataclasses import replace
from datetime import date, timedelta

import pytest

from cafepol.concerns.aloud import Person
from cafepol.core.errors import Refused
from cafepol.relays.asking import Care, Standing, care_for, check_answer_by, check_minimum, remind_on, working_day_from

THURSDAY = date(2027, 1, 21)
STANDS = Standing(
    is_awaited=True, is_reachable=True, is_astray=False, is_inherited=False, is_reminded=False,
    sent_on=date(2027, 1, 7), answer_by=THURSDAY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "today", "hour", "needed"),
    [
        ({}, date(2027, 1, 18), 12, None),
        ({}, date(2027, 1, 19), 7, None),
        ({}, date(2027, 1, 19), 8, Care.REMIND),
        ({}, THURSDAY, 8, Care.REMIND),
        ({"is_reminded": True}, THURSDAY, 8, None),
        ({"sent_on": date(2027, 1, 19)}, THURSDAY, 8, None),
        ({}, date(2027, 1, 22), 0, Care.EXPIRED),
        ({"is_inherited": True}, THURSDAY, 8, Care.INHERITED),
        ({"is_astray": True, "is_inherited": True}, THURSDAY, 8, Care.ASTRAY),
        ({"is_reachable": False, "is_astray": True}, THURSDAY, 8, Care.UNREACHABLE),
        ({"is_awaited": False, "is_reachable": False}, date(2027, 1, 22), 8, Care.LEFT_BEHIND),
    ],
)
def test_one_thing_at_a_time_the_most_urgent_first(changed, today, hour, needed):
    assert care_for(replace(STANDS, **changed), today=today, hour=hour, closed=()) is needed


def test_a_reminder_counts_working_days_back():
    assert remind_on(date(2027, 1, 18), ()) == date(2027, 1, 14)  # over a weekend
    assert remind_on(date(2027, 1, 18), {date(2027, 1, 15)}) == date(2027, 1, 13)


def test_the_next_working_day_skips_weekends_and_closed_days():
    assert working_day_from(date(2027, 1, 8), ()) == date(2027, 1, 8)
    assert working_day_from(date(2027, 1, 9), {date(2027, 1, 11)}) == date(2027, 1, 12)


@pytest.mark.parametrize("days", [0, -1, 61, 2])
def test_an_answer_is_expected_on_a_working_day_to_come_within_sixty_days(days):
    today = date(2027, 1, 7)
    with pytest.raises(Refused):
        check_answer_by(today + timedelta(days=days), today=today, closed=())
    check_answer_by(today + timedelta(days=1), today=today, closed=())
    check_answer_by(today + timedelta(days=60), today=today, closed=())


FACTS = "C’est sale. Les voitures de la cour d’à côté bloquent ma porte chaque soir ! Que faire ?"


@pytest.mark.parametrize(
    "text",
    [
        "Madame Martin demande qui nettoie.",
        "Appelez le 065 / 00 99 33.",
        "On nous dit : les voitures de la cour d'à côté  bloquent ma porte chaque soir. Pourquoi ?",
    ],
)
def test_neither_who_spoke_nor_what_was_said_leaves(text):
    with pytest.raises(Refused):
        check_minimum(text, field="question", people=[Person("Mme Martin", phone="+3265009933")], facts=FACTS)


@pytest.mark.parametrize("text", ["Qui nettoie la cour ?", "C’est sale. Qui nettoie ?", ""])
def test_a_question_of_ones_own_leaves(text):
    check_minimum(text, field="question", people=[Person("Mme Martin")], facts=FACTS)
