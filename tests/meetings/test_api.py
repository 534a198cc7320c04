from collections import Counter
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from sqlalchemy.exc import OperationalError

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings import stages
from cafepol.meetings.asking import PARAMETERS
from cafepol.meetings.queries import get_meeting_by_id
from tests.cafes import DAY, plan_many

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(client, path, status=200):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.content_type == kind
    return answer.get_json(force=True)


def test_the_description_says_that_a_meeting_may_have_been_withdrawn(client):
    answers = ask(client, "openapi.json")["paths"]["/meetings/{code}"]["get"]["responses"]
    assert set(answers) == {"200", "304", "404", "410"}


@ON_ONE
def test_a_friend_is_told_that_the_database_does_not_answer(client, monkeypatch):
    def down(*_):
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr("cafepol.meetings.api_views.all_communes", down)
    monkeypatch.setattr("cafepol.meetings.feed_queries.the_zone", down)
    answer = client.get("/api/v1/communes", headers={"Origin": "https://www.zone.example"})
    assert answer.status_code == 503
    assert "Access-Control-Allow-Origin" not in answer.headers


def codes(found):
    return [each["code"] for each in found["meetings"]]


def test_a_program_learns_of_a_meeting_what_the_public_page_shows(client, meeting):
    shown = meeting(public_text="Venez.")
    (found,) = ask(client, "meetings")["meetings"]
    assert found == ask(client, f"meetings/{shown.code}")
    assert (found["starts"], found["ends"]) == ("2027-02-09T18:00:00+01:00", "2027-02-09T20:00:00+01:00")
    assert (found["status"], found["text"], found["commune"]) == ("confirmed", "Venez.", "colfontaine")
    assert found["page"] == f"http://localhost/rencontres/{shown.code}"
    assert found["place"]["name"] == shown.venue.name
    assert found["hosts"] == ["Inspectrice Duval"]


def test_a_draft_is_nowhere_and_a_cancelled_meeting_says_so(client, meeting):
    draft, shown = meeting(publish=False), meeting(days=1)
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    (found,) = ask(client, "meetings")["meetings"]
    assert (found["code"], found["status"], found["cancel_reason"]) == (shown.code, "cancelled", "Grève.")
    assert ask(client, f"meetings/{draft.code}", 404)["detail"] == "Cette page n’existe pas, ou plus."


def test_the_list_is_narrowed_sorted_and_paged(client, meeting):
    here, there = meeting(), meeting(town="boussu", host="M. Martin", days=1)
    both = [here.code, there.code]
    day, next_day = DAY.date(), DAY.date() + timedelta(days=1)
    accessible = {each.code for each in (here, there) if each.venue.is_accessible}
    for query, expected in (
        ("commune=boussu", [there.code]),
        (f"to={day}", [here.code]),
        (f"from={next_day}", [there.code]),
        (f"from={next_day}&to={day}", []),
        ("sort=-starts", both[::-1]),
        ("per_page=1&page=2", [there.code]),
        ("page=9999", []),
        ("accessible=true", [each for each in both if each in accessible]),
        ("accessible=false", [each for each in both if each not in accessible]),
        ("from=0001-01-01&to=9999-12-31", both),
    ):
        assert codes(ask(client, f"meetings?{query}")) == expected, query
    first = ask(client, "meetings?per_page=1")
    assert (first["total"], first["next"]) == (2, "http://localhost/api/v1/meetings?per_page=1&page=2")
    assert ask(client, "meetings?per_page=1&page=2")["next"] is None


@ON_ONE
@pytest.mark.parametrize(
    "query",
    [
        "sort=password", "page=-1", "page=0", "page=1000000000", "page=x", "per_page=101", "from=2027-02-30",
        "from=20270201", "accessible=oui", "commune=", "commune=A%27%20OR%201", "page=1&page=2", "limite=3",
        "page=%C2%B2",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(client, query):
    problem = ask(client, f"meetings?{query}", 400)
    assert (problem["type"], problem["status"], problem["instance"]) == ("about:blank", 400, "/api/v1/meetings")
    assert problem["detail"].endswith(".")


@ON_ONE
def test_whatever_goes_wrong_is_a_problem(client, app, monkeypatch):
    assert ask(client, "meetings?commune=atlantis", 404)["title"] == "Not Found"
    assert ask(client, "nulle-part", 404)["status"] == 404
    refused = client.post("/api/v1/meetings")
    assert (refused.status_code, refused.content_type) == (405, "application/problem+json")
    assert "GET" in refused.headers["Allow"]
    monkeypatch.setitem(app.view_functions, "api.communes", lambda: 1 / 0)
    assert ask(client, "communes", 500)["detail"].startswith("Quelque chose s’est cassé")


@ON_ONE
def test_an_answer_that_did_not_change_is_not_sent_again(client, meeting):
    meeting()
    for path in ("meetings", "communes", "openapi.json"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path


@ON_ONE
def test_the_zones_own_websites_alone_may_ask_from_a_visitors_browser(client):
    for origin, allowed in (("https://www.policeboraine.be", True), ("https://evil.example", False)):
        answer = client.get("/api/v1/communes", headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_page_of_meetings_costs_four_queries(client, count_queries, how_many):
    plan_many(how_many)
    with count_queries() as counted:
        found = ask(client, "meetings")
    assert (counted.total, len(found["meetings"])) == (4, how_many)


@ON_ONE
def test_the_description_is_valid_and_names_every_parameter(client):
    described = ask(client, "openapi.json")
    validate(described)
    assert described["openapi"] == "3.1.0"
    shown = {code.text.strip() for code in client.page("/integrer/programmes").select("code")}
    assert {each.name for each in PARAMETERS} <= shown


@ON_ONE
def test_no_request_that_a_program_invents_breaks_it(client, app, meeting):
    """schemathesis asks what is described, and what is not: no 5xx, every answer as its description says."""
    meeting()
    described = schemathesis.openapi.from_dict(ask(client, "openapi.json"))
    described.app = app
    operations = [each.ok() for each in described.get_all_operations()]
    assert len(operations) == 3
    seen = Counter()

    @settings(max_examples=120, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.one_of(each.as_strategy(mode) for each in operations for mode in GenerationMode))
    def invent(case):
        with app.app_context():
            seen[case.call_and_validate().status_code] += 1

    invent()
    assert {200, 400, 404} <= seen.keys() <= {200, 304, 400, 404, 405}
