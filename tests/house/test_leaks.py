"""The guard over everything that leaves can fail: a planted name, address or number is found."""

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
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
