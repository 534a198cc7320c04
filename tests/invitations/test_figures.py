from datetime import UTC, datetime, timedelta

import pytest

from cafepol.invitations import figures
from cafepol.invitations.answers import State
from cafepol.invitations.figures import Fact, Figures, by_year, coming, figures_of, past

SENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = datetime(2026, 12, 1, 14, 0)  # noqa: DTZ001 -- the wall clock of the zone


def fact(state=State.SENT, *, days=None, day=DAY, **more):
    """An invitation; `days`: how long the first answer took."""
    return Fact(
        **{
            "code": "ABC",
            "commune": "Boussu",
            "starts_local": day,
            "ends_local": day + timedelta(hours=2),
            "is_past": True,
            "is_cancelled": False,
            "contact": "Mme Lambert",
            "substitute": "",
            "state": state,
            "sent_at": SENT,
            "answered_at": None if days is None else SENT + timedelta(days=days),
            "was_present": None,
        }
        | more
    )


def test_invited_are_those_who_were_asked_to_a_meeting_that_was_held():
    counted = [fact(state) for state in State]
    assert figures_of(counted).invited == 4  # not the prepared, not the one taken back
    assert figures_of([fact(is_cancelled=True), fact(sent_at=None)]).invited == 0


def test_any_answer_is_an_answer():
    said = [fact(State.ACCEPTED, days=1), fact(State.DECLINED, days=1), fact(State.TENTATIVE, days=1), fact()]
    assert figures_of(said).answered == 3


def test_who_came_is_who_was_noted_at_the_closing_asked_or_not():
    noted = [
        fact(State.ACCEPTED, code="yes", was_present=True),
        fact(State.DECLINED, code="no", was_present=True),
        fact(State.PREPARED, code="unasked", sent_at=None, was_present=True),
        fact(State.ACCEPTED, was_present=False),
        fact(State.REVOKED, was_present=True),
        fact(State.ACCEPTED),
    ]
    assert figures_of(noted).came == 3


def test_two_people_at_one_table_are_one_meeting_that_the_partner_came_to():
    assert figures_of([fact(contact=name, was_present=True) for name in ("Mme Lambert", "M. Petit")]).came == 1


@pytest.mark.parametrize(
    ("days", "median", "words"),
    [
        ([], None, "–"),
        ([0.1], 0.1, "le jour même"),
        ([0.5], 0.5, "1 jour"),
        ([1, 2, 10], 2, "2 jours"),
        ([1, 2], 1.5, "2 jours"),
        ([1, 1.2], 1.1, "1 jour"),
    ],
)
def test_the_usual_time_is_the_median_of_those_who_answered(days, median, words):
    found = figures_of([fact(), *(fact(State.ACCEPTED, days=each) for each in days)])
    assert found.days == (median if median is None else pytest.approx(median))
    assert found.pace == words


def test_figures_stand_under_the_year_of_the_meeting_newest_first():
    facts = [
        fact(State.ACCEPTED, days=1),
        fact(day=DAY.replace(year=2027)),
        fact(is_cancelled=True, day=DAY.replace(year=2025)),
    ]
    assert by_year(facts) == [(2027, Figures(1, 0, 0, None)), (2026, Figures(1, 1, 0, 1.0))]
    assert by_year([]) == []


def test_what_is_to_come_comes_first_what_was_last_and_what_was_taken_back_not_at_all():
    facts = [
        fact(code="later", is_past=False, day=DAY + timedelta(days=9)),
        fact(code="sooner", is_past=False),
        fact(State.REVOKED, code="revoked", is_past=False),
        fact(code="old", day=DAY - timedelta(days=9)),
        fact(code="new"),
        fact(State.REVOKED, code="gone"),
    ]
    assert [each.code for each in coming(facts)] == ["sooner", "later"]
    assert [each.code for each in past(facts)] == ["new", "old"]


@pytest.mark.parametrize(
    ("changes", "label", "sign"),
    [
        ({"is_cancelled": True, "was_present": True}, "rencontre annulée", "line"),
        ({"was_present": True}, "présent à la rencontre", "leaf"),
        ({"was_present": False, "state": State.ACCEPTED}, "absent à la rencontre", "line"),
        ({"state": State.ACCEPTED}, "vient", "leaf"),
        ({"is_past": False}, "sans réponse", "lamp"),
        ({}, "sans réponse", "line"),
        ({"state": State.REVOKED, "was_present": False}, "retirée", "line"),
    ],
)
def test_where_an_invitation_stands_in_words(changes, label, sign):
    shown = fact(**changes)
    assert (shown.label, shown.sign) == (label, sign)


def test_the_substitute_is_who_is_expected():
    assert fact(substitute="M. Petit").attendee == "M. Petit"
    assert fact().attendee == "Mme Lambert"
    assert Figures(0, 0, 0, None) == figures.NONE
