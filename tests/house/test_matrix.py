"""Every page of the staff × every role × one's own, a colleague's and another commissariat's things (matrix.toml)."""

import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import Role
from cafepol.core.db import db
from tests.house.worlds import ORDER, PLACES

MATRIX = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))
PAGES, IDENTITIES = MATRIX["pages"], MATRIX["identities"]
# signing in and out, and accepting an invitation, are for those who are not signed in yet
OPEN = {"accounts.sign_in", "accounts.sign_out", "accounts.accept"}
ANSWERS = {200, 302, 303, 409, 422}


# who may do what does not depend on the engine: one walk is enough
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def staff_rules(app):
    return [r for r in app.url_map.iter_rules() if r.rule.startswith("/equipe/") and r.endpoint not in OPEN]


def methods(rule) -> set[str]:
    return rule.methods - {"HEAD", "OPTIONS"}


def reach_of(endpoint: str, role: Role) -> str | None:
    return PAGES[endpoint].get(role.value)


def within(reach: str, given: str) -> bool:
    """Whether a thing at `reach` lies within what was given; a chief's own commissariat is « mine » too."""
    return ORDER.index(reach) <= ORDER.index(given)


def test_every_staff_page_is_in_the_matrix_and_nothing_else_is(app):
    built = {}
    for rule in staff_rules(app):
        built.setdefault(rule.endpoint, set()).update(methods(rule))
    assert {name: set(page["methods"].split()) for name, page in PAGES.items()} == built


def test_every_staff_page_is_behind_a_guard_for_the_roles_of_the_matrix(app):
    for rule in staff_rules(app):
        guarded = getattr(app.view_functions[rule.endpoint], "staff_roles", None)
        assert guarded, f"{rule.endpoint} has no guard"
        wanted = {Role(name) for name in PAGES[rule.endpoint] if name != "methods"}
        assert guarded == wanted or rule.endpoint == "desk.caught_mail", rule.endpoint


def test_every_page_opens_to_those_of_the_matrix_and_to_nobody_else(app, world, monkeypatch):
    monkeypatch.setattr(db.session, "commit", db.session.rollback)  # every post is undone
    wrong = []
    for role, client in world.clients.items():
        token = csrf_token(client)
        for rule in staff_rules(app):
            given = reach_of(rule.endpoint, role)
            # a page that is closed to the role is closed before anything is read
            for reach in PLACES if rule.arguments and given else ("mine",):
                may = given is not None and (within(reach, given) or not rule.arguments)
                for method in sorted(methods(rule)):
                    answer = client.open(
                        world.url(rule, reach), method=method, data={"csrf_token": token} if method == "POST" else None
                    )
                    right = answer.status_code in ANSWERS and "/connexion" not in answer.headers.get("Location", "")
                    if right if not may else not right or answer.status_code == 404:
                        wrong.append(f"{role} {method} {rule.endpoint} ({reach}): {answer.status_code}")
                    elif not may and answer.status_code != 404:
                        wrong.append(f"{role} {method} {rule.endpoint} ({reach}): {answer.status_code}, not 404")
    assert wrong == []


def csrf_token(client) -> str:
    page = BeautifulSoup(client.get("/equipe/").text, "html.parser")
    return page.find("input", attrs={"name": "csrf_token"})["value"]


def test_lists_name_nothing_beyond_the_reach(app, world):
    wrong = []
    for rule in staff_rules(app):
        if rule.arguments or "GET" not in rule.methods:
            continue
        for role, client in world.clients.items():
            given = reach_of(rule.endpoint, role)
            if given is None:
                continue
            text = client.get(world.url(rule)).data.decode(errors="replace")  # a PDF, too
            for reach, things in world.things.items():
                if not within(reach, given):
                    wrong += [
                        f"{role} {rule.endpoint} names {mark}" for mark in things.marks + things.people if mark in text
                    ]
    assert wrong == []


def test_who_registered_is_named_to_those_who_may_know(app, world):
    for rule in staff_rules(app):
        if rule.endpoint not in IDENTITIES:
            continue
        for role, client in world.clients.items():
            for reach, things in world.things.items():
                text = client.get(world.url(rule, reach)).text
                given = IDENTITIES[rule.endpoint].get(role.value)
                if given is None or not within(reach, given):
                    assert not any(name in text for name in things.people), f"{role} {rule.endpoint} ({reach})"
                else:
                    assert things.people[0] in text, f"{role} {rule.endpoint} ({reach})"


def test_a_stranger_is_asked_to_sign_in_and_sees_nothing(app, world, client):
    secrets = [word for things in world.things.values() for word in things.marks + things.people]
    for rule in staff_rules(app):
        for method in sorted(methods(rule)):
            answer = client.open(world.url(rule), method=method)
            if method == "POST":
                assert answer.status_code == 400, rule.endpoint
            else:
                assert answer.status_code == 302, rule.endpoint
                assert "/equipe/connexion" in answer.headers["Location"], rule.endpoint
            assert not any(word in answer.text for word in secrets if word not in answer.request.path), rule.endpoint
