"""The guard over everything that leaves can fail: a planted name, address or number is found."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.links import Purpose, issue_link
from cafepol.invitations.models import Invitation
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message
from cafepol.staff.queries import find_officer
from tests import factories, leaks

LEROY = {"name": "Mme Leroy", "mail": "leroy@exemple.be", "phone": "0470 12 34 56"}
FOLDED = "BEGIN:VCALENDAR\r\nATTENDEE;CN=Mme L\r\n eroy:mailto:ler\r\n oy@exemple.be\r\nEND:VCALENDAR\r\n"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine", name="M. Dupont")


@pytest.fixture
def planted(officer):
    """Post one message to somebody else; what the guard finds in it."""
    with transaction():
        meeting = factories.make_meeting(find_officer(officer.account_id), commune="colfontaine")
        factories.make_registration(meeting, **LEROY)
        factories.make_partner_contact("M. Petit", commune="colfontaine", partner="P", mail="petit@partner.example")

    def post(text="", *, to=None, **draft):
        leaks.RECORD.clear()
        with transaction():
            recipient = to or Recipient("Mme Dubois", "dubois@partner.example")
            post_message(Draft("Café", text, **draft), to=recipient, kind="test", unique_key=text, now=now())
        found = leaks.leaks()
        leaks.RECORD.clear()
        return {each.partition(" names ")[2] for each in found}

    return post


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Avec Mme\u00a0Leroy.", "mme leroy"),
        ("Écrivez à LEROY@exemple.be", "leroy@exemple.be"),
        ("Appelez le +32 470 12 34 56", "70123456"),
        ("Appelez le 0470/12.34.56", "70123456"),
        ("M. Petit vient aussi", "m. petit"),
    ],
)
def test_somebody_else_in_a_message_is_found(planted, text, found):
    assert planted(text) == {found}


def test_somebody_else_in_the_other_parts_of_a_message_is_found(planted):
    assert planted(html="<p>Mme&nbsp;Leroy</p>") == {"mme leroy"}
    assert planted(calendar=FOLDED, calendar_method="REQUEST") == {"mme leroy", "leroy@exemple.be"}


def test_oneself_the_host_and_part_of_a_name_are_no_leak(planted):
    assert planted("Bonjour Mme Leroy, 0470 12 34 56", to=Recipient("", "leroy@exemple.be")) == set()
    assert planted("M. Dupont vous attend, 065 00 12 32. Mme Leroyal, rue Petit.") == set()


def test_a_resident_on_a_partners_page_or_in_a_public_calendar_is_found(planted):
    for path, kind in (("/partenaires/x", "text/html"), ("/agenda.ics", "text/calendar"), ("/vie-privee", "text/html")):
        leaks.note_page(path, kind, b"Mme Leroy")
    assert leaks.leaks() == ["/partenaires/x names mme leroy", "/agenda.ics names mme leroy"]
    leaks.RECORD.clear()


@pytest.fixture
def invited(planted):
    """Two contacts at one meeting, each with somebody who comes instead; their own pages and pages to answer on."""
    with transaction():
        meeting = db.session.scalars(select(Meeting)).one()
        paths = {}
        for name, substitute in (("Mme Dubois", "Mme Simon"), ("M. Lambert", "M. Remy")):
            contact = factories.make_partner_contact(name, commune="colfontaine", partner=f"Chez {name}")
            invitation = Invitation(meeting_id=meeting.id, contact_id=contact.id, created_at=now())
            invitation.substitute = substitute
            db.session.add(invitation)
            db.session.flush()
            later = now() + timedelta(days=1)
            own = issue_link(Purpose.PARTNER, contact.id, expires_at=later)
            answer = issue_link(Purpose.INVITATION, invitation.id, expires_at=later)
            paths[name] = (f"/partenaires/{own}", f"/partenaires/{own}/ABC", f"/invitations/{answer}")
    leaks.RECORD.clear()
    return paths


def found_on(path, text, kind="text/html"):
    leaks.note_page(path, kind, text.encode())
    found = leaks.leaks()
    leaks.RECORD.clear()
    return {each.partition(" names ")[2] for each in found}


def test_another_contact_or_their_substitute_on_a_partners_page_is_found(invited):
    for path in invited["Mme Dubois"]:
        assert found_on(path, "Mme Dubois, Mme Simon, M. Dupont") == set()
        assert found_on(path, "M. Lambert vient") == {"m. lambert"}
        assert found_on(path, "M. Remy vient") == {"m. remy"}
        assert found_on(path, "petit@partner.example") == {"petit@partner.example"}


def test_a_contact_or_a_substitute_in_a_public_calendar_is_found(invited):
    assert found_on("/agenda.ics", "Mme Dubois", "text/calendar") == {"mme dubois"}
    assert found_on("/agenda.ics", "Mme Simon", "text/calendar") == {"mme simon"}
