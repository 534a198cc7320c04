"""Who answers for a quarter, and lists of streets."""

import io

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.staff import operations
from cafepol.staff.queries import find_officer, officer_of_quarter
from cafepol.zone.queries import get_quarter, quarters
from cafepol.zone.street_queries import all_streets, streets_named
from tests.clients import form_values
from tests.pages import words

STREETS = "/equipe/quartiers/rues"


def quarter(name):
    return next(each for each in quarters() if each.name == name)


def test_a_chief_gives_a_quarter_to_an_officer_and_residents_read_it(sign_in, client):
    officer = sign_in(Role.OFFICER, name="M. Leroy")
    chief = sign_in(Role.CHIEF, name="Mme Chef")
    path = f"/equipe/quartiers/{quarter('Wasmes').id}"
    chosen = find_officer(officer.account_id).id
    page = words(chief.submit(path, {"officer_ids": [str(chosen)]}, follow=True).text)
    assert "Wasmes Inspecteur Leroy – 5 rues" in page
    assert "Frameries" not in page
    assert "Inspecteur Leroy" in words(client.get("/mon-policier?commune=colfontaine&quartier=wasmes").text)
    chief.submit(path, {"officer_ids": None})
    assert officer_of_quarter(quarter("Wasmes").id) is None


def test_giving_a_quarter_takes_no_other_away(sign_in):
    account = sign_in(Role.OFFICER).account_id
    first, second = quarter("Wasmes").id, quarter("Warquignies").id
    for each in (first, second):
        with transaction():
            operations.assign_quarter(get_quarter(each), [find_officer(account).id])
    assert {each.id for each in find_officer(account).quarters} == {first, second}


def test_nobody_of_elsewhere_is_given_a_quarter(sign_in):
    elsewhere = sign_in(Role.OFFICER, "boussu").account_id
    with pytest.raises(Refused, match="pas de ce commissariat") as refused, transaction():
        operations.assign_quarter(get_quarter(quarter("Wasmes").id), [find_officer(elsewhere).id])
    assert refused.value.field == "officer_ids"


def send(browser, content, name="rues.csv", **more):
    form = browser.page(STREETS).select_one("main form")
    data = form_values(form) | {"file": (io.BytesIO(content), name)} | more
    return browser.post(STREETS, data=data, content_type="multipart/form-data")


LIST = "commune;quartier;rue\nFrameries;Eugies;rue de l’Été\nFrameries;Noirchain;rue du Village\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_list_is_shown_before_it_is_imported(sign_in, encoding):
    admin = sign_in(Role.ADMINISTRATOR)
    before = all_streets()
    shown = send(admin, LIST.encode(encoding))
    page = words(shown.text)
    assert "Frameries : 1 rue ajoutée," in page
    assert "rue de l’Été – Eugies, Frameries" in page
    assert "rue de la Ferme – Noirchain, Frameries" in page  # no longer on the list
    assert all_streets() == before
    values = form_values(BeautifulSoup(shown.text, "html.parser").select_one("main form"))
    done = admin.post(STREETS, data=values, content_type="multipart/form-data", follow_redirects=True)
    assert "C’est importé : 1 rue ajoutée" in words(done.text)
    assert [each.quarter for each in streets_named("été")] == ["Eugies"]
    assert "Il n’y a rien à importer." in words(send(admin, LIST.encode(encoding)).text)


def test_numbers_of_mailboxes_are_brought_with_the_streets_that_are_there(sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    table = admin.get("/equipe/quartiers/rues.csv")
    assert (table.mimetype, "rues.csv" in table.headers["Content-Disposition"]) == ("text/csv", True)
    shown = send(admin, table.data.replace(b";\r\n", b";12\r\n", 2))
    page = words(shown.text)
    assert "2 comptes de boîtes changés" in page
    assert " : 12 boîtes" in page
    values = form_values(BeautifulSoup(shown.text, "html.parser").select_one("main form"))
    done = admin.post(STREETS, data=values, content_type="multipart/form-data", follow_redirects=True)
    assert "0 rue ajoutée, 0 retirée, 2 comptes changés." in words(done.text)
    assert "24 boîtes aux lettres" in words(done.text)


def test_a_list_is_imported_once_also_with_a_double_click(sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    shown = send(admin, LIST.encode())
    values = form_values(BeautifulSoup(shown.text, "html.parser").select_one("main form"))
    pages = [
        words(admin.post(STREETS, data=values, content_type="multipart/form-data", follow_redirects=True).text)
        for _ in range(2)
    ]
    assert ["C’est importé" in page for page in pages] == [True, False]


def test_another_list_chosen_after_going_back_is_imported_too(sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    form = form_values(admin.page(STREETS).select_one("main form"))
    for content in (LIST, LIST.replace("Été", "Hiver")):
        data = form | {"file": (io.BytesIO(content.encode()), "rues.csv")}
        shown = admin.post(STREETS, data=data, content_type="multipart/form-data")
        values = form_values(BeautifulSoup(shown.text, "html.parser").select_one("main form"))
        admin.post(STREETS, data=values, content_type="multipart/form-data")
    assert [each.quarter for each in streets_named("hiver")] == ["Eugies"]


def test_a_quarter_given_twice_by_a_double_click_is_given_once(sign_in):
    chosen = find_officer(sign_in(Role.OFFICER).account_id).id
    chief, path = sign_in(Role.CHIEF), f"/equipe/quartiers/{quarter('Wasmes').id}"
    values = form_values(chief.page(path).select_one("main form")) | {"officer_ids": [str(chosen)]}
    assert "C’est enregistré." in words(chief.post(path, data=values, follow_redirects=True).text)
    assert "C’est enregistré." not in words(chief.post(path, data=values, follow_redirects=True).text)
    assert officer_of_quarter(quarter("Wasmes").id).id == chosen


def test_a_file_sent_as_text_is_an_empty_file(sign_in):
    answer = sign_in(Role.ADMINISTRATOR).submit(STREETS, {"file": "commune;quartier;rue"})
    assert answer.status_code == 422
    assert "Ce fichier est vide." in words(answer.text)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LIST.encode() + b"Mons;Centre;rue X\n", "Ligne 4 : La commune « Mons » n’est pas dans la zone."),
        (b"commune;quartier\nBoussu;Hornu\n", "Il manque : rue."),
        (b"PK\x03\x04zip", "C’est un fichier compressé ou un classeur."),
        (b"", "Ce fichier est vide."),
        (b"commune;quartier;rue\n" + b"Boussu;Hornu;rue\n" * 20_001, "Ce fichier a plus de 20"),
    ],
)
def test_a_list_that_cannot_be_taken_changes_nothing_and_says_why(sign_in, content, sentence):
    admin = sign_in(Role.ADMINISTRATOR)
    before = all_streets()
    answer = send(admin, content)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert all_streets() == before


def test_a_list_of_ten_megabytes_is_too_heavy(sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    heavy = {"data": b"x" * 10_000_000, "content_type": "multipart/form-data; boundary=b"}
    assert admin.post(STREETS, **heavy).status_code == 413


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_of_quarters_takes_as_many_statements_for_thirty_people(sign_in, count_queries, people):
    for number in range(people):
        sign_in(Role.OFFICER, name=f"M. Numéro{number}")
    chief = sign_in(Role.CHIEF)
    chief.get("/equipe/quartiers")
    with count_queries() as counted:
        chief.get("/equipe/quartiers")
    assert counted.total == 10
