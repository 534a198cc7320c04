"""What goes wrong behind a partner's link is said in their language; behind an unknown one, in the browser's."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import operations
from cafepol.invitations.queries import find_invitation
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners.queries import get_contact
from tests.front.test_partner_page import invited, page_of
from tests.invitations.asking import link_in, messages
from tests.pages import words
from tests.post import contact, plan

FRENCH = {"Accept-Language": "fr-BE"}


@pytest.fixture
def dubois(app):
    """A contact who reads Dutch."""
    made = contact()
    with transaction():
        get_contact(made).language = "nl"
    return made


@pytest.fixture
def meeting_id(dubois):
    made = plan()
    invited(made, dubois)
    return made


def said(client, path, status, **headers):
    """The language of the page that says what went wrong, and its words."""
    page = client.get(path, headers=headers)
    assert page.status_code == status
    return page.text.partition('<html lang="')[2][:2], words(page.text)


def test_links_that_are_over_say_so_in_the_language_of_whoever_got_them(client, clock, meeting_id, dubois):
    answer, own = link_in(messages()[-1].text), page_of(dubois)
    clock.advance(days=90)
    begun = "Deze bijeenkomst is begonnen: uw antwoord kan niet meer worden gewijzigd. Bel ons, wij helpen u."
    with transaction():
        code = get_meeting_by_id(meeting_id).code
    for path in (answer, f"{own}/{code}"):
        language, text = said(client, path, 410, **FRENCH)
        assert (language, begun in text) == ("nl", True)
    clock.advance(days=600)
    language, text = said(client, own, 410, **FRENCH)
    assert (language, "Deze link is niet meer geldig. Bel ons, wij helpen u." in text) == ("nl", True)
    assert "Eenvoudiger per telefoon" in text


def test_revoked_link_is_answered_in_the_language_of_whoever_got_it(client, meeting_id, dubois):
    path = link_in(messages()[-1].text)
    with transaction():
        operations.revoke(find_invitation(meeting_id, dubois), now=now())
    language, text = said(client, path, 404, **FRENCH)
    assert (language, "Pagina niet gevonden" in text) == ("nl", True)


def test_form_that_is_not_ours_is_refused_in_the_language_of_whoever_got_the_link(client, meeting_id):
    refused = client.post(link_in(messages()[-1].text), data={"answer": "yes"})
    assert refused.status_code == 400
    assert "Dit formulier is niet meer geldig." in words(refused.text)


def test_unknown_link_is_answered_in_a_language_of_the_browser(client):
    for path in ("/invitations/" + "x" * 43, "/partenaires/" + "x" * 43, "/partenaires/" + "x" * 43 + "/ABCDEF"):
        assert said(client, path, 404, **{"Accept-Language": "de-BE,fr;q=0.5"})[0] == "de"
        assert said(client, path, 404)[0] == "fr"


def test_other_pages_say_what_went_wrong_in_french_to_everybody(client):
    for path in ("/nulle-part", "/suivi/" + "x" * 43, "/invitations/x/y"):
        assert said(client, path, 404, **{"Accept-Language": "nl"})[0] == "fr"


def test_browser_decides_when_the_database_does_not_answer(client, monkeypatch):
    def broken(**_named):
        raise SQLAlchemyError

    monkeypatch.setattr(client.application.view_functions["invitations.answer"], "language_of", broken)
    assert said(client, "/invitations/" + "x" * 43, 404, **{"Accept-Language": "nl"})[0] == "nl"
