"""« Combien de tasses ? »: what a meeting's page says before and after, and the look back over all of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role, Viewer
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.desk import operations as desk
from cafepol.forecast import page_queries
from cafepol.forecast.calibration import Calibration
from cafepol.forecast.models import AttendanceRecord
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from tests.cafes import close as close_without_figures
from tests.cafes import meeting  # noqa: F401 -- a fixture
from tests.factories import make_registration
from tests.pages import words


@pytest.fixture
def chief(sign_in):
    """`chief()`: somebody who reads the commissariat, signed in now."""
    return lambda: sign_in(Role.CHIEF, "colfontaine")


@pytest.fixture
def held(meeting, clock):  # noqa: F811 -- the fixture
    """`held(12)`: a meeting that was closed with so many people."""

    def make(heads, **wanted):
        shown = meeting(**wanted)
        clock.set(shown.ends_at + timedelta(hours=1))
        with transaction():
            desk.close(get_meeting_by_id(shown.id), head_count=heads, partners=[], no_concern=True, now=now())
        return shown

    return make


def cups(browser, shown):
    return browser.page(f"/equipe/rencontres/{shown.code}").select_one("#affluence")


def test_before_anything_is_known_only_a_rough_range_is_said(chief, meeting):  # noqa: F811
    shown = cups(chief(), meeting(publish=False))
    text = words(str(shown))
    assert "À titre indicatif : entre 0 et" in text
    assert "Pas assez de rencontres clôturées." in text
    assert "Environ" not in text
    assert not shown.select("svg .ch-mid")


def test_the_range_its_basis_the_cups_and_the_parts(chief, meeting, held):  # noqa: F811
    held(14)
    coming = meeting(days=40, capacity=30)
    with transaction():
        make_registration(get_meeting_by_id(coming.id), party_size=4)
    shown = cups(chief(), coming)
    text = words(str(shown))
    high = shown.select("svg .ch-xl")[1].text
    assert "Environ " in text
    assert f"Prévoyez {high} chaises et {high} tasses." in text
    assert "Pas assez de rencontres (n = 1) : prudence." in text
    assert "4 inscrits × 80 % ≈ 3" in text
    assert "sans inscription ≈ " in text
    assert "encore à venir ≈ " in text
    assert f"et {high}, huit fois sur dix." in shown.select_one("svg[role=img] title").text
    assert shown.select("svg .ch-mid")


def test_once_closed_what_was_said_stands_against_who_came(chief, held):
    closed = held(14)
    shown = cups(chief(), closed)
    text = words(str(shown))
    assert "14 personnes présentes" in text
    assert "Nous attendions entre 0 et" in text
    assert "Le nombre est dans la bande." in text
    assert "Venus : 14." in words(shown.select_one("svg title").text)
    assert shown.select("svg circle")
    assert not shown.select("a[href$='/facebook']"), "what it was closed with stays"


def test_more_than_was_said_is_said(chief, held):
    closed = held(400)
    assert "C’est plus que prévu." in words(str(cups(chief(), closed)))


def test_a_meeting_without_figures_says_that_nothing_was_forecast(chief, meeting, clock):  # noqa: F811
    shown = meeting()
    clock.set(shown.ends_at)
    close_without_figures(shown)
    assert "Aucune prévision n’a été faite." in words(str(cups(chief(), shown)))


def test_nobody_is_expected_at_a_cancelled_meeting(chief, meeting):  # noqa: F811
    shown = meeting()
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Travaux.", now=now())
    assert not cups(chief(), shown).select("svg")


def test_the_look_back_says_how_often_and_shows_each_meeting(chief, held):
    held(14)
    held(400, days=1)
    browser = chief()
    assert browser.page("/equipe/rencontres").select_one("a[href='/equipe/previsions']")
    page = browser.page("/equipe/previsions")
    text = words(str(page))
    assert "1 fois sur 2, le nombre de personnes est tombé dans la bande." in text
    assert "C’est trop peu pour juger" in text
    assert "1 fois au-dessus de la bande, 0 fois en dessous." in text
    assert [words(row.select("td")[2].text) for row in page.select("tbody tr")] == ["plus que prévu", "dans la bande"]
    assert "Présents attendus = part des inscrits qui viennent" in text


def test_a_range_holds_its_ends_and_what_is_not_shown_is_counted(app, held, monkeypatch):
    monkeypatch.setattr(page_queries, "SHOWN", 2)
    for days in range(4):
        held(14, days=days)
    for record, heads in zip(db.session.scalars(select(AttendanceRecord)), (9, 25, 26, 8), strict=True):
        record.said_low, record.said_high, record.head_count = 9, 25, heads
    past = page_queries.past_forecasts(Viewer(1, "", frozenset({(Role.DIRECTORATE, None)})))
    assert past.calibration == Calibration(inside=2, above=1, below=1)
    assert (len(past.rows), past.earlier) == (2, 2)
    db.session.rollback()


def test_the_look_back_stays_within_what_one_reads(sign_in, held):
    held(14)
    page = sign_in(Role.CHIEF, "boussu").page("/equipe/previsions")
    assert "Aucune rencontre clôturée n’a encore de prévision." in words(str(page))
    assert not page.select("tbody tr")


def test_the_look_back_asks_as_often_for_two_as_for_one(chief, held, count_queries):
    counted = []
    for days in (0, 1):
        held(14, days=days)
        browser = chief()
        with count_queries() as queries:
            browser.page("/equipe/previsions")
        counted.append(queries.total)
    assert counted[0] == counted[1]
