import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from cafepol.zone.closure_models import Closure
from tests.cafes import Town, officer
from tests.clients import form_values
from tests.pages import words

NEW, SERIES = "/equipe/rencontres/nouvelle", "/equipe/planning/dates"


@pytest.fixture
def planner(sign_in):
    """The browser of an officer of Colfontaine."""
    return sign_in(Role.OFFICER)


def typed(**changes):
    room = Town().venues[0]
    return {"venue": str(room.id), "day": "2027-03-16", "starts": "14:00", "ends": "16:00"} | changes


def saved() -> list[Meeting]:
    db.session.remove()
    return list(db.session.scalars(select(Meeting).order_by(Meeting.starts_local, Meeting.id)))


def form_of(answer, status=200):
    assert answer.status_code == status, words(answer.text)
    return form_values(BeautifulSoup(answer.text, "html.parser").select_one("main form.form"))


def preview(browser, **changes):
    """The page of the days, asked from a filled form."""
    return browser.submit(SERIES, typed(**changes), form="main form.form")


def save(browser, answer, **changes):
    return browser.post(SERIES, data=form_of(answer) | {"step": "enregistrer"} | changes)


def test_the_form_of_one_meeting_leads_to_several_and_keeps_what_was_typed(planner):
    page = planner.page(NEW)
    target = page.select_one("button[formaction]")["formaction"]
    values = form_values(page.select_one("main form.form")) | typed(public_text="Mon texte")
    answer = planner.post(target, data=values)
    kept = form_of(answer)
    assert (kept["public_text"].strip(), kept["day"], kept["number"], kept["rhythm"]) == (
        "Mon texte",
        "2027-03-16",
        "3",
        "weeks",
    )
    assert saved() == []


def test_each_day_becomes_a_draft_at_the_same_hours_also_over_the_change_of_the_clock(planner):
    answer = preview(planner, number="4", public_text="Bienvenue.", topics="1")
    assert words(answer.text).count("Ce quartier a déjà une rencontre") > 1  # they say it of each other
    done = save(planner, answer)
    assert done.headers["Location"] == "/equipe/planning?mois=2027-03&commune=colfontaine&vue=liste"
    made = saved()
    assert [each.starts_local.isoformat() for each in made] == [
        "2027-03-16T14:00:00",
        "2027-03-23T14:00:00",
        "2027-03-30T14:00:00",
        "2027-04-06T14:00:00",
    ]
    assert [each.starts_at.hour for each in made] == [13, 13, 12, 12]
    assert {(each.state, each.public_text) for each in made} == {("draft", "Bienvenue.")}
    assert len({(each.code, each.uid) for each in made}) == 4
    assert "4 brouillons" in words(planner.get(done.headers["Location"]).text)


def test_every_second_tuesday_and_without_the_days_that_were_unticked(planner):
    answer = preview(planner, day="2027-03-09", rhythm="months", number="3")
    assert form_of(answer)["chosen"] == ["2027-03-09", "2027-04-13", "2027-05-11"]
    save(planner, answer, chosen=["2027-03-09", "2027-05-11", "2030-01-01"])
    assert [each.day.isoformat() for each in saved()] == ["2027-03-09", "2027-05-11"]


def test_what_stands_against_each_day_is_said_before_anything_is_saved(planner, meeting):
    meeting(host="Mme Autre", days=42, start="14:00", end="16:00")  # Tuesday 23 March, the same room
    with transaction() as session:
        day = typed()["day"]
        closed = Closure(
            starts_on=saved()[0].day.replace(day=16), ends_on=saved()[0].day.replace(day=16), kind="blocked", label=day
        )
        session.add(closed)
    answer = preview(planner)
    text = words(answer.text)
    assert "Jour bloqué : 2027-03-16." in text
    assert "Impossible Ce lieu est déjà pris à ce moment" in text
    assert form_of(answer)["chosen"] == ["2027-03-16", "2027-03-30"]
    again = save(planner, answer, chosen=["2027-03-16", "2027-03-23"])
    assert again.status_code == 422
    assert "Rien n’est enregistré. Ce lieu est déjà pris" in words(again.text)
    assert len(saved()) == 1
    kept = form_of(again, 422)
    assert kept["chosen"] == ["2027-03-16", "2027-03-23"]
    assert save(planner, answer).status_code == 302
    assert len(saved()) == 3


def test_more_places_than_the_venue_holds_is_said_at_each_day(planner):
    answer = preview(planner, capacity="900")
    assert words(answer.text).count("places") >= 2
    assert "900" in words(answer.text)
    assert "Rien ne s’y oppose" not in words(answer.text)


def test_a_double_click_saves_once(planner):
    values = form_of(preview(planner)) | {"step": "enregistrer"}
    first, second = planner.post(SERIES, data=values), planner.post(SERIES, data=values)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(saved()) == 3


def test_a_time_that_does_not_exist_is_said_at_its_day(planner):
    answer = preview(planner, day="2027-03-21", starts="02:30", ends="04:00", number="2")
    assert "2 h 30 n’existe pas" in words(answer.text)
    assert form_of(answer)["chosen"] == "2027-03-21"


ERRORS = [
    ({"number": "13"}, "Écrivez un nombre de 2 à 12."),
    ({"number": "1"}, "Écrivez un nombre de 2 à 12."),
    ({"number": "x"}, "Écrivez un nombre de 2 à 12."),
    ({"every": "0"}, "Écrivez un nombre de 1 à 12."),
    ({"rhythm": "daily"}, "Choisissez une réponse de la liste."),
    ({"venue": ""}, "Choisissez un lieu."),
]


def test_each_error_is_said_and_nothing_is_stored(planner):
    opened = form_values(planner.page(SERIES).select_one("main form.form")) | typed(public_text="Mon texte")
    for changes, sentence in ERRORS:
        answer = planner.post(SERIES, data=opened | changes)
        assert answer.status_code == 422, changes
        assert sentence in words(answer.text), changes
        assert "Mon texte" in answer.text
    assert saved() == []


def test_no_day_kept_is_a_sentence(planner):
    answer = preview(planner)
    values = form_of(answer) | {"step": "enregistrer"}
    del values["chosen"]
    again = planner.post(SERIES, data=values)
    assert (again.status_code, "Gardez au moins une date." in words(again.text)) == (422, True)


def test_the_form_can_be_changed_once_more(planner):
    answer = preview(planner, number="4", title="Café des aînés")
    back = planner.post(SERIES, data=form_of(answer) | {"step": "formulaire"})
    assert (form_of(back)["number"], form_of(back)["title"]) == ("4", "Café des aînés")


def test_who_plans_nothing_proposes_no_dates(sign_in):
    assert sign_in(Role.RECEPTION).get(SERIES).status_code == 404
    with transaction():
        officer("Mme Duval")
