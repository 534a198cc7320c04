"""docs/CONCERNS.md names, for each row and each invariant, tests that exist; and the doors that others do not try."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from cafepol.casework.letter_queries import get_letters
from cafepol.casework.posting import post_letters
from cafepol.concerns import operations, queries
from cafepol.concerns.debts import Channel
from cafepol.concerns.transitions import TABLE, Action, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from tests.concerns.conftest import letter
from tests.concerns.doors import CLOSE_UNSOLVED, EVERYWHERE
from tests.concerns.specification import ALLOWED

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "CONCERNS.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\w+) \| ([\w, ]+) \| (\w+) \| ([\w, ]+) \| .*`.* \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
INVARIANT = re.compile(r"^\| (\d+) \| [^|]+ \| (.+) \|$", re.MULTILINE)


def written():
    """The table of the page: (state, step, role) → where it leads."""
    return {
        (state, step, role): target
        for step, states, target, roles in ROW.findall(PAGE)
        for state in states.split(", ")
        for role in roles.split(", ")
    }


def built():
    """The same of the code's own table."""
    rows = {}
    for row in TABLE:
        unsolved = row.action is Action.CLOSE and row.outcomes == {Outcome.UNRESOLVED}
        step = CLOSE_UNSOLVED if unsolved else str(row.action)
        rows |= {(str(state), step, role): str(row.target) for state in row.sources for role in row.roles}
    return rows


def test_the_page_the_code_and_the_specification_say_the_same():
    assert written() == built() == ALLOWED


def test_every_test_that_the_page_names_exists():
    named = NAMED.findall(PAGE)
    assert len(named) > 40
    missing = [
        (file, name) for file, name in named
        if not re.search(rf"^def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]  # fmt: skip
    assert missing == []


def test_each_invariant_has_its_tests():
    tests = {int(number): NAMED.findall(row) for number, row in INVARIANT.findall(PAGE)}
    assert list(tests) == list(range(1, 12))
    assert all(len(each) >= 2 for each in tests.values())


def test_machines_read_and_write_no_concern(app, client):
    described = client.get("/api/v1/openapi.json").text.casefold()
    assert not [word for word in ("concern", "doléance", "doleance", "raiser", "suivi", "relais") if word in described]
    ours = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert all(rule.methods <= {"GET", "HEAD", "OPTIONS"} for rule in ours)
    assert all(rule.endpoint.startswith("api.") for rule in ours)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_done_to_many_at_once_closes_nothing(cafe, clock):
    """Letters posted together, concerns handed over together: each stays where it stood, with its debt."""
    numbers = [cafe.log(letter(), letter("Mme Grand")) for _ in range(2)]
    told = []
    for number in numbers:
        cafe.bring(number, "feedback_due")
        with cafe.concern(number) as concern:
            told.append(
                operations.give_feedback(
                    concern, concern.raisers[0], channel=Channel.LETTER, text="Réparé.", by=cafe.as_officer,
                    now=now(), today=today(),
                ).id
            )  # fmt: skip
    clock.advance(days=1)
    with transaction():
        letters = get_letters(set(told), EVERYWHERE)
        actors = {each.concern.id: cafe.as_officer for each in letters}
        post_letters(letters, posted_on=today(), actors=actors, now=now(), today=today())
        cafe.person(cafe.officer).is_active = False
    with transaction():
        operations.hand_over(queries.orphans(EVERYWHERE), to=cafe.person(cafe.chief), by=cafe.as_chief, now=now())
    for number in numbers:
        with cafe.concern(number) as concern:
            assert concern.state == "feedback_due"
            assert [each.name for each in concern.waiting] == ["Mme Grand"]
            assert concern.waiting[0].promised_on == concern.next_on == concern.due_on
            assert concern.due_on - today() > timedelta(0)
