"""The address of a contact is corrected: nobody answers for them from the former one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound
from cafepol.core.links import Purpose, issue_link
from cafepol.invitations import operations
from cafepol.invitations.guards import invited
from cafepol.invitations.queries import get_invitation
from cafepol.invitations.readdressing import bring_directory, correct_contact
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.partners.importing import read_directory
from cafepol.partners.queries import get_contact, partners_of
from cafepol.zone.queries import communes, partner_kinds
from tests import factories
from tests.partners.tables import line, table
from tests.post import plan

WRONG, RIGHT = "wrong@partner.example", "right@partner.example"


@pytest.fixture
def contact_id(app):
    with transaction():
        return factories.make_partner_contact("M. Petit", commune="colfontaine", partner="P", mail=WRONG).id


@pytest.fixture
def invitation_id(contact_id):
    meeting_id = plan()
    with transaction():
        return operations.invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=None, now=now()).id


def by_hand(contact_id, mail=RIGHT, phone=""):
    with transaction():
        (partner,) = partners_of([each.id for each in communes()])
        (contact,) = [each for each in partner.contacts if each.id == contact_id]
        correct_contact(contact, name=contact.name, function="", mail=mail, phone=phone, language="fr", now=now())


def by_table(_contact_id, mail=RIGHT, phone=""):
    with transaction():
        brought = line(organisation="P", sorte=partner_kinds()[0].label, contact="M. Petit", mail=mail, phone=phone)
        bring_directory(read_directory(table(brought)), within=[each.id for each in communes()], now=now())


@pytest.fixture(params=[by_hand, by_table])
def correct(request):
    """Correcting the address of a contact, on its page and by a table."""
    return request.param


def token_of(invitation_id):
    with transaction():
        return issue_link(Purpose.INVITATION, invitation_id, expires_at=now() + timedelta(days=30))


def said():
    db.session.remove()
    return [
        (each.kind, each.channel, each.recipient_mail, each.state)
        for each in db.session.scalars(select(Message).order_by(Message.id))
    ]


def left(**values):
    with transaction() as session:
        session.execute(update(Message).values(**values))


def test_an_invitation_that_has_not_left_goes_to_the_new_address_with_links_of_its_own(
    correct, contact_id, invitation_id
):
    astray = token_of(invitation_id)
    correct(contact_id)
    assert said() == [("invitation", "mail", WRONG, "dropped"), ("invitation", "mail", RIGHT, "queued")]
    with pytest.raises(NotFound):
        invited(astray, now=now())
    mail = db.session.scalar(select(Message).where(Message.state == "queued"))
    token = mail.text.partition("/invitations/")[2].split()[0]
    assert invited(token, now=now())[0].id == invitation_id
    assert WRONG not in mail.text + mail.calendar


def test_what_did_not_arrive_goes_to_the_new_address(correct, contact_id, invitation_id):
    left(state="bounced")
    correct(contact_id)
    assert said() == [("invitation", "mail", WRONG, "dropped"), ("invitation", "mail", RIGHT, "queued")]


def test_the_link_of_what_was_sent_opens_nothing_and_nothing_is_sent_unasked(correct, contact_id, invitation_id):
    astray = token_of(invitation_id)
    left(state="sent")
    correct(contact_id)
    assert said() == [("invitation", "mail", WRONG, "sent")]
    with pytest.raises(NotFound):
        invited(astray, now=now())


def test_a_reminder_stays_a_reminder(correct, contact_id, invitation_id):
    left(state="sent")
    with transaction():
        invitation = get_invitation(invitation_id)
        invitation.round += 1
        operations.post(invitation, get_meeting_by_id(invitation.meeting_id), "reminder", by=None, now=now())
    correct(contact_id)
    assert said()[1:] == [
        ("invitation_reminder", "mail", WRONG, "dropped"),
        ("invitation_reminder", "mail", RIGHT, "queued"),
    ]


def test_without_an_address_it_becomes_a_call(correct, contact_id, invitation_id):
    correct(contact_id, mail="", phone="065 00 12 12")
    assert said()[1:] == [("invitation", "call", None, "to_do")]


def test_another_way_of_writing_the_address_changes_nothing(correct, contact_id, invitation_id):
    living = token_of(invitation_id)
    correct(contact_id, mail=WRONG.upper())
    assert len(said()) == 1
    assert invited(living, now=now())[0].id == invitation_id


def test_the_end_that_did_not_arrive_is_said_at_the_new_address(correct, contact_id, invitation_id):
    left(state="sent")
    with transaction():
        operations.revoke(get_invitation(invitation_id), now=now())
    correct(contact_id)
    assert said()[1:] == [("invitation_end", "mail", WRONG, "dropped"), ("invitation_end", "mail", RIGHT, "queued")]


def test_what_is_begun_is_left_alone(correct, contact_id, invitation_id, clock):
    clock.advance(days=365)
    correct(contact_id)
    assert len(said()) == 1


def test_the_page_of_the_contact_does_it(sign_in, contact_id, invitation_id):
    officer = sign_in(Role.CHIEF, "colfontaine")
    partner_id = get_contact(contact_id).partner_id
    page = f"/equipe/partenaires/{partner_id}/contacts/{contact_id}/modifier"
    answer = officer.submit(page, {"mail": RIGHT})
    assert answer.status_code == 302
    assert said()[1:] == [("invitation", "mail", RIGHT, "queued")]
