import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.invitations import operations, preparing, queries
from cafepol.invitations.answers import State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import get_contact
from cafepol.planning import operations as planning
from tests.invitations.asking import leave, messages, people, state
from tests.post import TUESDAY, contact, host, plan

PHONE = {"mail": None, "phone": "+3265001232"}


@pytest.fixture
def draft_id(app):
    return plan(publish=False)


def prepare(draft_id, contact_id):
    with transaction():
        return preparing.prepare(get_meeting_by_id(draft_id), get_contact(contact_id), now=now()).id


def publish(draft_id):
    with transaction():
        sent = planning.publish(get_meeting_by_id(draft_id), by=host(), now=now())
        return [each.contact.name for each in sent]


def test_chosen_on_a_draft_nobody_hears_anything(draft_id, clock):
    invitation_id = prepare(draft_id, contact())
    assert state(invitation_id) is State.PREPARED
    assert messages() == []
    assert leave(clock) == []
    with transaction():
        assert queries.invitations_ever(draft_id) == 0
        assert queries.contacts_to_invite(get_meeting_by_id(draft_id)) == []


def test_chosen_twice_is_chosen_once(draft_id):
    contact_id = contact()
    assert prepare(draft_id, contact_id) == prepare(draft_id, contact_id)
    with transaction():
        assert len(queries.invitations_of(draft_id)) == 1


def test_publishing_invites_those_who_are_chosen_by_mail_and_by_phone_in_one_transaction(draft_id, clock):
    for each in (contact(), contact("M. Petit", partner="PCS", **PHONE)):
        prepare(draft_id, each)
    contact("Mme Non", mail="no@partner.example")
    assert publish(draft_id) == ["M. Petit", "Mme Dubois"]
    assert [(each.channel, each.state) for each in messages()] == [("call", "to_do"), ("mail", "queued")]
    with transaction():
        assert messages()[0].officer_id == host().id
    assert [mail["To"].addresses[0].addr_spec for mail in leave(clock)] == ["dubois@partner.example"]
    assert publish(draft_id) == []
    assert len(messages()) == 2


def test_publishing_that_fails_invites_nobody(draft_id, clock):
    prepare(draft_id, contact())
    with transaction():
        clock.set(get_meeting_by_id(draft_id).starts_at)
    with pytest.raises(Refused, match="déjà commencé"):
        publish(draft_id)
    assert messages() == []


def test_who_was_taken_off_or_left_the_directory_is_not_invited(draft_id):
    off, left, whole = (contact(f"Mme {each}", mail=f"{each}@partner.example", partner=each) for each in "abc")
    ids = [prepare(draft_id, each) for each in (off, left, whole)]
    with transaction() as session:
        operations.revoke(queries.get_invitation(ids[0]), now=now())
        session.get(PartnerContact, left).is_active = False
        partner_id = session.get(PartnerContact, whole).partner_id
        session.get(Partner, partner_id).is_active = False
    assert publish(draft_id) == []
    assert messages() == []
    with transaction():
        assert queries.invitations_of(draft_id) == []


def test_taken_off_and_chosen_again_is_invited(draft_id, clock):
    contact_id = contact()
    invitation_id = prepare(draft_id, contact_id)
    with transaction():
        operations.revoke(queries.get_invitation(invitation_id), now=now())
    assert prepare(draft_id, contact_id) == invitation_id
    assert publish(draft_id) == ["Mme Dubois"]
    assert len(leave(clock)) == 1


def test_who_was_undone_does_not_keep_a_meeting_from_going_back_to_a_draft_and_is_not_invited_again(draft_id):
    contact_id = contact()
    invitation_id = prepare(draft_id, contact_id)
    publish(draft_id)
    with transaction():
        with pytest.raises(Refused, match="déjà invité"):
            planning.withdraw(get_meeting_by_id(draft_id), now=now())
        meeting = get_meeting_by_id(draft_id)
        operations.take_back(queries.get_invitation(invitation_id), meeting, now=now())
        assert planning.withdraw(meeting, now=now())
    assert publish(draft_id) == []
    assert len(messages()) == 1


def test_nobody_is_chosen_for_what_is_published_or_has_begun_nor_who_has_left(draft_id, clock):
    contact_id, gone, published = (
        contact(),
        contact("M. Parti", mail="gone@partner.example"),
        plan(day=TUESDAY.replace(day=16)),
    )
    with transaction() as session:
        session.get(PartnerContact, gone).is_active = False
    with pytest.raises(Refused, match="plus un brouillon"):
        prepare(published, contact_id)
    with pytest.raises(Refused, match="plus active"):
        prepare(draft_id, gone)
    with transaction():
        clock.set(get_meeting_by_id(draft_id).starts_at)
    with pytest.raises(Refused, match="déjà commencé"):
        prepare(draft_id, contact_id)


def test_the_meetings_page_leads_to_choosing_and_publishing_says_what_leaves(sign_in, draft_id):
    chief = sign_in("chief", "colfontaine")
    with transaction():
        code = get_meeting_by_id(draft_id).code
    page = chief.page(f"/equipe/rencontres/{code}")
    links = [each["href"] for each in page.select("#preparation a, #partenaires a")]
    assert [each for each in links if not each.endswith("/tournees")] == [f"/equipe/rencontres/{code}/inviter"] * 2
    for each in people(2):
        prepare(draft_id, each)
    assert "à la publication" in chief.page(f"/equipe/rencontres/{code}").select_one("#partenaires").text
    response = chief.submit(f"/equipe/rencontres/{code}", action="/publier", follow=True)
    assert "La rencontre est publiée. 2 invitations partent par e-mail à" in response.text.replace("\u00a0", " ")
