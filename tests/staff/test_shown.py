"""« Ce que les habitants voient de moi »: what an officer chooses, and their photograph."""

import io

import pytest
from PIL import Image
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DataError, IntegrityError, InvalidRequestError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cafepol.accounts.queries import get_account
from cafepol.accounts.roles import Role
from cafepol.core import bounded
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound
from cafepol.staff import operations
from cafepol.staff.models import Officer, OfficerPhoto
from cafepol.staff.portraits import Portrait
from cafepol.staff.queries import find_officer, find_photo
from cafepol.zone.queries import get_quarter, quarters
from tests.clients import form_values
from tests.pages import words
from tests.staff.pictures import bomb, face, with_words, written

MINE = "/equipe/ce-que-les-habitants-voient"
GIVE = f"{MINE}/photo"
WASMES = "/mon-policier?commune=colfontaine&quartier=wasmes"


@pytest.fixture
def officer(sign_in):
    """M. Leroy of Wasmes, signed in."""
    browser = sign_in(Role.OFFICER, name="M. Leroy")
    with transaction():
        wasmes = next(each for each in quarters() if each.name == "Wasmes")
        operations.assign_quarter(get_quarter(wasmes.id), [find_officer(browser.account_id).id])
    return browser


def send(browser, content, name="moi.jpg"):
    form = browser.page(MINE).select_one(f"form[action='{GIVE}']")
    boundary, body = encode_multipart(form_values(form) | {"file": FileStorage(io.BytesIO(content), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(GIVE, data=body, content_type=kind, follow_redirects=True)


def stored(browser):
    db.session.remove()
    return find_photo(find_officer(browser.account_id).id)


def test_an_officer_chooses_what_residents_see(officer, client):
    answer = officer.submit(MINE, {"phone": "y", "mail": "y"}, follow=True)
    assert "C’est enregistré." in words(answer.text)
    page = words(client.get(WASMES).text)
    assert "065 00 12 99" in page
    assert officer.mail in page
    officer.submit(MINE, {"name": None, "phone": None, "mail": None})
    assert "Leroy" not in client.get(WASMES).text


def test_the_desk_leads_there(officer, sign_in):
    assert officer.page("/equipe/").select_one(f"main a[href='{MINE}']")
    assert sign_in(Role.DIRECTORATE).page("/equipe/").select_one(f"a[href='{MINE}']") is None


def test_what_is_not_there_cannot_be_shown(officer):
    with transaction():
        find_officer(officer.account_id).phone = None
    answer = officer.submit(MINE, {"phone": "y"})
    assert answer.status_code == 422
    assert "Vous n’avez pas de téléphone de service." in words(answer.text)
    answer = officer.submit(MINE, {"photo": "y", "mail": "y"})
    assert answer.status_code == 422
    assert "Vous n’avez pas encore de photo ici." in words(answer.text)
    assert find_officer(officer.account_id).shows_mail is False


def test_a_photograph_is_seen_by_its_officer_and_by_nobody_else_yet(officer, client):
    page = send(officer, with_words(face()))
    assert "La photo est enregistrée. Les habitants ne la voient pas encore" in words(page.text)
    assert "Les habitants ne la voient pas : cochez" in words(page.text)
    image = officer.page(MINE).select_one("img.portrait")
    assert (image["alt"], image["width"], image["height"]) == ("Votre portrait", "480", "480")
    answer = officer.get(image["src"])
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.data)).size == (480, 480)
    assert b"SECRET" not in answer.data
    assert "portrait" not in client.get(WASMES).text
    assert client.get(f"/mon-policier/photos/{stored(officer).digest}.jpg").status_code == 404


def test_one_that_is_shown_can_be_hidden_replaced_and_erased(officer, client):
    send(officer, written(face()))
    officer.submit(MINE, {"photo": "y"})
    address = client.page(WASMES).select_one("img.portrait")["src"]
    assert client.get(address).status_code == 200
    officer.submit(MINE, {"photo": None})
    assert client.page(WASMES).select_one("img") is None
    assert client.get(address).status_code == 404
    officer.submit(MINE, {"photo": "y"})
    send(officer, written(face(500, 500)))  # looked at first: it is not shown before that is chosen anew
    assert client.page(WASMES).select_one("img") is None
    assert stored(officer).is_shown is False
    officer.submit(MINE, {"photo": "y"})
    other = client.page(WASMES).select_one("img.portrait")["src"]
    assert other != address
    assert client.get(address).status_code == 404
    answer = officer.submit(MINE, action="effacer", follow=True)
    assert "La photo est effacée." in words(answer.text)
    assert stored(officer) is None
    assert client.get(other).status_code == 404
    assert officer.get(f"{MINE}/photo.jpg").status_code == 404


def test_a_photograph_sent_twice_by_a_double_click_is_taken_once(officer):
    values = form_values(officer.page(MINE).select_one(f"form[action='{GIVE}']"))

    def press():
        data = values | {"file": (io.BytesIO(written(face())), "moi.jpg")}
        return words(officer.post(GIVE, data=data, content_type="multipart/form-data", follow_redirects=True).text)

    assert "La photo est enregistrée." in press()
    officer.submit(MINE, {"photo": "y"})
    assert "La photo est enregistrée." not in press()
    assert stored(officer).is_shown is True


def test_while_too_many_are_drawn_the_page_says_to_come_back(officer, monkeypatch):
    monkeypatch.setattr(bounded, "PATIENCE", 0.01)
    for _ in range(bounded.AT_ONCE):
        bounded._places.acquire()
    try:
        answer = send(officer, written(face()))
    finally:
        bounded._places.release(bounded.AT_ONCE)
    assert answer.status_code == 503
    assert "Plusieurs fichiers sont lus en ce moment. Réessayez dans un instant." in words(answer.text)
    assert stored(officer) is None


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "moi.jpg", "Choisissez une photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "moi.jpg", "n’est pas une photo"),
        (written(face(), "GIF"), "moi.png", "n’est pas une photo"),
        (written(face())[:2000], "moi.jpg", "n’est pas une photo"),
        (written(face(100, 100)), "moi.jpg", "trop petite"),
        (bomb(), "moi.png", "trop de points"),
        (b"x" * (8 * 1024 * 1024 + 1), "moi.jpg", "8 Mo au plus"),
    ],
)
def test_what_makes_no_portrait_is_said_at_the_field_and_changes_nothing(officer, content, name, sentence):
    send(officer, written(face()))
    officer.submit(MINE, {"photo": "y"})
    before = stored(officer).digest
    answer = send(officer, content, name)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert (stored(officer).digest, stored(officer).is_shown) == (before, True)


def test_text_in_the_place_of_a_file_is_no_photograph(officer):
    answer = officer.submit(MINE, {"file": "moi.jpg"}, action="/photo")
    assert answer.status_code == 422
    assert "Choisissez une photo." in words(answer.text)


def test_what_is_heavier_than_any_photograph_is_refused_unread(officer):
    heavy = {"data": b"x" * 10_000_000, "content_type": "multipart/form-data; boundary=b"}
    assert officer.post(GIVE, **heavy).status_code == 413


def test_who_leaves_takes_the_portrait_along(officer, sign_in, client):
    send(officer, written(face()))
    officer.submit(MINE, {"photo": "y"})
    address = client.page(WASMES).select_one("img.portrait")["src"]
    admin = sign_in(Role.ADMINISTRATOR)
    with transaction():
        operations.close_account(get_account(officer.account_id), now=now(), by_account_id=admin.account_id)
    assert stored(officer) is None
    assert client.get(address).status_code == 404


def test_a_portrait_that_was_forgotten_behind_is_not_served(officer, client):
    send(officer, written(face()))
    officer.submit(MINE, {"photo": "y"})
    address = client.page(WASMES).select_one("img.portrait")["src"]
    with transaction():
        db.session.execute(update(Officer).values(is_active=False))
    assert client.get(address).status_code == 404


def test_nobody_gives_a_photograph_after_having_left(officer):
    leaving = find_officer(officer.account_id)
    with transaction():
        db.session.execute(update(Officer).values(is_active=False))
    with pytest.raises(NotFound), transaction():
        operations.keep_portrait(leaving, Portrait(b"x"))
    assert stored(officer) is None


def test_a_portrait_goes_with_its_officer_s_row(officer):
    with transaction():
        bare = operations.add_officer(
            name="M. Bref", commissariat_id=find_officer(officer.account_id).commissariat_id, post=operations.Post()
        )
        operations.keep_portrait(bare, Portrait(b"x"))
        number = bare.id
    with transaction():
        db.session.execute(delete(Officer).where(Officer.id == number))
    assert find_photo(number) is None


def test_the_bytes_are_never_read_with_a_row(officer):
    send(officer, written(face()))
    with pytest.raises(InvalidRequestError):
        _ = stored(officer).picture


@pytest.mark.parametrize("row", [{"digest": "x"}, {"picture": b""}, {"picture": b"x" * 60_001}])
def test_the_database_itself_refuses_what_is_no_portrait(officer, row):
    values = {"officer_id": find_officer(officer.account_id).id, "digest": "x" * 32, "picture": b"x"}
    with pytest.raises((DataError, IntegrityError)), transaction():
        db.session.execute(OfficerPhoto.__table__.insert().values(values | row))
    assert db.session.scalar(select(OfficerPhoto.officer_id)) is None
