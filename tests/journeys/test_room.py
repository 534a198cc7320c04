"""The room on a tablet: with a network that comes and goes, without a script, by keyboard, in large letters."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from cafepol.accounts.models import Account, SignIn
from cafepol.concerns.debts import Channel
from cafepol.concerns.operations import RaiserDraft, add_raiser, make_feedback_due
from cafepol.concerns.transitions import OFFICER, Actor, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import room_count
from cafepol.registrations.round_queries import door_mentions
from cafepol.staff.models import Officer
from tests.factories import make_concern, make_meeting, make_registration
from tests.journeys.test_first_cafe import fill_in_sign_in, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock
GUESTS = {"Martine Baert": 3, "Albert Nys": 1, "Élise Marchal": 1}


@pytest.fixture
def cafe(live):
    """A café of today for which three parties registered."""
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        made = make_meeting(host, commune=live.names["slug"], starts=TODAY_AT_14)
        for name, size in GUESTS.items():
            make_registration(get_meeting_by_id(made.id), name=name, party_size=size)
        return made.id


@pytest.fixture
def enter(browse):
    """`enter()`: the tablet in the room."""

    def open_room(width=1024, height=768, **how):
        page = browse(width, height, **how)
        sign_in(page, "claire@zone.example")
        page.get_by_role("button", name="Ouvrir la feuille de présence").click()
        expect(page.get_by_role("heading", name="Combien dans la salle ?")).to_be_visible()
        return page

    return open_room


@pytest.fixture
def counted(live, cafe):
    """`counted()`: the people in the room and those who were ticked, as the server has them."""

    def read():
        with live.app.app_context(), transaction():
            found = room_count(cafe)
            return found.shown, found.ticked

    return read


def tick(page, name):
    return page.get_by_role("button", name=re.compile(f"{name}.*inscription"))


def kept(page):
    return page.evaluate("Object.keys(localStorage)")


def with_flyer(live, cafe):
    with live.app.app_context(), transaction():
        return sum(door_mentions([cafe]).values())


def test_what_is_tapped_without_a_network_is_counted_once_when_it_is_back(live, cafe, enter, counted, accessible):
    page = enter()
    accessible(page)
    page.context.set_offline(True)
    tick(page, "Martine").click()
    page.get_by_role("button", name="Une personne de plus").click()
    page.get_by_role("button", name="Un de plus : Un flyer").click()
    expect(tick(page, "Martine")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".tally output")).to_have_text("4")
    expect(page.locator("#flyers output")).to_have_text("1")
    expect(page.locator("#envoi")).to_contain_text("3 coches à envoyer.")
    accessible(page)
    page.get_by_label("Premières lettres").fill("alb")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#envoi")).to_contain_text("la recherche attend")
    assert counted() == (0, 0)
    page.context.set_offline(False)
    expect(page.locator("#envoi")).to_be_hidden()
    assert counted() == (4, 3)
    assert with_flyer(live, cafe) == 1
    expect(page.locator("#flyers output")).to_have_text("1")
    assert kept(page) == []
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".tick")).to_have_count(1)
    page.get_by_role("link", name="Montrer tout le monde").click()
    expect(page.locator(".tick")).to_have_count(3)

    lose_the_answer(page, "**/venus")
    page.get_by_role("button", name="Une personne de plus").click()
    expect(page.locator("#envoi")).to_contain_text("1 coche à envoyer.")
    expect(page.locator("#envoi")).to_be_hidden(timeout=10000)
    assert counted() == (5, 3)

    page.get_by_label("Nombre de personnes").fill("2")
    page.get_by_role("button", name="Enregistrer le nombre").click()
    expect(page.locator("#envoi")).to_contain_text("3 personnes sont cochées")
    expect(page.get_by_label("Nombre de personnes")).to_have_value("2")
    accessible(page)
    words_stay(page)
    leave_with_taps_that_wait(page)
    assert counted() == (5, 3)


def test_words_of_a_sign_in_that_ended_are_given_back_after_a_new_one(live, cafe, enter):
    page = enter()
    page.get_by_label("Ses mots").fill("Le banc est cassé.")
    page.get_by_label("Où exactement ?").fill("place du Jeu de balle")
    page.get_by_label("Qui l’a dit ?").select_option("anonymous")
    page.locator("input[name=theme]").first.check(force=True)
    page.locator("input[name=channel][value=none]").check(force=True)
    with live.app.app_context(), transaction() as session:
        session.execute(delete(SignIn))
    page.get_by_role("button", name="Enregistrer la doléance").click()
    expect(page.locator("#envoi")).to_contain_text("Connectez-vous à nouveau")
    expect(page.get_by_label("Ses mots")).to_have_value("Le banc est cassé.")
    page.get_by_role("link", name="Se connecter").click()
    fill_in_sign_in(page, "claire@zone.example")
    expect(page.get_by_label("Ses mots")).to_have_value("Le banc est cassé.")
    expect(page.get_by_label("Où exactement ?")).to_have_value("place du Jeu de balle")
    expect(page.get_by_label("Qui l’a dit ?")).to_have_value("anonymous")
    expect(page.locator("input[name=theme]").first).to_be_checked()
    page.get_by_role("button", name="Enregistrer la doléance").click()
    expect(page.get_by_text("Noté sous le numéro D-2027-1")).to_be_visible()
    expect(page.get_by_label("Ses mots")).to_have_value("")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    answer_is_ready(live, cafe)
    tick(page, "Albert").click()
    said_without_a_network(page)


def answer_is_ready(live, meeting_id):
    """Albert, who registered with a number, waits for an answer."""
    with live.app.app_context(), transaction() as session:
        albert = session.scalars(select(Registration).where(Registration.name == "Albert Nys")).one()
        albert.phone = "+32470123456"
        meeting = get_meeting_by_id(meeting_id)
        account = session.get_one(Account, meeting.host.account_id)
        concern = make_concern(account, meeting.commune, meeting=meeting)
        when = {"by": Actor(account.id, frozenset({OFFICER})), "now": now(), "today": today()}
        waits = RaiserDraft(name="M. Nys", phone="0470 12 34 56", channel=Channel.PHONE, heard_on=today())
        add_raiser(concern, waits, **when)
        make_feedback_due(concern, version=concern.version, decided="Réparé.", outcome=Outcome.RESOLVED, **when)


def said_without_a_network(page):
    said = page.get_by_role("button", name="Dit")
    expect(said).to_be_visible()
    page.context.set_offline(True)
    said.click()
    expect(said).to_be_hidden()
    expect(page.locator("#envoi")).to_contain_text("1 coche à envoyer.")
    page.context.set_offline(False)
    expect(page.get_by_text("Noté : dit à 1 personne présente.")).to_be_visible()
    expect(page.locator("#envoi")).to_be_hidden()


def lose_the_answer(page, path):
    """The server gets what is sent next, and nobody hears that it did."""

    def pass_on(route):
        route.fetch()
        route.abort()

    page.route(path, pass_on, times=1)


def words_stay(page):
    page.context.set_offline(True)
    page.get_by_label("Ses mots").fill("Le banc est cassé.")
    page.get_by_role("button", name="Enregistrer la doléance").click()
    expect(page.locator("#envoi")).to_contain_text("Elle reste ici")
    expect(page.get_by_label("Ses mots")).to_have_value("Le banc est cassé.")


def leave_with_taps_that_wait(page):
    tick(page, "Albert").click()
    expect(page.locator("#envoi")).to_contain_text("1 coche à envoyer.")
    assert len(kept(page)) == 1
    page.get_by_role("button", name="Quitter la salle").click()
    expect(page.locator("#envoi")).to_contain_text("Appuyez encore pour quitter.")
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")  # there is no network
    page.get_by_role("button", name="Quitter la salle").click()
    assert kept(page) == []
    page.context.set_offline(False)


def test_without_a_script_by_keyboard_and_in_large_letters(cafe, enter, counted, accessible, browse):
    page = enter(javascript=False)
    tick(page, "Martine").click()
    expect(tick(page, "Martine")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="2 personnes").click()
    page.get_by_role("button", name="Une personne de plus").click()
    assert counted() == (3, 2)
    accessible(page)
    page.get_by_role("button", name="Quitter la salle").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()

    page = enter(640, 900)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.get_by_label("Premières lettres").focus()
    page.keyboard.type("elise")
    page.keyboard.press("Enter")
    expect(page.locator(".tick")).to_have_count(1)
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(tick(page, "Élise")).to_be_focused()
    page.keyboard.press("Space")
    expect(tick(page, "Élise")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-say=ticked]")).to_have_text("3 cochées")
    expect(tick(page, "Élise")).to_be_focused()
    assert counted() == (4, 3)
    page.goto("/equipe/")
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
