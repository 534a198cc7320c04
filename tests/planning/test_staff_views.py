import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.accounts.models import SignIn
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.zone.closure_models import Closure
from tests.cafes import DAY, Town, close
from tests.clients import form_values
from tests.factories import make_registration
from tests.pages import words

NEW = "/equipe/rencontres/nouvelle"


@pytest.fixture
def officer(sign_in):
    """The browser of an officer of Colfontaine."""
    return sign_in(Role.OFFICER)


def own(browser) -> Officer:
    return db.session.scalars(select(Officer).where(Officer.account_id == browser.account_id)).one()


def typed(**changes):
    room = Town().venues[0]
    return {"venue": str(room.id), "day": "2027-02-09", "starts": "18:00", "ends": "20:00"} | changes


def send(browser, **changes):
    return browser.submit(NEW, typed(**changes), form="main form.form")


def saved() -> list[Meeting]:
    db.session.remove()
    return list(db.session.scalars(select(Meeting).order_by(Meeting.id)))


def mine(browser, meeting, **wanted):
    return meeting(host=own(browser), **wanted)


def test_an_officer_plans_a_meeting_and_is_its_host(officer):
    answer = send(officer)
    (made,) = saved()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/equipe/rencontres/{made.code}")
    assert (made.state, made.host_id, made.created_by_id) == (State.DRAFT, own(officer).id, officer.account_id)
    assert (made.title, made.phone) == ("Un café avec votre policier de quartier", "+3265001299")
    assert made.quarter_id == Town().venues[0].quarter_id


def test_everything_that_can_be_typed_is_kept(officer, meeting):
    with transaction() as session:
        helper = Officer(name="Mme Roy", rank="INP", title="Inspectrice", commissariat_id=own(officer).commissariat_id)
        session.add(helper)
    quarter = Town().quarters[-1]
    send(
        officer,
        quarter=str(quarter.id),
        co_hosts=str(helper.id),
        topics="1",
        phone="0470/12.34.56",
        capacity="30",
        public_text="Venez nombreux.",
        title="Café des aînés",
    )
    made = get_meeting_by_id(saved()[0].id)
    assert (made.quarter_id, made.capacity, made.public_text, made.phone) == (
        quarter.id,
        30,
        "Venez nombreux.",
        "+32470123456",
    )
    assert [each.name for each in made.co_hosts] == ["Mme Roy"]
    assert len(made.topics) == 1


def test_a_double_click_makes_one_meeting(officer):
    page = officer.page(NEW)
    values = form_values(page.select_one("main form.form")) | typed()
    first, second = officer.post(NEW, data=values), officer.post(NEW, data=values)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(saved()) == 1


def test_a_host_who_is_taken_reads_why_and_loses_nothing(officer, meeting):
    mine(officer, meeting)
    answer = send(officer, venue=str(Town().venues[1].id), title="Autre titre")
    assert answer.status_code == 422
    assert "Inspecteur Dupont 1 a déjà une rencontre à ce moment : café" in words(answer.text)
    assert "mardi 9 février 2027, de 18 h à 20 h" in words(answer.text)
    assert 'value="Autre titre"' in answer.text
    assert len(saved()) == 1


ERRORS = [
    ({"venue": ""}, "venue", "Choisissez un lieu."),
    ({"venue": "99999"}, "venue", "Choisissez une réponse de la liste."),
    ({"host": "x"}, "host", "Choisissez qui reçoit."),
    ({"quarter": "99999"}, "quarter", "Choisissez une réponse de la liste."),
    ({"co_hosts": "x"}, "co_hosts", "Choisissez une réponse de la liste."),
    ({"day": ""}, "day", "Choisissez un jour."),
    ({"day": "31/02/2027"}, "day", "Écrivez la date comme ceci : 2027-01-12"),
    ({"day": "2027-01-06"}, "day", "Ce moment est déjà passé."),
    ({"starts": "25:00"}, "starts", "Écrivez l’heure comme ceci : 18:30"),
    ({"day": "2027-03-28", "starts": "02:30", "ends": "04:00"}, "starts", "2 h 30 n’existe pas"),
    ({"ends": "17:00"}, "ends", "La fin vient avant le début."),
    ({"title": ""}, "title", "Donnez un titre à la rencontre."),
    ({"title": "x" * 121}, "title", "120 caractères au plus"),
    ({"public_text": "x" * 2001}, "public_text", "2000 caractères au plus"),
    ({"phone": "abc"}, "phone", "Ce numéro ne se lit pas."),
    ({"capacity": "beaucoup"}, "capacity", "Écrivez un nombre de 1 à 2000."),
    ({"capacity": "0"}, "capacity", "Écrivez un nombre de 1 à 2000."),
]


def test_each_error_is_said_at_its_field_and_nothing_is_stored(officer):
    opened = form_values(officer.page(NEW).select_one("main form.form")) | typed(public_text="Mon texte")
    for changes, field, sentence in ERRORS:
        answer = officer.post(NEW, data=opened | changes)
        assert answer.status_code == 422, changes
        assert sentence in words(answer.text), changes
        assert f'id="{field}-err"' in answer.text, changes
        assert changes.get("public_text", "Mon texte") in answer.text, changes
    assert saved() == []


def test_a_doubt_is_shown_once_and_may_be_overridden(officer):
    with transaction() as session:
        session.add(Closure(starts_on=DAY.date(), ends_on=DAY.date(), label="Carnaval", kind="local_event"))
    answer = send(officer)
    assert answer.status_code == 422
    assert "Événement local : Carnaval." in words(answer.text)
    assert "Continuer quand même" in words(answer.text)
    assert saved() == []
    assert "Continuer quand même" not in words(officer.get(NEW).text)
    assert send(officer, override="y").status_code == 302
    assert len(saved()) == 1


def test_venues_and_hosts_are_those_of_ones_own_commissariat(officer):
    elsewhere = Town("boussu").venues[0]
    page = officer.page(NEW)
    offered = {option["value"] for option in page.select("#venue option")}
    assert str(elsewhere.id) not in offered
    assert {group["label"] for group in page.select("#venue optgroup")} == {"Colfontaine"}
    assert send(officer, venue=str(elsewhere.id)).status_code == 422


def test_a_chief_without_officer_row_is_given_the_commissariats_phone(sign_in, officer):
    chief = sign_in(Role.CHIEF)
    with transaction() as session:
        session.delete(own(chief))
        own(officer).phone = None
    page = chief.page(NEW)
    assert page.select_one("#host option[selected]")["value"] == ""
    assert page.select_one("#phone")["value"]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.DIRECTORATE, Role.COMMUNICATION])
def test_who_only_reads_plans_nothing(sign_in, meeting, role):
    reader, shown = sign_in(role), meeting(publish=False)
    assert "Nouvelle rencontre" not in words(reader.get("/equipe/rencontres").text)
    for path in (NEW, f"/equipe/rencontres/{shown.code}/modifier", f"/equipe/rencontres/{shown.code}/annuler"):
        assert reader.get(path).status_code == 404


@pytest.mark.parametrize(
    ("role", "town", "host", "status"),
    [
        (Role.OFFICER, "colfontaine", True, 200),
        (Role.OFFICER, "colfontaine", False, 404),
        (Role.OFFICER, "boussu", False, 404),
        (Role.CHIEF, "colfontaine", False, 200),
        (Role.CHIEF, "boussu", False, 404),
    ],
)
def test_a_meeting_is_written_by_its_hosts_and_its_chief(sign_in, meeting, role, town, host, status):
    browser = sign_in(role, town)
    shown = mine(browser, meeting) if host else meeting()
    for page in ("modifier", "annuler"):
        assert browser.get(f"/equipe/rencontres/{shown.code}/{page}").status_code == status
        assert browser.get(f"/equipe/rencontres/WWWWWW/{page}").status_code == 404


def test_a_co_host_writes_too_but_not_from_another_commissariat(sign_in, meeting):
    near, far = sign_in(Role.OFFICER), sign_in(Role.OFFICER, "boussu")
    shown = meeting(co_hosts=[own(near), own(far)])
    assert near.get(f"/equipe/rencontres/{shown.code}/modifier").status_code == 200
    assert far.get(f"/equipe/rencontres/{shown.code}/modifier").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, meeting):
    for path in ("/equipe/rencontres", NEW, f"/equipe/rencontres/{meeting().code}/modifier"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/equipe/connexion")


def change(browser, shown, **values):
    return browser.submit(f"/equipe/rencontres/{shown.code}/modifier", values, form="main form.form")


def test_the_form_shows_the_meeting_and_saves_what_was_changed(officer, meeting):
    shown = mine(officer, meeting, quarter=Town().quarters[-1], capacity=12)
    answer = change(officer, shown, title="Café de printemps")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/equipe/rencontres/{shown.code}")
    after = get_meeting_by_id(shown.id)
    assert (after.title, after.version, after.sequence) == ("Café de printemps", 2, 0)
    for kept in ("venue_id", "quarter_id", "host_id", "starts_local", "ends_local", "phone", "capacity", "state"):
        assert getattr(after, kept) == getattr(shown, kept)


def test_a_change_sent_again_after_somebody_undid_it_is_no_double_click(officer, meeting, clock):
    shown = mine(officer, meeting)
    path = f"/equipe/rencontres/{shown.code}/modifier"
    sent = form_values(officer.page(path).select_one("main form.form")) | {"title": "Café de printemps"}
    assert officer.post(path, data=sent).status_code == 302
    change(officer, shown, title=shown.title)
    clock.advance(minutes=6)
    answer = officer.post(path, data=sent)
    assert (answer.status_code, "Café de printemps" in words(answer.text)) == (409, True)
    assert (get_meeting_by_id(shown.id).title, get_meeting_by_id(shown.id).version) == (shown.title, 3)


def test_moving_by_a_day_raises_the_sequence(officer, meeting):
    shown = mine(officer, meeting)
    assert "sont averties" in words(officer.get(f"/equipe/rencontres/{shown.code}/modifier").text)
    change(officer, shown, day="2027-02-10")
    after = get_meeting_by_id(shown.id)
    assert (after.sequence, after.day_moved_sequence) == (1, 1)


def test_what_is_posted_beside_the_form_changes_nothing(officer, meeting):
    shown = mine(officer, meeting, publish=False)
    change(
        officer, shown, state="published", code="WWWWWW", sequence="9", head_count="50", created_by_id="1", title="Neuf"
    )
    after = get_meeting_by_id(shown.id)
    assert (after.title, after.state, after.code, after.sequence, after.head_count) == (
        "Neuf",
        "draft",
        shown.code,
        0,
        None,
    )


def test_an_error_while_editing_keeps_what_was_typed(officer, meeting):
    shown = mine(officer, meeting)
    answer = change(officer, shown, title="", public_text="À garder")
    assert answer.status_code == 422
    assert "À garder" in answer.text
    assert get_meeting_by_id(shown.id).version == 1


def test_a_taken_venue_is_refused_while_editing(officer, meeting):
    meeting(host="M. Martin", days=1)
    shown = mine(officer, meeting)
    answer = change(officer, shown, day="2027-02-10")
    assert answer.status_code == 422
    assert "Ce lieu est déjà pris à ce moment" in words(answer.text)
    assert get_meeting_by_id(shown.id).day == DAY.date()


def test_who_saves_second_sees_both_versions_and_loses_nothing(sign_in, officer, meeting):
    shown, chief = mine(officer, meeting), sign_in(Role.CHIEF)
    path = f"/equipe/rencontres/{shown.code}/modifier"
    opened = form_values(officer.page(path).select_one("main form.form"))
    change(chief, shown, title="Le titre du chef", ends="21:00", day="2027-02-11", topics="1")
    answer = officer.post(path, data=opened | {"title": "Mon titre"})
    assert answer.status_code == 409
    text = words(answer.text)
    for shown_there in (
        "Les deux versions",
        "Mon titre",
        "Le titre du chef",
        "20 h",
        "21 h",
        "mardi 9 février 2027",
        "jeudi 11 février 2027",
    ):
        assert shown_there in text
    assert get_meeting_by_id(shown.id).title == "Le titre du chef"
    again = form_values(BeautifulSoup(answer.text, "html.parser").select_one("main form.form"))
    assert (again["version"], again["title"]) == ("2", "Mon titre")
    assert officer.post(path, data=again).status_code == 302
    assert get_meeting_by_id(shown.id).title == "Mon titre"


def test_a_version_that_is_none_is_refused(officer, meeting):
    shown = mine(officer, meeting)
    for version in ("", "x", "0", "9" * 30):
        assert change(officer, shown, version=version, title="Neuf").status_code == 422
    assert get_meeting_by_id(shown.id).title == shown.title


def post(browser, path, **data):
    """Post with the token of a page that the browser has."""
    token = browser.page("/equipe/rencontres").select_one("input[name=csrf_token]")["value"]
    return browser.post(path, data={"csrf_token": token, **data})


def test_publishing_shows_the_meeting_and_twice_is_once(officer, client, meeting):
    shown = mine(officer, meeting, publish=False)
    path = f"/equipe/rencontres/{shown.code}/publier"
    assert client.get(f"/s/{shown.code}").status_code == 404
    assert post(officer, path).headers["Location"] == f"/equipe/rencontres/{shown.code}"
    assert client.get(f"/s/{shown.code}").status_code == 302
    assert post(officer, path).status_code == 302
    assert officer.post(path).status_code == 400


def test_publishing_says_what_is_missing(officer, meeting):
    shown = mine(officer, meeting, publish=False, phone="")
    post(officer, f"/equipe/rencontres/{shown.code}/publier")
    assert "il manque : un numéro de téléphone" in words(officer.get("/equipe/rencontres").text)
    assert get_meeting_by_id(shown.id).state == State.DRAFT


def test_cancelling_asks_why_and_twice_is_once(officer, meeting):
    shown = mine(officer, meeting)
    path = f"/equipe/rencontres/{shown.code}/annuler"
    answer = officer.submit(path, {"reason": " "}, form="main form.form")
    assert answer.status_code == 422
    assert "Écrivez en une phrase pourquoi." in words(answer.text)
    assert officer.submit(path, {"reason": "La salle est fermée."}, form="main form.form").status_code == 302
    assert officer.submit(path, {"reason": "Encore."}, form="main form.form").status_code == 302
    after = get_meeting_by_id(shown.id)
    assert (after.state, after.sequence, after.cancel_reason) == ("cancelled", 1, "La salle est fermée.")


def test_what_is_closed_is_neither_cancelled_nor_edited(officer, meeting, clock):
    shown = mine(officer, meeting)
    clock.set(shown.ends_at)
    browser_page = f"/equipe/rencontres/{shown.code}"
    with transaction() as session:  # the sign-in would be over by now
        for row in session.scalars(select(SignIn)):
            row.created_at = row.last_seen_at = now()
    close(shown)
    answer = officer.submit(f"{browser_page}/annuler", {"reason": "Non."}, form="main form.form")
    assert answer.status_code == 422
    assert "Cette rencontre est clôturée." in words(answer.text)
    answer = change(officer, shown, title="Trop tard")
    assert answer.status_code == 422
    assert "elle ne change plus" in words(answer.text)


def confirmed(shown, people):
    with transaction():
        make_registration(get_meeting_by_id(shown.id), party_size=people)


def test_the_capacity_is_not_lowered_below_the_people_who_have_a_place(officer, meeting):
    shown = mine(officer, meeting, capacity=10)
    confirmed(shown, 3)
    confirmed(shown, 4)
    answer = change(officer, shown, capacity="6", public_text="Bienvenue.")
    assert answer.status_code == 422
    assert "7 personnes ont déjà une place confirmée : gardez au moins 7 places." in words(answer.text)
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#capacity")["value"] == "6"
    assert "Bienvenue." in page.select_one("#public_text").text
    assert saved()[0].capacity == 10
    assert change(officer, shown, capacity="7").status_code == 302
    assert saved()[0].capacity == 7


def test_more_places_go_at_once_to_those_who_wait_in_order(officer, meeting):
    shown = mine(officer, meeting, capacity=1)
    for people in (1, 2, 1):
        confirmed(shown, people)
    assert states() == ["confirmed", "waiting", "waiting"]
    change(officer, shown, capacity="3")
    assert states() == ["confirmed", "confirmed", "waiting"]
    change(officer, shown, capacity="")
    assert states() == ["confirmed", "confirmed", "confirmed"]


def states():
    return list(db.session.scalars(select(Registration.state).order_by(Registration.id)))
