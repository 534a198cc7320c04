"""A name is no way into a mail's headers, nor a way to fill the disk: refused at the form, with a sentence."""

import pytest
from sqlalchemy import func, select

from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.messages.models import Message
from cafepol.partners.models import PartnerContact
from cafepol.registrations.models import Registration
from cafepol.staff.queries import find_officer
from tests.factories import make_meeting, make_partner_contact
from tests.pages import words

ONE_LINE = "Écrivez sur une seule ligne."
BAD_NAMES = [
    ("Claire\r\nBcc: v@x.example", ONE_LINE),
    ("Claire\nBcc: v@x.example", ONE_LINE),
    ("é" * 5120, "C’est trop long"),
]


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine")


@pytest.fixture
def meeting(officer):
    with transaction():
        return make_meeting(find_officer(officer.account_id), commune="colfontaine").code


def stored(model):
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(("name", "sentence"), BAD_NAMES)
def test_a_resident_with_a_bad_name_is_told_and_nothing_is_stored(client, meeting, name, sentence):
    typed = {"kind": "going", "party_size": "2", "name": name, "mail": "claire@exemple.be"}
    answer = client.submit(f"/rencontres/{meeting}", typed)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert "claire@exemple.be" in answer.text
    assert (stored(Registration), stored(Message)) == (0, 0)


@pytest.mark.parametrize(
    "mail", ["claire@exemple.be\r\nBcc: v@x.example", "claire@exemple.be, v@x.example", "é" * 5120]
)
def test_a_resident_with_a_bad_address_is_told_and_nothing_is_stored(client, meeting, mail):
    answer = client.submit(f"/rencontres/{meeting}", {"kind": "going", "party_size": "1", "mail": mail})
    assert answer.status_code == 422
    assert (stored(Registration), stored(Message)) == (0, 0)


@pytest.mark.parametrize(("name", "sentence"), BAD_NAMES)
def test_a_contact_with_a_bad_name_is_told_and_nothing_is_stored(officer, name, sentence):
    with transaction():
        partner = make_partner_contact("Mme Dubois", commune="colfontaine", partner="P").partner_id
    before = stored(PartnerContact)
    answer = officer.submit(f"/equipe/partenaires/{partner}/contacts/nouveau", {"name": name, "phone": "065 00 12 32"})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert stored(PartnerContact) == before
