"""The staff's pages that show several rooms: who sees what, and what may be done from there."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.queries import audit_entries, get_account
from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern
from cafepol.core.clock import now, today, zone_time
from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration
from cafepol.staff.queries import find_officer
from tests.factories import make_concern, make_invitation, make_meeting, make_partner_contact, make_registration
from tests.pages import words

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine", name="Mme Lambert")


def me(browser):
    return find_officer(browser.account_id)


def fresh(meeting):
    return get_meeting_by_id(meeting.id)


def account_of(browser):
    return get_account(browser.account_id)


def planned(browser, *, starts=None, publish=True):
    with transaction():
        return make_meeting(me(browser), commune="colfontaine", starts=starts, publish=publish)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_desk(sign_in, role):
    page = sign_in(role).page("/equipe/")
    assert page.select_one("h1").text.strip().startswith("Bonjour")


def test_cafe_of_today_comes_first_with_its_room(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    page = officer.page("/equipe/")
    assert page.select_one(f".today form[action$='/rencontres/{meeting.code}/salle/ouvrir']")
    assert "Aujourd’hui, 1 café" in words(str(page))


def test_draft_and_meetings_to_come_are_to_prepare(officer):
    draft = planned(officer, publish=False)
    page = officer.page("/equipe/")
    assert "Pas encore publiée." in page.text
    assert page.select_one(f"a[href$='/rencontres/{draft.code}']")


def test_meeting_that_is_over_is_to_close_for_its_host_and_chief_only(officer, sign_in, clock):
    meeting = planned(officer)
    clock.advance(days=8)
    host = sign_in(Role.OFFICER, "colfontaine")
    chief = sign_in(Role.CHIEF, "colfontaine")
    away = sign_in(Role.CHIEF, "boussu")
    link = f"a[href$='/rencontres/{meeting.code}/cloturer']"
    assert [bool(each.page("/equipe/").select(link)) for each in (host, chief, away)] == [False, True, False]


def test_call_is_ticked_off_with_what_was_said(officer, sign_in):
    meeting, reception = planned(officer), sign_in(Role.RECEPTION, "colfontaine")
    with transaction():
        contact = make_partner_contact("M. Leroy", commune="colfontaine", partner="Gardiens", phone="065 00 99 01")
        make_invitation(fresh(meeting), contact)
    page = reception.page("/equipe/")
    assert "M. Leroy" in page.select_one("#appels").text
    response = reception.submit("/equipe/", {"outcome": "Viendra."}, form="#appels form", follow=True)
    assert "C’est noté." in response.text
    call = db.session.scalars(db.select(Message).where(Message.channel == "call")).one()
    assert (call.state, call.outcome, call.done_by_id) == ("done", "Viendra.", reception.account_id)


def test_call_of_the_hub_leads_back_to_the_hub(officer, sign_in):
    meeting, reception = planned(officer), sign_in(Role.RECEPTION, "colfontaine")
    with transaction():
        contact = make_partner_contact("M. Leroy", commune="colfontaine", partner="Gardiens")
        make_invitation(fresh(meeting), contact)
    response = reception.submit(f"/equipe/rencontres/{meeting.code}", {"outcome": "x" * 301}, form="#appels form")
    assert response.location == f"/equipe/rencontres/{meeting.code}"
    assert "300 caractères" in reception.get(response.location).text.replace("\u202f", " ")
    assert db.session.scalars(db.select(Message).where(Message.channel == "call")).one().state == "to_do"


def test_call_of_another_commissariat_does_not_exist(officer, sign_in):
    meeting = planned(officer)
    with transaction():
        call = make_invitation(
            fresh(meeting), make_partner_contact("M. Leroy", commune="colfontaine", partner="Gardiens")
        )
    message = db.session.scalars(db.select(Message).where(Message.channel == "call")).one()
    assert call is not None
    away = sign_in(Role.RECEPTION, "boussu")
    token = away.page("/equipe/").select_one("input[name=csrf_token]")["value"]
    response = away.post(f"/equipe/messages/{message.id}/fait", data={"csrf_token": token, "reached": "yes"})
    assert response.status_code == 404


def test_hub_shows_names_to_the_hosts_and_records_that_it_did(officer, sign_in):
    meeting = planned(officer)
    with transaction():
        make_registration(fresh(meeting), name="Martine Baert")
    assert "Martine Baert" in officer.page(f"/equipe/rencontres/{meeting.code}").text
    assert [entry.subject_id for entry in audit_entries("registrations_seen")] == [meeting.id]
    for role in (Role.OFFICER, Role.RECEPTION, Role.DIRECTORATE, Role.COMMUNICATION):
        page = sign_in(role, "colfontaine").page(f"/equipe/rencontres/{meeting.code}")
        assert "Martine" not in page.text, role
    assert len(audit_entries("registrations_seen")) == 1


def test_hub_shows_what_was_said_to_the_hosts_and_records_that_it_did(officer, sign_in):
    meeting = planned(officer)
    officer.page(f"/equipe/rencontres/{meeting.code}")
    assert audit_entries("concerns_listed") == []
    with transaction():
        shown = fresh(meeting)
        concern = make_concern(account_of(officer), shown.commune, meeting=shown, title="Rue du Puits")
    assert "Rue du Puits" in officer.page(f"/equipe/rencontres/{meeting.code}").text
    assert [entry.detail["numbers"] for entry in audit_entries("concerns_listed")] == [[concern.number]]
    assert "Rue du Puits" not in sign_in(Role.OFFICER, "colfontaine").page(f"/equipe/rencontres/{meeting.code}").text
    assert len(audit_entries("concerns_listed")) == 1


def test_hub_of_another_commissariat_does_not_exist(officer, sign_in):
    meeting = planned(officer)
    for path in ("", "/salle", "/cloturer", "/flyer.pdf", "/flyer-a4.pdf", "/feuille-presence.pdf"):
        assert sign_in(Role.CHIEF, "boussu").get(f"/equipe/rencontres/{meeting.code}{path}").status_code == 404


def test_colleague_reads_the_hub_but_not_the_room(officer, sign_in):
    meeting = planned(officer)
    colleague = sign_in(Role.OFFICER, "colfontaine")
    assert colleague.get(f"/equipe/rencontres/{meeting.code}").status_code == 200
    assert colleague.get(f"/equipe/rencontres/{meeting.code}/salle").status_code == 404


@pytest.mark.parametrize("path", ["imprimer/flyer-a5.pdf", "imprimer/flyer-a5.pdf?pour=page", "imprimer/presences.pdf"])
def test_papers_are_pdf_and_never_kept_by_the_browser(officer, path):
    meeting = planned(officer)
    with transaction():
        make_registration(fresh(meeting))
    response = officer.get(f"/equipe/rencontres/{meeting.code}/{path}")
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Cache-Control"] == "no-store"


def test_room_shows_no_contact_data(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    with transaction():
        make_registration(
            fresh(meeting), name="Martine Baert", mail="martine@exemple.be", phone="065 00 99 44", subject="Le bruit"
        )
    page = officer.page(f"/equipe/rencontres/{meeting.code}/salle")
    ticks = page.select_one("#presents").text
    assert "Martine B." in ticks
    for secret in ("martine@exemple.be", "99 44", "Le bruit"):
        assert secret not in page.text


def test_room_calls_people_by_first_name_and_initial_everywhere(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    with transaction():
        make_registration(fresh(meeting), name="Martine Baert")
        make_registration(fresh(meeting), name="Mme Sophie Leroy")
        nameless = make_registration(fresh(meeting), name=None)
    here = f"/equipe/rencontres/{meeting.code}/salle"
    refused = officer.submit(here, {"facts": "Trop de bruit."}, action="/doleances")
    assert refused.status_code == 422
    for html in (officer.get(here).text, officer.get(f"{here}?q=ma").text, refused.text):
        assert "Martine B." in html
        assert "Baert" not in html
        assert "Leroy" not in html
    options = [option.text for option in officer.page(here).select("select[name=who] option")]
    assert options[:4] == ["Choisissez", "Martine B.", "Mme Sophie L.", f"Sans nom, {nameless.reference}"]


def test_room_finds_by_first_letters(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    with transaction():
        make_registration(fresh(meeting), name="Martine Baert")
        make_registration(fresh(meeting), name="Albert Nys")
    found = officer.page(f"/equipe/rencontres/{meeting.code}/salle?q=ny").select(".tick b")
    assert [each.text for each in found] == ["Albert N."]
    nobody = officer.get(f"/equipe/rencontres/{meeting.code}/salle?q=zz")
    assert "Aucun nom et aucune référence ne commence ainsi." in nobody.text


def test_tick_is_saved_at_once_and_taken_back(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    with transaction():
        registration = make_registration(fresh(meeting))
    room = f"/equipe/rencontres/{meeting.code}/salle"
    action = f"/salle/presents/{registration.id}"
    for value, present in (("1", 1), ("1", 1), ("0", None)):
        officer.submit(room, {"present": value}, action=action)
        assert db.session.get(Registration, registration.id).present == present
        db.session.remove()


def test_registration_of_another_meeting_cannot_be_ticked_here(officer):
    here, there = planned(officer, starts=TODAY_AT_14), planned(officer)
    with transaction():
        make_registration(fresh(here))
        other = make_registration(fresh(there))
    room = officer.page(f"/equipe/rencontres/{here.code}/salle")
    token = room.select_one("input[name=csrf_token]")["value"]
    path = f"/equipe/rencontres/{here.code}/salle/presents/{other.id}"
    assert officer.post(path, data={"csrf_token": token, "present": "1"}).status_code == 404


def test_head_count_below_the_ticked_people_is_refused_and_kept_on_the_page(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    with transaction():
        registration = make_registration(fresh(meeting))
    room = f"/equipe/rencontres/{meeting.code}/salle"
    officer.submit(room, {"present": "1"}, action=f"/presents/{registration.id}")
    response = officer.submit(room, {"head_count": "0"}, action="/salle/nombre")
    assert response.status_code == 422
    assert "1 personne est cochée" in words(response.text)
    wrong = officer.submit(room, {"head_count": "-3"}, action="/salle/nombre")
    assert wrong.status_code == 422


def test_walk_in_twice_by_a_double_tap_counts_once(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    room = f"/equipe/rencontres/{meeting.code}/salle"
    page = officer.page(room)
    form = page.select_one("form.tally")
    data = {each["name"]: each["value"] for each in form.select("input")} | {"delta": "1"}
    for _ in range(2):
        officer.post(form["action"], data=data)
    assert officer.page(room).select_one(".tally output").text == "1"
    officer.submit(room, {"delta": "-1"}, form="form.tally")
    refused = officer.submit(room, {"delta": "-1"}, form="form.tally", follow=True)
    assert refused.status_code == 200
    assert officer.page(room).select_one(".tally output").text == "0"


def concern_data(page, **more):
    form = page.select_one("#doleance form")
    hidden = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}
    theme = form.select_one("input[name=theme]")["value"]
    return form["action"], hidden | {
        "facts": "Le banc est cassé.",
        "theme": theme,
        "who": "anonymous",
        "channel": "none",
    } | more


def test_concern_that_is_refused_is_not_counted_in_the_room(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    room = f"/equipe/rencontres/{meeting.code}/salle"
    theme = officer.page(room).select_one("input[name=theme]")["value"]
    data = {"facts": "Trop de bruit.", "theme": theme, "who": "anonymous", "channel": "none"}
    refused = officer.submit(room, {**data, "settled": "C’est 85.07.30-033.28"}, action="/salle/doleances")
    assert refused.status_code == 422
    assert "Noter une doléance 0" in words(refused.text)


@pytest.mark.parametrize("orientation", ["complaint_against_police", "emergency"])
def test_room_notes_no_complaint_and_no_emergency_but_says_where_to_go(officer, orientation):
    meeting = planned(officer, starts=TODAY_AT_14)
    page = officer.page(f"/equipe/rencontres/{meeting.code}/salle")
    assert "ne remplace jamais une plainte" in words(str(page.select_one("#doleance")))
    action, data = concern_data(page, orientation=orientation, who="", name="Mme Martin")
    answer = officer.post(action, data=data)
    assert answer.status_code == 200
    assert {"complaint_against_police": "Le Comité P", "emergency": "appelez le 101"}[orientation] in words(answer.text)
    assert "Choisissez qui l’a dit." not in words(answer.text)
    for typed in ("Le banc est cassé.", "Mme Martin"):
        assert typed not in answer.text
    assert "Noter une doléance 0" in words(answer.text)


def test_room_keeps_the_reference_alone_of_an_offence(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    page = officer.page(f"/equipe/rencontres/{meeting.code}/salle")
    offence = {"orientation": "offence_to_record", "facts": "", "settled": "J’ai dit d’aller au bureau."}
    action, data = concern_data(page, **offence, reference="MO.55.L1.123/2027")
    assert officer.post(action, data=data).status_code == 302
    with transaction() as session:
        noted = session.scalars(select(Concern)).one()
        assert (noted.reference, noted.facts, noted.decided, noted.state) == ("MO.55.L1.123/2027", "", "", "heard")


def test_concern_is_noted_once_from_the_room(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    action, data = concern_data(officer.page(f"/equipe/rencontres/{meeting.code}/salle"))
    for _ in range(2):
        assert officer.post(action, data=data).status_code == 302
    assert "1" in officer.page(f"/equipe/rencontres/{meeting.code}/salle").select_one("#doleance .count").text


def test_incomplete_concern_keeps_what_was_typed(officer):
    meeting = planned(officer, starts=TODAY_AT_14)
    action, data = concern_data(
        officer.page(f"/equipe/rencontres/{meeting.code}/salle"), who="person", channel="letter"
    )
    response = officer.post(action, data=data)
    assert response.status_code == 422
    assert "Le banc est cassé." in response.text


def held(officer, clock):
    meeting = planned(officer, starts=TODAY_AT_14)
    clock.advance(hours=6)
    officer.get("/equipe/")
    return meeting


def reenter(sign_in):
    return sign_in(Role.CHIEF, "colfontaine")


def test_closing_needs_a_head_count_and_something_said(officer, sign_in, clock):
    meeting = held(officer, clock)
    chief = reenter(sign_in)
    path = f"/equipe/rencontres/{meeting.code}/cloturer"
    without = chief.submit(path, {"head_count": ""})
    assert without.status_code == 422
    assert "Indiquez le nombre de personnes venues." in words(without.text)
    nothing_said = chief.submit(path, {"head_count": "9"})
    assert "Notez au moins une doléance" in words(nothing_said.text)
    assert chief.submit(path, {"head_count": "9", "no_concern": "y"}).status_code == 302
    closed = db.session.scalars(db.select(Meeting).where(Meeting.code == meeting.code)).one()
    assert (closed.state, closed.head_count, closed.no_concern) == ("closed", 9, True)


def test_closing_notes_which_partners_came(officer, sign_in, clock):
    meeting = planned(officer, starts=TODAY_AT_14 + timedelta(days=1))
    with transaction():
        contact = make_partner_contact("Mme Dubois", commune="colfontaine", partner="Habitat", mail="d@p.example")
        invitation = make_invitation(fresh(meeting), contact)
        make_concern(account_of(officer), fresh(meeting).commune, meeting=fresh(meeting))
    clock.advance(days=2)
    chief = reenter(sign_in)
    path = f"/equipe/rencontres/{meeting.code}/cloturer"
    assert chief.submit(path, {"head_count": "9", "partners": str(invitation.id)}).status_code == 302
    db.session.remove()
    assert db.session.get(type(invitation), invitation.id).was_present is True
    chief.submit(path, {"head_count": "12", "partners": None})
    db.session.remove()
    assert db.session.get(type(invitation), invitation.id).was_present is True  # closed stays as it was closed
    assert db.session.scalars(db.select(Meeting.head_count).where(Meeting.code == meeting.code)).one() == 9


def test_meeting_still_to_come_cannot_be_closed(officer):
    meeting = planned(officer)
    response = officer.submit(f"/equipe/rencontres/{meeting.code}/cloturer", {"head_count": "3", "no_concern": "y"})
    assert "pas encore eu lieu" in words(response.text)


def test_year_that_cannot_be_is_told_at_its_field(officer):
    response = officer.submit("/equipe/rencontres/nouvelle", {"day": "9999-12-30"})
    assert response.status_code == 422
    assert "Vérifiez l’année" in words(response.text)


def test_concerns_of_a_meeting_are_for_those_who_may_read_them(officer, sign_in):
    meeting = planned(officer)
    with transaction():
        number = make_concern(account_of(officer), fresh(meeting).commune, meeting=fresh(meeting)).number
    assert number in officer.get(f"/equipe/rencontres/{meeting.code}").text
    for role in (Role.RECEPTION, Role.DIRECTORATE, Role.COMMUNICATION):
        assert number not in sign_in(role, "colfontaine").get(f"/equipe/rencontres/{meeting.code}").text


def test_desk_puts_the_concerns_that_it_shows_on_the_audit_trail(officer):
    assert officer.get("/equipe/").status_code == 200
    assert audit_entries("concerns_listed") == []
    meeting = planned(officer)
    with transaction():
        concern = make_concern(account_of(officer), fresh(meeting).commune, meeting=fresh(meeting))
        concern.next_on, number = today(), concern.number
    assert number in officer.get("/equipe/").text
    (entry,) = audit_entries("concerns_listed")
    assert (entry.account_id, entry.detail) == (officer.account_id, {"numbers": [number]})


def test_caught_mail_is_for_the_demonstration_only(officer):
    assert officer.get("/equipe/courriels").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_hub_asks_the_database_as_often_for_one_as_for_thirty(officer, count_queries, rows):
    meeting = planned(officer)
    with transaction():
        for number in range(rows):
            make_registration(fresh(meeting), name=f"Personne {number}")
            make_invitation(
                fresh(meeting), make_partner_contact(f"M. {number}", commune="colfontaine", partner=f"P{number}")
            )
    with count_queries() as counted:
        assert officer.get(f"/equipe/rencontres/{meeting.code}").status_code == 200
    assert counted.total == HUB_QUERIES


@pytest.mark.parametrize("rows", [1, 12])
def test_desk_asks_the_database_as_often_for_one_as_for_twelve(officer, count_queries, rows):
    for number in range(rows):
        starts = (now() + timedelta(days=7 + number)).astimezone(zone_time()).replace(tzinfo=None)
        meeting = planned(officer, starts=starts)
        with transaction():
            make_invitation(
                fresh(meeting), make_partner_contact(f"M. {number}", commune="colfontaine", partner=f"P{number}")
            )
            make_concern(account_of(officer), fresh(meeting).commune, meeting=fresh(meeting))
    with count_queries() as counted:
        assert officer.get("/equipe/").status_code == 200
    assert counted.total == HOME_QUERIES


HUB_QUERIES = 38
HOME_QUERIES = 33
