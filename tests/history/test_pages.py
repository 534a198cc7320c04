import csv
import io

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.history.models import MeetingImport
from cafepol.history.operations import finish_import, keep_import, start_import
from cafepol.history.queries import get_import
from cafepol.history.rounds import run_import
from cafepol.meetings.models import Meeting
from cafepol.notices.models import Told
from tests.clients import form_values, multipart
from tests.factories import make_officer
from tests.history.tables import line, table
from tests.pages import words

INDEX = "/equipe/import/rencontres"


@pytest.fixture
def admin(sign_in):
    """The browser of the administrator; Mme Duval is an officer of Colfontaine."""
    with transaction():
        make_officer("Mme Duval", commissariat="colfontaine")
    return sign_in(Role.ADMINISTRATOR)


def upload(browser, data):
    return browser.post(INDEX, **multipart(form_values(browser.page(INDEX).select_one("main form[method=post]")), data))


def imports():
    db.session.remove()
    return list(db.session.scalars(select(MeetingImport)))


def test_a_table_is_checked_shown_started_and_done(admin):
    assert "Importer des rencontres passées" in words(admin.get("/equipe/comptes").text)
    answer = upload(admin, table(line(), line(), line(lieu="Ancienne gare", policier="M. Ancien")))
    (found,) = imports()
    path = f"{INDEX}/{found.id}"
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    text = words(admin.get(path).text)
    assert "2 rencontres à ajouter. 1 rencontre déjà connue : rien à faire." in text
    assert "Ancienne gare (Colfontaine)" in text
    assert "M. Ancien" in text
    assert db.session.scalars(select(Meeting)).all() == []
    assert admin.submit(path, action="/lancer").status_code == 302
    waiting = admin.get(path)
    assert "0 sur 2 rencontres." in words(waiting.text)
    assert waiting.headers["Refresh"] == "3"
    run_import(clock=now, tz=zone_time())
    done = admin.get(path)
    assert "2 rencontres ajoutées. 1 rencontre était déjà connue." in words(done.text)
    assert "Refresh" not in done.headers
    assert "2 rencontres" in words(admin.get(INDEX).text)
    assert len(db.session.scalars(select(Meeting)).all()) == 2


def test_a_table_that_was_shown_is_forgotten(admin):
    upload(admin, table(line()))
    path = f"{INDEX}/{imports()[0].id}"
    assert admin.submit(path, action="/abandonner").status_code == 302
    assert imports() == []
    assert admin.get(path).status_code == 404


def test_nothing_new_cannot_be_started(admin):
    for _ in range(2):
        upload(admin, table(line()))
        start = f"{INDEX}/{imports()[-1].id}/lancer"
        token = form_values(admin.page(INDEX).select_one("main form"))
        page = admin.post(start, data=token, follow_redirects=True)
        run_import(clock=now, tz=zone_time())
    assert "Toutes ces rencontres sont déjà connues" in words(page.text)
    dropped = admin.post(f"{INDEX}/{imports()[0].id}/abandonner", data=token, follow_redirects=True)
    assert "a déjà commencé" in words(dropped.text)


def test_an_import_that_failed_says_so(admin):
    with transaction():
        found = keep_import(table(line()), by_account_id=None, now=now(), tz=zone_time())
        start_import(found)
        finish_import(found.id, "failed", now=now())
    assert "Rien n’a été ajouté." in words(admin.get(f"{INDEX}/{found.id}").text)


def test_an_import_that_failed_says_how_many_of_its_cafes_stay(admin):
    upload(admin, table(line(), line(debut="9h")))
    number = imports()[0].id
    with transaction():
        start_import(get_import(number))
    run_import(clock=now, tz=zone_time())
    with transaction() as session:
        used = session.scalars(select(Meeting)).first()
        session.add(Told(meeting_id=used.id, kind="nag", subject="everyone", version=1, told_at=now()))
        finish_import(number, "failed", now=now())
    page = words(admin.get(f"{INDEX}/{number}").text)
    assert "Tout a été repris, sauf 1 rencontre dont on se sert déjà. Réessayez" in page


@pytest.mark.parametrize(
    ("data", "sentences"),
    [
        (b"", ["Ce fichier est vide."]),
        (b"PK\x03\x04", ["C’est un fichier compressé ou un classeur."]),
        (b"Commune\0", ["Ce fichier n’est pas du texte."]),
        (b"Commune;Jour\n", ["Il manque : Lieu, Début, Fin, Personnes."]),
        (table(line(), line(jour="x"), line(commune="Mons")), ["2 lignes sont à corriger", "Ligne 3", "Ligne 4"]),
        (table(*[line(jour="x")] * 120), ["Et 20 autres lignes."]),
        (table() + b"\n;;;" * 300_000, ["il n’y a rien à importer"]),
        (table() + b"\nBoussu;;;" * 100_000, ["plus de 10 000 lignes"]),
        (table(line(titre="\u202e<script>alert(1)</script>", jour="<b>")), ["« <b> » ne se lit pas"]),
    ],
)
def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(admin, data, sentences):
    answer = upload(admin, data)
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in words(answer.text)
    assert imports() == []


def test_a_file_beyond_the_bound_and_no_file_are_refused(admin):
    assert upload(admin, bytes(2_200_000)).status_code == 413
    assert "Choisissez un fichier." in words(admin.submit(INDEX).text)


def test_letters_of_windows_and_formulas_are_text(admin):
    upload(admin, table(line(titre="=cmd|'/c calc'!A1", lieu="Café de l’été")).decode().encode("cp1252"))
    with transaction():
        start_import(get_import(imports()[0].id))
    run_import(clock=now, tz=zone_time())
    (made,) = db.session.scalars(select(Meeting))
    assert made.title == "=cmd|'/c calc'!A1"


def test_the_model_can_be_sent_as_it_is(admin):
    answer = admin.get(f"{INDEX}/modele.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=rencontres.csv"
    headings, example = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert (headings[0], example[0]) == ("Commune", "Boussu")
    assert upload(admin, answer.data).status_code == 302


def test_the_list_takes_as_many_queries_for_many_imports_as_for_one(admin, count_queries):
    counts = []
    for more in (1, 9):
        with transaction():
            for hour in range(more):
                start_import(
                    keep_import(
                        table(line(debut=f"{8 + hour}h", fin="23h")), by_account_id=None, now=now(), tz=zone_time()
                    )
                )
        with count_queries() as counted:
            admin.get(INDEX)
        counts.append(counted.total)
    assert counts == [7, 7]
