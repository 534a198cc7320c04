"""Addresses: their spelling, who may post, what a GET leaves behind, and the headers of every answer."""

import hashlib
import re

import pytest
from sqlalchemy import text

from cafepol.core.config import settings
from cafepol.core.db import Base, db
from cafepol.core.links import Purpose
from cafepol.core.web import CONTENT_SECURITY_POLICY
from tests.house.worlds import PLACES

SPELLING = re.compile(
    r"^/(?:[a-z0-9]+(?:-[a-z0-9]+)*|<(?:int:|path:|string\(length=\d\):)?[a-z_]+>|/|\.(?:ics|pdf|css|csv|atom|jpg|json|png))*$"
)
VERBS = re.compile(r"/(?:create|edit|delete|update|new|list|view|show|add|remove)(?:/|$)")
# what a GET may write: who looked at what, and that a browser is still there
WRITTEN_BY_READING = {"audit_entry", "sign_in"}
ABSENT = (
    "/.git/", "/.git/config", "/.env", "/instance/", "/instance/secret.key", "/console", "/metrics", "/static/",
    "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/admin", "/cafepol.sqlite", "/templates/",
)  # fmt: skip
TOKENS = {
    "registrations": Purpose.REGISTRATION,
    "invitations": Purpose.INVITATION,
    "partner_page": Purpose.PARTNER,
    "concerns": Purpose.FOLLOWUP,
    "opinions": Purpose.SATISFACTION,
    "relays": Purpose.RELAY,
    "accounts": Purpose.ACCOUNT,
    "own_calendar": Purpose.CALENDAR,
    "subscriptions": Purpose.SUBSCRIPTION,
}
ONE_CLICK = "subscriptions.leave"  # a mail program posts there by itself (RFC 8058): its link is the right
FRAMES = re.compile(r"^/integrer/liste$|/inviter/apercu(?:/\d+)?$")
VALUES = {"slug": "colfontaine", "filename": "css/base.css"}


def rules(app, method: str):
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static"]


def _is_one_click(app, rule) -> bool:
    return getattr(app.view_functions[rule.endpoint], "is_one_click", False)


def readers(app, world, client, rule):
    """The browsers that a page opens to: a stranger's, or one for each role."""
    roles = getattr(app.view_functions[rule.endpoint], "staff_roles", ())
    return [world.clients[role] for role in roles] or [client]


def address(world, rule, reach="mine") -> str:
    purpose = TOKENS.get(rule.endpoint.partition(".")[0])
    token = {"token": world.things[reach].links[purpose]} if "token" in rule.arguments else {}
    return world.url(rule, reach, **VALUES, **token)


def contents() -> dict[str, str]:
    """A checksum of every table."""
    db.session.remove()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = sorted(map(repr, db.session.execute(table.select()).all()))
        found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    db.session.remove()
    return found


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_addresses_are_french_lower_case_and_kebab_case(app):
    odd = [rule.rule for rule in app.url_map.iter_rules() if not SPELLING.match(rule.rule) or VERBS.search(rule.rule)]
    assert odd == []


def test_a_post_without_its_token_is_refused_and_writes_nothing(app, world, client):
    assert [rule.endpoint for rule in rules(app, "POST") if _is_one_click(app, rule)] == [ONE_CLICK]
    before = contents()
    for rule in rules(app, "POST"):
        for browser in (client, world.clients["officer"]) if rule.endpoint != ONE_CLICK else ():
            answer = browser.post(address(world, rule), data={"csrf_token": "x", "jeton": "x"})
            assert answer.status_code == 400, f"{rule.endpoint}: {answer.status_code}"
    after = contents()
    assert {name for name in before if before[name] != after[name]} <= WRITTEN_BY_READING


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_post_from_another_site_is_refused(app, world, client):
    for rule in rules(app, "POST"):
        if rule.endpoint == ONE_CLICK:
            continue
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post(address(world, rule), headers=headers).status_code == 400, rule.endpoint


def test_reading_writes_nothing_but_who_looked(app, world, client):
    before = contents()
    for rule in rules(app, "GET"):
        reaches = PLACES if rule.arguments - VALUES.keys() else ("mine",)
        for browser in readers(app, world, client, rule):
            answers = {browser.get(address(world, rule, reach)).status_code for reach in reaches}
            assert answers <= {200, 302, 303, 308, 404}, f"{rule.endpoint}: {answers}"
    after = contents()
    assert {name for name in before if before[name] != after[name]} <= WRITTEN_BY_READING


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_visitors_get_no_cookie(app, world, client):
    for rule in rules(app, "GET"):
        if not rule.rule.startswith("/equipe/"):
            assert "Set-Cookie" not in client.get(address(world, rule)).headers, rule.endpoint


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_answer_carries_the_headers(app, world, client, monkeypatch):
    def broken():
        raise ValueError

    monkeypatch.setitem(app.view_functions, "privacy.notice", broken)
    answers = [readers(app, world, client, rule)[0].get(address(world, rule)) for rule in rules(app, "GET")]
    answers += [
        client.get("/nulle-part"),
        client.post("/rencontres/x", data={"name": "x" * (settings().max_form_kb + 1) * 1024}),
        client.get("/vie-privee"),
        client.delete("/"),
        client.post("/equipe/connexion"),
        client.get("/", headers={"Host": "evil.example"}),
        client.options("/"),
    ]
    assert {404, 413, 500, 405, 400, 200} <= {answer.status_code for answer in answers}
    framed = [answer for answer in answers if FRAMES.search(answer.request.path)]  # have a policy of their own
    assert len(framed) == 3
    for answer in answers:
        headers = answer.headers
        if answer not in framed:
            assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, answer.request.path
            assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "X-Powered-By" not in headers
        if answer.request.path.startswith("/equipe/"):
            assert headers["Cache-Control"] == "no-store", answer.request.path


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_does_not_exist_says_so(app, client):
    for path in ABSENT:
        assert client.get(path).status_code == 404, path
    assert client.open("/", method="TRACE").status_code == 405
    assert not app.debug


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_error_page_tells_nothing_of_the_machine(app, client, monkeypatch):
    def broken():
        raise ValueError("a secret of the machine")

    monkeypatch.setitem(app.view_functions, "privacy.notice", broken)
    page = client.get("/vie-privee")
    assert page.status_code == 500
    for word in ("secret of the machine", "Traceback", "ValueError", "cafepol/"):
        assert word not in page.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_foreign_or_altered_link_opens_nothing(app, world, client):
    """A token of one purpose opens no page of another."""
    for rule in rules(app, "GET"):
        if "token" not in rule.arguments:
            continue
        right = TOKENS[rule.endpoint.partition(".")[0]]
        for purpose, token in world.things["mine"].links.items():
            wanted = 200 if purpose is right else 404
            assert client.get(world.url(rule, token=token)).status_code == wanted, f"{rule.endpoint} with {purpose}"
        assert client.get(world.url(rule, token="A" * 43)).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_database_file_is_hardened(app):
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "busy_timeout": 10_000}
    assert {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted
