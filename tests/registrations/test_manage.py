"""One's own page: everything one said can be changed or withdrawn, and nothing is lost between two windows."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings import ical
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.messages.operations import forget_links
from cafepol.notices.reminders import tell_reminders
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.telling import manage_link
from tests.meetings import readers
from tests.pages import words

LINK = re.compile(r"/inscriptions/[\w-]{43}")
TOLD = {"name": "Claire Martin", "phone": "0470 12 34 56", "needs": "Une rampe", "subject": "La vitesse"}


@pytest.fixture
def own(app):
    """`own(registration)`: the address of its page."""

    def page(registration):
        with transaction():
            return f"/inscriptions/{manage_link(registration, get_meeting_by_id(registration.meeting_id))}"

    return page


def test_everything_that_was_said_is_there_and_can_be_withdrawn(client, meeting, register, own, reload):
    said = register(meeting(), call_back=True, channel="officer", **TOLD).registration
    page = own(said)
    form = client.page(page).select_one("form[action$=modifier]")
    assert [form.select_one(f"#{each}")["value"] for each in ("name", "phone", "needs")] == [
        "Claire Martin",
        "+32470123456",
        "Une rampe",
    ]
    assert form.select_one("#subject").text.strip() == "La vitesse"
    assert form.select_one("#call_back").has_attr("checked")
    empty = dict.fromkeys(TOLD, "") | {"call_back": None}
    assert "C’est changé" in words(client.submit(page, empty, action="/modifier", follow=True).text)
    row = reload(said)
    assert [row.name, row.phone, row.needs, row.subject, row.call_back] == [None, None, None, None, False]
    assert row.version == said.version + 1
    client.submit(page, {}, action="/modifier")
    assert reload(said).version == row.version  # nothing changed


def test_an_answer_and_a_name_are_changed_at_once(client, meeting, register, own, reload):
    said = register(meeting()).registration
    client.submit(own(said), {"party_size": "3", "name": "Claire"}, action="/modifier")
    row = reload(said)
    assert (row.party_size, row.name, row.version) == (3, "Claire", said.version + 1)


def test_what_is_badly_written_stays_in_the_form_and_is_not_stored(client, meeting, register, own, reload):
    said = register(meeting()).registration
    typed = {"phone": "12", "subject": "Mon numéro : 85.07.30-033.28", "name": "Claire"}
    answer = client.submit(own(said), typed, action="/modifier")
    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, page.select_one("#phone")["value"]) == (422, "12")
    answer = client.submit(own(said), typed | {"phone": ""}, action="/modifier")
    assert "N’écrivez pas ce numéro" in words(answer.text)
    assert reload(said).name is None


def test_of_two_windows_both_are_shown_and_nothing_is_lost(client, meeting, register, own, reload):
    said = register(meeting()).registration
    page = own(said)
    opened = client.page(page)
    client.submit(page, {"name": "Claire", "party_size": "2"}, action="/modifier")
    form = opened.select_one("form[action$=modifier]")
    values = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}
    late = client.post(f"{page}/modifier", data=values | {"kind": "going", "party_size": "4", "needs": "Une rampe"})
    assert late.status_code == 409
    text = words(late.text)
    assert "Les deux versions" in text
    assert "Claire" in text
    shown = BeautifulSoup(late.text, "html.parser")
    assert (shown.select_one("#needs")["value"], reload(said).needs) == ("Une rampe", None)
    values["version"] = shown.select_one("input[name=version]")["value"]  # saved knowingly
    again = client.post(f"{page}/modifier", data=values | {"kind": "going", "party_size": "4", "needs": "Une rampe"})
    assert again.status_code == 303
    assert reload(said).party_size == 4


def test_without_contact_one_is_told_to_keep_the_page(client, meeting, register, own):
    there = meeting()
    nobody, known = register(there).registration, register(there, channel="officer", phone="0470 12 34 56").registration
    assert "Gardez l’adresse de cette page" in words(client.get(own(nobody)).text)
    assert "Gardez l’adresse" not in words(client.get(own(known)).text)


def test_whoever_is_interested_says_i_come_with_one_button(client, meeting, register, own, states, reload, messages):
    there = meeting(capacity=1)
    said = register(there, kind="interested", channel="officer", mail="a@x.be").registration
    assert "choisissez « Je participe »" in words(messages()[-1].text)
    page = own(said)
    answer = client.submit(page, action="/participer", follow=True)
    assert "vous participez" in words(answer.text)
    assert reload(said).kind == "going"
    assert "/participer" not in client.get(page).text


def test_a_reminder_that_waits_goes_where_one_is_reached_now(client, meeting, register, own, messages, clock):
    there = meeting()
    said = register(there, channel="officer", phone="0470 12 34 56", call_back=True).registration
    clock.set(there.starts_at - timedelta(hours=48))
    with transaction():
        tell_reminders(there.id, now=now())
    client.submit(own(said), {"phone": "0470 00 00 01"}, action="/modifier")
    calls = messages("registration_reminder")
    assert [(each.recipient_phone, each.state) for each in calls] == [
        ("+32470123456", "dropped"),
        ("+32470000001", "to_do"),
    ]
    client.submit(own(said), {"phone": ""}, action="/modifier")
    assert {each.state for each in messages("registration_reminder")} == {"dropped"}


def test_a_meeting_that_moves_takes_its_links_along(client, meeting, register, own, clock):
    there = meeting()
    page = own(register(there).registration)
    later = {name: getattr(there, name) + timedelta(days=7) for name in ("starts_at", "ends_at", "starts_local")}
    with transaction() as session:
        session.execute(update(Meeting).values(**later, ends_local=there.ends_local + timedelta(days=7)))
    clock.set(there.ends_at + timedelta(days=2))
    assert client.get(page).status_code == 200
    clock.set(there.ends_at + timedelta(days=8))
    assert client.get(page).status_code == 410
    with transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM registration")
    assert client.get(page).status_code == 410


def test_what_comes_too_late_is_said_on_ones_own_page(client, meeting, register, own, messages):
    there = meeting()
    page = own(register(there).registration)
    register(there, mail="a@x.be")
    asked = LINK.search(messages()[-1].text).group()
    tokens = [client.page(each).select_one("input[name=jeton]")["value"] for each in (page, asked)]
    with transaction():
        cancel_meeting(get_meeting_by_id(there.id), reason="La salle est fermée.", now=now())
    for address, token in ((f"{page}/annuler", tokens[0]), (f"{page}/participer", tokens[0])):
        late = client.post(address, data={"jeton": token})
        assert late.status_code == 422
        assert "Votre réponse" in words(late.text)
        assert "Cette rencontre est annulée : les réponses ne changent plus." in words(late.text)
    late = client.post(f"{asked}/confirmer", data={"jeton": tokens[1]})
    assert late.status_code == 422
    assert "Votre réponse" in words(late.text)


def test_the_mailed_link_leads_to_the_page_again_whenever_it_is_opened(client, meeting, register, act, messages):
    there = meeting()
    said = register(there, mail="a@x.be").registration
    asked = LINK.search(messages()[-1].text).group()
    act(confirm_registration, said)
    assert LINK.fullmatch(client.submit(asked, follow=True).request.path)
    act(cancel_registration, said)
    page = client.page(asked)
    assert page.select_one(f"a[href='/rencontres/{there.code}']").text == "Répondre à nouveau"
    assert page.select("main form") == []


def test_ones_own_calendar_rings_the_day_before_and_leads_back(client, meeting, register, own):
    there = meeting()
    said = register(there, name="Claire Martin", mail="claire@x.be", channel="officer").registration
    register(there, name="M. Autre", phone="0470 00 00 09")
    page = own(said)
    answer = client.get(f"{page}/calendrier.ics")
    text = answer.get_data(as_text=True)
    unfolded = text.replace("\r\n ", "")
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    for line in ("METHOD:PUBLISH", "TRIGGER:-P1D", "ACTION:DISPLAY", f"UID:{there.uid}"):
        assert f"\r\n{line}\r\n" in unfolded
    assert unfolded.count("\r\nUID:") == 2  # the alarm has its own (RFC 9074)
    assert unfolded.count(page) == 2  # the address, and the words
    for person in ("ATTENDEE", "Claire", "claire@", "Autre", "470000009"):
        assert person not in unfolded
    assert text == client.get(f"{page}/calendrier.ics").get_data(as_text=True)
    expected = [(there.uid, there.starts_at, there.ends_at, "CONFIRMED")]
    assert readers.by_vobject(text) == readers.by_libical(text) == expected


def test_who_waits_for_a_place_has_it_as_tentative_and_it_does_not_ring(client, meeting, register, own):
    there = meeting(capacity=1)
    register(there, channel="officer")
    waits = register(there, name="Claire Martin", channel="officer").registration
    text = client.get(f"{own(waits)}/calendrier.ics").get_data(as_text=True)
    assert "VALARM" not in text
    assert [each[3] for each in readers.by_vobject(text)] == ["TENTATIVE"]


def test_the_mail_brings_that_calendar_and_keeps_no_link_once_it_left(meeting, register, messages):
    register(meeting(), mail="claire@x.be", channel="officer")
    mail = messages()[-1]
    assert "BEGIN:VALARM" in mail.calendar
    forget_links(mail)
    assert not LINK.search(mail.calendar.replace("\r\n ", ""))


def test_what_is_called_off_rings_no_more(meeting):
    there = meeting()
    there.state = "cancelled"
    text = ical.personal(there, link="https://cafe.example/inscriptions/x", now=now())
    assert "STATUS:CANCELLED" in text
    assert "VALARM" not in text


def test_who_says_je_participe_when_it_is_full_reads_that_they_wait_and_nothing_else(client, meeting, register):
    there = meeting(capacity=1)
    token = register(there, kind="interested").token
    register(there)
    answer = words(client.submit(f"/inscriptions/{token}", action="/participer", follow=True).text)
    assert "vous êtes en attente" in answer
    assert "vous participez" not in answer
