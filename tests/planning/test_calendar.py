import secrets
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import insert

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.zone.closure_models import Closure
from tests.cafes import DAY, Town, officer
from tests.pages import words

DESK = "/equipe/planning"
FEBRUARY = f"{DESK}?mois=2027-02"


def hold(days: list[datetime], *, state=State.CLOSED, town="colfontaine") -> None:
    """Meetings as they would be had they been held then, by row."""
    with transaction() as session:
        there, host = Town(town), officer(f"Mme {town}", town)
        rows = [
            {
                "code": secrets.token_hex(3).upper(),
                "uid": str(uuid.uuid4()),
                "sequence": 0,
                "version": 1,
                "state": state,
                "title": "Un café",
                "public_text": "",
                "language": "fr",
                "commune_id": there.commune.id,
                "quarter_id": there.quarters[0].id,
                "venue_id": there.venues[0].id,
                "host_id": host.id,
                "starts_local": day,
                "ends_local": day + timedelta(hours=2),
                "starts_at": day.replace(tzinfo=UTC) - timedelta(hours=1),
                "ends_at": day.replace(tzinfo=UTC) + timedelta(hours=1),
                "phone": "+3265001232",
                "created_at": now(),
                "updated_at": now(),
                "first_published_at": now(),
                "published_at": now(),
                "closed_at": now() if state is State.CLOSED else None,
                "head_count": 7 if state is State.CLOSED else None,
                "no_concern": True,
            }
            for day in days
        ]
        session.execute(insert(Meeting), rows)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T14:00")


@pytest.fixture
def planner(sign_in):
    """The browser of an officer of Colfontaine."""
    return sign_in(Role.OFFICER)


def cell(browser, address: str, day: str) -> BeautifulSoup:
    """The cell of a day in the table of the month."""
    page = browser.page(address)
    for found in page.select("table.planner td"):
        number = found.select_one(".day")
        if number and day in number.text.split():
            return found
    raise AssertionError(day)


def test_the_month_is_a_table_from_monday_with_what_stands_on_each_day(planner, meeting):
    meeting()
    meeting(publish=False, days=1)
    with transaction():
        cancel_meeting(get_meeting_by_id(meeting(days=2).id), reason="La salle est fermée.", now=now())
    page = planner.page(FEBRUARY)
    assert [head.text for head in page.select("table.planner th")][:2] == ["lundi", "mardi"]
    assert "brouillon" not in cell(planner, FEBRUARY, "9").text
    assert words(str(cell(planner, FEBRUARY, "10"))).endswith("brouillon")
    cancelled = cell(planner, FEBRUARY, "11")
    assert "18 h" in words(str(cancelled.s))
    assert words(str(cancelled)).endswith("annulée")


def test_holidays_closures_and_local_events_stand_on_their_day(planner):
    with transaction() as session:
        for kind in ("closure", "blocked", "local_event"):
            session.add(Closure(starts_on=DAY.date(), ends_on=DAY.date(), label="Carnaval", kind=kind))
        elsewhere = Town("boussu").commune.id
        session.add(
            Closure(starts_on=DAY, ends_on=DAY, label="Foire lointaine", kind="local_event", commune_id=elsewhere)
        )
    text = words(str(cell(planner, FEBRUARY, "9")))
    for note in ("Services fermés : Carnaval", "Jour bloqué : Carnaval", "Événement local : Carnaval"):
        assert note in text
    assert "Foire lointaine" not in planner.get(FEBRUARY).text
    assert "Jour férié" in words(str(cell(planner, f"{DESK}?mois=2027-05", "1er")))


def test_the_list_says_the_same_day_by_day(planner, meeting):
    shown = meeting()
    page = planner.page(f"{FEBRUARY}&vue=liste")
    assert page.select_one("table.planner") is None
    assert page.select_one(f'main a[href$="{shown.code}"]')
    narrow = planner.page(FEBRUARY).select_one(".narrow-only")
    assert words(str(narrow)) in words(page.prettify())


def test_a_free_day_opens_the_form_with_that_day_and_commune(planner):
    link = cell(planner, f"{FEBRUARY}&commune=colfontaine", "9").select_one("a.day")
    assert words(str(link)) == "Prévoir une rencontre le 9 février"
    form = planner.page(link["href"])
    assert form.select_one("#day")["value"] == "2027-02-09"
    assert {group["label"] for group in form.select("#venue optgroup")} == {"Colfontaine"}
    assert cell(planner, f"{DESK}?mois=2027-01", "6").a is None  # yesterday


def test_the_form_takes_from_the_address_only_what_it_offers(planner):
    room, elsewhere = Town().venues[1], Town("boussu").venues[0]
    right = f"lieu={room.id}&quartier={Town().quarters[1].id}&debut=10:00&fin=12:00&jour=2027-02-09"
    form = planner.page(f"/equipe/rencontres/nouvelle?{right}")
    assert form.select_one("#venue option[selected]")["value"] == str(room.id)
    assert form.select_one("#starts")["value"].startswith("10:00")
    wrong = f"lieu={elsewhere.id}&hote=999&quartier=x&debut=99:00&fin={'9' * 900}&jour=2027-02-31&commune=boussu"
    form = planner.page(f"/equipe/rencontres/nouvelle?{wrong}")
    assert form.select_one("#venue option[selected]")["value"] == ""
    assert form.select_one("#host option[selected]")["value"]
    assert not form.select_one("#day").get("value")


def test_what_is_asked_wrongly_is_the_month_of_today(planner):
    for asked in ("mois=2027-13&commune=nulle-part&vue=x", "mois=x", "mois=9999-12&page=-1"):
        assert "Janvier 2027" in words(planner.get(f"{DESK}?{asked}").text)
    page = planner.page(FEBRUARY)
    assert page.select_one("a[rel=prev]")["href"].startswith(f"{DESK}?mois=2027-01")
    assert page.select_one("a[rel=next]")["href"] == f"{DESK}?mois=2027-03&vue=mois"


def test_the_pace_is_shown_against_the_target_and_the_delay_in_words(planner, meeting):
    hold([at("2026-10-06"), at("2026-10-13"), at("2026-11-10"), at("2027-01-05")])
    meeting(publish=False, days=-20)
    meeting(days=-19)
    text = words(planner.get(DESK).text)
    assert "1 café tenu ou en cours, 1 prévu. L’objectif est de 2 à 3 par mois. Et 1 brouillon." in text
    assert "Sous l’objectif depuis 2 mois." in text


def test_a_commune_without_any_meeting_yet_is_not_called_late(planner):
    text = words(planner.get(DESK).text)
    assert "Aucun café n’y a encore eu lieu." in text
    assert "Sous l’objectif" not in text


def test_the_zone_is_for_those_who_read_it_and_they_plan_nothing(sign_in, meeting):
    meeting()
    meeting(town="boussu", host="M. Loin")
    own, reader = sign_in(Role.RECEPTION), sign_in(Role.DIRECTORATE)
    assert len(own.page(FEBRUARY).select("table.planner li")) == 1
    assert len(reader.page(FEBRUARY).select("table.planner li")) == 2
    assert len(reader.page(f"{FEBRUARY}&commune=boussu").select("table.planner li")) == 1
    for browser in (own, reader):
        assert "/equipe/rencontres/nouvelle" not in browser.get(FEBRUARY).text
    assert sign_in(Role.ADMINISTRATOR).get(DESK).status_code == 404


def test_a_month_is_read_in_as_many_queries_however_many_meetings(planner, count_queries):
    planner.reads_pages = False  # a thousand rows are counted, not read
    for many in (10, 990):
        hold([at("2027-02-09")] * many)
        with count_queries() as counted:
            planner.get(f"{FEBRUARY}&vue=liste")
        assert counted.total == 13
