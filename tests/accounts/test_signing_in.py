"""Who may enter: A1, A2, A3, A7, A12 of the checks, with a real client."""

from datetime import timedelta

import pytest

from cafepol.accounts import operations
from cafepol.accounts.models import Account, SignIn
from cafepol.accounts.passwords import hash_password
from cafepol.accounts.queries import audit_entries, find_account, get_account
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.zone.queries import the_zone

PASSWORD = "un café noir sans sucre"
MAIL = "claire@zone.example"


@pytest.fixture
def account(app):
    with transaction():
        account = operations.open_account(
            mail=MAIL, name="Claire Lambert", grants=frozenset({(Role.DIRECTORATE, None)}), now=now()
        )
        account.password_hash = hash_password(PASSWORD)
        return account.id


def enter(client, mail=MAIL, password=PASSWORD, **extra):
    return client.submit("/equipe/connexion", {"mail": mail, "password": password, **extra})


def test_right_password_leads_to_the_desk(client, account):
    response = enter(client)
    assert (response.status_code, response.location) == (302, "/equipe/")
    assert client.get("/equipe/").status_code == 200


def test_name_is_found_however_it_is_spelled(client, account):
    assert enter(client, mail=" CLAIRE@zone.example ").status_code == 302


def test_unknown_name_and_wrong_password_get_the_same_page(client, account):
    unknown, wrong = enter(client, mail="personne@zone.example"), enter(client, password="autre chose encore")
    assert unknown.status_code == wrong.status_code == 200
    assert "ne va pas" in wrong.text
    assert len(unknown.text) - len("personne@zone.example") == len(wrong.text) - len(MAIL)


def test_empty_fields_are_named_in_french(client, account):
    response = enter(client, mail="", password="")
    assert response.status_code == 422
    assert "Écrivez votre adresse e-mail." in response.text
    assert "Écrivez votre mot de passe." in response.text


def test_cookie_replayed_after_signing_out_is_refused(app, client, account):
    enter(client)
    cookie = client.get_cookie("cafepol").value
    client.submit("/equipe/", form="form[action='/equipe/deconnexion']")
    client.set_cookie("cafepol", cookie)
    assert client.get("/equipe/").status_code == 302


def test_sign_in_id_changes_at_each_sign_in(client, account):
    enter(client)
    with client.session_transaction() as session:
        first = session["_user_id"]
    client.submit("/equipe/", form="form[action='/equipe/deconnexion']")
    enter(client)
    with client.session_transaction() as session:
        assert session["_user_id"] != first


def test_deactivated_account_is_refused_at_its_next_request(client, account, sign_in):
    administrator = sign_in(Role.ADMINISTRATOR)
    enter(client)
    with transaction():
        operations.deactivate_account(get_account(account), now=now(), by_account_id=administrator.account_id)
    assert client.get("/equipe/").status_code == 302
    assert enter(client).status_code == 200


def test_new_role_ends_the_sign_ins(client, account, sign_in):
    enter(client)
    with transaction():
        operations.set_grants(
            get_account(account), frozenset({(Role.COMMUNICATION, None)}), now=now(), by_account_id=None
        )
    assert client.get("/equipe/").status_code == 302


@pytest.mark.parametrize(("wait", "status"), [({"minutes": 29}, 200), ({"minutes": 31}, 302)])
def test_idle_browser_is_asked_to_sign_in_again(client, account, clock, wait, status):
    enter(client)
    clock.advance(**wait)
    assert client.get("/equipe/").status_code == status


def test_busy_browser_is_asked_to_sign_in_after_twelve_hours(client, account, clock):
    enter(client)
    for _ in range(12 * 3 - 1):
        clock.advance(minutes=20)
        assert client.get("/equipe/").status_code == 200
    clock.advance(minutes=21)
    assert client.get("/equipe/").status_code == 302


def test_posting_keeps_a_sign_in_alive(client, account, clock, app):
    enter(client)
    clock.advance(minutes=20)
    client.post("/equipe/deconnexion", data={})  # refused without its token, yet from a live browser
    assert client.get("/equipe/").status_code == 200


def test_password_is_stored_as_argon2id(app, account):
    assert get_account(account).password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_sixth_failure_in_a_quarter_of_an_hour_has_to_wait(client, account, clock):
    for _ in range(5):
        assert enter(client, password="essai numéro un").status_code == 200
    assert enter(client).status_code == 429
    clock.advance(minutes=17)  # a window is counted in twelfths: the last one that it touches counts whole
    assert enter(client).status_code == 302


def test_success_starts_the_count_again(client, account):
    for _ in range(4):
        enter(client, password="essai numéro un")
    assert enter(client).status_code == 302


def test_enormous_password_is_refused_before_it_is_hashed(client, account):
    assert enter(client, password="x" * 100_000).status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "//[", "https:evil.example", "/\\evil.example", "/rencontres/AAAAAA"]
)
def test_next_never_leads_elsewhere(client, account, target):
    assert enter(client, next=target).location == "/equipe/"


def test_next_leads_back_to_the_page_that_was_asked(client, account):
    asked = client.get("/equipe/rencontres")
    assert asked.location == "/equipe/connexion?next=/equipe/rencontres"
    assert client.submit(asked.location, {"mail": MAIL, "password": PASSWORD}).location == "/equipe/rencontres"


def test_attempts_are_on_the_audit_trail(client, account):
    enter(client, password="essai numéro un")
    enter(client)
    assert [entry.action for entry in audit_entries()] == ["sign_in_refused", "sign_in"]
    assert len(audit_entries("sign_in")) == 1


def test_staff_cookie_is_strict_and_residents_get_none(client, account):
    enter(client)
    response = client.get("/equipe/connexion")
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get_cookie("cafepol").http_only
    assert client.get_cookie("cafepol").same_site == "Lax"


def test_invited_person_chooses_a_password_once(app, client):
    with transaction():
        invited = operations.invite_account(
            mail="nouveau@zone.example",
            name="Nouveau",
            grants=frozenset({(Role.DPO, None)}),
            zone=the_zone(),
            now=now(),
        )
        token = operations.invitation_link(invited, now=now())
    for _ in range(3):
        client.page(f"/equipe/invitation/{token}")
    too_short = client.submit(f"/equipe/invitation/{token}", {"password": "court"})
    assert (too_short.status_code, "12 caractères" in too_short.text) == (422, True)
    assert client.submit(f"/equipe/invitation/{token}", {"password": PASSWORD}).status_code == 302
    assert client.get(f"/equipe/invitation/{token}").status_code == 404
    assert enter(client, mail="nouveau@zone.example").status_code == 302


def test_invitation_expires_after_a_week(app, client, clock):
    with transaction():
        invited = operations.invite_account(
            mail="nouveau@zone.example",
            name="Nouveau",
            grants=frozenset({(Role.DPO, None)}),
            zone=the_zone(),
            now=now(),
        )
        token = operations.invitation_link(invited, now=now())
    clock.advance(days=8)
    assert client.get(f"/equipe/invitation/{token}").status_code == 410


def test_address_has_one_account(app, account):
    with pytest.raises(Refused, match="déjà un compte"), transaction():
        operations.open_account(mail="Claire@ZONE.example", name="X", grants=frozenset({(Role.DPO, None)}), now=now())


def test_last_administrator_and_oneself_are_spared(app, sign_in):
    first = sign_in(Role.ADMINISTRATOR)
    me = get_account(first.account_id)
    with pytest.raises(Refused, match="propre compte"):
        operations.deactivate_account(me, now=now(), by_account_id=me.id)
    with pytest.raises(Refused, match="dernier compte"):
        operations.deactivate_account(me, now=now(), by_account_id=None)
    with pytest.raises(Refused, match="vous retirer"):
        operations.set_grants(me, frozenset({(Role.DPO, None)}), now=now(), by_account_id=me.id)
    second = sign_in(Role.ADMINISTRATOR)
    with transaction():
        operations.deactivate_account(get_account(second.account_id), now=now(), by_account_id=me.id)
    assert not db.session.get(Account, second.account_id).is_active
    with transaction():  # closed already: closing again spares nobody
        operations.deactivate_account(get_account(second.account_id), now=now(), by_account_id=me.id)
        operations.set_grants(me, me.viewer.grants, now=now(), by_account_id=me.id)


def test_account_without_roles_is_unknown_to_nobody(app):
    assert find_account("personne@zone.example") is None
    with pytest.raises(NotFound):
        get_account(12345)


def test_sign_out_of_an_unknown_browser_is_harmless(app):
    with transaction():
        operations.sign_out("nothing", now=now())
    assert audit_entries() == []


def test_seen_is_noted_at_most_once_a_minute(client, account, clock):
    enter(client)
    first = db.session.scalar(db.select(SignIn.last_seen_at))
    clock.advance(seconds=30)
    client.get("/equipe/")
    assert db.session.scalar(db.select(SignIn.last_seen_at)) == first
    clock.advance(seconds=31)
    client.get("/equipe/")
    assert db.session.scalar(db.select(SignIn.last_seen_at)) == first + timedelta(seconds=61)
