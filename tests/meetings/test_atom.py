from xml.etree import ElementTree as ET

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings import stages
from cafepol.meetings.queries import get_meeting_by_id

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def read(answer):
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)  # noqa: S314 -- our own


def texts(feed, path):
    return [each.text for each in feed.findall(path, NAMES)]


def test_the_news_hold_what_is_published_the_last_changed_first(client, meeting, clock):
    first = meeting(public_text="Café & gâteaux <offerts>")
    meeting(publish=False, days=1)
    clock.advance(hours=1)
    second = meeting(town="boussu", host="M. Martin", days=2)
    feed = read(client.get("/agenda.atom"))
    assert texts(feed, "a:entry/a:id") == [f"urn:uuid:{second.uid}", f"urn:uuid:{first.uid}"]
    assert texts(feed, "a:entry/a:updated") == ["2027-01-07T09:00:00+00:00", "2027-01-07T08:00:00+00:00"]
    assert texts(feed, "a:id") == ["http://localhost/agenda.atom"]
    assert texts(feed, "a:author/a:name") == ["Zone de Police Boraine"]
    assert "Café & gâteaux <offerts>" in texts(feed, "a:entry/a:content")[1]
    links = [each.get("href") for each in feed.findall("a:entry/a:link", NAMES)]
    assert links == [f"http://localhost/rencontres/{each.code}" for each in (second, first)]
    feed = read(client.get("/communes/boussu/agenda.atom"))
    assert texts(feed, "a:entry/a:id") == [f"urn:uuid:{second.uid}"]
    assert [each.get("href") for each in feed.findall("a:link", NAMES)] == [
        "http://localhost/communes/boussu/agenda.atom",
        "http://localhost/communes/boussu",
    ]


def test_a_cancelled_meeting_says_so_in_its_title_and_keeps_its_entry(client, meeting, clock):
    shown = meeting()
    known = client.get("/agenda.atom")
    asking = {"If-None-Match": known.headers["ETag"]}
    clock.advance(minutes=5)
    assert client.get("/agenda.atom", headers=asking).status_code == 304
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    feed = read(client.get("/agenda.atom", headers=asking))
    (title,) = texts(feed, "a:entry/a:title")
    assert title.startswith("ANNULÉE : Un café avec votre policier de quartier – ")
    assert "Grève." in texts(feed, "a:entry/a:content")[0]
    assert texts(feed, "a:entry/a:id") == texts(read(known), "a:entry/a:id")
    assert texts(feed, "a:entry/a:updated") == ["2027-01-07T08:05:00+00:00"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_agenda_names_its_news_and_its_calendar(client):
    for path, prefix in (("/", ""), ("/communes/boussu", "/communes/boussu")):
        found = client.page(path).select("link[rel=alternate]")
        assert [(each["type"], each["href"]) for each in found] == [
            ("text/calendar", f"{prefix}/agenda.ics"),
            ("application/atom+xml", f"{prefix}/agenda.atom"),
        ]


def test_the_news_of_an_unknown_commune_are_not_found(client):
    assert client.get("/communes/atlantis/agenda.atom").status_code == 404
