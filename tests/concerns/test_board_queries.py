"""Boards: counted by the database as the rules count, and as dear for ten thousand concerns as for a hundred."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from cafepol.accounts.models import AuditEntry
from cafepol.casework import board_queries
from cafepol.casework.board_queries import board_of, counts_of, due_today
from cafepol.concerns import queries
from cafepol.concerns.board import MOST
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import PAGE, Scope
from cafepol.concerns.records import Promise
from cafepol.core.clock import today
from cafepol.core.db import transaction
from tests.concerns.conftest import DAY, anonymous, letter, phone_call
from tests.concerns.crowd import multiply

BOARD, LIST, DESK = "/equipe/doleances", "/equipe/doleances?q=Martin", "/equipe/"
DAYS = [date(2027, 1, day) for day in (6, 7, 8, 10, 11)]  # today is Thursday the 7th


def of_chief(cafe):
    return Scope(chief_of=frozenset({cafe.person(cafe.chief).commissariat_id}))


def lay_out(number, *, state, promised=None, next_on=None):
    """Bring a concern to where no operation would on this one day."""
    heard = DAY - timedelta(days=20)
    with transaction() as session:
        mine = select(Concern.id).where(Concern.number == number).scalar_subquery()
        session.execute(update(Concern).where(Concern.number == number).values(state=state, next_on=next_on))
        if promised:
            raisers, promises = Raiser.__table__, Promise.__table__
            whose = select(Raiser.id).where(Raiser.concern_id == mine)
            session.execute(update(raisers).where(raisers.c.concern_id == mine).values(heard_on=heard))
            days = {"heard_on": heard, "due_on": promised}
            session.execute(update(promises).where(promises.c.raiser_id.in_(whose)).values(**days))


@pytest.mark.engines
def test_each_concern_is_counted_in_the_lane_that_the_rules_give_it(cafe):
    states = ("heard", "in_progress", "feedback_due")
    for state, promised, next_on in product(states, [None, *DAYS], DAYS[:3]):
        number = cafe.log(phone_call(), letter()) if promised else cafe.log(anonymous())
        lay_out(number, state=state, promised=promised, next_on=next_on)
    with transaction():
        slips = queries.alive_in(cafe.person(cafe.chief).commissariat_id)
        board, numbers = board_of(of_chief(cafe), today=today()), counts_of(of_chief(cafe), today=today())
        due = due_today(Scope(officer_id=cafe.officer_id), today=today())
    for lane in Lane:
        mine = [slip for slip in slips if slip.lane(today()) is lane]
        nearest = sorted(mine, key=lambda slip: (slip.due_on or date.max, slip.next_on, int(slip.number[7:])))
        assert board.lane(lane) == nearest[:5], lane
        assert board.size(lane) == numbers.size(lane) == len(mine), lane
    assert (board.open, board.waiting) == (len(slips), sum(slip.waiting for slip in slips))
    assert due.total == sum(1 for slip in slips if slip.reasons(today()))
    assert {slip.number for slip in due.slips} <= {slip.number for slip in slips if slip.reasons(today())}
    assert due.late == sum(1 for slip in slips if slip.days_late(today()))


@pytest.mark.engines
def test_those_of_somebody_who_left_are_counted_and_the_first_named(cafe, monkeypatch):
    monkeypatch.setattr(board_queries, "PAGE", 2)
    numbers = [cafe.log(phone_call()) for _ in range(3)]
    with transaction():
        cafe.person(cafe.officer).is_active = False
    with transaction():
        board = board_of(of_chief(cafe), today=today())
    assert (board.left_behind, [slip.number for slip in board.orphans]) == (3, numbers[:2])


@pytest.mark.engines
def test_a_board_without_concerns_says_so(cafe):
    with transaction():
        board = board_of(of_chief(cafe), today=today())
        due = due_today(Scope(officer_id=cafe.officer_id), today=today())
    assert (board.open, board.waiting, board.numbers, due.total, due.slips) == (0, 0, [], 0, ())


@pytest.mark.parametrize("rows", [1, 100, 10_000])
def test_boards_ask_the_database_as_often_for_ten_thousand_concerns_as_for_one(cafe, count_queries, rows):
    multiply(cafe.log(phone_call(), letter()), rows - 1)
    asked = {}
    for who, page in product(("officer", "chief"), (BOARD, LIST, DESK)):
        client = getattr(cafe, who)
        client.get(page)
        with count_queries() as counted:
            assert client.get(page).status_code == 200
        asked[who, page] = counted.total
    assert asked == QUERIES
    with transaction() as session:
        for action, most in (("concerns_listed", MOST), ("concerns_searched", PAGE)):
            trail = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action))
            assert max(len(detail["numbers"]) for detail in trail) == min(rows, most)


QUERIES = {
    ("officer", BOARD): 20, ("officer", LIST): 15, ("officer", DESK): 25,
    ("chief", BOARD): 20, ("chief", LIST): 15, ("chief", DESK): 26,
}  # fmt: skip
