"""The link that lets somebody in: sent again, dead once replaced or the account is closed, needed to come back."""

import re

import pytest
from sqlalchemy import select

from cafepol.accounts import operations
from cafepol.accounts.queries import audit_entries, get_account
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Gone, NotFound, Refused
from cafepol.core.links import Purpose, subject_of, subjects_with_link
from cafepol.messages.models import Message
from cafepol.zone.queries import the_zone

MAIL = "nouveau@zone.example"
PASSWORD = "un café noir sans sucre"


@pytest.fixture
def boss(sign_in):
    """The id of an administrator's account."""
    return sign_in(Role.ADMINISTRATOR).account_id


@pytest.fixture
def invited(boss):
    """The id of an account whose link leaves by mail."""
    with transaction():
        account = operations.invite_account(
            mail=MAIL,
            name="Mme Nouveau",
            grants=frozenset({(Role.DIRECTORATE, None)}),
            zone=the_zone(),
            now=now(),
            by_account_id=boss,
        )
        return account.id


def do(operation, account_id, by, **more):
    with transaction():
        operation(get_account(account_id), now=now(), by_account_id=by, **more)


def send_again(account_id, by):
    do(operations.send_link, account_id, by, zone=the_zone())


def close(account_id, by):
    do(operations.deactivate_account, account_id, by)


def reopen(account_id, by):
    do(operations.reopen_account, account_id, by, zone=the_zone())


def choose(account_id, password=PASSWORD):
    with transaction():
        operations.choose_password(get_account(account_id), password, now=now())


def mails(state="queued"):
    with transaction():
        return db.session.scalars(select(Message).where(Message.state == state).order_by(Message.id)).all()


def token_in(mail):
    [token] = re.findall(r"/equipe/invitation/(\S+)", mail.text)
    assert token in mail.html
    return token


def opens(token):
    return subject_of(token, Purpose.ACCOUNT, now=now())


def test_the_mail_says_whose_house_it_is_and_never_leaves_after_its_link(invited, clock):
    [mail] = mails()
    assert (mail.subject, mail.recipient_mail) == ("Votre accès à CaféPol", MAIL)
    for body in (mail.text, mail.html):
        assert "Mme Nouveau" in body
        assert "Zone de Police Boraine" in body
    assert opens(token_in(mail)) == invited
    clock.set(mail.expires_at)
    with pytest.raises(Gone):
        opens(token_in(mail))


def test_an_invitation_sent_again_has_a_new_link_and_the_old_one_dies_unsaid(invited, boss, clock):
    [first] = mails()
    clock.advance(days=8)
    assert subjects_with_link(Purpose.ACCOUNT, now=now()) == set()
    send_again(invited, boss)
    [second] = mails()
    assert opens(token_in(second)) == invited
    assert subjects_with_link(Purpose.ACCOUNT, now=now()) == {invited}
    with pytest.raises(NotFound):
        opens(token_in(first))
    assert [mail.id for mail in mails("dropped")] == [first.id]
    assert [(each.account_id, each.subject_id) for each in audit_entries("access_link_sent")] == [(boss, invited)]


def test_two_in_the_same_second_leave_one_living_link(invited, boss):
    send_again(invited, boss)
    send_again(invited, boss)
    [last] = mails()
    assert opens(token_in(last)) == invited


def test_who_forgot_the_password_gets_a_link_and_the_old_password_lasts_until_it_is_used(invited, boss):
    choose(invited)
    send_again(invited, boss)
    mail = mails()[-1]
    assert mail.subject == "Choisir un nouveau mot de passe"
    assert "Un compte CaféPol vous attend" not in mail.text + mail.html
    with transaction():
        assert operations.sign_in(mail=MAIL, password=PASSWORD, now=now())
    choose(invited, "une tasse de thé au citron")
    with transaction():
        assert operations.sign_in(mail=MAIL, password=PASSWORD, now=now()) is None


def test_closing_an_account_kills_its_link(invited, boss):
    [mail] = mails()
    close(invited, boss)
    with pytest.raises(NotFound):
        opens(token_in(mail))
    assert mails() == []


def test_a_closed_account_gets_no_link_before_it_is_reopened(invited, boss):
    close(invited, boss)
    with pytest.raises(Refused, match="fermé"):
        send_again(invited, boss)
    assert mails() == []


def test_an_account_that_is_reopened_needs_a_new_password(invited, boss):
    choose(invited)
    close(invited, boss)
    reopen(invited, boss)
    with transaction():
        assert operations.sign_in(mail=MAIL, password=PASSWORD, now=now()) is None
    [mail] = mails()
    assert mail.subject == "Votre accès à CaféPol"
    assert opens(token_in(mail)) == invited
    choose(invited)
    with transaction():
        assert operations.sign_in(mail=MAIL, password=PASSWORD, now=now())
    assert [(each.account_id, each.subject_id) for each in audit_entries("account_reopened")] == [(boss, invited)]


def test_an_open_account_is_not_reopened(invited, boss):
    with pytest.raises(Refused, match="n’est pas fermé"):
        reopen(invited, boss)
    assert len(mails()) == 1
