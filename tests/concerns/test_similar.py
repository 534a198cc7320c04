"""Which concerns may be the same one: a rule, and what it is asked of."""

from datetime import date

import pytest

from cafepol.casework.similar import Alike, ranked
from cafepol.casework.similar_queries import similar_to
from cafepol.concerns.queries import Scope
from cafepol.concerns.transitions import Orientation, State
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.zone import queries as zone
from tests.concerns.conftest import anonymous, phone_call


def alike(number, place="", *, state=State.HEARD, day=1, title="Stationnement"):
    return Alike(number, title, place, state, date(2027, 1, day), 1)


def test_the_same_place_comes_first_then_what_is_open_then_the_newest():
    found = [
        alike("closed", state=State.CLOSED, day=9),
        alike("old"),
        alike("new", day=5),
        alike("here", "rue de l’École 12", state=State.CLOSED),
        alike("titled", title="Bruit rue de l'ecole"),
    ]
    order = [each.number for each in ranked(found, "devant l’école, rue de l’École")]
    assert order == ["titled", "here", "new", "old", "closed"]
    assert [each.number for each in ranked(found, "", most=2)] == ["new", "old"]


@pytest.mark.parametrize("common", ["rue du Puits", "place", "avenue"])
def test_a_word_of_every_address_is_no_likeness(common):
    found = [alike("far", "rue des Lilas, place et avenue"), alike("new", day=5)]
    assert ranked(found, common)[0].number == "new"


def search(cafe, scope, *, theme=0, quarter=True):
    with transaction():
        where = zone.quarters(zone.commune_by_slug("colfontaine").id)[0]
        found = similar_to(
            scope, commune=where.commune, quarter=where if quarter else None, theme=zone.themes()[theme], place="",
            now=now(),
        )  # fmt: skip
        return [each.number for each in found]


def test_of_the_same_quarter_and_theme_what_is_open_or_closed_of_late(cafe, clock):
    with transaction():
        everything = Scope(chief_of=frozenset({zone.commune_by_slug("colfontaine").commissariat_id}))
    first, second = cafe.log(phone_call()), cafe.log(anonymous(), phone_call())
    cafe.bring(first, "closed")
    cafe.log(phone_call(), theme=1)
    cafe.log(phone_call(), orientation=Orientation.OFFENCE_TO_RECORD, reference="MO.1/2027")
    whole = cafe.log(anonymous(), quarter=None)
    cafe.bring(cafe.log(anonymous()), "voided")
    assert search(cafe, everything) == [second, first]
    assert search(cafe, everything, quarter=False) == [whole]
    assert search(cafe, Scope()) == []
    clock.advance(days=91)
    assert search(cafe, everything) == [second]
