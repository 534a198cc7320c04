"""The « fiche retour »: what was said at earlier cafés of a quarter, told first at the next one, without a name."""

from datetime import datetime, timedelta

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.concerns.correcting import record_elsewhere
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import Orientation
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.desk.returns_queries import return_sheet
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.zone import queries as zone
from tests.concerns.conftest import anonymous, cafe, phone_call  # noqa: F401 -- a fixture
from tests.factories import make_meeting
from tests.pages import words
from tests.printing.paper import Paper

NEXT = datetime(2027, 1, 14, 14, 0)  # noqa: DTZ001 -- the zone's wall clock


@pytest.fixture
def planned(cafe):  # noqa: F811 -- the fixture
    """`planned(starts=…)`: another café, of the same quarter unless said otherwise; its id."""

    def make(starts=NEXT, quarter=0):
        with transaction():
            quarters = zone.quarters(zone.commune_by_slug("colfontaine").id)
            there = None if quarter is None else quarters[quarter]
            return make_meeting(cafe.person(cafe.officer), commune="colfontaine", starts=starts, quarter=there).id

    return make


def sheet(meeting_id):
    with transaction():
        return return_sheet(get_meeting_by_id(meeting_id)).said


def told(meeting_id):
    return [each.number for each in sheet(meeting_id)]


def headings(meeting_id):
    with transaction():
        groups = return_sheet(get_meeting_by_id(meeting_id)).groups
        return {heading: [each.answer for each in said] for heading, said in groups}


def change(number, **values):
    with transaction():
        concern = db.session.scalars(db.select(Concern).where(Concern.number == number)).one()
        for name, value in values.items():
            setattr(concern, name, value)


def path(meeting_id, end=""):
    with transaction():
        return f"/equipe/rencontres/{db.session.get_one(Meeting, meeting_id).code}{end}"


@pytest.mark.engines
def test_what_has_its_answer_comes_first_then_what_is_ready_then_the_rest(cafe, planned):  # noqa: F811
    states = ("heard", "in_progress", "feedback_due", "closed", "voided")
    for state in states:
        cafe.bring(cafe.log(anonymous()), state)
    assert headings(planned()) == {
        "Ce qui a eu sa réponse": ["Six poteaux devant l’école."],
        "Une réponse est prête": ["Des poteaux seront posés."],
        "Encore en cours": ["Entendu : le suivi n’a pas encore commencé.", "On s’en occupe."],
    }


def test_only_what_was_said_at_an_earlier_cafe_of_the_quarter_is_told(cafe, planned):  # noqa: F811
    here = cafe.log(anonymous())
    cafe.log(anonymous(), at_meeting=False)  # in confidence, at the desk
    assert told(planned()) == [here]
    assert told(planned(NEXT + timedelta(days=1), quarter=1)) == []
    assert told(planned(NEXT + timedelta(days=2), quarter=None)) == [here]  # a café of the whole commune
    assert told(cafe.meeting_id) == []


def test_what_is_on_record_elsewhere_is_not_read_out(cafe, planned):  # noqa: F811
    cafe.log(anonymous(), orientation=Orientation.OFFENCE_TO_RECORD, reference="MO.55.L1.123/2027", facts="")
    assert told(planned()) == []


def test_what_was_put_on_record_afterwards_is_not_read_out_either(cafe, planned):  # noqa: F811
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        record_elsewhere(
            concern, version=concern.version, reference="PV 12/2027", recorded_on=today(), by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    assert told(planned()) == []


def test_what_was_closed_before_the_last_cafe_was_told_there(cafe, planned, clock):  # noqa: F811
    closed, alive = cafe.log(anonymous()), cafe.log(anonymous())
    cafe.bring(closed, "closed")
    second = planned()
    assert told(second) == [closed, alive]
    third = planned(NEXT + timedelta(days=7))
    assert told(third) == [alive]
    with transaction():
        db.session.get_one(Meeting, second).state = "draft"  # it did not take place
    assert told(third) == [closed, alive]


def test_what_was_closed_more_than_a_year_ago_is_over(cafe, planned):  # noqa: F811
    number = cafe.log(anonymous())
    cafe.bring(number, "closed")
    with transaction():
        first = db.session.get_one(Meeting, cafe.meeting_id)
        first.starts_at, first.ends_at = (each - timedelta(days=400) for each in (first.starts_at, first.ends_at))
    meeting = planned()
    change(number, closed_at=now() - timedelta(days=350))
    assert told(meeting) == [number]
    change(number, closed_at=now() - timedelta(days=366))
    assert told(meeting) == []


def test_a_text_that_names_who_said_it_is_not_read_out(cafe, planned):  # noqa: F811
    named = cafe.log(phone_call(), place="chez Mme Martin")
    there = cafe.log(phone_call("M. Puits", address="rue du Puits 3\n7340 Colfontaine"), place="rue du Puits 3")
    for number in (named, there):
        cafe.bring(number, "feedback_due")
    change(named, decided="Mme Martin sera appelée au 065 00 99 33.")
    first, second = sheet(planned())
    assert (first.answer, first.is_withheld) == ("Une réponse est prête.", True)
    assert second.answer == "Des poteaux seront posés."
    assert second.is_withheld
    with transaction():
        quarter = zone.quarters(zone.commune_by_slug("colfontaine").id)[0].name
    assert first.place == second.place == quarter


def test_without_a_place_the_quarter_is_named(cafe, planned):  # noqa: F811
    cafe.log(anonymous(), place="")
    (said,) = sheet(planned())
    assert said.place
    assert not said.is_withheld


def test_the_page_and_its_paper_name_nobody(cafe, planned, tmp_path):  # noqa: F811
    number = cafe.log(phone_call("Mme <b>Hostile</b>"), place='"><b>rue</b> %s')
    cafe.bring(number, "feedback_due")
    meeting = planned()
    page = cafe.officer.page(path(meeting, "/fiche-retour"))
    said = words(str(page.select_one("main")))
    assert "1 chose dite aux cafés d’avant" in said
    assert "Dit au café du mercredi 6 janvier 2027." in said
    assert "Des poteaux seront posés." in said
    paper = Paper(cafe.officer.get(path(meeting, "/imprimer/fiche-retour.pdf")).data, tmp_path)
    assert '"><b>rue</b> %s – ' in paper.text
    for text in (said, paper.text):
        assert "Hostile" not in text
        assert "99 33" not in text
        assert number not in text


def test_nothing_to_say_is_said(cafe, planned):  # noqa: F811
    page = cafe.officer.page(path(planned(), "/fiche-retour"))
    assert "Rien à dire cette fois" in words(str(page))
    assert not page.select("main a[href$='.pdf']")


def test_a_withheld_text_is_explained_to_the_host(cafe, planned):  # noqa: F811
    cafe.log(phone_call(), place="chez Mme Martin")
    said = words(cafe.officer.get(path(planned(), "/fiche-retour")).text)
    assert "semble nommer une personne" in said
    assert "Martin" not in said


def test_hosts_and_the_chief_alone_open_it_and_each_look_is_on_record(cafe, planned, sign_in):  # noqa: F811
    number, meeting = cafe.log(phone_call()), planned()
    for end in ("/fiche-retour", "/imprimer/fiche-retour.pdf"):
        for client in (cafe.officer, cafe.chief):
            assert client.get(path(meeting, end)).status_code == 200
        for client in (sign_in(Role.CHIEF, "boussu"), sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")):
            assert client.get(path(meeting, end)).status_code == 404
    seen = [row.detail for action in ("return_sheet_seen", "return_sheet_printed") for row in audit_entries(action)]
    assert seen == [{"numbers": [number]}] * 4


def test_the_hub_leads_there(cafe, planned, sign_in):  # noqa: F811
    meeting = planned()
    link = f"a[href$='{path(meeting, '/fiche-retour')}']"
    assert cafe.officer.page(path(meeting)).select_one(link)
    assert not sign_in(Role.RECEPTION, "colfontaine").page(path(meeting)).select(link)


@pytest.mark.parametrize("rows", [1, 12])
def test_it_costs_as_many_queries_for_twelve_as_for_one(cafe, planned, count_queries, rows):  # noqa: F811
    for _ in range(rows):
        cafe.log(phone_call())
    where = path(planned(), "/fiche-retour")
    cafe.officer.get(where)
    with count_queries() as counted:
        assert cafe.officer.get(where).status_code == 200
    assert counted.total == QUERIES


QUERIES = 16
