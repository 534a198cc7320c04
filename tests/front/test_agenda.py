"""How the meetings to come are laid out: rules without an app."""

from datetime import date, datetime, timedelta

import pytest

from cafepol.front import agenda
from cafepol.front.agenda import Card, Place, Tally
from cafepol.front.shelf import PAGES, Shelf
from cafepol.front.wanted import Wanted, read_wanted
from cafepol.front.wording import at, of

START = datetime.fromisoformat("2027-01-12T14:00")


def card(
    code="AAAAAA",
    commune="Colfontaine",
    quarter="Wasmes",
    *,
    days=0,
    cancelled=False,
    hosts=("M. Dupont",),
    accessible=True,
):
    start = START + timedelta(days=days)
    return Card(
        code=code,
        starts_local=start,
        ends_local=start + timedelta(hours=2),
        is_cancelled=cancelled,
        reason="",
        commune=commune,
        commune_slug=commune.lower(),
        quarter=quarter,
        venue="Le Tilleul",
        street="rue de l’École 5",
        is_accessible=accessible,
        hosts=hosts,
    )


FRAMERIES = Place("frameries", "Frameries", ("colfontaine", "quaregnon", "boussu"), "Commissariat", "+3265001233", "")


@pytest.mark.parametrize(
    ("quarter", "heading"),
    [("Wasmes", "Colfontaine, Wasmes"), ("", "Colfontaine"), ("Colfontaine-Centre", "Colfontaine-Centre")],
)
def test_heading_names_commune_and_quarter_once(quarter, heading):
    assert card(quarter=quarter).heading == heading


@pytest.mark.parametrize(
    ("hosts", "who"),
    [
        (("M. Leroy",), "M. Leroy"),
        (("M. Leroy", "Mme Dubois"), "M. Leroy et Mme Dubois"),
        (("M. Leroy", "Mme Dubois", "M. Petit"), "M. Leroy, Mme Dubois et M. Petit"),
    ],
)
def test_hosts_are_said_as_one_says_them(hosts, who):
    assert card(hosts=hosts).who == who


def test_meetings_stand_under_their_month_and_cancelled_ones_are_not_counted():
    cards = [card(), card(days=3, cancelled=True), card(days=25)]
    january, february = agenda.by_month(cards, agenda.tallied(cards))
    assert (january.first, len(january.cards), january.held) == (date(2027, 1, 1), 2, 1)
    assert (february.first, february.held) == (date(2027, 2, 1), 1)
    assert agenda.by_month([], ()) == []


def test_a_month_counts_what_other_pages_show_of_it():
    cards = [card(), card(days=3), card(days=25)]
    assert [month.held for month in agenda.by_month(cards[:1], agenda.tallied(cards))] == [2]


TALLIES = (
    Tally("boussu", date(2027, 1, 1), accessible=True, held=2, shown=3),
    Tally("boussu", date(2027, 2, 1), accessible=False, held=1, shown=1),
    Tally("frameries", date(2027, 2, 1), accessible=True, held=4, shown=4),
)


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        (Wanted(), 7),
        (Wanted(slug="boussu"), 3),
        (Wanted(month=date(2027, 2, 1)), 5),
        (Wanted(accessible=True), 6),
        (Wanted(slug="boussu", month=date(2027, 2, 1), accessible=True), 0),
        (Wanted(slug="quaregnon"), 0),
    ],
)
def test_counts_are_of_what_was_asked_for(wanted, held):
    assert agenda.held(agenda.matching(TALLIES, wanted)) == held


def test_the_months_to_choose_from_hold_the_one_that_was_asked_for():
    march = date(2027, 3, 1)
    assert agenda.months_of(TALLIES, Wanted(slug="boussu", month=march)) == [
        (date(2027, 1, 1), 2),
        (date(2027, 2, 1), 1),
        (march, 0),
    ]


@pytest.mark.parametrize(
    ("number", "wanted", "place", "month", "words"),
    [
        (0, Wanted(accessible=True), "Frameries", "mars 2027", "Aucun café accessible à Frameries en mars 2027"),
        (1, Wanted(), "Le Rœulx", "", "1 café au Rœulx"),
        (3, Wanted(accessible=True), "", "avril 2027", "3 cafés accessibles en avril 2027"),
    ],
)
def test_what_was_found_is_said_in_words(number, wanted, place, month, words):
    assert agenda.sentence(number, wanted, place=place, month=month) == words


TODAY = date(2027, 1, 7)


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"mois": "2026-12"},  # over
        {"mois": "2032-02"},  # more than five years ahead
        {"mois": "2027-13"},
        {"mois": "mars"},
        {"mois": "２０２７-０３"},
        {"accessible": "oui"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "1e9"},
        {"page": "99999999999"},
        {"commune": "mons"},
        {"commune": "' OR 1=1--"},
        {"sort": "password"},
    ],
)
def test_what_is_asked_wrongly_is_not_asked(args):
    assert read_wanted(args, ["frameries"], today=TODAY) == Wanted()


def test_an_address_says_again_what_was_asked():
    args = {"mois": "2027-03", "accessible": "1", "commune": "frameries", "page": "2"}
    wanted = read_wanted(args, ["frameries"], today=TODAY)
    assert wanted == Wanted("frameries", date(2027, 3, 1), accessible=True, page=2)
    assert wanted.narrowing == {"mois": "2027-03", "accessible": "1"}
    assert wanted.days == (date(2027, 3, 1), date(2027, 4, 1))
    assert read_wanted(args, ["frameries"], today=TODAY, slug="boussu").slug == "boussu"


def test_nearest_is_one_meeting_per_neighbour_nearest_neighbour_first():
    far, near = card("BBBBBB", "Boussu"), card("CCCCCC", "Colfontaine", days=5)
    cards = [far, card("DDDDDD", "Colfontaine", days=1, cancelled=True), near, card("EEEEEE", "Colfontaine", days=9)]
    assert agenda.nearest(cards, FRAMERIES) == [near, far]
    assert agenda.nearest(cards, FRAMERIES, limit=1) == [near]
    assert agenda.nearest([], FRAMERIES) == []


def test_coming_leaves_out_the_meeting_itself_cancelled_ones_and_other_communes():
    cards = [card("AAAAAA"), card("BBBBBB", cancelled=True), card("CCCCCC", "Boussu"), card("DDDDDD")]
    assert [each.code for each in agenda.coming(cards, "colfontaine", besides="AAAAAA")] == ["DDDDDD"]


@pytest.mark.parametrize(
    ("place", "where", "whence"),
    [
        ("Wasmes", "à Wasmes", "de Wasmes"),
        ("Hornu", "à Hornu", "d’Hornu"),
        ("La Bouverie", "à La Bouverie", "de La Bouverie"),
        ("Le Rœulx", "au Rœulx", "du Rœulx"),
        ("Les Sartis", "aux Sartis", "des Sartis"),
    ],
)
def test_places_stand_in_a_french_sentence(place, where, whence):
    assert (at(place), of(place)) == (where, whence)


def test_equal_facts_are_drawn_once():
    shelf, drawn = Shelf(), []

    def draw():
        drawn.append(1)
        return "page"

    assert [shelf.page(("a", 1), draw), shelf.page(("a", 1), draw), shelf.page(("a", 2), draw)] == ["page"] * 3
    assert len(drawn) == 2


def test_the_shelf_lets_the_pages_go_that_nobody_asked_for():
    shelf = Shelf()
    for number in range(PAGES):
        shelf.page(number, lambda: "old")
    shelf.page(0, lambda: "never drawn")
    shelf.page("one more", lambda: "new")
    assert shelf.page(0, lambda: "drawn again") == "old"
    assert shelf.page(1, lambda: "drawn again") == "drawn again"
