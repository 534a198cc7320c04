"""From a round of streets to those whom its flyer brought: printed, read by a telephone, counted. Staff without JS."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cafepol.batches.models import PrintJob
from cafepol.batches.operations import claim_job, note_step
from cafepol.core.clock import now
from cafepol.core.db import transaction
from tests.journeys.test_first_cafe import CAFE_DAY, fill_meeting, publish, save_draft, sign_in
from tests.printing.paper import Paper

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]
OWN_PACE = 20_000  # ms


def test_a_round_is_planned_printed_read_and_counted(live, browse, accessible, tmp_path):
    officer = browse(javascript=False)
    sign_in(officer, "claire@zone.example")
    code = publish_what_prints(officer, live, accessible)
    flyer_code = plan_a_round(officer, code, accessible)
    link = printed_link(officer, live, flyer_code, accessible, tmp_path)
    assert link == f"{live.url}/s/{flyer_code}"
    resident_registers(browse, link, code)
    caller_is_registered(officer, code, flyer_code)
    print_the_month(officer, live, accessible)
    note_what_went_out(officer, code, flyer_code, accessible)
    brought = officer.locator(f"#tournee-{flyer_code}")
    expect(brought).to_contain_text("2 inscriptions avec ce code, 3 personnes annoncées")
    look_at_the_week(officer, accessible)
    public_sheet(browse(390), live, accessible)


def publish_what_prints(page, live, accessible) -> str:
    """A title that no flyer takes is said on the draft and at the press, and corrected before anybody reads it."""
    fill_meeting(page, live.names["first"], CAFE_DAY)
    page.get_by_label("Titre").fill("Un café 😀")
    save_draft(page)
    refused = page.locator(".note--brick", has_text="Ne s’imprime pas")
    expect(refused).to_contain_text("😀")
    draft = page.url.rsplit("/", 1)[1]
    answer = page.goto(f"/equipe/rencontres/{draft}/imprimer/flyer-a5.pdf")
    assert answer.status == 422
    expect(page.get_by_role("heading", level=1)).to_contain_text("ce n’est pas possible maintenant")
    accessible(page)
    page.get_by_role("link", name="Corriger la rencontre").click()
    page.get_by_label("Titre").fill("Un café au coin de la rue")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".note--brick")).to_have_count(0)
    return publish(page)


def plan_a_round(page, code: str, accessible) -> str:
    """From the meeting's page; nothing chosen is said at the field, and what was typed stays. Its code."""
    page.get_by_role("link", name="Prévoir une tournée").click()
    page.get_by_label("Remarque").fill("Les flyers sont à l’accueil.")
    page.get_by_label("Combien de flyers").fill("0")
    page.get_by_role("button", name="Prévoir la tournée").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Écrivez un nombre de 1 à")
    accessible(page)
    page.get_by_label("Combien de flyers").fill("350")
    page.get_by_role("button", name="Prévoir la tournée").click()
    expect(page.get_by_role("alert")).to_contain_text("Cochez au moins une rue")
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "streets")
    page.keyboard.press("Space")
    expect(page.get_by_label("Remarque")).to_have_value("Les flyers sont à l’accueil.")
    page.get_by_role("button", name="Prévoir la tournée").click()
    said = page.get_by_role("status").filter(has_text="La tournée est prévue : 350 flyers.")
    expect(said).to_be_visible()
    return re.search(r"Son code est (\w{5})", said.inner_text()).group(1)


def printed_link(page, live, flyer_code: str, accessible, tmp_path) -> str:
    """All papers as pictures, then the flyer of the round: the link that zbar reads on it."""
    page.get_by_role("link", name="Imprimer ses flyers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("À imprimer")
    expect(page.get_by_label("Tournée")).to_have_value(flyer_code)
    expect(page.locator("img.paper").first).not_to_have_js_property("naturalWidth", 0)
    accessible(page)
    flyer = page.get_by_role("link", name="Flyer A5 : 2 par page A4, à couper").get_attribute("href")
    printed = Paper(page.context.request.get(f"{live.url}{flyer}").body(), tmp_path)
    read = printed.codes(printed.picture())
    assert read == [read[0]] * 2
    return read[0]


def resident_registers(browse, link: str, code: str) -> None:
    page = browse(390, 844)
    page.goto(link)
    expect(page).to_have_url(re.compile(f"/rencontres/{code}"))
    page.get_by_label("Je participe").check()
    page.get_by_label("2", exact=True).check(force=True)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.locator(".code")).to_be_visible()


def caller_is_registered(page, code: str, flyer_code: str) -> None:
    page.goto(f"/equipe/rencontres/{code}/inscrire")
    page.get_by_label("nom").first.fill("Albert Nys")
    page.get_by_label("éléphone").first.fill("065 00 99 44")
    page.get_by_label("Code du flyer").fill(flyer_code.lower())
    page.get_by_role("button", name="Inscrire").click()
    expect(page.locator("#inscriptions")).to_contain_text("Albert Nys")


def note_what_went_out(page, code: str, flyer_code: str, accessible) -> None:
    page.goto(f"/equipe/rencontres/{code}/tournees")
    page.locator(f"#tournee-{flyer_code}").get_by_role("link", name="Noter la distribution").click()
    accessible(page)
    page.get_by_label("Flyers distribués").fill("320")
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("320 flyers distribués, 30 restent")
    expect(page.locator(f"#tournee-{flyer_code}")).to_contain_text("320 flyers distribués sur 350, 30 restent.")
    accessible(page)


def look_at_the_week(page, accessible) -> None:
    page.goto("/equipe/tournees")
    expect(page.locator("main")).to_contain_text("30 restent")
    accessible(page)


def print_the_month(page, live, accessible) -> None:
    """The flyers of a month in one file: asked for, followed, fetched, also when the first worker dies over it."""
    page.goto("/equipe/impressions")
    page.get_by_role("button", name="Préparer le fichier").click()
    expect(page.get_by_role("alert")).to_be_focused()
    accessible(page)
    page.get_by_label("Quel mois").select_option(CAFE_DAY[:7])
    page.get_by_role("button", name="Préparer le fichier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les flyers se préparent")
    expect(page.get_by_role("status")).to_contain_text("En attente")
    with live.app.app_context(), transaction() as session:
        job = session.scalars(select(PrintJob)).one()
        claim_job(job, now=now())
        note_step(job.id, total=40, done=20, skipped=[])
    # the page asks again by itself every three seconds: whatever is begun here meanwhile may be cut short
    expect(page.get_by_role("status")).to_contain_text("20 sur 40", timeout=OWN_PACE)
    live.clock.advance(minutes=5)  # who drew it is taken for dead
    live.work()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les flyers sont prêts", timeout=OWN_PACE)
    accessible(page)
    file = page.context.request.get(live.url + page.get_by_role("link", name="Ouvrir le PDF").get_attribute("href"))
    assert file.headers["content-type"] == "application/pdf"


def public_sheet(page, live, accessible) -> None:
    page.goto(f"/communes/{live.names['slug']}")
    sheet = page.get_by_role("link", name="Les cafés des 3 prochains mois")
    expect(sheet).to_be_visible()
    accessible(page)
    assert page.context.request.get(live.url + sheet.get_attribute("href")).body().startswith(b"%PDF")
