from dataclasses import replace
from datetime import timedelta

import pytest

from cafepol.core.clock import now
from cafepol.core.config import BadSetting, load_settings
from cafepol.core.db import transaction
from cafepol.core.web import CONTENT_SECURITY_POLICY
from cafepol.meetings import stages
from cafepol.meetings.queries import agenda, get_meeting_by_id
from tests.cafes import plan_many
from tests.pages import words

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_ONE
def test_the_line_to_copy_is_written_for_the_zone_or_a_commune(client):
    line = client.page("/integrer").select_one("#ligne").text
    assert line.startswith('<iframe src="http://localhost/integrer/liste" ')
    line = client.page("/integrer?commune=boussu").select_one("#ligne").text
    assert line.startswith(
        '<iframe src="http://localhost/integrer/liste?commune=boussu" title="Les prochains cafés, Boussu"'
    )
    assert client.get("/integrer?commune=atlantis").status_code == 404
    assert client.page("/").select_one("footer a[href='/integrer']")


def test_the_list_holds_the_next_meetings_and_leads_out_of_the_frame(client, meeting):
    here, there = meeting(), meeting(town="boussu", host="M. Martin", days=1)
    meeting(publish=False, days=2)
    page = client.page("/integrer/liste")
    assert [each["href"] for each in page.select("li a")] == [
        f"http://localhost/rencontres/{each.code}" for each in (here, there)
    ]
    assert {each.get("target") for each in page.select("a")} == {"_top"}
    assert not page.select("script, form, input")
    only = client.page("/integrer/liste?commune=boussu")
    assert [each["href"] for each in only.select("li a")] == [f"http://localhost/rencontres/{there.code}"]


def test_the_list_says_what_was_cancelled_and_when_nothing_is_planned(client, meeting):
    assert "Pas encore de café prévu." in words(client.get("/integrer/liste").text)
    shown = meeting()
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    assert "Annulée Grève." in words(client.get("/integrer/liste").text)


@ON_ONE
def test_the_list_reads_no_more_meetings_than_it_needs(client, monkeypatch):
    monkeypatch.setattr("cafepol.meetings.embed_views.SHOWN", 2)
    plan_many(4)
    drawn = []
    monkeypatch.setattr(
        "cafepol.meetings.embed_views.agenda", lambda *given, **more: drawn.extend(agenda(*given, **more)) or drawn
    )
    page = client.page("/integrer/liste")
    assert (len(drawn), len(page.select("li"))) == (3, 2)
    assert "Toutes les rencontres" in page.text


@ON_ONE
def test_the_list_alone_may_be_shown_in_a_frame_of_the_zones_website(client):
    answer = client.get("/integrer/liste")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("frame-ancestors 'self' https://www.policeboraine.be")
    assert "script-src" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    other = client.get("/integrer")
    assert (other.headers["Content-Security-Policy"], other.headers["X-Frame-Options"]) == (
        CONTENT_SECURITY_POLICY,
        "DENY",
    )


def test_other_websites_are_a_setting(tmp_path):
    found = load_settings(tmp_path, embed_origins="https://a.example,https://b.example:8443")
    assert found.embed_origins == ("https://a.example", "https://b.example:8443")
    for odd in ("https://a.example/", "a.example", "https://a.example; script-src *", "javascript:alert(1)"):
        with pytest.raises(BadSetting, match="EMBED_ORIGINS"):
            load_settings(tmp_path, embed_origins=odd)


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_costs_seven_queries(client, count_queries, how_many):
    plan_many(how_many)
    with count_queries() as counted:
        client.get("/integrer/liste")
    assert counted.total == 7


def asking_again(client, path="/integrer/liste"):
    """What a browser sends that has the list."""
    return {"If-None-Match": client.get(path).headers["ETag"]}


def test_a_browser_that_has_the_list_gets_304_after_two_queries(client, meeting, clock, count_queries, monkeypatch):
    shown = meeting()
    asking, first = asking_again(client), client.get("/integrer/liste")
    clock.advance(hours=1)
    with monkeypatch.context() as patch, count_queries() as counted:
        patch.setattr("cafepol.meetings.embed_views.render_template", None)  # nothing is built
        again = client.get("/integrer/liste", headers=asking)
    assert (again.status_code, again.data, counted.total) == (304, b"", 2)
    for name in ("ETag", "Content-Security-Policy", "Cache-Control", "X-Robots-Tag"):
        assert again.headers[name] == first.headers[name]
    assert "X-Frame-Options" not in again.headers
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    assert client.get("/integrer/liste", headers=asking).status_code == 200


def test_the_list_of_a_commune_is_another_one(client, meeting):
    meeting()
    asking = asking_again(client)
    assert client.get("/integrer/liste?commune=colfontaine", headers=asking).status_code == 200


def test_the_list_is_another_one_as_a_meeting_ends(client, meeting, clock):
    shown = meeting()
    asking = asking_again(client)
    clock.set(shown.ends_at - timedelta(seconds=1))
    assert client.get("/integrer/liste", headers=asking).status_code == 304
    clock.set(shown.ends_at)
    ended = client.get("/integrer/liste", headers=asking)
    assert (ended.status_code, "Pas encore de café prévu." in words(ended.text)) == (200, True)


@ON_ONE
def test_the_list_is_another_one_when_other_websites_may_show_it(client, app):
    asking = asking_again(client)
    chosen = app.extensions["cafepol.settings"]
    app.extensions["cafepol.settings"] = replace(chosen, embed_origins=("https://a.example",))
    assert client.get("/integrer/liste", headers=asking).status_code == 200
