"""A partner's own page: by link, read without an account, and nothing on it of anybody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.links import Link
from cafepol.invitations import operations
from cafepol.invitations.answers import Answer, State
from cafepol.invitations.presence import note_presence
from cafepol.invitations.queries import find_invitation, get_invitation
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.partners.operations import deactivate_contact, edit_contact
from cafepol.partners.queries import get_contact, get_partner
from cafepol.zone.queries import communes
from tests.house.test_routes import contents
from tests.pages import words
from tests.post import TUESDAY, cancel, contact, host, plan


def invited(meeting_id, contact_id):
    with transaction():
        return operations.invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=host(), now=now()).id


def page_of(contact_id):
    """The address of the page, as the newest mail to the contact says it."""
    with transaction():
        mail = get_contact(contact_id).mail
        newest = select(Message.text).where(Message.recipient_mail == mail).order_by(Message.id.desc())
        text = db.session.scalars(newest).first()
    return text[text.index("/partenaires/") :].split()[0]


def loaded_contact(contact_id):
    partner = get_partner(get_contact(contact_id).partner_id, [each.id for each in communes()])
    return next(each for each in partner.contacts if each.id == contact_id)


@pytest.fixture
def dubois(app):
    return contact()


@pytest.fixture
def meeting_id(dubois):
    return plan()


@pytest.fixture
def path(meeting_id, dubois):
    invited(meeting_id, dubois)
    return page_of(dubois)


def test_looking_five_times_changes_nothing(client, path):
    before = contents()
    for _ in range(5):
        page = client.get(path)
        assert page.status_code == 200
        assert client.head(path).status_code == 200
    assert contents() == before
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in page.headers


def test_page_says_first_what_is_owed(client, path, meeting_id, dubois):
    assert "Une invitation attend votre réponse." in words(client.get(path).text)
    invited(plan(day=TUESDAY + timedelta(days=7)), dubois)
    assert "2 invitations attendent votre réponse." in words(client.get(path).text)


def test_invitation_is_answered_from_the_page(client, path, meeting_id, dubois):
    (to_answer,) = client.page(path).select(".rows a.btn")
    response = client.submit(to_answer["href"], {"answer": "yes", "note": "Avec plaisir"}, follow=True)
    assert "Vous avez répondu à tout. Merci." in words(response.text)
    assert "Oui, je viens" in words(response.text)
    with transaction():
        found = find_invitation(meeting_id, dubois)
        assert (found.status, found.note) == (State.ACCEPTED, "Avec plaisir")


def test_answer_that_lacks_a_name_says_so_and_keeps_what_was_typed(client, path):
    (to_answer,) = client.page(path).select(".rows a.btn")
    response = client.submit(to_answer["href"], {"answer": "other", "note": "Mon collègue"})
    assert response.status_code == 422
    assert "Écrivez le nom de la personne qui viendra." in words(response.text)
    assert "Mon collègue" in response.text


def test_meeting_called_off_asks_for_nothing(client, path, meeting_id):
    cancel(meeting_id)
    page = words(client.get(path).text)
    assert "annulée" in page
    assert "Répondre" not in page
    assert "Aucune rencontre n’est prévue avec vous pour le moment." in page


def test_past_meetings_say_whether_one_was_there(client, clock, path, meeting_id, dubois):
    with transaction():
        invitation = get_invitation(find_invitation(meeting_id, dubois).id)
        operations.answer(invitation, get_meeting_by_id(meeting_id), answer=Answer.YES, now=now())
    clock.advance(days=90)
    with transaction():
        note_presence([get_invitation(invitation.id)], present=[invitation.id])
    page = words(client.get(path).text)
    assert "vous étiez là" in page
    assert "présent à 1 sur 1" in page
    assert "Aucune rencontre n’est prévue avec vous pour le moment." in page


def test_past_meeting_is_not_answered_any_more(client, clock, path):
    (to_answer,) = client.page(path).select(".rows a.btn")
    clock.advance(days=90)
    answer = client.get(to_answer["href"])
    assert answer.status_code == 410
    assert "la réponse ne change plus" in words(answer.text)


def test_page_shows_nobody_else(client, path, meeting_id, dubois):
    invited(meeting_id, contact("M. Leroy", mail="leroy@partner.example"))
    invited(meeting_id, contact("Mme Claes", mail="claes@autre.example", partner="Autre service"))
    page = client.get(path).text
    for other in ("Leroy", "leroy@", "Claes", "claes@", "Autre service"):
        assert other not in page


def test_revoked_and_withdrawn_invitations_are_not_shown(client, path, meeting_id, dubois):
    with transaction():
        operations.revoke(get_invitation(find_invitation(meeting_id, dubois).id), now=now())
    page = words(client.get(path).text)
    assert "Aucune rencontre n’est prévue avec vous" in page
    assert "Colfontaine" not in client.page(path).select_one("main").get_text()


def test_code_of_a_meeting_that_one_is_not_invited_to_opens_nothing(client, path):
    other = plan(day=TUESDAY + timedelta(days=7))
    with transaction():
        code = get_meeting_by_id(other).code
    assert client.get(f"{path}/{code}").status_code == 404
    assert client.get(f"{path}/NOTHIN").status_code == 404


def test_link_ends_twelve_months_after_the_meeting(client, clock, path):
    clock.advance(days=335)
    assert client.get(path).status_code == 200
    clock.advance(days=90)
    gone = client.get(path)
    assert gone.status_code == 410
    assert "Appelez-nous" in words(gone.text)


def test_answer_link_does_not_open_the_page_nor_the_page_link_the_answer(client, path):
    token = path.rpartition("/")[2]
    assert client.get(f"/invitations/{token}").status_code == 404
    assert client.get("/partenaires/" + "x" * 43).status_code == 404


def test_somebody_who_left_the_directory_has_no_page_any_more(client, path, dubois):
    with transaction():
        deactivate_contact(loaded_contact(dubois))
    assert client.get(path).status_code == 404


def test_new_address_ends_the_links_that_went_to_the_old_one(client, path, dubois):
    with transaction():
        person = loaded_contact(dubois)
        edit_contact(person, name=person.name, mail="nouvelle@partner.example")
    assert client.get(path).status_code == 404


def test_other_corrections_leave_the_links_alone(client, path, dubois):
    with transaction():
        person = loaded_contact(dubois)
        edit_contact(person, name="Mme Dubois-Petit", mail="Dubois@partner.example")
    assert client.get(path).status_code == 200


def test_page_speaks_the_language_of_the_contact(client, path, dubois):
    with transaction():
        get_contact(dubois).language = "nl"
    page = client.page(path)
    assert page.html["lang"] == "nl"
    assert "Eén uitnodiging wacht op uw antwoord." in words(page.get_text())
    (to_answer,) = page.select(".rows a.btn")
    form = client.page(to_answer["href"])
    assert "Ja, ik kom" in words(form.get_text())
    refused = client.submit(to_answer["href"], {})
    assert "Kies uw antwoord." in words(refused.text)


def test_no_token_is_kept(path):
    token = path.rpartition("/")[2]
    with transaction() as session:
        assert token not in repr(session.execute(select(Link.token_hash)).all())


@pytest.mark.parametrize("others", [0, 9])
def test_statements_do_not_grow_with_the_invitations(client, path, dubois, count_queries, others):
    for number in range(others):
        invited(plan(day=TUESDAY + timedelta(days=7 * (number + 1))), dubois)
    with count_queries() as counted:
        assert client.get(path).status_code == 200
    assert counted.total == 8
