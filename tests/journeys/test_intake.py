"""Noting what somebody says: in the room in six taps, at the desk without losing a word."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, func, select

from cafepol.accounts.models import SignIn
from cafepol.concerns.models import Concern, Raiser
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.models import Officer
from tests.factories import make_meeting, make_registration
from tests.journeys.test_first_cafe import fill_in_sign_in, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock
NOTES = "/equipe/doleances/nouvelle"
WORDS = "Les voitures roulent trop vite le matin."


@pytest.fixture
def cafe(live):
    """A café of today for which two people registered, one of them with a telephone."""
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        made = make_meeting(host, commune=live.names["slug"], starts=TODAY_AT_14)
        for name, phone in {"Martine Baert": "0470 12 34 56", "Albert Nys": ""}.items():
            make_registration(get_meeting_by_id(made.id), name=name, phone=phone)
        return made.id


def noted(live) -> list:
    """The words of each concern, and how many people said it."""
    with live.app.app_context(), transaction() as session:
        found = select(Concern.facts, func.count(Raiser.id)).join(Concern.raisers).group_by(Concern.id, Concern.facts)
        return [tuple(row) for row in session.execute(found)]


def test_a_concern_of_somebody_registered_takes_six_taps_and_one_text(live, cafe, browse, accessible):
    page = browse(1024, 768)
    sign_in(page, "claire@zone.example")
    page.get_by_role("button", name="Ouvrir la feuille de présence").click()
    taps = []

    def tap(locator):
        taps.append(locator)
        locator.click()

    box = page.locator("#doleance")
    tap(box.get_by_label("Ses mots"))
    page.keyboard.type(WORDS)
    tap(box.locator("label.size").first)
    tap(box.get_by_label("Qui l’a dit ?"))
    taps.append("the name in the list that opened")
    option = box.locator("select[name=who] option", has_text="Martine").get_attribute("value")
    box.get_by_label("Qui l’a dit ?").select_option(option)
    tap(box.get_by_role("button", name="Enregistrer la doléance"))
    expect(page.get_by_text(re.compile("Noté sous le numéro D-2027-1"))).to_be_visible()
    assert len(taps) <= 6
    assert noted(live) == [(WORDS, 1)]
    accessible(page)

    box.locator("label", has_text="Une plainte contre un policier").click()
    box.get_by_label("Ses mots").fill("Il a été grossier.")
    box.get_by_role("button", name="Enregistrer la doléance").click()
    expect(box.get_by_text("Une plainte contre un policier ne se note pas ici")).to_be_visible()
    expect(box.get_by_label("Ses mots")).to_have_value("")
    accessible(page)
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert len(noted(live)) == 1


def fill(page) -> None:
    page.get_by_label("Quartier").select_option(index=1)
    page.locator("label.size").first.click()
    page.get_by_label("Ce qui a été dit").fill(WORDS)
    page.get_by_label("Nom").fill("Mme Simon")
    page.get_by_label("Quel retour veut cette personne ?").select_option("none")


def test_at_the_desk_no_word_is_lost(live, cafe, browse, accessible):
    page = browse()
    sign_in(page, "claire@zone.example")
    page.goto(f"{NOTES}/notes")
    page.get_by_label("Ce qui a été dit").fill("Il a été grossier.")
    assert len(page.evaluate("Object.keys(sessionStorage)")) == 1
    page.goto(NOTES)
    accessible(page)
    page.get_by_role("button", name="Une plainte contre un policier").click()
    expect(page.get_by_role("heading", name="Où s’adresser")).to_be_visible()
    accessible(page)
    assert page.evaluate("Object.keys(sessionStorage)") == []  # nothing of a complaint stays in this window either
    page.get_by_role("link", name="Noter autre chose").click()
    page.get_by_role("button", name="Une doléance").click()
    fill(page)
    page.get_by_role("button", name="Une personne de plus").click()
    page.get_by_label("Nom").nth(1).fill("M. Petit")
    accessible(page)

    page.context.set_offline(True)
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_text("Le réseau manque : rien n’est parti.")).to_be_visible()
    page.context.set_offline(False)
    page.goto(f"{NOTES}/notes")
    everything_is_back(page)

    with live.app.app_context(), transaction() as session:
        session.execute(delete(SignIn))
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_text("Ce que vous aviez écrit est gardé")).to_be_visible()
    fill_in_sign_in(page, "claire@zone.example")
    everything_is_back(page)
    page.get_by_label("Quel retour veut cette personne ?").nth(1).select_option("none")
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_text("C’est noté sous le numéro D-2027-1")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert noted(live) == [(WORDS, 2)]

    page.goto(f"{NOTES}/notes")
    expect(page.get_by_label("Ce qui a été dit")).to_have_value("")
    page.get_by_label("Quartier").select_option(index=1)
    page.locator("label.size").first.click()
    expect(page.locator("#proches")).to_contain_text("Rien de pareil parmi vos suivis")
    page.get_by_label("Ce qui a été dit").fill("Autre chose.")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []


def everything_is_back(page) -> None:
    expect(page.get_by_label("Ce qui a été dit")).to_have_value(WORDS)
    expect(page.get_by_label("Nom").first).to_have_value("Mme Simon")
    expect(page.get_by_label("Nom").nth(1)).to_have_value("M. Petit")
