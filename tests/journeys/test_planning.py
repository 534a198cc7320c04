"""Ten minutes at the planning desk, without JavaScript: a date found, moved, called off, taken back, asked for."""

import re

import pytest
from playwright.sync_api import expect

from cafepol.accounts.operations import open_account
from cafepol.accounts.passwords import hash_password
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_first_cafe import publish, save_draft, sign_in

pytestmark = pytest.mark.journey

HOLIDAY, FREE_DAY, MOVED_DAY = "2027-03-29", "2027-04-13", "2027-04-21"  # Easter Monday; a Tuesday, a Wednesday
PAST = "Commune;Lieu;Jour;Début;Fin;Personnes\n{0};Ancienne salle;05/10/2026;14:00;16:00;{1}\n"
DAYS_OFF = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Agenda//FR
BEGIN:VEVENT
UID:conge@agenda.example
DTSTAMP:20270101T080000Z
DTSTART;VALUE=DATE:20270426
DTEND;VALUE=DATE:20270428
SUMMARY:Vacances
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("live", ["boraine"], indirect=True)
def test_planning(live, browse, accessible):
    import_the_past(live, browse, accessible)

    officer, chief = browse(javascript=False), browse(javascript=False)
    sign_in(officer, "claire@zone.example")
    sign_in(chief, "chef@zone.example")
    code = find_a_date(officer, accessible)
    refused_then_overridden(officer, taken=code)
    both_versions(officer, chief, code, accessible)
    move(officer, code)
    another_host(officer, code, accessible)
    call_off_and_restore(officer, live, browse, code, accessible)
    several_dates(officer, live, accessible)
    resident_asks(live, browse, accessible)
    desk_answers(officer, code, accessible)
    days_off(officer, accessible)
    on_a_phone(browse)


def import_the_past(live, browse, accessible) -> None:
    """A table with a wrong line is refused by its number; put right, the worker adds it."""
    with live.app.app_context(), transaction():
        grants = frozenset({(Role.ADMINISTRATOR, None)})
        account = open_account(mail="gestion@zone.example", name="Mme Noël", grants=grants, now=now())
        account.password_hash = hash_password(PASSWORD)
    page = browse(javascript=False)
    sign_in(page, "gestion@zone.example")
    page.goto("/equipe/import/rencontres")
    for people in ("douze", "12"):
        table = PAST.format(live.names["commune"], people).encode()
        page.get_by_label("Fichier CSV").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": table})
        page.get_by_role("button", name="Vérifier ce fichier").click()
        if people == "douze":
            expect(page.get_by_role("region", name="À corriger")).to_contain_text("Ligne 2")
    accessible(page)
    expect(page.get_by_role("status")).to_contain_text("1 rencontre à ajouter")
    page.get_by_role("button", name="Ajouter ces rencontres").click()
    live.work()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’import est fait")


def find_a_date(page, accessible) -> str:
    """From the month, by keyboard, to the commune that is behind, to a free moment, to a published café."""
    page.goto("/equipe/planning")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Nouvelle rencontre")
    expect(page.locator(".sentence")).to_contain_text("Sous l’objectif")
    expect(page.locator(".late", has_text="Sous l’objectif depuis")).to_have_count(1)
    accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trouver une date")
    page.get_by_label("Au", exact=True).fill("2026-12-01")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("alert")).to_contain_text("Le dernier jour vient avant le premier")
    page.get_by_label("Au", exact=True).fill("2027-03-20")
    page.get_by_role("button", name="Chercher").click()
    best = page.locator(".rows--mark > li").first
    expect(best).to_contain_text(re.compile("café sur"))  # why this one
    accessible(page)
    best.get_by_role("link", name="Choisir").click()
    expect(page.get_by_label("Jour", exact=True)).not_to_have_value("")
    save_draft(page)
    return publish(page)


def refused_then_overridden(page, *, taken: str) -> None:
    """What cannot be is refused in words, and all that was typed is kept; a doubt is passed over knowingly."""
    page.goto(f"/equipe/rencontres/{taken}/modifier")
    same = {label: page.get_by_label(label, exact=True).input_value() for label in ("Lieu", "Jour", "Début", "Fin")}
    page.goto("/equipe/rencontres/nouvelle")
    page.get_by_label("Lieu").select_option(same["Lieu"])
    for label in ("Jour", "Début", "Fin"):
        page.get_by_label(label, exact=True).fill(same[label])
    page.get_by_label("Texte pour les habitants").fill("Venez nombreux.")
    save_draft(page)
    expect(page.get_by_role("alert")).to_contain_text("Ce lieu est déjà pris à ce moment")
    expect(page.get_by_label("Texte pour les habitants")).to_have_value("Venez nombreux.")
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "venue")  # the list of errors leads to the field
    page.get_by_label("Jour", exact=True).fill(HOLIDAY)
    save_draft(page)
    expect(page.locator(".note--lamp")).to_contain_text("Jour férié")
    page.get_by_label("Continuer quand même").check()
    save_draft(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".steps [aria-current]")).to_contain_text("Brouillon")


def both_versions(page, other, code: str, accessible) -> None:
    """Two change the same café at once: the second sees both versions, and saves once more knowingly."""
    for each in (page, other):
        each.goto(f"/equipe/rencontres/{code}/modifier")
    page.get_by_label("Titre").fill("Un café au coin de la rue")
    page.get_by_role("button", name="Enregistrer").click()
    other.get_by_label("Texte pour les habitants").fill("Le café est offert.")
    other.get_by_role("button", name="Enregistrer").click()
    versions = other.get_by_role("region", name="Les deux versions")
    expect(versions).to_contain_text("Un café au coin de la rue")
    expect(other.get_by_label("Texte pour les habitants")).to_have_value("Le café est offert.")
    other.get_by_label("Titre").fill("Un café au coin de la rue")
    other.get_by_role("button", name="Enregistrer").click()
    expect(other.get_by_text("La rencontre est enregistrée.")).to_be_visible()
    accessible(other)


def move(page, code: str) -> None:
    page.goto(f"/equipe/rencontres/{code}/modifier")
    page.get_by_label("Jour", exact=True).fill(MOVED_DAY)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("mercredi 21 avril")


def another_host(page, code: str, accessible) -> None:
    page.get_by_role("link", name="Remplacer l’hôte").click()
    accessible(page)
    page.locator("input[name=host]").first.check()
    page.get_by_label("reste, comme co-hôte").check()
    page.get_by_role("button", name="Remplacer l’hôte").click()
    expect(page.get_by_text("reçoit désormais.")).to_be_visible()


def call_off_and_restore(page, live, browse, code: str, accessible) -> None:
    resident = browse(390, 844, javascript=False)
    page.goto(f"/equipe/rencontres/{code}/annuler")
    page.get_by_label("Pourquoi").fill("La salle est fermée pour travaux.")
    page.get_by_role("button", name="Annuler la rencontre").click()
    resident.goto(f"/rencontres/{code}")
    expect(resident.locator("main")).to_contain_text("ANNULÉE")
    page.get_by_role("link", name="Rétablir la rencontre").click()
    accessible(page)
    page.get_by_role("button", name="Rétablir la rencontre").click()
    expect(page.get_by_text("La rencontre a bien lieu.")).to_be_visible()
    resident.reload()
    expect(resident.locator("main")).not_to_contain_text("ANNULÉE")


def several_dates(page, live, accessible) -> None:
    """« Proposer n dates »: each day with what speaks against it; those that stay ticked become drafts."""
    page.goto("/equipe/rencontres/nouvelle")
    page.get_by_label("Lieu").select_option(label=live.names["second"])
    page.get_by_label("Jour", exact=True).fill(FREE_DAY)
    page.get_by_label("Début").fill("09:00")
    page.get_by_label("Fin").fill("11:00")
    page.get_by_role("button", name="Proposer plusieurs dates").click()
    page.get_by_label("Intervalle").fill("4")
    page.get_by_role("button", name="Voir les dates").click()
    expect(page.get_by_role("checkbox")).to_have_count(3)
    page.get_by_role("checkbox").last.uncheck()
    page.get_by_role("button", name="Enregistrer les brouillons").click()
    expect(page.get_by_text("2 brouillons")).to_be_visible()
    expect(page.locator(".rows--mark", has_text="brouillon")).to_be_visible()
    accessible(page)


def resident_asks(live, browse, accessible) -> None:
    page = browse(390, 844, javascript=False)
    page.goto(f"/demander-un-cafe?commune={live.names['slug']}")
    accessible(page)
    live.clock.advance(seconds=30)  # nobody writes it at once
    page.get_by_label(re.compile("parler|Pourquoi")).fill("On roule trop vite devant l’école.")
    page.get_by_label("E-mail").fill("lise@exemple.be")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est envoyé")


def desk_answers(page, code: str, accessible) -> None:
    page.goto("/equipe/planning")
    page.get_by_role("link", name="Lire les demandes").click()
    page.locator(".rows a").first.click()
    expect(page.locator(".voice")).to_contain_text("On roule trop vite")
    accessible(page)
    page.get_by_label("La rencontre").select_option(code)
    page.get_by_role("button", name="Répondre par cette rencontre").click()
    expect(page.get_by_text("La demande est prise en compte.")).to_be_visible()


def days_off(page, accessible) -> None:
    """A calendar file says when one is away; the month shows it on its days."""
    page.goto("/equipe/absences")
    file = {"name": "agenda.ics", "mimeType": "text/calendar", "buffer": DAYS_OFF.replace("\n", "\r\n").encode()}
    page.get_by_label("Fichier ICS").set_input_files(file)
    page.get_by_role("button", name="Lire ce fichier").click()
    expect(page.get_by_text("Le calendrier est lu : 1 absence")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Du lundi 26 avril 2027 au mardi 27 avril 2027")
    assert "Vacances" not in page.content()
    accessible(page)
    page.goto("/equipe/planning?mois=2027-04")
    expect(page.locator(".planner td", has_text="Absences : Inspectrice Lambert")).to_have_count(2)


def on_a_phone(browse) -> None:
    """On 390 pixels the month is its list, and a day's link opens the form."""
    page = browse(390, 844)
    sign_in(page, "claire@zone.example")
    page.goto("/equipe/planning?mois=2027-04")
    expect(page.locator("table.planner")).to_be_hidden()
    for path in ("", "/trouver", "?vue=liste&mois=2027-03"):
        page.goto(f"/equipe/planning{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name=re.compile("^Prévoir")).first.click()
    expect(page.get_by_label("Jour", exact=True)).to_have_value(re.compile("2027-03"))
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_role("alert")).to_be_focused()  # the list of errors is where one is
