"""One whole café, as its people live it: planned, announced, held, and everyone answered. In a real browser."""

import re
import subprocess
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD

pytestmark = pytest.mark.journey

RESIDENT = "martine@exemple.be"
PARTNER = "dubois@partenaire.example"
CAFE_DAY, CAFE_NOW = "2027-02-09", datetime(2027, 2, 9, 13, 15, tzinfo=UTC)
TAKEN_DAY, MOVED_DAY = "2027-02-03", "2027-02-04"


@pytest.mark.parametrize("live", ["boraine", "scheldekant"], indirect=True)
def test_first_cafe(live, browse, accessible):
    officer = browse()
    sign_in(officer, "claire@zone.example")
    accessible(officer)

    taken = plan(officer, live, venue=live.names["second"], day=TAKEN_DAY)
    code = plan_after_a_conflict(officer, live, accessible)
    invite(officer, code, accessible)
    partner_accepts(live, browse, accessible)
    call_is_ticked_off(officer, "M. Leroy")

    manage = resident_registers(live, browse, accessible, code)
    resident_without_contact(live, browse, code)
    officer_registers_a_caller(officer, code, accessible)
    public_page_names_nobody(browse, code)
    papers(officer, live, code)

    meeting_moves(live, officer, browse, taken)
    meeting_is_cancelled(live, officer, browse, taken)

    live.at(CAFE_NOW)
    tablet = browse(1024, 768)
    sign_in(tablet, "claire@zone.example")
    numbers = hold(tablet, live, code, accessible)
    answer_everyone(tablet, live, browse, numbers, accessible)
    chiefs(browse, numbers, accessible)
    assert manage.startswith(live.url)


def sign_in(page, mail: str) -> None:
    page.goto("/equipe/connexion")
    fill_in_sign_in(page, mail)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def fill_in_sign_in(page, mail: str) -> None:
    page.get_by_label("Votre adresse e-mail").fill(mail)
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def fill_meeting(page, venue: str, day: str) -> None:
    page.goto("/equipe/rencontres/nouvelle")
    page.get_by_label("Lieu").select_option(label=venue)
    page.get_by_label("Jour", exact=True).fill(day)
    page.get_by_label("Début").fill("14:00")
    page.get_by_label("Fin").fill("16:00")
    page.get_by_label("Téléphone pour les questions").fill("065 00 12 32")


def save_draft(page) -> None:
    page.get_by_role("button", name="Enregistrer le brouillon").click()


def publish(page) -> str:
    page.get_by_role("button", name="Publier").click()
    expect(page.locator(".steps [aria-current]")).to_contain_text("Publiée")
    return page.url.rsplit("/", 1)[1].split("?")[0].split("#")[0]


def plan(page, live, *, venue: str, day: str) -> str:
    fill_meeting(page, venue, day)
    save_draft(page)
    return publish(page)


def plan_after_a_conflict(page, live, accessible) -> str:
    fill_meeting(page, live.names["first"], TAKEN_DAY)
    save_draft(page)
    expect(page.get_by_role("alert")).to_contain_text("déjà")
    expect(page.get_by_label("Téléphone pour les questions")).to_have_value(re.compile("12"))  # what was typed is kept
    page.get_by_label("Jour", exact=True).fill(CAFE_DAY)
    save_draft(page)
    draft = page.url.rsplit("/", 1)[1]
    assert page.context.request.get(f"{live.url}/rencontres/{draft}").status == 404
    code = publish(page)
    accessible(page)
    return code


def invite(page, code: str, accessible) -> None:
    page.goto(f"/equipe/rencontres/{code}")
    page.get_by_role("link", name="Inviter des partenaires").click()
    accessible(page)
    page.get_by_role("link", name="Voir ce qui partira").click()
    expect(page.frame_locator("iframe").get_by_text("vous invite à un café")).to_be_visible()
    accessible(page)
    page.go_back()
    page.get_by_label("Habitat pour tous").check()
    page.get_by_label("Gardiens du parc").check()
    page.get_by_role("button", name="Inviter", exact=True).click()
    accessible(page)


def partner_accepts(live, browse, accessible) -> None:
    live.clock.advance(seconds=11)
    live.work()
    mail = live.mail_to(PARTNER)
    [calendar] = [part for part in mail.attachments if part.content_type == "text/calendar"]
    assert calendar.method == "REQUEST"
    assert b"METHOD:REQUEST" in calendar.content
    page = browse(390, 844)
    for _ in range(3):  # a mail scanner looks at the link; nothing changes
        page.goto(live.link(mail, "/invitations/"))
    expect(page.get_by_text("Merci")).to_have_count(0)
    accessible(page)
    page.get_by_label("Oui, je viens").check()
    page.get_by_role("button", name="Envoyer notre réponse").click()
    expect(page.get_by_text("Merci. Nous avons noté : Oui, je viens")).to_be_visible()


def call_is_ticked_off(page, name: str) -> None:
    page.goto("/equipe/")
    row = page.locator("#appels li", has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Pas joint").click()
    expect(row).to_contain_text("Pas joint le")
    row.get_by_role("link", name="Noter sa réponse").click()
    page.get_by_label("Peut-être").check()
    page.get_by_role("button", name="Noter la réponse").click()
    expect(page.locator("#appels li", has_text=name)).to_have_count(0)


def resident_registers(live, browse, accessible, code: str) -> str:
    page = browse(390, 844)
    page.goto("/")
    accessible(page)
    page.get_by_role("navigation", name="Filtrer par commune").get_by_role("link", name=live.names["commune"]).click()
    page.locator(f"a[href$='/rencontres/{code}']").first.click()
    accessible(page)
    page.get_by_role("button", name="Envoyer ma réponse").click()  # nothing chosen yet
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)
    page.get_by_label("Je participe").check()
    page.get_by_label("2", exact=True).check(force=True)
    page.get_by_label("Votre nom").fill("Martine Baert")
    page.get_by_label("E-mail").fill(RESIDENT)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_text("Si vous avez donné une adresse, un message vous attend.")).to_be_visible()
    assert RESIDENT not in page.content()
    live.work()
    page.goto(live.link(live.mail_to(RESIDENT), "/inscriptions/"))
    page.get_by_role("button", name="Confirmer ma réponse").click()
    live.work()
    confirmed = live.mail_to(RESIDENT, about="")
    manage = live.link(confirmed, "/inscriptions/")
    page.goto(manage)
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("calendrier")).click()
    assert "BEGIN:VCALENDAR" in download.value.path().read_text(encoding="utf-8")
    page.goto(manage)
    page.get_by_label("3", exact=True).check(force=True)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est changé.")).to_be_visible()
    assert page.context.cookies() == []
    return manage


def resident_without_contact(live, browse, code: str) -> None:
    page = browse(390, 844, javascript=False)
    page.goto(f"/rencontres/{code}")
    page.get_by_label("Je participe").check()
    page.get_by_label("1", exact=True).check(force=True)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.locator(".code")).to_have_text(re.compile(r"^[0-9A-Z]{3}-[0-9A-Z]{3}$"))


def officer_registers_a_caller(page, code: str, accessible) -> None:
    page.goto(f"/equipe/rencontres/{code}")
    page.get_by_role("link", name="Inscrire un appelant").click()
    accessible(page)
    page.get_by_label("nom").first.fill("Albert Nys")
    page.get_by_label("éléphone").first.fill("065 00 99 44")
    page.get_by_role("button", name="Inscrire").click()
    expect(page.locator("#inscriptions")).to_contain_text("Albert Nys")


def public_page_names_nobody(browse, code: str) -> None:
    page = browse()
    page.goto(f"/rencontres/{code}")
    for name in ("Martine", "Baert", "Albert", "Nys", RESIDENT):
        assert name not in page.content()


def papers(page, live, code: str) -> None:
    sheet = page.context.request.get(f"{live.url}/equipe/rencontres/{code}/flyer-a4.pdf").body()
    words = pdf_text(sheet)
    assert words.count("065 00 12 32") == 2
    printed = live.mails.parent / "flyer.pdf"
    printed.write_bytes(sheet)
    subprocess.run(["pdftoppm", "-r", "150", "-png", printed, printed.with_suffix("")], check=True)
    [picture] = printed.parent.glob("flyer-*.png")
    read = subprocess.run(["zbarimg", "-q", "--raw", picture], check=True, capture_output=True, text=True).stdout
    assert read.split() == [f"{live.url}/s/{code}"] * 2
    presence = page.context.request.get(f"{live.url}/equipe/rencontres/{code}/feuille-presence.pdf").body()
    assert "Martine" in pdf_text(presence)


def pdf_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ")


def meeting_moves(live, officer, browse, code: str) -> None:
    page = browse()
    page.goto(f"/rencontres/{code}")
    page.get_by_label("Je participe").check()
    page.get_by_label("1", exact=True).check(force=True)
    page.get_by_label("E-mail").fill("lise@exemple.be")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    live.work()
    page.goto(live.link(live.mail_to("lise@exemple.be"), "/inscriptions/"))
    page.get_by_role("button", name="Confirmer ma réponse").click()
    invite(officer, code, lambda _page: None)
    live.clock.advance(seconds=11)
    live.work()
    asked = live.mail_to(PARTNER)
    before = live.count_mails(PARTNER), live.count_mails("lise@exemple.be")
    officer.goto(f"/equipe/rencontres/{code}/modifier")
    officer.get_by_label("Jour", exact=True).fill(MOVED_DAY)
    officer.get_by_role("button", name="Enregistrer").click()
    live.work()
    assert (live.count_mails(PARTNER), live.count_mails("lise@exemple.be")) == before  # the quiet time runs
    live.clock.advance(seconds=11)
    for _ in range(2):
        live.work()
    assert (live.count_mails(PARTNER), live.count_mails("lise@exemple.be")) == (before[0] + 1, before[1] + 1)
    moved = live.mail_to(PARTNER)
    first, second = calendar_of(asked), calendar_of(moved)
    assert first["UID"] == second["UID"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["METHOD"] == "REQUEST"
    officer.goto("/equipe/")
    expect(officer.locator("#appels li", has_text="M. Leroy")).not_to_have_count(0)


def calendar_of(mail) -> dict[str, str]:
    [part] = [each for each in mail.attachments if each.content_type == "text/calendar"]
    lines = part.content.decode().replace("\r\n ", "").splitlines()
    return {name: value for name, _, value in (line.partition(":") for line in lines)}


def meeting_is_cancelled(live, officer, browse, code: str) -> None:
    earlier = calendar_of(live.mail_to(PARTNER))
    officer.goto(f"/equipe/rencontres/{code}/annuler")
    officer.get_by_label(re.compile("Pourquoi|raison", re.IGNORECASE)).fill("La salle n’est plus libre.")
    officer.locator("main form button").click()
    live.clock.advance(seconds=11)
    live.work()
    told = calendar_of(live.mail_to(PARTNER))
    assert (told["METHOD"], told["STATUS"], told["UID"]) == ("CANCEL", "CANCELLED", earlier["UID"])
    assert int(told["SEQUENCE"]) > int(earlier["SEQUENCE"])
    assert "ANNUL" in live.mail_to("lise@exemple.be").text.upper()
    page = browse(390, 844)
    page.goto(f"/rencontres/{code}")
    expect(page.locator("main")).to_contain_text("ANNULÉE")


def hold(page, live, code: str, accessible) -> list[str]:
    page.goto(f"/equipe/rencontres/{code}/cloturer")
    page.get_by_label("Combien de personnes sont venues ?").fill("")
    page.get_by_role("button", name="Clôturer la rencontre").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez le nombre de personnes")
    accessible(page)
    page.goto("/equipe/")
    page.get_by_role("button", name="Ouvrir la feuille de présence").click()
    accessible(page)
    page.get_by_role("button", name=re.compile("Martine B")).click()
    expect(page.get_by_role("button", name=re.compile("Martine B"))).to_have_attribute("aria-pressed", "true")
    assert RESIDENT not in page.content()
    page.goto(f"/equipe/rencontres/{code}/cloturer")  # other eyes see this screen
    accessible(page)
    page.get_by_role("link", name="Revenir à la salle").click()
    page.get_by_label("Nombre de personnes").fill("12")
    page.get_by_role("button", name="Enregistrer le nombre").click()
    for expected in ("13", "14"):
        page.wait_for_timeout(500)  # twice at once is one finger that trembles
        page.get_by_role("button", name="Une personne de plus").click()
        expect(page.locator(".tally output")).to_have_text(expected)
    numbers = [
        log(
            page,
            "Le banc du parc est cassé.",
            who="ne donne pas son nom",
            channel="pas de retour",
            settled="Signalé le matin même, réparé.",
        ),
        log(page, "Les voitures roulent trop vite le matin.", who="Martine B.", channel="par courriel"),
        log(page, "Il y a du bruit la nuit.", who="Une autre personne", channel="par courrier", name="Mme Simon"),
    ]
    page.get_by_role("button", name="Quitter la salle").click()
    sign_in(page, "claire@zone.example")
    page.goto(f"/equipe/rencontres/{code}/cloturer")
    page.get_by_label("Combien de personnes sont venues ?").fill("14")
    page.get_by_role("button", name="Clôturer la rencontre").click()
    expect(page.get_by_text("La rencontre est clôturée")).to_be_visible()
    return numbers


def log(page, words: str, *, who: str, channel: str, settled: str = "", name: str = "") -> str:
    box = page.locator("#doleance")
    box.get_by_label("Ses mots").fill(words)
    box.locator("input[name=theme]").first.check(force=True)
    option = box.locator("select[name=who] option", has_text=who).first.get_attribute("value")
    box.get_by_label("Qui l’a dit ?").select_option(option)
    box.locator(".size", has_text=re.compile(channel, re.IGNORECASE)).locator("input").check(force=True)
    if name:
        box.locator("summary", has_text="pas dans la liste").click()
        box.locator("input[name=name]").fill(name)
        box.get_by_label("Adresse postale").fill("rue des Lilas 3\n7000 Ville")
    if settled:
        box.locator("summary", has_text="Réglé sur place").click()
        box.get_by_label(re.compile("Réglé sur place")).fill(settled)
    box.get_by_role("button", name="Enregistrer la doléance").click()
    said = page.get_by_text(re.compile(r"Noté sous le numéro D-\d{4}-\d+"))
    expect(said).to_be_visible()
    return re.search(r"D-\d{4}-\d+", said.inner_text()).group(0)


def answer_everyone(page, live, browse, numbers: list[str], accessible) -> None:
    _settled, by_mail, by_letter = numbers
    live.work()
    follow = live.link(live.mail_to(RESIDENT, about="où ça en est"), "/suivi/")
    for number in (by_mail, by_letter):
        conclude(page, number, accessible)
        close_too_early(page, number)
    feedback_by_mail(page, live, by_mail)
    feedback_by_letter(page, live, by_letter)
    for number in (by_mail, by_letter):
        page.goto(f"/equipe/doleances/{number}")
        close_concern(page)
        expect(page.locator(".steps [aria-current=step]")).to_contain_text("Clôturée")
    resident = browse(390, 844)
    resident.goto(follow)
    accessible(resident)
    expect(resident.locator("main")).to_contain_text("Les voitures roulent trop vite")
    expect(resident.locator("main")).not_to_contain_text("bruit la nuit")


def conclude(page, number: str, accessible) -> None:
    page.goto(f"/equipe/doleances/{number}")
    accessible(page)
    step = page.locator("#etape-conclude")
    step.get_by_label("Ce qui a été décidé").fill("Deux contrôles par semaine, le matin.")
    step.locator("input[name=outcome]").first.check()
    step.locator("button[type=submit]").click()


def close_concern(page) -> None:
    step = page.locator("#etape-close")
    step.locator("input[name=outcome]").first.check()
    step.get_by_label("Résumé").fill("Des contrôles ont lieu le matin.")
    step.locator("button[type=submit]").click()


def close_too_early(page, number: str) -> None:
    page.goto(f"/equipe/doleances/{number}")
    close_concern(page)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("attend"))


def write_feedback(page, number: str, words: str) -> None:
    page.goto(f"/equipe/doleances/{number}")
    page.locator("#retours .rows__end").get_by_role("link").first.click()
    page.get_by_label("Ce que vous répondez").fill(words)
    page.get_by_role("button", name="Continuer").click()


def feedback_by_mail(page, live, number: str) -> None:
    write_feedback(page, number, "Nous contrôlons la vitesse deux fois par semaine.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Relire avant d’envoyer")
    expect(page.locator("main")).to_contain_text("Nous contrôlons la vitesse")
    page.get_by_role("button", name="Envoyer").click()
    close_too_early(page, number)  # not handed over yet
    live.work()
    assert "Nous contrôlons la vitesse" in live.mail_to(RESIDENT).text


def feedback_by_letter(page, live, number: str) -> None:
    write_feedback(page, number, "Nous passons le soir dans votre rue.")
    page.goto(f"/equipe/doleances/{number}")
    letter = page.get_by_role("link", name="Imprimer la lettre").get_attribute("href")
    words = pdf_text(page.context.request.get(live.url + letter).body())
    assert "Mme Simon" in words
    assert "rue des Lilas 3" in words
    close_too_early(page, number)  # printed is not posted
    page.goto(f"/equipe/doleances/{number}")
    page.get_by_label("Postée quel jour ?").fill(CAFE_DAY)
    page.get_by_role("button", name="Noter comme postée").click()


def chiefs(browse, numbers: list[str], accessible) -> None:
    chief = browse()
    sign_in(chief, "chef@zone.example")
    chief.goto("/equipe/doleances")
    accessible(chief)
    chief.goto(f"/equipe/doleances/{numbers[1]}")
    expect(chief.get_by_role("heading", level=1)).to_be_visible()
    other = browse()
    sign_in(other, "ailleurs@zone.example")
    other.goto("/equipe/doleances")
    for number in numbers:
        assert number not in other.content()
        assert other.goto(f"/equipe/doleances/{number}").status == 404
