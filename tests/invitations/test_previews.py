"""What is shown before is what is sent, but for the link."""

import re

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.typography import plain_spaces
from cafepol.invitations import previews, reminding
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners.models import PartnerContact
from cafepol.partners.queries import get_contact
from tests.house.test_routes import contents
from tests.invitations.asking import invite, leave
from tests.pages import words
from tests.post import cancel, contact, plan

DEAD = "/invitations/lien-personnel"
LINK = re.compile(r"(/(?:invitations|partenaires)/)[\w-]+")


@pytest.fixture
def meeting_id(app):
    return plan()


@pytest.fixture
def path(meeting_id):
    with transaction():
        return f"/equipe/rencontres/{get_meeting_by_id(meeting_id).code}/inviter/apercu"


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine")


def preview(meeting_id, contact_id):
    with transaction():
        return previews.preview_for(get_meeting_by_id(meeting_id), get_contact(contact_id), now=now())


def check_same(draft, mail):
    sent = {kind: mail.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")}
    assert "lien-personnel" not in "".join(sent.values())
    shown = {kind: LINK.sub(r"\1lien-personnel", words) for kind, words in sent.items()}
    assert str(mail["Subject"]).split() == plain_spaces(draft.subject).split()  # folded lines may gain a space
    assert shown["plain"] == draft.text.strip() + "\n"
    assert shown["html"].strip() == draft.html.strip()
    assert all(DEAD in each for each in (draft.text, draft.html))


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_invitation_that_leaves_is_the_one_that_was_shown(meeting_id, clock, language):
    contact_id = contact("Mme D’Été <b>")
    with transaction() as session:
        session.get(PartnerContact, contact_id).language = language
    shown = preview(meeting_id, contact_id)
    invite(meeting_id, contact_id)
    (mail,) = leave(clock)
    check_same(shown, mail)


def test_the_reminder_that_leaves_is_the_one_that_was_shown(meeting_id, clock):
    contact_id = contact()
    invite(meeting_id, contact_id)
    leave(clock)
    shown = preview(meeting_id, contact_id)
    assert shown.subject.startswith("Rappel")
    with transaction():
        reminding.remind_all(get_meeting_by_id(meeting_id), by=None, now=now())
    (mail,) = leave(clock)
    check_same(shown, mail)


def test_looking_stores_nothing_and_says_who_how_and_what(chief, path, meeting_id):
    contact_id = contact()
    chief.get(path)
    before = contents()
    for _ in range(2):
        page = chief.page(f"{path}?personne={contact_id}")
    after = contents()
    assert {name for name in before if before[name] != after[name]} <= {"audit_entry", "sign_in"}
    shown = preview(meeting_id, contact_id)
    assert page.select_one("#message h2").text == shown.subject
    assert page.select_one("#message .verbatim").text == shown.text
    assert "à Mme Dubois, dubois@partner.example" in words(str(page))


def test_the_layout_stands_in_a_frame_that_may_do_nothing(chief, path):
    contact_id = contact()
    answer = chief.get(path)
    frame = BeautifulSoup(answer.text, "html.parser").iframe
    assert frame["sandbox"] == []
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    chief.reads_pages = False  # a mail is no page
    inside = chief.get(frame["src"])
    assert inside.request.path == f"{path}/{contact_id}"
    policy = inside.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "sandbox", "frame-ancestors 'self'", "form-action 'none'"):
        assert rule in policy
    assert "script" not in policy
    assert inside.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<style>" in inside.text


def test_who_has_no_mail_is_shown_what_will_be_said(chief, path):
    contact_id = contact(mail=None, phone="+3265001232")
    page = chief.page(f"{path}?personne={contact_id}")
    assert page.iframe is None
    assert "Inviter à la rencontre" in page.select_one("#message .verbatim").text


def test_the_dead_link_opens_nothing(client, meeting_id):
    assert client.get(DEAD).status_code == 404


def test_a_person_who_is_not_of_the_list_is_refused(chief, path):
    contact()
    assert chief.get(f"{path}?personne=9999").status_code == 422
    assert chief.get(f"{path}/9999").status_code == 404


def test_with_nobody_to_write_to_nothing_leaves(chief, path, meeting_id):
    assert "Rien ne partira" in words(chief.get(path).text)
    contact()
    cancel(meeting_id)
    assert chief.get(path).status_code == 200
