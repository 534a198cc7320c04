import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.partners.importing import import_directory, read_directory
from cafepol.partners.models import Partner
from cafepol.zone.queries import communes
from tests.clients import form_values, multipart
from tests.pages import words
from tests.partners.tables import line, nobody, table

INDEX = "/equipe/partenaires"
IMPORT = f"{INDEX}/import"


def upload(browser, data):
    form = browser.page(IMPORT).select_one("main form[method=post]")
    return browser.post(IMPORT, **multipart(form_values(form), data))


def confirm(browser, shown, **kwargs):
    """Post the page that shows what will change, as its button does."""
    form = BeautifulSoup(shown.text, "html.parser").select_one("main form[method=post]")
    return browser.post(form["action"], **multipart(form_values(form), b""), **kwargs)


def names():
    db.session.remove()
    return sorted(db.session.scalars(select(Partner.name)))


def audited(action):
    db.session.remove()
    return [each.detail for each in db.session.scalars(select(AuditEntry).where(AuditEntry.action == action))]


def seed(*lines):
    with transaction():
        import_directory(read_directory(table(*lines)), within=[each.id for each in communes()])


def test_a_table_is_shown_then_imported_once(sign_in):
    officer = sign_in(Role.OFFICER)
    seed(line(), nobody(organisation="Hygea"))
    brought = table(
        line(fonction="Directrice", communes="Colfontaine"),
        nobody(organisation="Hygea"),
        line(organisation="CPAS", contact="M. Petit", mail=""),
    )
    shown = upload(officer, brought)
    text = words(shown.text)
    assert "1 partenaire ajouté, 1 personne ajoutée, 1 changement. 2 fiches déjà là." in text
    assert "CPAS – Colfontaine" in text
    assert "M. Petit – CPAS" in text
    assert "Mme Lambert (Le Logis borain) – fonction : Concierge → Directrice" in text
    assert names() == ["Hygea", "Le Logis borain"]
    for _ in range(2):
        done = confirm(officer, shown, follow_redirects=True)
        assert done.status_code == 200
    assert names() == ["CPAS", "Hygea", "Le Logis borain"]
    assert audited("partners_imported") == [{"partners": 1, "people": 1, "changes": 1}]
    again = words(upload(officer, brought).text)
    assert "Tout est déjà dans l’annuaire. Il n’y a rien à importer." in again
    assert "5 fiches déjà là" in again


def test_what_was_done_is_said_and_what_was_not_read_is_shown(sign_in):
    officer = sign_in(Role.OFFICER)
    shown = upload(officer, b"Organisation;Sorte;Communes;Note\nHygea;Autre;Colfontaine;x")
    assert "Colonnes non lues : Note." in words(shown.text)
    done = confirm(officer, shown, follow_redirects=True)
    assert "C’est importé : 1 partenaire ajouté, 0 personne ajoutée, 0 changement." in words(done.text)


def test_a_change_of_kind_and_communes_is_said_in_words(sign_in):
    seed(nobody())
    chief = sign_in(Role.CHIEF)
    text = words(upload(chief, table(nobody(sorte="Autre"))).text)
    assert "Le Logis borain – sorte : Société de logements sociaux → Autre partenaire" in text
    seed(line(mail=""))
    text = words(upload(chief, table(line(fonction="", phone="065 00 99 22"))).text)
    assert "Mme Lambert (Le Logis borain) – fonction : Concierge → rien, e-mail : rien → c.lambert@" in text
    assert "téléphone : 065 00 99 11 → 065 00 99 22" in text


@pytest.mark.parametrize(
    ("data", "sentences"),
    [
        (b"", ["Ce fichier est vide."]),
        (b"PK\x03\x04", ["C’est un fichier compressé ou un classeur."]),
        (b"Organisation;Sorte\n", ["Il manque : Communes."]),
        (table(line(), line(sorte="x"), line(communes="Boussu")), ["2 lignes sont à corriger", "Ligne 3", "Ligne 4"]),
        (table(*[line(sorte="x")] * 120), ["Et 20 autres lignes."]),
        (table() + b"\nx;y;z" * 100_000, ["plus de 5 000 lignes"]),
        (table(line(organisation="\u202e<script>", sorte="<b>")), ["La sorte « <b> » n’existe pas."]),
    ],
)
def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(sign_in, data, sentences):
    answer = upload(sign_in(Role.OFFICER), data)
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in words(answer.text)
    assert names() == []


def test_a_file_beyond_the_bound_is_refused(sign_in):
    assert upload(sign_in(Role.OFFICER), bytes(2_200_000)).status_code == 413


def test_a_shown_text_that_was_tampered_with_is_read_like_a_file(sign_in):
    officer = sign_in(Role.OFFICER)
    shown = upload(officer, table(line()))
    values = {"text": table(line(communes="Boussu")).decode()}
    form = form_values(officer.page(IMPORT).select_one("main form[method=post]")) | values
    refused = officer.post(IMPORT, **multipart(form, b""))
    assert refused.status_code == 422
    assert "Boussu : ce n’est pas de votre commissariat." in words(refused.text)
    assert names() == []
    assert confirm(officer, shown).status_code == 302


def test_the_model_can_be_sent_as_it_is(sign_in):
    officer = sign_in(Role.OFFICER)
    answer = officer.get(f"{INDEX}/modele.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=annuaire-modele.csv"
    _, example = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert example[2] == "Boussu"
    shown = upload(sign_in(Role.OFFICER, "boussu"), answer.data)
    assert "1 partenaire ajouté, 1 personne ajoutée" in words(shown.text)


def test_the_directory_is_given_away_as_it_is_seen_and_on_the_trail(sign_in):
    seed(line(), line(organisation="Hygea", communes="Boussu", mail="", contact="M. Ailleurs"))
    answer = sign_in(Role.OFFICER).get(f"{INDEX}/annuaire.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.data.decode("utf-8-sig")
    assert "Mme Lambert" in text
    assert "M. Ailleurs" not in text
    reader = sign_in(Role.DIRECTORATE)
    assert "M. Ailleurs" in reader.get(f"{INDEX}/annuaire.csv").text
    assert "M. Ailleurs" not in reader.get(f"{INDEX}/annuaire.csv?commune=colfontaine").text
    assert audited("partners_exported") == [{"commune": None}, {"commune": None}, {"commune": "colfontaine"}]
    assert sign_in(Role.OFFICER).get(f"{INDEX}/annuaire.csv?commune=boussu").status_code == 404


def test_what_was_given_away_is_brought_again_by_whoever_keeps_it(sign_in):
    seed(line(communes="Colfontaine, Boussu"), nobody(organisation="=1+1"))
    officer = sign_in(Role.OFFICER)
    away = officer.get(f"{INDEX}/annuaire.csv").data
    assert "Il n’y a rien à importer." in words(upload(officer, away).text)


@pytest.mark.parametrize("rows", [1, 30])
def test_giving_the_directory_away_costs_the_same_queries(sign_in, count_queries, rows):
    seed(*(line(organisation=f"Partenaire {n}") for n in range(rows)))
    officer = sign_in(Role.OFFICER)
    with count_queries() as counted:
        assert officer.get(f"{INDEX}/annuaire.csv").text.count("Partenaire ") == rows
    assert counted.total == 7
