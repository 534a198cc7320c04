import icalendar
import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings import stages
from cafepol.meetings.lifecycle import Audience
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.zone.models import Venue
from tests.pages import words
from tests.planning import plan_many


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


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_feed_costs_five_queries(client, count_queries, how_many):
    plan_many(how_many)
    with count_queries() as counted:
        client.get("/agenda.ics")
    assert counted.total == 5
