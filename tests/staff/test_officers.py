import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError, IntegrityError

from cafepol.accounts.models import Account, SignIn
from cafepol.accounts.queries import get_account
from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.messages.models import Message
from cafepol.staff import names, operations, queries
from cafepol.staff.models import Officer
from cafepol.staff.operations import Post
from cafepol.zone.queries import communes, quarters
from tests.clients import START


@pytest.fixture
def place(app):
    """The id of a commissariat, by its commune's slug."""
    return {commune.slug: commune.commissariat_id for commune in communes()}


@pytest.fixture
def quarter(app):
    """The id of a quarter, by its name."""
    return {each.name: each.id for each in quarters()}


@pytest.fixture
def boss(app):
    """The id of an administrator's account."""
    account = operations.accounts.open_account(
        mail="admin@zone.example", name="Mme Simon", grants=frozenset({(Role.ADMINISTRATOR, None)}), now=START
    )
    return account.id


def post(quarter_ids=()):
    return Post(rank="INP", title="Inspecteur", phone="065/00 12 40", quarter_ids=quarter_ids)


def invite(boss, *grants, mail="dupont@zone.example", quarter_ids=()):
    return operations.invite_colleague(
        name="M. Dupont", mail=mail, grants=frozenset(grants), post=post(quarter_ids), now=START, by_account_id=boss
    )


def test_an_officer_is_called_by_title_and_surname():
    assert names.full_name("Inspecteur", "M. Dupont") == "Inspecteur Dupont"
    assert names.full_name("Inspectrice", "Mme Van Acker") == "Inspectrice Van Acker"
    assert names.full_name("", "M. Dupont") == "M. Dupont"
    assert names.surname("Dupont") == "Dupont"
    assert names.surname("Marie Dupont") == "Marie Dupont"
    assert Officer(name="M. Dupont", title="Inspecteur").full_name == "Inspecteur Dupont"


def test_an_officer_is_added_with_quarters_of_the_commissariat(place, quarter):
    officer = operations.add_officer(
        name="M.  Dupont", commissariat_id=place["colfontaine"], post=post([quarter["Wasmes"]]), mail="d@Zone.example"
    )
    db.session.expire_all()
    found = queries.get_officer(officer.id)
    assert (found.name, found.phone, found.mail) == ("M. Dupont", "+3265001240", "d@zone.example")
    assert [each.name for each in found.quarters] == ["Wasmes"]
    assert found.commissariat.slug == "colfontaine"
    assert queries.officer_of_quarter(quarter["Wasmes"]).id == officer.id
    assert queries.officer_of_quarter(quarter["Hornu"]) is None


def test_a_quarter_of_another_commissariat_is_refused(place, quarter):
    with pytest.raises(Refused, match="pas de ce commissariat") as refused:
        operations.add_officer(
            name="M. Dupont", commissariat_id=place["colfontaine"], post=post([quarter["Wasmes"], quarter["Hornu"]])
        )
    assert refused.value.field == "quarter_ids"


def test_a_phone_number_that_cannot_be_read_is_refused(place):
    with pytest.raises(Refused) as refused:
        operations.add_officer(name="M. Dupont", commissariat_id=place["boussu"], post=Post(phone="abc"))
    assert refused.value.field == "phone"


def test_officers_are_listed_by_surname_and_those_who_left_are_not(place, quarter):
    added = {
        name: operations.add_officer(name=name, commissariat_id=place[slug], post=post())
        for name, slug in [("M. Petit", "boussu"), ("Mme Émond", "boussu"), ("M. Leroy", "colfontaine")]
    }
    assert [o.name for o in queries.officers_of([place["boussu"]])] == ["Mme Émond", "M. Petit"]
    assert [o.name for o in queries.officers_of()] == ["Mme Émond", "M. Leroy", "M. Petit"]
    operations.deactivate_officer(added["M. Petit"])
    assert [o.name for o in queries.officers_of([place["boussu"]])] == ["Mme Émond"]
    assert queries.get_officer(added["M. Petit"].id).is_active is False


def test_a_quarter_falls_to_the_one_who_stays(place, quarter):
    wasmes = post([quarter["Wasmes"]])
    first = operations.add_officer(name="M. Petit", commissariat_id=place["colfontaine"], post=wasmes)
    second = operations.add_officer(name="M. Leroy", commissariat_id=place["colfontaine"], post=wasmes)
    assert queries.officer_of_quarter(quarter["Wasmes"]) is first
    operations.deactivate_officer(first)
    assert queries.officer_of_quarter(quarter["Wasmes"]) is second


def test_nobody_is_found_where_nobody_is(app):
    with pytest.raises(NotFound):
        queries.get_officer(0)
    assert queries.find_officer(0) is None
    assert queries.officers_by_account() == {}


def test_inviting_an_officer_opens_an_account_mails_a_link_and_adds_the_officer(boss, place, quarter):
    account = invite(boss, (Role.OFFICER, place["colfontaine"]), quarter_ids=[quarter["Wasmes"]])
    officer = queries.find_officer(account.id)
    assert (officer.name, officer.mail) == ("M. Dupont", "dupont@zone.example")
    assert list(queries.officers_by_account()) == [account.id]
    message = db.session.scalars(select(Message)).one()
    assert (message.kind, message.recipient_mail) == ("account_invitation", "dupont@zone.example")


def test_reception_and_zone_roles_need_no_officer(boss, place):
    for n, grant in enumerate([(Role.RECEPTION, place["boussu"]), (Role.DIRECTORATE, None)]):
        assert queries.find_officer(invite(boss, grant, mail=f"a{n}@zone.example").id) is None


@pytest.mark.parametrize("grants", [[], [(Role.OFFICER, None)], [(Role.DPO, None), (Role.DIRECTORATE, None)]])
def test_roles_that_do_not_go_together_are_refused(boss, grants):
    with pytest.raises(Refused):
        invite(boss, *grants)


def edit(account, boss, *grants, name="M. Dupont", quarter_ids=()):
    operations.edit_colleague(
        account, name=name, grants=frozenset(grants), post=post(quarter_ids), now=START, by_account_id=boss
    )


def test_an_officer_who_becomes_chief_too_keeps_the_row_and_gets_new_quarters(boss, place, quarter):
    officer_role = (Role.OFFICER, place["colfontaine"])
    account = invite(boss, officer_role)
    officer_id = queries.find_officer(account.id).id
    edit(account, boss, officer_role, (Role.CHIEF, place["colfontaine"]), quarter_ids=[quarter["Wasmes"]])
    officer = queries.find_officer(account.id)
    assert officer.id == officer_id
    assert [each.name for each in officer.quarters] == ["Wasmes"]
    assert get_account(account.id).viewer.has(Role.CHIEF)


def close_and_reopen(account_id, boss):
    operations.close_account(get_account(account_id), now=START, by_account_id=boss)
    operations.reopen_account(get_account(account_id), now=START, by_account_id=boss)


def test_an_officer_whose_account_is_reopened_is_back_in_service(boss, place, quarter):
    account = invite(boss, (Role.OFFICER, place["colfontaine"]), quarter_ids=[quarter["Wasmes"]])
    close_and_reopen(account.id, boss)
    assert queries.officer_of_quarter(quarter["Wasmes"]).account_id == account.id


def test_one_who_was_officer_once_is_not_one_again_by_reopening_the_account(boss, place):
    account = invite(boss, (Role.OFFICER, place["colfontaine"]))
    edit(account, boss, (Role.RECEPTION, place["colfontaine"]))
    close_and_reopen(account.id, boss)
    assert queries.find_officer(account.id).is_active is False


def test_one_who_is_officer_no_more_is_not_proposed_and_may_come_back(boss, place):
    account = invite(boss, (Role.OFFICER, place["colfontaine"]))
    edit(account, boss, (Role.DIRECTORATE, None))
    assert queries.officers_of() == []
    edit(account, boss, (Role.CHIEF, place["boussu"]), name="Mme Dupont-Leroy")
    [officer] = queries.officers_of([place["boussu"]])
    assert (officer.name, account.name) == ("Mme Dupont-Leroy", "Mme Dupont-Leroy")


def test_a_zone_reader_who_becomes_officer_gets_an_officer(boss, place):
    account = invite(boss, (Role.DIRECTORATE, None))
    edit(account, boss, (Role.DIRECTORATE, None), name="M. Dupond")
    assert (account.name, queries.find_officer(account.id)) == ("M. Dupond", None)
    edit(account, boss, (Role.OFFICER, place["boussu"]))
    assert queries.find_officer(account.id).commissariat_id == place["boussu"]
    edit(account, boss, (Role.COMMUNICATION, None))
    edit(account, boss, (Role.COMMUNICATION, None), name="M. Durand")
    assert account.name == "M. Durand"


def signed_in(account):
    db.session.add(SignIn(token_hash="x" * 64, account_id=account.id, created_at=START, last_seen_at=START))
    db.session.flush()
    return lambda: db.session.scalar(select(SignIn).where(SignIn.account_id == account.id)) is not None


def test_new_roles_end_the_sign_ins_a_new_name_does_not(boss, place):
    account = invite(boss, (Role.OFFICER, place["boussu"]))
    is_signed_in = signed_in(account)
    edit(account, boss, (Role.OFFICER, place["boussu"]), name="M. Durand")
    assert is_signed_in()
    edit(account, boss, (Role.CHIEF, place["boussu"]))
    assert not is_signed_in()


def test_closing_an_account_ends_sign_ins_and_service(boss, place):
    account = invite(boss, (Role.OFFICER, place["boussu"]))
    is_signed_in = signed_in(account)
    operations.close_account(account, now=START, by_account_id=boss)
    assert not account.is_active
    assert not is_signed_in()
    assert queries.officers_of() == []
    with pytest.raises(Refused, match="fermé"):
        edit(account, boss, (Role.CHIEF, place["boussu"]))
    other = invite(boss, (Role.DIRECTORATE, None), mail="other@zone.example")
    operations.close_account(other, now=START, by_account_id=boss)
    assert not other.is_active


def test_nobody_closes_or_demotes_oneself_or_the_last_administrator(boss):
    own = get_account(boss)
    with pytest.raises(Refused):
        operations.close_account(own, now=START, by_account_id=boss)
    with pytest.raises(Refused):
        edit(own, boss, (Role.DIRECTORATE, None))
    other = invite(boss, (Role.ADMINISTRATOR, None))
    operations.close_account(own, now=START, by_account_id=other.id)
    with pytest.raises(Refused, match="dernier compte"):
        operations.close_account(other, now=START, by_account_id=boss)
    assert db.session.scalars(select(Account).where(Account.is_active)).one() is other


@pytest.mark.parametrize("row", [{"name": ""}, {"name": "x" * 81}, {"rank": "x" * 21}, {"title": "x" * 61}])
def test_the_database_itself_refuses_words_that_are_too_long(place, row):
    values = {"name": "M. Petit", "rank": "INP", "title": "Inspecteur", "commissariat_id": place["boussu"]}
    with pytest.raises((DataError, IntegrityError)):
        db.session.execute(insert(Officer).values(values | row))
    db.session.rollback()
