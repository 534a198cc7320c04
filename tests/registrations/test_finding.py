import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.registrations.finding import Sought, found_by, same_contact, sought
from tests.pages import words

FIND = "/equipe/inscriptions"


def test_what_is_said_on_the_phone_is_read_in_its_normal_form():
    assert sought("k7m 9rt") == sought(" K7M-9RT ") == Sought(reference="K7M-9RT")
    assert sought("0470/12.34.56") == sought("+32470123456") == Sought(phone="+32470123456")
    assert sought("Jean@X.be ") == sought("jean@x.be") == Sought(mail="jean@x.be")


@pytest.mark.parametrize("said", ["Petit", "0470", "jean@", "K7M", "%", "K7M-9R_"])
def test_a_part_of_it_finds_nothing(said):
    with pytest.raises(Refused, match="Tapez tout") as refusal:
        sought(said)
    assert refusal.value.field == "said"


def test_only_the_registrations_of_ones_own_commissariat_are_found(meeting, register):
    there = meeting()
    mine = register(there, channel="phone", name="Mme Petit", mail="petit@x.be", phone="0470 12 34 56").registration
    place = there.commune.commissariat_id
    with transaction():
        for said in (mine.reference, "0470123456", "PETIT@x.be"):
            assert [each.id for each in found_by(sought(said), [place])] == [mine.id]
            assert found_by(sought(said), [place + 1]) == []
        assert found_by(sought("0470 12 34 57"), [place]) == []


def test_equal_numbers_and_addresses_of_one_meeting_are_found_together(meeting, register):
    there, other = meeting(), meeting(days=7)
    one = register(there, phone="065 61 96 00").registration
    two = register(there, channel="phone", mail="petit@x.be").registration
    register(other, phone="065 61 96 00")
    with transaction():
        for keys, found in (
            ({"mail_key": "petit@x.be", "phone": "+3265619600"}, [one.id, two.id]),
            ({"mail_key": None, "phone": "+3265619600"}, [one.id]),
            ({"mail_key": "petit@x.be", "phone": None}, [two.id]),
            ({"mail_key": None, "phone": None}, []),
        ):
            assert [each.id for each in same_contact(there.id, **keys)] == found


def test_one_found_is_opened_and_the_look_up_is_on_the_audit_trail(sign_in, meeting, register):
    found = register(meeting(), name="Mme Petit", phone="065 61 96 00").registration
    browser = sign_in(Role.RECEPTION)
    answer = browser.submit("/equipe/", {"said": found.reference.lower()}, action="/inscriptions")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FIND}/{found.reference}")
    assert "Mme Petit" in words(browser.get(answer.headers["Location"]).text)
    with transaction() as session:
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(each.action, each.account_id) for each in trail[-2:]] == [
            ("registration_sought", browser.account_id),
            ("registration_seen", browser.account_id),
        ]
        assert trail[-2].detail == {"found": [found.id]}


def test_several_of_one_number_are_listed_and_nothing_else(sign_in, meeting, register):
    there = meeting()
    for name in ("Mme Petit", "M. Petit"):
        register(there, name=name, phone="065 61 96 00")
    register(there, name="Mme Grand", phone="065 61 96 01")
    answer = sign_in(Role.OFFICER).submit(FIND, {"said": "065619600"})
    assert "2 inscriptions" in words(answer.text)
    assert ("M. Petit" in words(answer.text), "Grand" in answer.text) == (True, False)


def test_nothing_found_is_said_and_noted_and_what_was_typed_stays(sign_in):
    browser = sign_in(Role.CHIEF)
    answer = browser.submit(FIND, {"said": "K7M-9RT"})
    assert "Aucune inscription trouvée" in answer.text
    assert 'value="K7M-9RT"' in answer.text
    with transaction() as session:
        assert session.scalars(select(AuditEntry.detail)).all()[-1] == {"found": []}
    assert browser.submit(FIND, {"said": "Petit"}).status_code == 422


def test_somebody_elses_commissariat_does_not_exist(sign_in, meeting, register):
    found = register(meeting(), phone="065 61 96 00").registration
    browser = sign_in(Role.RECEPTION, "boussu")
    assert "Aucune inscription" in browser.submit(FIND, {"said": found.reference}).text
    assert browser.get(f"{FIND}/{found.reference}").status_code == 404
