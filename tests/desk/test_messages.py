"""« Messages » : everything that left and did not, for those who answer for it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.messages.delivery import deliver_due
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, tick_call
from cafepol.messages.smtp import Never
from cafepol.staff.queries import find_officer
from tests.clients import form_values
from tests.factories import (
    commissariat_id,
    make_invitation,
    make_meeting,
    make_officer,
    make_partner_contact,
    make_registration,
)
from tests.pages import words

PAGE = "/equipe/messages"
TOKEN = "RtTSTJChNWKeBzNThMoeSTJLnsvQmLKxPkFoe-Qnnlc"


class Refuses:
    """A mail server that knows nobody."""

    def send(self, _mail, **_to):
        raise Never("550 5.1.1 no such user")


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine", name="Mme Lambert")


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine", name="Mme Chef")


def post(key, name="Mme Dubois", *, mail="dubois@partner.example", phone=None, place="colfontaine", **more):
    """A message in a transaction of its own; its id."""
    with transaction():
        more = {"kind": "invitation", "commissariat_id": commissariat_id(place) if place else None} | more
        draft = Draft(f"Sujet {key}", f"Bonjour {name},\n\nhttp://localhost/invitations/{TOKEN}\n")
        return post_message(draft, to=Recipient(name, mail, phone), unique_key=key, now=now(), **more).id


def bounce():
    deliver_due(now=now(), transport=Refuses(), owner="w")


def planned(browser):
    with transaction():
        return make_meeting(find_officer(browser.account_id), commune="colfontaine")


def row(message_id):
    return db.session.get(Message, message_id, populate_existing=True)


def subjects(browser, **asked):
    page = browser.page(f"{PAGE}?{urlencode(asked)}")
    return [link.text for link in page.select(".rows a")]


def test_mails_calls_and_letters_stand_in_one_list_newest_first(chief, clock):
    post("courriel")
    clock.advance(minutes=1)
    post("appel", mail=None, phone="+3265001232")
    clock.advance(minutes=1)
    with transaction():
        to = Recipient("M. Petit", address="rue du Puits 1")
        post_message(
            Draft("Sujet lettre", "Bonjour"), to=to, kind="meeting_moved", unique_key="l", now=now(),
            commissariat_id=commissariat_id("colfontaine"),
        )  # fmt: skip
    assert subjects(chief) == ["Sujet lettre", "Sujet appel", "Sujet courriel"]


def test_the_state_narrows_the_list(chief):
    post("refusé")
    bounce()
    call = post("fait", mail=None, phone="+3265001232")
    with transaction():
        tick_call(row(call), outcome="", by_account_id=None, now=now())
    post("appel", mail=None, phone="+3265001232")
    post("en attente")
    with transaction():
        row(post("parti")).state = "sent"
        row(post("abandonné")).state = "dropped"
    found = {
        state: subjects(chief, etat=state)
        for state in ("en-attente", "parti", "pas-arrive", "abandonne", "a-faire", "fait", "a-regler")
    }
    assert found == {
        "en-attente": ["Sujet en attente"],
        "parti": ["Sujet parti"],
        "pas-arrive": ["Sujet refusé"],
        "abandonne": ["Sujet abandonné"],
        "a-faire": ["Sujet appel"],
        "fait": ["Sujet fait"],
        "a-regler": ["Sujet refusé"],
    }
    assert subjects(chief, canal="call", etat="fait") == ["Sujet fait"]


@pytest.mark.parametrize("asked", ["élise", "HAESE", "elise@exemple.be", "0470 12 34 56", "+32 470/12.34.56"])
def test_a_person_is_found_by_name_address_or_number(chief, asked):
    post("elle", "Mme Élise D’Haese", mail="elise@exemple.be", phone="+32470123456")
    post("autre", "Mme Martin", mail="martin@exemple.be", phone="+32470123457")
    assert subjects(chief, qui=asked) == ["Sujet elle"]


def test_a_search_is_read_as_it_is_typed(chief):
    post("elle")
    for asked in ("%", "_", "' OR 1=1--", "\\"):
        assert subjects(chief, qui=asked + "@") == []


@pytest.mark.parametrize(
    "asked",
    [
        "page=-1",
        "page=abc",
        "page=1000000000",
        "sort=password",
        "etat=tout",
        "canal=pigeon",
        "contact=x",
        "inscription=-2",
    ],
)
def test_what_is_asked_wrongly_is_not_asked(chief, asked):
    post("elle")
    assert [link.text for link in chief.page(f"{PAGE}?{asked}").select(".rows a")] == ["Sujet elle"]


def test_a_meeting_that_does_not_exist_has_no_message(chief):
    post("elle")
    assert subjects(chief, rencontre="NIXDA9") == []


def test_a_long_list_has_pages_that_keep_what_was_asked(chief):
    for number in range(51):
        post(f"k{number}")
    page = chief.page(f"{PAGE}?canal=mail")
    (older,) = [link for link in page.select("a.btn") if link.text == "Plus anciens"]
    assert len(page.select(".rows a")) == 50
    rest = chief.page(older["href"])
    assert (len(rest.select(".rows a")), "canal=mail" in older["href"]) == (1, True)
    assert [link.text for link in rest.select("main a.btn")] == ["Plus récents"]


@pytest.mark.parametrize("rows", [1, 40])
def test_the_list_costs_the_same_for_one_as_for_forty(chief, officer, count_queries, rows):
    for number in range(rows):
        meeting = planned_at(officer, number)
        post(f"k{number}", meeting_id=meeting.id)
    with count_queries() as counted:
        chief.get(PAGE)
    assert counted.total == LIST_QUERIES


def planned_at(browser, number):
    with transaction():
        starts = (now() + timedelta(days=7 + number)).replace(tzinfo=None)
        return make_meeting(find_officer(browser.account_id), commune="colfontaine", starts=starts)


def test_a_commissariat_reads_its_own_and_officers_what_is_theirs(sign_in, officer, chief):
    meeting = planned(officer)
    with transaction():
        colleague = make_officer("M. Collègue", commissariat="colfontaine").id
    mine = find_officer(officer.account_id).id
    db.session.remove()
    post("à moi", officer_id=mine)
    post("de ma rencontre", meeting_id=meeting.id, officer_id=colleague)
    post("de personne")
    post("du collègue", officer_id=colleague)
    post("de Boussu", place="boussu")
    post("doléance du collègue", kind="concern_heard", officer_id=colleague, meeting_id=meeting.id)
    post("ma doléance", kind="concern_heard", officer_id=mine)
    post("compte", kind="account_invitation", place=None)
    everything = {"à moi", "de ma rencontre", "de personne", "du collègue", "doléance du collègue", "ma doléance"}
    readers = {
        chief: everything,
        officer: {"à moi", "de ma rencontre", "de personne", "ma doléance"},
        sign_in(Role.RECEPTION, "colfontaine"): everything - {"doléance du collègue", "ma doléance"},
        sign_in(Role.CHIEF, "boussu"): {"de Boussu"},
        sign_in(Role.ADMINISTRATOR): {"compte"},
    }
    for browser, wanted in readers.items():
        assert {each.removeprefix("Sujet ") for each in subjects(browser)} == wanted
    assert subjects(officer, rencontre=meeting.code) == ["Sujet de ma rencontre"]
    (theirs,) = db.session.scalars(select(Message.id).where(Message.unique_key == "du collègue"))
    assert officer.get(f"{PAGE}/{theirs}").status_code == 404


def test_a_call_about_a_concern_is_seen_and_ticked_by_its_officer_and_the_chief_alone(sign_in, officer, chief):
    meeting = planned(officer)
    mine, hub = find_officer(officer.account_id).id, f"/equipe/rencontres/{meeting.code}"
    db.session.remove()
    more = {"mail": None, "phone": "+3265001232", "kind": "concern_question", "meeting_id": meeting.id}
    calls = [post(f"à rappeler {each}", f"Mme {each}", officer_id=mine, **more) for each in ("A", "B")]
    others = [sign_in(Role.RECEPTION, "colfontaine"), sign_in(Role.OFFICER, "colfontaine", name="M. Collègue")]
    done = {"reached": "yes", "outcome": "Mme Martin sera là mardi."}
    for browser in others:
        assert not [each for each in ("/equipe/", hub) if "à rappeler" in browser.get(each).text]
        token = browser.page("/equipe/").select_one("input[name=csrf_token]")["value"]
        sent = browser.post(f"/equipe/messages/{calls[0]}/fait", data={"csrf_token": token, **done})
        assert sent.status_code == 404
    for browser, call in zip((officer, chief), calls, strict=True):
        assert "à rappeler" in browser.get("/equipe/").text
        assert "à rappeler" in browser.get(hub).text
        assert browser.submit("/equipe/", done, action=f"/messages/{call}/fait").status_code == 302
        assert row(call).state == "done"


@pytest.mark.parametrize("role", [Role.DIRECTORATE, Role.COMMUNICATION, Role.DPO])
def test_for_others_there_is_no_list_and_no_message(sign_in, role):
    message_id = post("elle")
    browser = sign_in(role)
    assert browser.get(PAGE).status_code == 404
    assert browser.get(f"{PAGE}/{message_id}").status_code == 404


def test_who_looks_is_recorded_with_what_was_shown(chief):
    message_id = post("elle")
    chief.get(PAGE)
    chief.get(f"{PAGE}/{message_id}")
    (seen,), (one,) = audit_entries("messages_seen"), audit_entries("message_seen")
    assert (seen.detail, seen.account_id) == ({"ids": [message_id]}, chief.account_id)
    assert (one.subject_id, one.account_id) == (message_id, chief.account_id)


def test_a_message_shows_the_words_that_left_and_no_right(chief):
    page = chief.page(f"{PAGE}/{post('elle')}")
    assert page.select_one(".verbatim").text == "Bonjour Mme Dubois,\n\nhttp://localhost/invitations/…\n"


def test_a_mail_that_did_not_arrive_says_why(chief):
    message_id = post("elle")
    bounce()
    page = words(chief.get(f"{PAGE}/{message_id}").text)
    assert "Cette adresse n’existe pas, ou plus." in page
    assert "550 5.1.1 no such user" in page


def test_all_that_was_sent_to_somebody_is_a_link_away(chief, officer):
    meeting = planned(officer)
    with transaction():
        registration = make_registration(db.session.merge(meeting), name="Mme Leroy", phone="0470 12 34 56").id
        contact = make_partner_contact("Mme Dubois", commune="colfontaine", partner="P", mail="d@partner.example")
        make_invitation(db.session.merge(meeting), contact)
        contact_id, partner_id = contact.id, contact.partner_id
    post("à elle", "Mme Leroy", mail="Leroy@exemple.be", phone="+32470123456")
    assert subjects(chief, inscription=registration) == ["Sujet à elle"]
    assert len(subjects(chief, contact=contact_id)) == 1
    assert subjects(chief, contact=contact_id + 1) == []
    hub = officer.page(f"/equipe/rencontres/{meeting.code}")
    assert hub.select_one(f"a[href='{PAGE}?inscription={registration}']")
    assert hub.select_one(f"a[href='{PAGE}?rencontre={meeting.code}']")
    partner = officer.page(f"/equipe/partenaires/{partner_id}")
    assert partner.select_one(f"a[href='{PAGE}?contact={contact_id}']")


# what is done about it

RETRY, CALL, SETTLE = "reessayer", "appeler", "regler"


def test_a_retry_sends_it_again_once_however_often_the_form_is_sent(chief):
    message_id = post("elle")
    bounce()
    path = f"{PAGE}/{message_id}"
    sent = form_values(chief.page(path).select_one(f"form[action$={RETRY}]"))
    chief.post(f"{path}/{RETRY}", data=sent)
    assert row(message_id).state == "queued"
    bounce()
    assert chief.post(f"{path}/{RETRY}", data=sent).status_code == 302
    assert row(message_id).state == "bounced"
    assert [entry.subject_id for entry in audit_entries("message_retried")] == [message_id]


def test_a_call_instead_stands_on_the_desk(chief, officer):
    message_id = post("elle", phone="+3265001232", officer_id=find_officer(officer.account_id).id)
    bounce()
    chief.submit(f"{PAGE}/{message_id}", action=f"/{CALL}")
    home = officer.page("/equipe/")
    (todo,) = home.select("#appels .rows > li")
    assert "065 00 12 32" in words(str(todo))
    assert "http" not in words(str(todo))
    assert "n’est pas arrivé" not in words(str(home))


def test_without_a_number_no_call_is_offered(chief):
    message_id = post("elle")
    bounce()
    page = chief.page(f"{PAGE}/{message_id}")
    assert [button.text.strip() for button in page.select("main form button")] == ["Réessayer", "C’est réglé"]


def test_a_mail_that_left_and_came_back_is_not_offered_again(chief):
    message_id = post("elle")
    bounce()
    with transaction() as session:
        session.get(Message, message_id).handed_over_at = now()
    page = chief.page(f"{PAGE}/{message_id}")
    assert "Ce courriel est revenu." in words(str(page))
    assert [button.text.strip() for button in page.select("main form button")] == ["C’est réglé"]


def test_what_is_settled_says_by_whom_and_leaves_the_band(chief):
    message_id = post("elle")
    bounce()
    band = chief.page("/equipe/").select_one(".note a[href*=messages]")
    assert words(str(band)) == "1 courriel n’est pas arrivé"
    assert [link.text for link in chief.page(band["href"]).select(".rows a")] == ["Sujet elle"]
    chief.submit(f"{PAGE}/{message_id}", action=f"/{SETTLE}")
    assert chief.page("/equipe/").select_one(".note a[href*=messages]") is None
    assert "Mme Chef" in words(chief.get(f"{PAGE}/{message_id}").text)
    assert subjects(chief, etat="pas-arrive") == ["Sujet elle"]


def test_what_is_over_cannot_be_sent_again(chief, clock):
    message_id = post("elle", expires_at=now() + timedelta(minutes=5))
    bounce()
    form = chief.page(f"{PAGE}/{message_id}")
    clock.advance(minutes=6)
    page = chief.page(f"{PAGE}/{message_id}")
    assert [button.text.strip() for button in page.select("main form button")] == ["C’est réglé"]
    token = form.find("input", attrs={"name": "csrf_token"})["value"]
    answer = chief.post(f"{PAGE}/{message_id}/{RETRY}", data={"csrf_token": token}, follow_redirects=True)
    assert "C’est trop tard" in answer.text
    assert row(message_id).state == "bounced"


def test_what_another_did_meanwhile_is_said(chief, sign_in):
    message_id = post("elle")
    bounce()
    page = chief.page(f"{PAGE}/{message_id}")
    sign_in(Role.RECEPTION, "colfontaine").submit(f"{PAGE}/{message_id}", action=f"/{RETRY}")
    token = page.find("input", attrs={"name": "csrf_token"})["value"]
    answer = chief.post(f"{PAGE}/{message_id}/{CALL}", data={"csrf_token": token}, follow_redirects=True)
    assert "va partir" in answer.text


def test_the_band_counts_what_one_answers_for(chief, sign_in, officer):
    post("elle", officer_id=find_officer(officer.account_id).id)
    post("autre", "M. Petit", mail="petit@partner.example")
    bounce()
    told = [
        words(each.get("/equipe/").text) for each in (chief, sign_in(Role.CHIEF, "boussu"), sign_in(Role.DIRECTORATE))
    ]
    assert ["courriels ne sont pas arrivés" in page for page in told] == [True, False, False]


def test_other_eyes_see_no_band_in_the_room(officer):
    meeting = planned(officer)
    post("elle")
    bounce()
    assert "n’est pas arrivé" in words(officer.get("/equipe/").text)
    assert "n’est pas arrivé" not in words(officer.get(f"/equipe/rencontres/{meeting.code}/salle").text)


LIST_QUERIES = 11
