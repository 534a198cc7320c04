from datetime import UTC, datetime, timedelta

import pytest

from cafepol.core.errors import Refused
from cafepol.meetings import lifecycle
from cafepol.meetings.lifecycle import Audience, ClosingFacts, Phase, State

START = datetime(2027, 1, 12, 17, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "targets"),
    [
        (State.DRAFT, {State.PUBLISHED, State.CANCELLED}),
        (State.PUBLISHED, {State.CLOSED, State.CANCELLED, State.DRAFT}),
        (State.CANCELLED, {State.PUBLISHED, State.DRAFT}),
        (State.CLOSED, {State.PUBLISHED}),
    ],
)
def test_each_state_leads_only_where_the_table_says(state, targets):
    assert {target for target in State if state in lifecycle.states_before(target)} == targets


def test_states_before_a_target_are_those_that_lead_there():
    assert lifecycle.states_before(State.CANCELLED) == (State.DRAFT, State.PUBLISHED)
    assert lifecycle.states_before(State.CLOSED) == (State.PUBLISHED,)
    assert lifecycle.states_before(State.DRAFT) == (State.PUBLISHED, State.CANCELLED)


@pytest.mark.parametrize(
    ("audience", "now", "words"),
    [
        (Audience(0, 0), START, "déjà commencé"),
        (Audience(1, 0), START - HOUR, "Quelqu’un a déjà répondu"),
        (Audience(0, 1), START - HOUR, "Un partenaire est déjà invité"),
        (Audience(0, 0, 1), START - HOUR, "Quelqu’un qui demandait un café"),
    ],
)
def test_a_meeting_that_somebody_knows_of_stays_announced(audience, now, words):
    with pytest.raises(Refused, match=words):
        lifecycle.check_withdrawing(audience, starts_at=START, now=now)


def test_a_meeting_that_nobody_answered_goes_back_to_a_draft():
    lifecycle.check_withdrawing(Audience(0, 0), starts_at=START, now=START - HOUR)


def test_opening_again_needs_a_reason():
    lifecycle.check_reopening("Deux doléances manquent.")
    with pytest.raises(Refused) as refusal:
        lifecycle.check_reopening("  ")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (State.DRAFT, END + HOUR, Phase.DRAFT),
        (State.CANCELLED, START - HOUR, Phase.CANCELLED),
        (State.CLOSED, END, Phase.OVER),
        (State.PUBLISHED, START - timedelta(seconds=1), Phase.UPCOMING),
        (State.PUBLISHED, START, Phase.UNDER_WAY),
        (State.PUBLISHED, END - timedelta(seconds=1), Phase.UNDER_WAY),
        (State.PUBLISHED, END, Phase.TO_CLOSE),
    ],
)
def test_the_clock_decides_what_a_published_meeting_is(state, now, expected):
    assert lifecycle.phase(state, starts_at=START, ends_at=END, now=now) is expected


def test_every_phase_has_its_word():
    assert set(lifecycle.PHASE_LABELS) == set(Phase)


def test_publishing_needs_place_time_host_and_phone():
    nothing = lifecycle.missing_to_publish(has_place=False, has_time=False, has_host=False, has_phone=False)
    assert nothing == ["le lieu", "le jour et l’heure", "le policier qui reçoit", "un numéro de téléphone"]
    assert lifecycle.missing_to_publish(has_place=True, has_time=True, has_host=True, has_phone=True) == []
    with pytest.raises(Refused, match="il manque : un numéro de téléphone"):
        lifecycle.check_publishing(["un numéro de téléphone"], starts_at=START, now=START - HOUR)


def test_a_meeting_that_has_begun_is_not_published():
    lifecycle.check_publishing([], starts_at=START, now=START - HOUR)
    with pytest.raises(Refused, match="déjà commencé"):
        lifecycle.check_publishing([], starts_at=START, now=START)


@pytest.mark.parametrize("now", [START - HOUR, END + HOUR])
def test_what_is_closed_changes_no_more(now):
    with pytest.raises(Refused, match="clôturée"):
        lifecycle.check_editing(State.CLOSED, moved=False, starts_at=START, now=now)


def test_what_is_cancelled_changes_until_it_would_have_begun():
    lifecycle.check_editing(State.CANCELLED, moved=True, handed_over=True, starts_at=START, now=START - HOUR)
    with pytest.raises(Refused, match="annulée"):
        lifecycle.check_editing(State.CANCELLED, moved=False, starts_at=START, now=START)


def test_once_it_has_begun_only_a_draft_gets_another_host():
    lifecycle.check_editing(State.DRAFT, moved=False, handed_over=True, starts_at=START, now=START)
    with pytest.raises(Refused, match="la personne qui reçoit ne change plus") as refusal:
        lifecycle.check_editing(State.PUBLISHED, moved=False, handed_over=True, starts_at=START, now=START)
    assert refusal.value.field == "host"


def test_what_is_restored_needs_its_host_and_its_place_and_says_what_to_choose_anew():
    lifecycle.check_restoring(host=None, place=None, starts_at=START, now=START - HOUR)
    with pytest.raises(Refused, match="déjà commencé"):
        lifecycle.check_restoring(host=None, place=None, starts_at=START, now=START)
    with pytest.raises(lifecycle.NotReady, match="Mme Duval n’est plus en service") as refusal:
        lifecycle.check_restoring(host="Mme Duval", place="Salle", starts_at=START, now=START - HOUR)
    assert (refusal.value.host_left, refusal.value.place_retired) == (True, True)
    with pytest.raises(lifecycle.NotReady) as refusal:
        lifecycle.check_restoring(host=None, place="Salle", starts_at=START, now=START - HOUR)
    assert (refusal.value.host_left, refusal.value.place_retired) == (False, True)


def test_a_published_meeting_that_has_begun_is_not_moved_but_its_text_changes():
    lifecycle.check_editing(State.PUBLISHED, moved=False, starts_at=START, now=START)
    lifecycle.check_editing(State.PUBLISHED, moved=True, starts_at=START, now=START - HOUR)
    with pytest.raises(Refused, match="ne changent plus"):
        lifecycle.check_editing(State.PUBLISHED, moved=True, starts_at=START, now=START)


def test_a_draft_whose_day_went_by_may_be_moved():
    lifecycle.check_editing(State.DRAFT, moved=True, starts_at=START, now=END)


def test_what_has_taken_place_is_closed_not_called_off():
    with pytest.raises(Refused, match="elle se clôture"):
        lifecycle.check_cancelling(State.PUBLISHED, ends_at=END, now=END)
    lifecycle.check_cancelling(State.PUBLISHED, ends_at=END, now=END - HOUR)
    lifecycle.check_cancelling(State.DRAFT, ends_at=END, now=END + HOUR)


def test_a_cancellation_needs_its_reason():
    lifecycle.check_reason("La salle est fermée.")
    with pytest.raises(Refused) as refusal:
        lifecycle.check_reason("  ")
    assert refusal.value.field == "reason"


def facts(**known):
    return ClosingFacts(**{"head_count": 12, "ticked_people": 10, "concerns": 2, "no_concern": False} | known)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"head_count": None}, "head_count"),
        ({"head_count": 9}, "head_count"),
        ({"head_count": -1}, "head_count"),
        ({"head_count": 2001}, "head_count"),
        ({"concerns": 0}, "no_concern"),
        ({"no_concern": True}, "no_concern"),
    ],
)
def test_closing_is_refused_at_the_field_to_correct(known, field):
    with pytest.raises(Refused) as refusal:
        lifecycle.check_closing(facts(**known), starts_at=START, now=END)
    assert refusal.value.field == field


def test_closing_says_everything_that_is_missing():
    assert [each.field for each in lifecycle.obstacles_to_closing(facts(head_count=None, concerns=0))] == [
        "head_count",
        "no_concern",
    ]


@pytest.mark.parametrize(
    "known", [{}, {"head_count": 10}, {"concerns": 0, "no_concern": True}, {"head_count": 0, "ticked_people": 0}]
)
def test_a_complete_meeting_closes_from_its_start_on(known):
    lifecycle.check_closing(facts(**known), starts_at=START, now=START)


def test_a_meeting_that_has_not_begun_is_not_closed():
    with pytest.raises(Refused, match="pas encore eu lieu"):
        lifecycle.check_closing(facts(), starts_at=START, now=START - HOUR)


@pytest.mark.parametrize(("capacity", "people"), [(None, 40), (7, 7), (8, 7), (1, 0)])
def test_a_capacity_that_holds_everybody_is_kept(capacity, people):
    lifecycle.check_capacity(capacity, people_confirmed=people)


@pytest.mark.parametrize(
    ("people", "sentence"), [(7, "7 personnes ont déjà"), (2, "au moins 2 places"), (1, "1 personne a")]
)
def test_a_capacity_below_the_people_who_have_a_place_is_refused_with_their_number(people, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        lifecycle.check_capacity(people - 1, people_confirmed=people)
    assert refusal.value.field == "capacity"


@pytest.mark.parametrize(
    ("hours", "days"), [(-1, None), (71, None), (72, 3), (7 * 24 - 1, 3), (7 * 24, 7), (365 * 24, 7)]
)
def test_what_nobody_closed_is_recalled_after_3_and_7_days(hours, days):
    assert lifecycle.due_nag(END, now=END + hours * HOUR) == days
