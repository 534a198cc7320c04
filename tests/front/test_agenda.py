"""How the meetings to come are laid out: rules without an app."""

from datetime import date, datetime, timedelta

import pytest

from cafepol.front import agenda
from cafepol.front.agenda import Card, Place
from cafepol.front.shelf import PAGES, Shelf
from cafepol.front.wording import at, of

START = datetime.fromisoformat("2027-01-12T14:00")


def card(code="AAAAAA", commune="Colfontaine", quarter="Wasmes", *, days=0, cancelled=False, hosts=("M. Dupont",)):
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
    january, february = agenda.by_month([card(), card(days=3, cancelled=True), card(days=25)])
    assert (january.first, len(january.cards), january.held) == (date(2027, 1, 1), 2, 1)
    assert (february.first, february.held) == (date(2027, 2, 1), 1)
    assert agenda.by_month([]) == []


def test_counts_are_of_one_commune_or_of_all():
    cards = [card(), card(commune="Boussu"), card(commune="Boussu", cancelled=True)]
    assert agenda.held_in(cards) == 2
    assert agenda.held_in(cards, "boussu") == 1
    assert agenda.held_in(cards, "frameries") == 0


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
