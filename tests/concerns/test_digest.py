"""What the morning's digest counts and says: numbers and why, the most urgent reason of each concern."""

from datetime import date, timedelta

import pytest

from cafepol.casework.digest import Owed, lines, owed
from cafepol.concerns.board import Slip
from cafepol.concerns.transitions import State

TUESDAY = date(2027, 1, 12)


def slip(state=State.IN_PROGRESS, *, due=None, step=None, active=True):
    at = {"due_on": due, "next_on": step, "heard_on": TUESDAY - timedelta(days=9)}
    about = {"number": "D-2027-1", "title": "Bruit", "theme": "Voisinage", "where": "Wasmes", "next_step": ""}
    return Slip(**about, **at, owner_id=1, owner="M. Dupont", owner_active=active, state=state, waiting=1)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (slip(due=TUESDAY - timedelta(days=1)), Owed(late=1)),
        (slip(State.FEEDBACK_DUE, due=TUESDAY - timedelta(days=1)), Owed(late=1)),
        (slip(due=TUESDAY), Owed(today=1)),
        (slip(due=TUESDAY + timedelta(days=1)), Owed(this_week=1)),
        (slip(due=date(2027, 1, 17)), Owed(this_week=1)),
        (slip(due=date(2027, 1, 18)), Owed()),
        (slip(State.FEEDBACK_DUE), Owed(to_tell=1)),
        (slip(due=TUESDAY + timedelta(days=20), step=TUESDAY - timedelta(days=1)), Owed(step_over=1)),
        (slip(due=TUESDAY + timedelta(days=20), step=TUESDAY), Owed(step_today=1)),
        (slip(due=TUESDAY + timedelta(days=1), step=TUESDAY), Owed(step_today=1)),
        (slip(State.CLOSED, due=TUESDAY - timedelta(days=1)), Owed(again=1)),
        (slip(active=False), Owed(orphans=1)),
        (slip(State.REOPEN_REQUESTED, step=TUESDAY - timedelta(days=1)), Owed(reopening=1)),
        (slip(State.RELAYED, due=TUESDAY + timedelta(days=20), step=TUESDAY - timedelta(days=1)), Owed(step_over=1)),
        (slip(due=TUESDAY, step=TUESDAY - timedelta(days=3), active=False), Owed(today=1, orphans=1)),
    ],
)
def test_each_counts_once_for_its_most_urgent_reason(found, reason):
    assert owed([found], today=TUESDAY) == reason


def test_numbers_and_why_the_most_urgent_first():
    found = Owed(late=2, today=1, to_tell=1, again=1, step_over=1, step_today=2, this_week=3, orphans=1, reopening=1)
    said = [each.replace("\xa0", " ") for each in lines(found, leads=True, evaluations=1)]
    assert said == [
        "2 doléances en retard : la date promise est passée.",
        "1 retour promis pour aujourd’hui : c’est le dernier jour.",
        "1 doléance traitée : il reste à le dire à qui l’a soulevée.",
        "1 suivi clos : une réponse est à donner de nouveau.",
        "1 étape dépassée : notez ce qui a été fait, ou une nouvelle date.",
        "2 étapes prévues aujourd’hui : le jour noté est là.",
        "3 retours promis cette semaine : d’ici dimanche.",
        "1 réouverture demandée : c’est à vous de décider.",
        "1 problème à évaluer : le jour prévu est là.",
        "1 doléance sans responsable : confiez-la à quelqu’un.",
    ]


def test_who_does_not_lead_hears_nothing_of_those_without_owner():
    assert not lines(Owed(orphans=2, reopening=1), leads=False)
    assert lines(Owed(orphans=2), leads=True) == ["2\xa0doléances sans responsable : confiez-les à quelqu’un."]


def test_nothing_to_do_says_nothing():
    assert not lines(Owed(), leads=True)
