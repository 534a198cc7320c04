"""What an address asks of the list, and the same as an address again."""

from datetime import date

import pytest

from cafepol.casework.wanted import ALL_OPEN, BACKWARDS, BAD_DATE, LANES_SAID, STATES_SAID, Wanted, from_args
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.transitions import ALIVE, OPEN, State

WHOLE = {
    "q": "rue du Puits", "commune": 3, "quartier": 4, "theme": 5, "agent": 6, "etat": "cloturees", "file": "a-redonner",
    "depuis": "2027-01-04", "jusqu": "2027-01-31", "page": 2,
}  # fmt: skip


def asked(**args):
    return from_args({name: str(value) for name, value in args.items()})


def test_an_address_says_what_it_was_made_of():
    wanted = asked(**WHOLE)
    assert wanted.as_args() == WHOLE
    assert (wanted.since, wanted.until, wanted.page) == (date(2027, 1, 4), date(2027, 1, 31), 2)
    assert asked(**wanted.on_page(1).as_args()) == wanted.on_page(1)
    assert "page" not in wanted.on_page(1).as_args()


def test_nothing_asked_is_the_board():
    assert asked().is_plain
    assert asked(page=3, q="  ").is_plain
    assert not asked(etat=ALL_OPEN).is_plain
    assert asked().as_args() == {}


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("commune", "²"),
        ("theme", "' OR 1=1--"),
        ("agent", "-1"),
        ("quartier", "9" * 9),
        ("etat", "tout"),
        ("file", "x"),
    ],
)
def test_what_is_asked_wrongly_is_not_asked(name, odd):
    assert asked(**{name: odd}) == Wanted()


@pytest.mark.parametrize(("page", "read"), [("-1", 1), ("0", 1), ("x", 1), ("7", 7), ("99999999", 10_000)])
def test_a_page_is_a_number_within_bounds(page, read):
    assert asked(page=page).page == read


@pytest.mark.parametrize("typed", ["hier", "12/01/2027", "2027-02-30", "20270112"])
def test_a_date_that_cannot_be_read_is_said_and_stays(typed):
    wanted = asked(depuis=typed)
    assert (wanted.since, wanted.typed, wanted.errors) == (None, {"depuis": typed}, {"depuis": BAD_DATE})


def test_a_period_does_not_run_backwards():
    wanted = asked(depuis="2027-01-12", jusqu="2027-01-11")
    assert (wanted.until, wanted.errors) == (None, {"jusqu": BACKWARDS})
    assert asked(depuis="2027-01-12", jusqu="2027-01-12").errors == {}


@pytest.mark.parametrize(
    ("args", "states"),
    [
        ({}, OPEN),
        ({"etat": ALL_OPEN}, OPEN),
        ({"etat": "toutes"}, frozenset(State)),
        ({"file": "en-retard"}, OPEN),
        ({"file": "en-retard", "etat": ALL_OPEN}, OPEN),
        ({"file": "a-redonner", "etat": ALL_OPEN}, {State.CLOSED}),
        ({"file": "reouvertures"}, {State.REOPEN_REQUESTED}),
        ({"file": "sans-responsable"}, ALIVE),
        ({"file": "cette-semaine", "etat": "en-cours"}, {State.IN_PROGRESS}),
        ({"file": "en-retard", "etat": "cloturees"}, frozenset()),
    ],
)
def test_a_lane_holds_its_states_and_a_state_narrows_it(args, states):
    assert asked(**args).states == states


def test_every_state_and_every_lane_can_be_asked_for():
    assert frozenset().union(*(asked(etat=slug).states for slug, _ in STATES_SAID)) == frozenset(State)
    assert {asked(file=slug).in_lane for slug, _ in LANES_SAID} == {*Lane, None}
    assert [slug for slug, _ in LANES_SAID if asked(file=slug).wants_ownerless] == ["sans-responsable"]


@pytest.mark.parametrize(
    ("args", "title"),
    [
        ({"q": "x"}, "Ouvertes"),
        ({"etat": "annulees"}, "Annulées"),
        ({"file": "en-retard"}, "En retard"),
        ({"file": "sans-responsable"}, "Sans responsable"),
    ],
)
def test_the_list_has_a_name(args, title):
    assert asked(**args).title == title


@pytest.mark.parametrize(
    ("typed", "number", "words"),
    [
        ("D-2027-012", "D-2027-12", ("d", "2027", "012")),
        ("d 2027 3", "D-2027-3", ("d", "2027", "3")),
        ("Mme Frère", "", ("mme", "frere")),
        ("065 00 99 33", "", ("65009933",)),
        ("simon@exemple.be", "", ("simon@exemple.be",)),
    ],
)
def test_a_number_is_itself_and_the_rest_is_words(typed, number, words):
    wanted = asked(q=typed)
    assert (wanted.number, wanted.words) == (number, words)
