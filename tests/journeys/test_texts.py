"""A café is published elsewhere: its texts copied at a press, stamped, and to be corrected once it is called off."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.staff.models import Officer
from tests.factories import make_meeting
from tests.journeys.test_first_cafe import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]


@pytest.fixture
def cafe(live):
    """A published café in two weeks: its id and its code."""
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        starts = (now() + timedelta(days=14)).replace(tzinfo=None)
        made = make_meeting(host, commune=live.names["slug"], starts=starts)
        return made.id, made.code


def test_texts_are_copied_stamped_and_corrected(live, browse, accessible, cafe):
    meeting_id, code = cafe
    page = browse(390)
    sign_in(page, "chef@zone.example")

    page.locator("a[href='/equipe/journaux']").click()
    expect(page.locator("main")).to_contain_text("Aucun numéro n’est noté")
    page.get_by_role("button", name="Noter ce numéro").click()
    accessible(page)
    page.get_by_label("Quel numéro").fill("janvier 2027")
    page.get_by_label("Dernier jour pour les textes").fill("2027-01-10")
    page.get_by_label("Jour de parution").fill("2027-01-14")
    page.get_by_role("button", name="Noter ce numéro").click()
    expect(page.locator("main")).to_contain_text("dans 3 jours")
    accessible(page)

    page.goto("/equipe/")
    expect(page.locator("#textes")).to_contain_text("Textes pour le 10 janvier, dans 3 jours")
    page.locator(f"#textes a[href$='{code}/textes']").click()
    copies_at_a_press(page)
    page.locator("#link-facebook").fill("http://exemple.be")
    page.get_by_role("button", name="Noter comme publié : Facebook").click()
    expect(page.locator("#canal-facebook")).to_contain_text("Elle commence par https://")
    accessible(page)
    page.locator("#link-facebook").fill("https://exemple.be/cafe")
    page.get_by_role("button", name="Noter comme publié : Facebook").click()
    expect(page.locator("#canal-facebook")).to_contain_text("Noté par M. Simon")

    with live.app.app_context(), transaction():
        cancel_meeting(get_meeting_by_id(meeting_id), reason="La salle est fermée.", now=now())
    page.goto(f"/equipe/rencontres/{code}")
    expect(page.locator("#textes")).to_contain_text("À corriger")
    page.locator("#textes > header a").click()
    assert page.locator("#texte-facebook").input_value().startswith("ANNULÉ")
    accessible(page)


def copies_at_a_press(page) -> None:
    """The button copies and says so; where the browser does not let it, the text is selected."""
    box = page.locator("#canal-borapp [data-copy]")
    text = box.locator("textarea").input_value()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    box.get_by_role("button").click()
    expect(box.get_by_role("status")).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    box.get_by_role("button").click()
    expect(box.get_by_role("status")).to_contain_text("sélectionné")
    assert page.evaluate("document.getSelection().toString()") == text
