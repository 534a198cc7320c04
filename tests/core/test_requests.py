"""Transactions, posting, headers and the error page, on both databases."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from flask import Response
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, StatementError

from cafepol.accounts.roles import Role
from cafepol.core import receipts
from cafepol.core.clock import local, now, today
from cafepol.core.config import settings
from cafepol.core.db import db, own_transaction, transaction
from cafepol.core.errors import BadForm, Busy, Gone, NotFound, Refused
from cafepol.core.links import Link, Purpose, issue_link, revoke_links, subject_of, url
from cafepol.core.receipts import Receipt
from cafepol.core.tokens import issue, read
from cafepol.core.web import undo_changes
from cafepol.zone.models import Theme
from tests import databases


def theme(slug):
    return Theme(slug=slug, label=slug, position=99)


def count(slug):
    return db.session.scalar(text("SELECT count(*) FROM theme WHERE slug = :slug"), {"slug": slug})


@pytest.fixture
def app(database_url, clock, tmp_path):
    """An app of its own for each test: they add pages to it."""
    app = databases.make_app(tmp_path, database_url, clock)
    with app.app_context():
        yield app
        databases.close(app)


@pytest.fixture
def route(app):
    """Add a page to this app alone: `route(view)` gives its path."""

    def add(view, **options):
        app.add_url_rule(f"/essai/{view.__name__}", view.__name__, view, **options)
        return f"/essai/{view.__name__}"

    app._got_first_request = False
    return add


def test_returning_commits(client, route):
    def kept():
        db.session.add(theme("kept"))
        return Response("ok", mimetype="text/plain")

    assert client.get(route(kept)).status_code == 200
    assert count("kept") == 1


@pytest.mark.parametrize("error", [Refused("Non."), NotFound(), RuntimeError("cassé")])
def test_raising_rolls_back(client, route, error):
    def lost():
        db.session.add(theme("lost"))
        db.session.flush()
        raise error

    response = client.get(route(lost))
    assert response.status_code in {422, 404, 500}
    assert "<h1" in response.text
    assert count("lost") == 0


def test_answering_4xx_rolls_back(client, route):
    def half():
        db.session.add(theme("half"))
        db.session.flush()
        return Response("non", 422, mimetype="text/plain")

    client.get(route(half))
    assert count("half") == 0


def test_what_is_undone_is_not_kept_and_leaves_the_database_to_others(client, route):
    def refused():
        db.session.add(theme("undone"))
        db.session.flush()
        undo_changes()
        found = count("undone")  # a read, which holds no writer back
        with own_transaction() as own:
            own.add(theme("seen"))
        return Response(str(found), mimetype="text/plain")

    assert client.post(route(refused, methods=["POST"]), data={"jeton": issue("essai", "1", now=now())}).text == "0"
    assert (count("undone"), count("seen")) == (0, 1)


def test_unexpected_error_is_one_sentence_without_a_trace(client, route):
    def broken():
        raise RuntimeError("secret détail")

    response = client.get(route(broken))
    assert response.status_code == 500
    assert "secret détail" not in response.text
    assert "Traceback" not in response.text


def test_busy_database_asks_to_come_back(client, route):
    def busy():
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("database is locked"))

    response = client.get(route(busy))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_whoever_comes_when_too_much_is_going_on_is_told_when_to_come_back(client, route):
    def crowded():
        raise Busy("Beaucoup d’impressions en même temps.")

    response = client.get(route(crowded))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Beaucoup d’impressions" in response.text


def test_refusal_shows_its_own_sentence(client, route):
    def refused():
        raise Gone("Ce lien n’est plus valable. Appelez-nous, nous vous aiderons.")

    response = client.get(route(refused))
    assert response.status_code == 410
    assert "n’est plus valable" in response.text.replace("\u00a0", " ")


def test_post_without_its_token_is_refused(client):
    assert client.post("/rencontres/BCDFGH", data={}).status_code == 400
    assert client.post("/equipe/connexion", data={}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Origin": "https://ailleurs.example"}, 400),
        ({"Sec-Fetch-Site": "same-origin"}, 404),
        ({"Origin": "http://localhost"}, 404),
        ({}, 404),
    ],
)
def test_post_must_come_from_our_own_page(client, headers, status):
    token = issue("inscription", "BCDFGH", now=now())
    assert client.post("/rencontres/BCDFGH", data={"jeton": token}, headers=headers).status_code == status


def test_form_left_open_for_hours_still_posts(client, clock):
    token = issue("inscription", "BCDFGH", now=now())
    clock.advance(hours=5)
    assert client.post("/rencontres/BCDFGH", data={"jeton": token}).status_code == 404  # not 400: no such meeting


def test_altered_token_is_refused(app):
    token = issue("inscription", "BCDFGH", now=now())
    assert read(token).subject == "BCDFGH"
    content, signature = token.rsplit(".", 1)
    other = "A" if signature[0] != "A" else "B"  # the last character's spare bits would not count
    for altered in (f"{content}.{other}{signature[1:]}", f"{content[:-1]}.{signature}", "", "x.y"):
        with pytest.raises(BadForm):
            read(altered)


def test_ten_megabytes_are_too_much(client):
    assert client.post("/rencontres/BCDFGH", data={"subject": "x" * 10_000_000}).status_code == 413


def test_other_host_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/nulle-part", "/equipe/connexion", "/static/css/base.css"])
def test_every_answer_carries_the_protecting_headers(client, path):
    with client.get(path) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers  # http on this machine


def test_link_opens_its_own_subject_until_it_expires_or_is_revoked(app, clock):
    with transaction():
        token = issue_link(Purpose.INVITATION, 7, expires_at=now() + timedelta(hours=1))
        other = issue_link(Purpose.INVITATION, 7, expires_at=now() + timedelta(hours=1))
    assert subject_of(token, Purpose.INVITATION, now=now()) == 7
    with pytest.raises(NotFound):
        subject_of(token, Purpose.REGISTRATION, now=now())
    with pytest.raises(NotFound):
        subject_of(token[:-1], Purpose.INVITATION, now=now())
    clock.advance(hours=2)
    with pytest.raises(Gone):
        subject_of(other, Purpose.INVITATION, now=now())
    with transaction():
        revoke_links(Purpose.INVITATION, 7, now=now())
    with pytest.raises(NotFound):
        subject_of(other, Purpose.INVITATION, now=now())


def test_token_itself_is_not_stored(app):
    with transaction():
        token = issue_link(Purpose.ACCOUNT, 1, expires_at=now() + timedelta(hours=1))
    stored = db.session.scalars(db.select(Link.token_hash)).all()
    assert token not in stored
    assert len(stored[0]) == 64


def test_addresses_are_built_on_the_configured_origin(app):
    assert url("meetings.short", code="BCDFGH") == f"{settings().origin}/s/BCDFGH"


def test_receipt_leads_a_resend_to_where_the_first_went(app):
    with transaction():
        assert receipts.claim("premier-formulaire", now=now()) is None
        receipts.settle("premier-formulaire", "/merci")
    with transaction():
        assert receipts.claim("premier-formulaire", now=now()) == "/merci"
        assert receipts.claim("second-formulaire", now=now()) is None
    with transaction():
        assert receipts.claim("second-formulaire", now=now()) == "/"
    assert db.session.query(Receipt).count() == 2


@pytest.mark.parametrize("key", [None, "", "court", "x" * 65])
def test_key_that_no_form_carries_is_refused(app, key):
    with pytest.raises(BadForm), transaction():
        receipts.claim(key, now=now())


def test_receipt_is_forgotten_after_two_days(app, clock):
    with transaction():
        receipts.claim("premier-formulaire", now=now())
    clock.advance(hours=49)
    with transaction():
        receipts.forget_old(now())
    assert db.session.query(Receipt).count() == 0


def test_short_transaction_stands_alone(app):
    with own_transaction() as session:
        session.add(theme("alone"))
    assert count("alone") == 1


def test_failed_command_leaves_nothing(app):
    with pytest.raises(RuntimeError), transaction() as session:  # noqa: PT012 -- the error must come after the write
        session.add(theme("gone"))
        session.flush()
        raise RuntimeError
    assert count("gone") == 0


def test_instants_come_back_aware_and_naive_ones_are_refused(app):
    moment = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    with transaction() as session:
        session.add(Receipt(key="t", created_at=moment))
    assert db.session.get(Receipt, "t").created_at == moment
    with pytest.raises(StatementError), transaction() as session:  # noqa: PT012 -- it is the flush that refuses
        session.add(Receipt(key="u", created_at=datetime(2027, 1, 1)))  # noqa: DTZ001 -- the mistake under test
        session.flush()


def test_day_changes_at_midnight_in_brussels(app, clock):
    clock.set(datetime(2027, 1, 7, 22, 59, tzinfo=UTC))
    assert today().isoformat() == "2027-01-07"
    clock.advance(minutes=1)
    assert today().isoformat() == "2027-01-08"
    assert local(now()).hour == 0


def test_sqlite_is_set_up_to_lose_nothing(app):
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }


@pytest.mark.parametrize("path", ["/rencontres/%00", "/s/%00", "/communes/%00/agenda.ics", "/?commune=%00"])
def test_address_with_a_nul_leads_nowhere(client, path):
    assert client.get(path).status_code == 404


def test_origin_that_cannot_be_read_is_not_ours(client):
    token = issue("inscription", "BCDFGH", now=now())
    response = client.post("/rencontres/BCDFGH", data={"jeton": token}, headers={"Origin": "http://["})
    assert response.status_code == 400


def test_id_that_no_row_can_have_leads_nowhere(sign_in):
    officer = sign_in(Role.OFFICER)
    assert officer.get(f"/equipe/partenaires/{10**22}/modifier").status_code == 404


def test_staff_form_with_a_foreign_key_is_refused(sign_in):
    officer = sign_in(Role.OFFICER)
    for key in ("x" * 65, "court", "clé étrangère à tout"):
        assert officer.submit("/equipe/rencontres/nouvelle", {"key": key}).status_code == 400
    assert officer.submit("/equipe/rencontres/nouvelle", {"key": ""}).status_code == 422
