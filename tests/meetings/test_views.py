import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select, update
from werkzeug.http import http_date

from cafepol import __version__
from cafepol.core.clock import now
from cafepol.core.config import PACKAGE
from cafepol.core.db import db, transaction
from cafepol.meetings import ical, kept_answers, stages
from cafepol.meetings.feed_mark import FeedMark
from cafepol.meetings.lifecycle import Audience
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Venue, Zone
from tests.cafes import plan_many
from tests.pages import words


def test_one_meeting_is_downloaded_under_its_code(client, meeting):
    shown = meeting()
    answer = client.get(f"/rencontres/{shown.code}/agenda.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="cafepol-{shown.code}.ics"'
    assert icalendar.Calendar.from_ical(answer.text).walk("VEVENT")[0]["UID"] == shown.uid
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/rencontres/{}/agenda.ics", "/s/{}"])
def test_a_draft_and_an_unknown_code_are_not_found(client, meeting, path):
    assert client.get(path.format(meeting(publish=False).code)).status_code == 404
    assert client.get(path.format("WWWWWW")).status_code == 404


@pytest.mark.parametrize("path", ["/rencontres/{}", "/rencontres/{}/agenda.ics", "/rencontres/{}/merci", "/s/{}"])
def test_the_links_of_what_is_a_draft_again_say_so_and_nothing_of_the_draft(client, meeting, path):
    shown = meeting(title="Café des aînés")
    with transaction():
        stages.withdraw_meeting(get_meeting_by_id(shown.id), audience=Audience(0, 0), now=now())
    answer = client.get(path.format(shown.code))
    assert answer.status_code == 410
    assert "Cette rencontre n’est plus annoncée." in words(answer.text)
    assert "Voir les prochaines rencontres" in answer.text
    assert not any(word in answer.text for word in ("aînés", "9 février", shown.venue.name, "Duval"))


def test_the_address_on_the_flyer_leads_to_the_page_in_any_case(client, meeting):
    shown = meeting()
    answer = client.get(f"/s/{shown.code.lower()}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rencontres/{shown.code}")


def uids(answer):
    return [event["UID"] for event in icalendar.Calendar.from_ical(answer.text).walk("VEVENT")]


def test_the_feeds_hold_the_zone_or_one_commune(client, meeting):
    here, there = meeting(), meeting(town="boussu", host="M. Martin", days=1)
    meeting(publish=False, days=2)
    assert uids(client.get("/agenda.ics")) == [here.uid, there.uid]
    assert uids(client.get("/communes/boussu/agenda.ics")) == [there.uid]
    assert client.get("/communes/atlantis/agenda.ics").status_code == 404


def test_a_reader_who_has_the_feed_gets_304_until_something_changes(client, meeting, clock, count_queries):
    shown = meeting()
    first = client.get("/agenda.ics")
    assert first.headers["ETag"].startswith('W/"')
    asking = {"If-None-Match": first.headers["ETag"]}
    clock.advance(hours=1)
    with count_queries() as counted:
        again = client.get("/agenda.ics", headers=asking)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert counted.total == 1
    assert client.get("/communes/colfontaine/agenda.ics", headers=asking).status_code == 200
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    assert client.get("/agenda.ics", headers=asking).status_code == 200


def test_a_reader_gets_the_feed_anew_when_a_name_that_it_shows_changes(client, meeting):
    shown = meeting()
    asking = {"If-None-Match": client.get("/agenda.ics").headers["ETag"]}
    assert client.get("/agenda.ics", headers=asking).status_code == 304
    with transaction() as session:
        session.get(Venue, shown.venue_id).street = "rue Neuve 1"
    again = client.get("/agenda.ics", headers=asking)
    assert (again.status_code, "rue Neuve 1" in again.text) == (200, True)


def test_a_reader_who_knows_the_date_alone_gets_304_too(client, meeting, count_queries, monkeypatch):
    shown = meeting()
    with transaction() as session:
        session.execute(update(FeedMark).values(changed_at=datetime(2026, 11, 1, tzinfo=UTC)))
    monkeypatch.setattr(kept_answers, "STARTED", datetime(2026, 10, 1, tzinfo=UTC))
    asking = {"If-Modified-Since": client.get("/agenda.ics").headers["Last-Modified"]}
    with monkeypatch.context() as patch, count_queries() as counted:
        patch.setattr(ical, "feed", None)  # nothing is built
        assert client.get("/agenda.ics", headers=asking).status_code == 304
    assert counted.total == 1
    with transaction() as session:
        session.get(Officer, shown.host_id).title = "Commissaire"
    assert "Commissaire" in client.get("/agenda.ics", headers=asking).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/agenda.ics", "/agenda.atom", "/integrer/liste"])
@pytest.mark.parametrize(
    "changed",
    [{"timezone": "Europe/Paris"}, {"mail_from": "b@zone.example"}, {"origin": "https://cafe.zone.example"}, None],
)
def test_a_feed_is_another_when_a_setting_or_the_version_is(client, app, meeting, monkeypatch, path, changed):
    meeting()
    asking = {"If-None-Match": client.get(path).headers["ETag"]}
    assert client.get(path, headers=asking).status_code == 304
    if changed:
        app.extensions["cafepol.settings"] = replace(app.extensions["cafepol.settings"], **changed)
    else:
        monkeypatch.setattr(kept_answers, "__version__", "99")
    assert client.get(path, headers=asking).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/agenda.ics", "/agenda.atom", "/integrer/liste"])
def test_no_address_in_a_feed_is_shaped_by_the_host_that_was_asked(client, meeting, path):
    meeting()
    usual = client.get(path)
    other = client.get(path, headers={"Host": "localhost:8443"})
    assert (other.data, other.headers["ETag"]) == (usual.data, usual.headers["ETag"])
    assert client.get(path, headers={"Host": "autre.example"}).status_code == 400


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_feed_is_never_older_than_the_program(client, clock, monkeypatch):
    monkeypatch.setattr(kept_answers, "STARTED", clock.now - timedelta(hours=1))
    assert client.get("/agenda.ics").headers["Last-Modified"] == http_date(clock.now - timedelta(hours=1))


def test_the_version_is_the_packages():
    declared = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert __version__ == declared


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_date_is_not_said_while_another_change_may_fall_into_its_second(client, clock, meeting):
    meeting()
    clock.set(db.session.scalars(select(FeedMark.changed_at)).one() + timedelta(seconds=1))
    young = client.get("/agenda.ics")
    assert "Last-Modified" not in young.headers
    assert client.get("/agenda.ics", headers={"If-Modified-Since": http_date(clock.now)}).status_code == 200


def test_a_feed_is_another_when_a_meeting_leaves_it_by_age(client, meeting, clock):
    shown = meeting()
    first = client.get("/agenda.ics")
    asking = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    clock.set(shown.ends_at + timedelta(days=30) - timedelta(seconds=1))
    assert client.get("/agenda.ics", headers=asking).status_code == 304
    clock.advance(minutes=1)
    left = client.get("/agenda.ics", headers=asking)
    assert (left.status_code, uids(left)) == (200, [])
    assert left.headers["Last-Modified"] == http_date(shown.ends_at + timedelta(days=30))


def test_whatever_a_feed_shows_moves_its_mark(app, meeting):
    shown = meeting()
    marks = [db.session.scalar(select(FeedMark.number))]
    for model, row in ((Meeting, shown.id), (Venue, shown.venue_id), (Commune, shown.commune_id), (Zone, 1)):
        with transaction() as session:
            column = "title" if model is Meeting else "name"
            setattr(session.get(model, row), column, "Autrement")
        marks.append(db.session.scalar(select(FeedMark.number)))
        db.session.remove()
    assert marks == sorted(set(marks))


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_feed_costs_five_queries(client, count_queries, how_many):
    plan_many(how_many)
    with count_queries() as counted:
        client.get("/agenda.ics")
    assert counted.total == 5
