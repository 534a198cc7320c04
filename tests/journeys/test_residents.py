"""What a resident meets from the form to the last mail: without JavaScript, by keyboard, narrow and in large print."""

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

MARTINE = "martine@exemple.be"
SEND = "Envoyer ma réponse"
NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("live", ["boraine"], indirect=True)
def test_residents(live, browse, accessible):
    page = browse(320, 800, javascript=False)

    def look() -> None:
        accessible(page)
        large_print(page)

    meeting_id, code, ends_at = make_meeting(live, capacity=2)
    answer(live, page, code, look)
    own = confirm_and_change(live, page, look)
    want_announcements_and_no_more(live, page, look)
    without_contact(live, page, code, look)
    call_off(live, meeting_id)
    page.goto(own)
    expect(page.get_by_text(re.compile("ANNULÉE"))).to_be_visible()
    look()
    live.at(ends_at + timedelta(days=1, seconds=1))
    assert page.goto(own).status == 410
    look()


def large_print(page) -> None:
    """Letters twice as large: nothing is lost beside the page."""
    page.set_viewport_size(WIDE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], page.url
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(NARROW)


def press(page, name: str) -> None:
    """Tab until the button of this name has the focus, and the focus is seen; then Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || '').trim()") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
            page.keyboard.press("Enter")
            return
    raise AssertionError(name)


def make_meeting(live, *, capacity: int):
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        made = factories.make_meeting(host, commune=live.names["slug"])
        made.capacity = capacity
        return made.id, made.code, made.ends_at


def call_off(live, meeting_id: int) -> None:
    with live.app.app_context(), transaction():
        cancel_meeting(get_meeting_by_id(meeting_id), reason="La salle est fermée.", now=now())


def open_form(live, page, code: str) -> None:
    page.goto(f"/rencontres/{code}")
    live.clock.advance(seconds=10)  # nobody reads it faster


def answer(live, page, code: str, look) -> None:
    open_form(live, page, code)
    look()
    page.get_by_label("E-mail").fill("martine@exemple")
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text("corriger")
    look()
    page.get_by_label("Je participe").focus()
    page.keyboard.press("Space")
    page.get_by_label("E-mail").fill(MARTINE)
    page.get_by_label("Prévenez-moi aussi").focus()
    page.keyboard.press("Space")
    live.clock.advance(seconds=10)
    press(page, SEND)
    expect(page.get_by_text("un message vous attend")).to_be_visible()
    look()


def confirm_and_change(live, page, look) -> str:
    live.work()
    page.goto(live.link(live.mail_to(MARTINE, about="Confirmez votre réponse"), r"/inscriptions/[\w-]{43}$"))
    look()
    press(page, "Confirmer ma réponse")
    expect(page.get_by_role("status")).to_contain_text("C’est confirmé")
    own = page.url.split("?")[0]
    page.get_by_label("Un besoin particulier").fill("Une rampe")
    press(page, "Enregistrer")
    expect(page.get_by_role("status")).to_contain_text("C’est changé")
    look()
    return own


def want_announcements_and_no_more(live, page, look) -> None:
    live.work()
    page.goto(live.link(live.mail_to(MARTINE, about="annonces"), r"/annonces/[\w-]{43}$"))
    look()
    press(page, "Oui, je veux les annonces")
    expect(page.get_by_role("status")).to_contain_text("vous recevez les annonces")
    look()
    press(page, "Me désabonner")
    expect(page.get_by_text("Vous ne recevez plus d’annonces")).to_be_visible()
    look()
    page.goto(f"/communes/{live.names['slug']}")
    page.get_by_role("link", name="Recevoir un e-mail").click()
    look()


def without_contact(live, page, code: str, look) -> None:
    """Two come together where one place is left; somebody else is only interested."""
    open_form(live, page, code)
    page.get_by_label("Je participe").check()
    page.get_by_label("2", exact=True).check()
    press(page, SEND)
    expect(page.get_by_text("vous êtes en attente")).to_be_visible()
    expect(page.get_by_text("Gardez l’adresse de cette page")).to_be_visible()
    look()
    open_form(live, page, code)
    page.get_by_label("Ça m’intéresse").check()
    press(page, SEND)
    expect(page.get_by_role("button", name="Finalement, je participe")).to_be_visible()
    look()
