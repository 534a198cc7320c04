"""What a resident meets from the form to the last mail: without JavaScript, by keyboard, narrow and in large print."""

import os
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.staff.models import Officer
from tests import factories

pytestmark = pytest.mark.journey

MARTINE, PAUL = "martine@exemple.be", "paul@exemple.be"
LARGE = "document.documentElement.style.fontSize = '200%'"


def make_meeting(live, *, capacity: int | None = None, days: int = 7):
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        made = factories.make_meeting(host, commune=live.names["slug"], starts=None)
        made.capacity = capacity
        return made.id, made.code, made.ends_at + timedelta(days=days - 7)


def press_until(page, name: str) -> None:
    """Tab until the element of this accessible name has the focus: it can be reached, and the focus is seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()") == name:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", name
            return
    raise AssertionError(name)


def follow(live, mail: str, about: str):
    live.work()
    return live.link(live.mail_to(mail, about=about), r"/inscriptions/[\w-]{43}$")


@pytest.mark.parametrize("live", ["boraine"], indirect=True)
def test_residents(live, browse, accessible, tmp_path):
    page = browse(320, 800, javascript=False)
    shots = os.environ.get("JOURNEY_SHOTS")

    def look(name: str) -> None:
        accessible(page)
        if shots:
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate(LARGE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, name
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": 320, "height": 800})

    meeting_id, code, ends_at = make_meeting(live, capacity=2)
    page.goto(f"/rencontres/{code}")
    look("form")
    page.get_by_label("E-mail").fill("martine@exemple")
    press_until(page, "Envoyer ma réponse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("corriger")
    look("error")

    page.get_by_label("Je participe").focus()
    page.keyboard.press("Space")
    page.get_by_label("E-mail").fill(MARTINE)
    page.get_by_label("Prévenez-moi aussi").check()
    press_until(page, "Envoyer ma réponse")
    page.keyboard.press("Enter")
    live.clock.advance(seconds=10)
    if page.get_by_role("button", name="Confirmer").count():
        page.get_by_role("button", name="Confirmer").press("Enter")
    expect(page.get_by_text("un message vous attend")).to_be_visible()
    look("thanks")

    page.goto(follow(live, MARTINE, "Confirmez votre réponse"))
    look("confirm")
    press_until(page, "Confirmer ma réponse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est confirmé")
    look("manage")
    own = page.url.split("?")[0]
    page.get_by_label("Un besoin particulier").fill("Une rampe")
    press_until(page, "Enregistrer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est changé")
    look("changed")

    live.work()
    page.goto(live.link(live.mail_to(MARTINE, about="annonces"), r"/annonces/[\w-]{43}$"))
    look("announcements")
    press_until(page, "Oui, je veux les annonces")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("vous recevez les annonces")
    look("announcements-on")
    press_until(page, "Me désabonner")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vous ne recevez plus d’annonces")).to_be_visible()
    look("announcements-off")
    page.goto(f"/communes/{live.names['slug']}/annonces")
    look("announcements-form")

    page.goto(f"/rencontres/{code}")  # two come together where one place is left
    page.get_by_label("Je participe").check()
    page.get_by_label("2", exact=True).check()
    live.clock.advance(seconds=10)
    page.get_by_role("button", name="Envoyer ma réponse").press("Enter")
    expect(page.get_by_text("vous êtes en attente")).to_be_visible()
    expect(page.get_by_text("Gardez l’adresse de cette page")).to_be_visible()
    look("waiting")

    page.goto(f"/rencontres/{code}")
    page.get_by_label("Ça m’intéresse").check()
    live.clock.advance(seconds=10)
    page.get_by_role("button", name="Envoyer ma réponse").press("Enter")
    look("interested")

    with live.app.app_context(), transaction():
        cancel_meeting(get_meeting_by_id(meeting_id), reason="La salle est fermée.", now=now())
    page.goto(own)
    expect(page.get_by_text(re.compile("ANNULÉE"))).to_be_visible()
    look("cancelled")
    live.at(ends_at + timedelta(days=1, seconds=1))
    assert page.goto(own).status == 410
    look("expired")
