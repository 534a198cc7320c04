from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cafepol.absences import staff_views
from cafepol.absences.ical import read_calendar
from cafepol.absences.models import Absence, AbsenceCalendar
from cafepol.absences.operations import add_absence, note_failure
from cafepol.absences.periods import Busy
from cafepol.absences.queries import calendars_of
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from tests.absences.calendars import ONE, calendar, event
from tests.cafes import Town
from tests.clients import form_values, multipart
from tests.factories import make_officer
from tests.pages import words

START = datetime(2027, 2, 9, 8, tzinfo=UTC)


def address(browser, more=""):
    return f"/equipe/absences/{browser.officer_id}{more}"


def saved():
    db.session.remove()
    return list(db.session.scalars(select(Absence).order_by(Absence.starts_at)))


@pytest.fixture
def at_once(monkeypatch):
    """Files are read in this very process: what a process of its own does is proved in test_bounded."""
    monkeypatch.setattr(staff_views, "read_file", read_calendar)


def note(browser, **typed):
    return browser.submit(address(browser), {"first": "2027-02-09"} | typed, action="/noter")


def upload(browser, data):
    form = next(f for f in browser.page(address(browser)).select("form") if f["action"].endswith("/fichier"))
    return browser.post(form["action"], **multipart(form_values(form), data))


def follow(browser, typed):
    return browser.submit(address(browser), {"address": typed}, action="/adresse")


def test_ones_own_absences_are_one_link_from_the_desk(officer):
    assert "Mes absences" in words(officer.get("/equipe/").text)
    answer = officer.get("/equipe/absences")
    assert (answer.status_code, answer.headers["Location"]) == (302, address(officer))
    assert "Aucune absence n’est notée." in words(officer.get(address(officer)).text)


def test_an_absence_is_noted_by_hand_and_taken_back(officer):
    assert note(officer, starts="09:00", ends="17:00").status_code == 302
    assert note(officer, first="2027-02-11", last="2027-02-12").status_code == 302
    page = words(officer.get(address(officer)).text)
    assert "2 absences à venir." in page
    assert "Mardi 9 février 2027, de 9 h à 17 h Notée à la main" in page
    assert "Du jeudi 11 février 2027 au vendredi 12 février 2027" in page
    assert [(each.source, each.whole_days) for each in saved()] == [("hand", False), ("hand", True)]
    first = saved()[0]
    assert officer.submit(address(officer), action=f"/{first.id}/retirer").status_code == 302
    assert len(saved()) == 1


def test_the_same_absence_sent_twice_is_noted_once(officer):
    form = next(f for f in officer.page(address(officer)).select("form") if f["action"].endswith("/noter"))
    data = form_values(form) | {"first": "2027-02-09"}
    assert {officer.post(form["action"], data=data).status_code for _ in range(2)} == {302}
    assert len(saved()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first": ""}, "Écrivez le premier jour."),
        ({"first": "demain"}, "Écrivez la date comme ceci"),
        ({"first": "0027-02-09"}, "Vérifiez l’année"),
        ({"starts": "9h"}, "Écrivez l’heure comme ceci"),
        ({"starts": "09:00"}, "Écrivez les deux heures, ou aucune."),
        ({"last": "2027-02-01"}, "La fin vient avant le début."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(officer, typed, sentence):
    answer = note(officer, **({"last": "2027-02-10"} | typed))
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert f'value="{typed.get("last", "2027-02-10")}"' in answer.text
    assert saved() == []


def test_a_file_is_read_and_a_new_one_replaces_it(officer, at_once):
    note(officer, first="2027-03-01")
    assert upload(officer, ONE).status_code == 302
    page = words(officer.get(address(officer)).text)
    assert "Le calendrier est lu : 1 absence dans les 18 mois." in page
    assert "Un fichier a été lu jeudi 7 janvier 2027." in page
    assert upload(officer, calendar(event("DTSTART;VALUE=DATE:20270401"))).status_code == 302
    assert [(each.source, each.starts_at.month) for each in saved()] == [("hand", 2), ("file", 3)]
    officer.submit(address(officer), form="form:has(button[value=file])", action=None)
    officer.post(
        address(officer, "/oublier"),
        data=form_values(officer.page(address(officer)).select_one("form:has(button[value=file])"))
        | {"source": "file"},
    )
    assert [each.source for each in saved()] == ["hand"]


def test_nothing_of_an_appointment_but_its_time_is_kept(officer, at_once):
    upload(officer, ONE)
    held = {
        column.name: value
        for row in saved()
        for column in Absence.__table__.columns
        if (value := getattr(row, column.name)) is not None
    }
    assert held.keys() == {"id", "officer_id", "starts_at", "ends_at", "whole_days", "source"}
    assert "secret" not in str(held)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"\x89PNG\0\0", "pas du texte"),
        (b"PK\x03\x04", "fichier compressé"),
        (ONE[:-30], "à corriger"),
        (ONE.replace(b"DTSTART:2027", b"DTSTART:9x"), "Ligne 7 : Cette ligne ne se lit pas"),
        (calendar(*[event("DTSTART:x")] * 30), "Et 10 autres lignes."),
        (ONE + b" " * 2_097_152, "dépasse 2 Mo"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(officer, at_once, data, sentence):
    upload(officer, ONE)
    before = [each.starts_at for each in saved()]
    answer = upload(officer, data)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert [each.starts_at for each in saved()] == before


def test_no_file_and_a_file_beyond_the_bound_are_refused(officer):
    assert "Choisissez un fichier." in words(officer.submit(address(officer), action="/fichier").text)
    assert upload(officer, bytes(2_200_000)).status_code == 413


def test_an_address_is_kept_shown_by_its_server_only_and_forgotten(officer):
    assert follow(officer, "webcal://agenda.exemple.be/secret/duval.ics").status_code == 302
    text = officer.get(address(officer)).text
    assert "CaféPol lit chaque jour le calendrier de agenda.exemple.be." in words(text)
    assert "Il sera lu dans un instant." in words(text)
    assert "secret/duval" not in text
    with transaction():
        note_failure(calendars_of(officer.officer_id)["address"], "Ce serveur ne répond pas comme il faut.")
    assert "ne répond pas comme il faut. Les absences déjà lues restent." in words(officer.get(address(officer)).text)
    token = form_values(officer.page(address(officer)).select_one("form:has(button[value=address])"))
    assert officer.post(address(officer, "/oublier"), data=token | {"source": "address"}).status_code == 302
    assert db.session.scalars(select(AbsenceCalendar)).all() == []


@pytest.mark.parametrize("typed", ["", "http://exemple.be/a.ics", "file:///etc/passwd", "https://" + "x" * 500])
def test_an_address_that_is_none_is_refused(officer, typed):
    answer = follow(officer, typed)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert db.session.scalars(select(AbsenceCalendar)).all() == []


def test_a_chief_notes_the_absences_of_the_commissariat(sign_in, officer):
    note(officer, starts="09:00", ends="17:00")
    with transaction():
        elsewhere = make_officer("M. Ailleurs", commissariat="boussu").id
    chief = sign_in(Role.CHIEF)
    page = words(chief.get("/equipe/absences").text)
    assert "Inspecteur Duval Prochaine absence : mardi 9 février 2027, de 9 h à 17 h." in page
    assert "Aucune absence notée." in page
    chief.officer_id = officer.officer_id
    assert "Absences : Inspecteur Duval" in words(chief.get(address(chief)).text)
    assert note(chief, first="2027-03-01").status_code == 302
    assert len(saved()) == 2
    assert chief.get(f"/equipe/absences/{elsewhere}").status_code == 404


def test_an_absence_of_somebody_else_is_not_struck_out_by_another_address(officer):
    with transaction():
        other = add_absence(
            make_officer("M. Roy", commissariat="colfontaine").id, Busy(START, START + timedelta(hours=1))
        ).id
    note(officer)
    token = form_values(officer.page(address(officer)).select_one("form:has(button)"))
    assert officer.post(address(officer, f"/{other}/retirer"), data=token).status_code == 404
    assert officer.post(address(officer, "/99999/retirer"), data=token).status_code == 404


def test_a_file_and_an_address_sent_twice_are_taken_once(officer, at_once):
    sent = {
        each["action"].rpartition("/")[2]: (each["action"], form_values(each))
        for each in officer.page(address(officer)).select("form[action]")
    }
    for path, values in (sent["fichier"], sent["adresse"]):
        for turn in "ab":
            more = values | {"address": f"https://exemple.be/{turn}.ics"}
            data = calendar(event("DTSTART;VALUE=DATE:2027040" + str(int(turn, 16) - 9)))
            assert officer.post(path, **multipart(more, data)).status_code == 302
    assert [(each.source, each.address) for each in db.session.scalars(select(AbsenceCalendar).order_by("id"))] == [
        ("file", ""),
        ("address", "https://exemple.be/a.ics"),
    ]
    assert len(saved()) == 1
    assert saved()[0].starts_at.day == 31  # the first of April begins on the evening before, in UTC


def test_an_address_corrected_on_the_page_that_refused_it_is_taken(officer):
    form = next(f for f in officer.page(address(officer)).select("form") if f["action"].endswith("/adresse"))
    for typed, status in (("http://exemple.be/a.ics", 422), ("https://exemple.be/a.ics", 302)):
        assert officer.post(form["action"], data=form_values(form) | {"address": typed}).status_code == status
    assert len(db.session.scalars(select(AbsenceCalendar)).all()) == 1


@pytest.mark.parametrize("source", ["hand", "", "file\0", "files"])
def test_only_a_calendar_is_forgotten(officer, source):
    note(officer)
    token = form_values(officer.page(address(officer)).select_one("form:has(button)"))
    assert officer.post(address(officer, "/oublier"), data=token | {"source": source}).status_code == 422
    assert len(saved()) == 1


def test_what_a_calendar_gave_is_not_struck_out_alone(officer, at_once):
    upload(officer, ONE)
    token = form_values(officer.page(address(officer)).select_one("form:has(button)"))
    assert officer.post(address(officer, f"/{saved()[0].id}/retirer"), data=token).status_code == 404
    assert len(saved()) == 1


@pytest.mark.parametrize("path", ["", "/{}"])
def test_the_pages_take_as_many_queries_for_many_as_for_one(sign_in, count_queries, path):
    chief = sign_in(Role.CHIEF)

    def more(people):
        with transaction():
            for number in range(people):
                made = make_officer(f"M. Autre {people} {number}", commissariat="colfontaine")
                for days in range(people):
                    begins = now() + timedelta(days=days + 1)
                    add_absence(made.id, Busy(begins, begins + timedelta(hours=1)))
        return made.id

    counts = []
    for people in (1, 30):
        officer_id = more(people)
        with count_queries() as counted:
            assert chief.get("/equipe/absences" + path.format(officer_id)).status_code == 200
        counts.append(counted.total)
    assert counts == [{"": 11, "/{}": 10}[path]] * 2


def test_a_meeting_during_an_absence_is_doubted_in_words_and_may_go_on(officer):
    note(officer, starts="17:00", ends="19:00")
    room = Town().venues[0]
    typed = {"venue": str(room.id), "day": "2027-02-09", "starts": "18:00", "ends": "20:00"}
    path = "/equipe/rencontres/nouvelle"
    answer = officer.submit(path, typed, form="main form.form")
    assert answer.status_code == 422
    assert "Inspecteur Duval a noté une absence ce jour-là, de 17 h à 19 h." in words(answer.text)
    assert officer.submit(path, typed | {"override": "y"}, form="main form.form").status_code == 302
    assert len(db.session.scalars(select(Meeting)).all()) == 1


@pytest.mark.parametrize("view", ["mois", "liste"])
def test_the_planning_desk_shows_who_is_away_all_day_to_those_who_plan_there(sign_in, officer, view):
    note(officer, first="2027-01-30", last="2027-02-02")
    note(officer, first="2027-02-09", starts="09:00", ends="17:00")
    path = f"/equipe/planning?mois=2027-02&vue={view}"
    assert words(officer.get(path).text).count("Absences : Inspecteur Duval") in {2, 4}  # the month is also a list
    assert "Absences :" not in words(sign_in(Role.OFFICER, "boussu").get(path).text)
    assert "Absences :" not in words(sign_in(Role.DIRECTORATE).get(path).text)
