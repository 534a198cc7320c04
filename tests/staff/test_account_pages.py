import re

import pytest
from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.messages.models import Message
from cafepol.staff import operations
from cafepol.staff.models import Officer
from cafepol.staff.queries import find_officer
from cafepol.zone.queries import communes, quarters
from tests.clients import form_values
from tests.pages import words

INDEX = "/equipe/comptes"
NEW = "/equipe/comptes/nouveau"


@pytest.fixture
def colfontaine(app):
    """The id of Colfontaine's commissariat."""
    return next(commune.commissariat_id for commune in communes() if commune.slug == "colfontaine")


def typed(colfontaine, **other):
    return {
        "name": "Mme Lambert",
        "mail": "lambert@zone.example",
        "roles": ["officer"],
        "commissariat": str(colfontaine),
        "rank": "INP",
        "title": "Inspectrice",
        "phone": "065/00 12 41",
    } | other


def test_an_administrator_invites_an_officer_with_her_quarters(sign_in, colfontaine):
    wasmes = next(quarter.id for quarter in quarters() if quarter.name == "Wasmes")
    admin = sign_in(Role.ADMINISTRATOR)
    response = admin.submit(NEW, typed(colfontaine, quarter_ids=[str(wasmes)]), follow=True)
    page = words(response.text)
    assert "Un lien d’accès part à l’adresse lambert@zone.example." in page
    assert "Mme Lambert lambert@zone.example – policier de quartier à Colfontaine Quartiers : Wasmes" in page
    assert "n’a pas encore de mot de passe" in page
    message = db.session.scalars(select(Message)).one()
    assert message.recipient_mail == "lambert@zone.example"
    assert db.session.scalars(select(Officer.title)).one() == "Inspectrice"


def test_the_same_invitation_sent_twice_opens_one_account(sign_in, colfontaine):
    admin = sign_in(Role.ADMINISTRATOR)
    form = admin.page(NEW).select_one("main form[method=post]")
    data = typed(colfontaine) | {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    assert admin.post(NEW, data=data).status_code == admin.post(NEW, data=data).status_code == 302
    assert db.session.scalars(select(Message)).one().kind == "account_invitation"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Écrivez le nom"),
        ({"mail": ""}, "Écrivez l’adresse e-mail"),
        ({"mail": "lambert@"}, "Complétez l’adresse e-mail"),
        ({"mail": "agent1@zone.example"}, "a déjà un compte"),
        ({"roles": []}, "Choisissez au moins un rôle."),
        ({"commissariat": None}, "le commissariat ne vont pas ensemble"),
        ({"roles": ["dpo", "administrator"]}, "ne tient aucun autre rôle"),
        ({"phone": "abc"}, "Ce numéro ne se lit pas"),
        ({"rank": "x" * 21}, "20 caractères au plus"),
        ({"roles": ["king"]}, "choix"),
    ],
)
def test_an_invitation_with_a_mistake_keeps_what_was_typed(sign_in, colfontaine, change, sentence):
    admin = sign_in(Role.ADMINISTRATOR)
    response = admin.submit(NEW, typed(colfontaine) | change)
    assert response.status_code == 422
    assert sentence in words(response.text)
    assert 'value="Inspectrice"' in response.text
    assert db.session.scalars(select(Account)).one().name == "M. Dupont 1"
    assert db.session.scalars(select(Message)).all() == []


def test_roles_and_quarters_are_changed_and_the_old_sign_in_ends(sign_in, colfontaine):
    officer, admin = sign_in(Role.OFFICER), sign_in(Role.ADMINISTRATOR)
    path = f"{INDEX}/{officer.account_id}/modifier"
    pasturages = next(str(quarter.id) for quarter in quarters() if quarter.name == "Pâturages")
    change = {"roles": ["officer", "chief"], "quarter_ids": [pasturages]}
    assert admin.submit(path, change).status_code == 302
    assert officer.get("/equipe/partenaires").status_code == 302
    page = words(admin.get(INDEX).text)
    assert "chef de commissariat à Colfontaine, policier de quartier à Colfontaine Quartiers : Pâturages" in page
    assert [box["value"] for box in admin.page(path).select("[name=roles][checked]")] == ["officer", "chief"]


def test_a_quarter_of_elsewhere_is_refused_at_its_field(sign_in):
    officer, admin = sign_in(Role.OFFICER), sign_in(Role.ADMINISTRATOR)
    hornu = next(str(quarter.id) for quarter in quarters() if quarter.name == "Hornu")
    response = admin.submit(f"{INDEX}/{officer.account_id}/modifier", {"quarter_ids": [hornu]})
    assert response.status_code == 422
    assert "n’est pas de ce commissariat" in words(response.text)


def test_closing_an_account_shuts_its_holder_out_at_once(sign_in):
    officer, admin = sign_in(Role.OFFICER), sign_in(Role.ADMINISTRATOR)
    edit, close = f"{INDEX}/{officer.account_id}/modifier", f"{INDEX}/{officer.account_id}/fermer"
    assert officer.get("/equipe/partenaires").status_code == 200
    assert admin.submit(edit, action=close).status_code == 302
    assert officer.get("/equipe/partenaires").status_code == 302
    page = words(admin.get(INDEX).text)
    assert "Le compte de M. Dupont 1 est fermé." in page
    assert "Fermés 1 M. Dupont 1" in page
    assert "ce compte est fermé" in words(admin.get(edit).text)
    assert not admin.page(edit).select(f'form[action="{edit}"]')
    assert find_officer(officer.account_id).is_active is False


def invite_lambert(admin, colfontaine):
    """Mme Lambert's account, without a password yet: its id."""
    admin.submit(NEW, typed(colfontaine))
    return operations.accounts.find_account("lambert@zone.example").id


def tokens():
    return re.findall(
        r"/equipe/invitation/(\S+)", "".join(db.session.scalars(select(Message.text).order_by(Message.id)))
    )


def test_an_invitation_that_lapsed_is_sent_again_and_opens_the_door(sign_in, client, clock, colfontaine):
    invited = invite_lambert(sign_in(Role.ADMINISTRATOR), colfontaine)
    clock.advance(days=8)
    admin = sign_in(Role.ADMINISTRATOR)
    edit = f"{INDEX}/{invited}/modifier"
    for path in (INDEX, edit):
        assert "l’invitation n’est plus valable" in words(admin.get(path).text)
    response = admin.submit(INDEX, action=f"{INDEX}/{invited}/renvoyer", follow=True)
    page = words(response.text)
    assert "Un nouveau lien d’accès part à l’adresse lambert@zone.example." in page
    assert "n’a pas encore de mot de passe" in page
    assert "le lien d’accès n’a pas encore servi" in words(admin.get(edit).text)
    old, new = tokens()
    assert client.get(f"/equipe/invitation/{old}").status_code == 404
    assert client.submit(f"/equipe/invitation/{new}", {"password": "un café noir sans sucre"}).status_code == 302
    assert not admin.page(INDEX).select(f'form[action="{INDEX}/{invited}/renvoyer"]')


def test_a_double_click_sends_one_link(sign_in, colfontaine):
    admin = sign_in(Role.ADMINISTRATOR)
    invited = invite_lambert(admin, colfontaine)
    again = f"{INDEX}/{invited}/renvoyer"
    data = form_values(admin.page(INDEX).select_one(f'form[action="{again}"]'))
    assert admin.post(again, data=data).location == admin.post(again, data=data).location == INDEX
    assert len(tokens()) == 2


def test_who_has_a_password_gets_a_link_to_choose_another_from_their_own_page(sign_in):
    officer, admin = sign_in(Role.OFFICER), sign_in(Role.ADMINISTRATOR)
    with transaction() as session:
        session.get(Account, officer.account_id).password_hash = "x"
    again = f"{INDEX}/{officer.account_id}/renvoyer"
    assert not admin.page(INDEX).select(f'form[action="{again}"]')
    edit = f"{INDEX}/{officer.account_id}/modifier"
    assert "Envoyer un lien pour un nouveau mot de passe" in words(admin.get(edit).text)
    assert admin.submit(edit, action=again).location == INDEX
    assert len(tokens()) == 1
    assert officer.get("/equipe/partenaires").status_code == 200


@pytest.mark.parametrize("path", ["", "/{}/modifier"])
def test_a_closed_account_is_reopened_with_a_fresh_link_and_its_officer_is_back(sign_in, path):
    officer, admin = sign_in(Role.OFFICER), sign_in(Role.ADMINISTRATOR)
    edit, reopen = f"{INDEX}/{officer.account_id}/modifier", f"{INDEX}/{officer.account_id}/rouvrir"
    admin.submit(edit, action=f"{INDEX}/{officer.account_id}/fermer")
    response = admin.submit(INDEX + path.format(officer.account_id), action=reopen, follow=True)
    page = words(response.text)
    assert "Le compte de M. Dupont 1 est rouvert. Un nouveau lien d’accès part à l’adresse agent1@zone.example." in page
    assert "Fermés" not in page
    assert len(tokens()) == 1
    assert find_officer(officer.account_id).is_active is True
    assert officer.get("/equipe/partenaires").status_code == 302


def test_reception_is_reopened_without_an_officer(sign_in):
    reception, admin = sign_in(Role.RECEPTION), sign_in(Role.ADMINISTRATOR)
    for action in ("fermer", "rouvrir"):
        admin.submit(f"{INDEX}/{reception.account_id}/modifier", action=f"{INDEX}/{reception.account_id}/{action}")
    assert find_officer(reception.account_id) is None
    assert db.session.get(Account, reception.account_id).is_active


@pytest.mark.parametrize(
    ("state", "action", "sentence"),
    [
        ("open", "rouvrir", "Ce compte n’est pas fermé."),
        ("closed", "renvoyer", "Ce compte est fermé."),
    ],
)
def test_what_does_not_fit_the_state_of_the_account_is_said(sign_in, state, action, sentence):
    officer, admin = sign_in(Role.OFFICER), sign_in(Role.ADMINISTRATOR)
    edit = f"{INDEX}/{officer.account_id}/modifier"
    data = form_values(admin.page(edit).select_one("main form"))
    if state == "closed":
        admin.submit(edit, action=f"{INDEX}/{officer.account_id}/fermer")
    response = admin.post(f"{INDEX}/{officer.account_id}/{action}", data=data)
    assert response.status_code == 422
    assert sentence in words(response.text)
    assert tokens() == []


def test_one_does_not_close_ones_own_account_even_by_a_crafted_post(sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    edit, close = f"{INDEX}/{admin.account_id}/modifier", f"{INDEX}/{admin.account_id}/fermer"
    page = admin.page(edit)
    assert not page.select(f'form[action="{close}"]')
    token = page.select_one("main input[name=csrf_token]")["value"]
    response = admin.post(close, data={"csrf_token": token})
    assert response.status_code == 422
    assert "Vous ne pouvez pas fermer votre propre compte." in words(response.text)
    response = admin.submit(edit, {"roles": ["directorate"]})
    assert response.status_code == 422
    assert admin.get(INDEX).status_code == 200


def test_a_person_with_roles_in_two_commissariats_is_pointed_out(sign_in, colfontaine):
    other = sign_in(Role.OFFICER, "boussu")
    admin = sign_in(Role.ADMINISTRATOR)
    account = operations.accounts.find_account(other.mail)
    grants = account.viewer.grants | {(Role.RECEPTION, colfontaine)}
    operations.accounts.set_grants(account, grants, now=account.created_at, by_account_id=admin.account_id)
    db.session.commit()
    assert "dans plusieurs commissariats" in words(admin.get(f"{INDEX}/{other.account_id}/modifier").text)


def test_an_account_that_does_not_exist_is_404(sign_in):
    assert sign_in(Role.ADMINISTRATOR).get(f"{INDEX}/999/modifier").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_accounts_are_for_administrators_alone(sign_in, role):
    someone = sign_in(role)
    assert [someone.get(path).status_code for path in (INDEX, NEW)] == [404, 404]


def test_a_stranger_is_asked_to_sign_in(client):
    assert "/equipe/connexion" in client.get(INDEX).location


@pytest.mark.parametrize("rows", [1, 30])
def test_the_accounts_cost_the_same_queries_for_one_and_for_thirty(sign_in, count_queries, rows):
    for _ in range(rows):
        sign_in(Role.OFFICER)
    admin = sign_in(Role.ADMINISTRATOR)
    with count_queries() as counted:
        assert words(admin.get(INDEX).text).count("policier de quartier à Colfontaine") == rows
    assert counted.total == 13
