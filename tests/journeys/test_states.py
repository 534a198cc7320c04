"""Every page of residents and of those who receive them, in states that no other journey shows: judged once each.

Staff pages are reached by links alone, from the desk, on a telephone 360 pixels wide.
"""

from datetime import datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.guards import count_attempt
from cafepol.staff.models import Officer
from tests.factories import make_meeting, make_registration
from tests.journeys.test_first_cafe import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock
WIDTH = 360


@pytest.fixture
def cafes(live):
    """A café of today, and a full one in a week with an answer to confirm: their codes."""
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        made = [make_meeting(host, commune=live.names["slug"], starts=starts) for starts in (TODAY_AT_14, None)]
        today, full = (get_meeting_by_id(each.id) for each in made)
        for name in ("Albert Nys", "Alberte Nys"):
            make_registration(today, name=name, phone="065 00 99 44")
        make_registration(today, name="Mme Petit", mail="petit@exemple.be", party_size=2)
        make_registration(today, name="Robot", channel="web")
        make_registration(full, name="Marie", mail="marie@exemple.be", channel="web")
        full.capacity = 1
        return today.code, full.code


@pytest.fixture
def window(browse, accessible):
    """A window as wide as a telephone, and what judges each state that it shows."""
    page = browse(WIDTH, 800, javascript=False)

    def look(said: str) -> None:
        expect(page.locator("main")).to_contain_text(said)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url
        accessible(page)

    return page, look


def follow(page, path: str) -> None:
    page.locator(f"a[href$='{path}']").first.click()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_every_state_of_the_officers_pages(live, cafes, window):
    page, look = window
    hub = f"/equipe/rencontres/{cafes[0]}"
    sign_in(page, "claire@zone.example")
    look("Voir la rencontre")
    follow(page, hub)
    look("Combien de tasses ?")
    for path, said in (("/flyers-distribues", "Flyers"), ("/facebook", "Facebook")):
        follow(page, path)
        look(said)
        follow(page, hub)
    follow(page, "/message")
    page.get_by_label("Objet").fill("La salle")
    page.get_by_label("Message").fill("Passez par la cour.")
    press(page, "Relire")
    look("Ce qui partira")
    follow(page, hub)
    follow(page, f"{hub}/inscriptions")
    look("Réponses à vérifier")
    follow(page, "/inconnus")
    page.get_by_label("Robot").check()
    press(page, "Écarter les réponses cochées")
    look("1 réponse écartée")
    follow(page, hub)
    follow(page, f"{hub}/inscrire")
    page.locator("#phone").fill("065 00 99 44")
    page.get_by_role("button", name="Inscrire", exact=True).click()
    look("Ce numéro est déjà inscrit.")
    follow(page, hub)
    page.get_by_role("link", name="Albert Nys").first.click()
    look("même personne")
    live.clock.advance(hours=8)
    sign_in(page, "claire@zone.example")
    follow(page, "/cloturer")
    follow(page, "/papier")
    page.get_by_label("Combien de personnes en tout ?").fill("0")
    page.get_by_label("Albert Nys").check()
    press(page, "Enregistrer la feuille")
    look("1 personne est cochée")
    follow(page, hub)
    follow(page, "/previsions")
    look("Prévisions et présences")


def test_every_state_of_the_residents_pages(live, cafes, window):
    page, look = window
    form = f"/rencontres/{cafes[1]}"
    live.work()
    link = live.link(live.mail_to("marie@exemple.be"), r"/inscriptions/[\w-]{43}$")
    page.goto(link)
    press(page, "Confirmer ma réponse")
    page.goto(link)
    look("C’est déjà confirmé.")
    press(page, "Voir ou changer ma réponse")
    look("C’était déjà confirmé.")

    send(live, page, form, mail="jean@exemple.be")
    look("en attente")
    live.work()
    mail = live.mail_to("jean@exemple.be")
    with live.app.app_context(), transaction():
        for _ in range(settings().registrations_per_address_hour - 1):
            count_attempt("127.0.0.1", now=now())
    send(live, page, form, mail="lea@exemple.be")
    look("Trop de réponses")
    live.clock.advance(hours=49)
    assert page.goto(live.link(mail, r"/inscriptions/[\w-]{43}$")).status == 410
    look("plus valable")


def send(live, page, form, *, mail) -> None:
    """Answer « je participe », as fast as somebody reads."""
    page.goto(form)
    live.clock.advance(seconds=10)
    page.get_by_label("Je participe").check()
    page.get_by_label("E-mail").fill(mail)
    press(page, "Envoyer ma réponse")
