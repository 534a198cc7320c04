import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import operations, presence, queries
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import reopen_meeting
from cafepol.partners.queries import get_contact
from tests.invitations.asking import answer, invite, leave, read
from tests.pages import words
from tests.post import contact, plan


@pytest.fixture
def meeting_id(app):
    return plan()


def note(meeting_id, *present):
    with transaction():
        presence.note_presence(queries.invitations_of(meeting_id), present=present)


def came(meeting_id, *contact_ids):
    with transaction():
        people = [get_contact(each) for each in contact_ids]
        presence.note_uninvited(get_meeting_by_id(meeting_id), people, now=now())


def there(meeting_id):
    with transaction():
        return {each.contact.name: each.was_present for each in queries.invitations_of(meeting_id)}


def test_who_came_is_noted_and_what_is_noted_last_counts(meeting_id):
    first = invite(meeting_id, contact())
    second = invite(meeting_id, contact("M. Petit", mail="petit@partner.example"))
    note(meeting_id, first)
    assert there(meeting_id) == {"Mme Dubois": True, "M. Petit": False}
    note(meeting_id, second)
    assert there(meeting_id) == {"Mme Dubois": False, "M. Petit": True}


def test_who_came_uninvited_is_there_and_was_never_invited(meeting_id):
    came(meeting_id, contact())
    with transaction():
        (found,) = queries.invitations_of(meeting_id)
        assert (found.came_uninvited, found.was_present, found.sent_at) == (True, True, None)
        assert queries.invitations_ever(meeting_id) == 0
    came(meeting_id, found.contact_id)
    assert there(meeting_id) == {"Mme Dubois": True}
    note(meeting_id)
    assert there(meeting_id) == {}
    came(meeting_id, found.contact_id)
    assert there(meeting_id) == {"Mme Dubois": True}


def test_who_was_revoked_did_not_come_unless_it_is_said_that_they_did(meeting_id, clock):
    contact_id = contact()
    invitation_id = invite(meeting_id, contact_id)
    leave(clock)
    with transaction():
        operations.revoke(queries.get_invitation(invitation_id), now=now())
    note(meeting_id, invitation_id)
    assert there(meeting_id) == {"Mme Dubois": False}
    came(meeting_id, contact_id)
    note(meeting_id, invitation_id)
    assert there(meeting_id) == {"Mme Dubois": True}
    assert read(invitation_id).status is State.REVOKED


def test_closing_notes_who_came_uninvited_and_what_was_noted_comes_back_when_it_is_opened_again(
    sign_in, meeting_id, clock
):
    said_yes, stayed = invite(meeting_id, contact()), contact("M. Petit", mail="petit@partner.example", partner="PCS")
    answer(said_yes, Answer.YES)
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
    clock.set(meeting.ends_at)
    chief = sign_in(Role.CHIEF, "colfontaine")
    path = f"/equipe/rencontres/{meeting.code}/cloturer"
    page = chief.page(path)
    assert [box["value"] for box in page.select("input[name=partners][checked]")] == [str(said_yes)]
    assert chief.submit(path, {"head_count": "", "uninvited": str(stayed)}).status_code == 422
    assert there(meeting_id) == {"Mme Dubois": None}
    sent = {"head_count": "6", "no_concern": "y", "uninvited": str(stayed), "partners": None}
    assert chief.submit(path, sent).status_code == 302
    assert there(meeting_id) == {"Mme Dubois": False, "M. Petit": True}
    assert "était là, sans invitation" in words(chief.get(f"/equipe/rencontres/{meeting.code}").text)
    with transaction():
        reopen_meeting(get_meeting_by_id(meeting_id), reason="Un oubli.", now=now())
    page = chief.page(path)
    ticked = [label.text for label in page.select("label:has(input[name=partners][checked])")]
    assert [words(each) for each in ticked] == ["PCS, M. Petit"]
