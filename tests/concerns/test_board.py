from dataclasses import replace
from datetime import date

import pytest

from cafepol.concerns.board import Board, Counted, Named, Reason, Slip, Tally
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.transitions import State

TODAY = date(2027, 1, 7)


def slip(number, *, due_on=None, state=State.IN_PROGRESS, owner_id=1, theme="Vitesse", waiting=1, active=True):
    return Slip(
        number=f"D-2027-{number}", title="Vitesse, rue du Puits", theme=theme, where="Wasmes", owner_id=owner_id,
        owner=f"M. {'ABC'[owner_id]}", owner_active=active, state=state, waiting=waiting, due_on=due_on,
        next_step="Passer voir", next_on=date(2027, 1, 12), heard_on=date(2027, 1, 4),
    )  # fmt: skip


def make_board(slips, today):
    """The board of a few concerns, in their order, as the database counts and gives them."""
    counts = [
        Counted(
            each.owner_id, each.owner, each.owner_active, Named(each.theme), Named(each.where), each.lane(today), 1,
            each.waiting,
        )
        for each in slips
    ]  # fmt: skip
    return Board(
        tuple(counts), today, first=tuple(slips), orphans=tuple(each for each in slips if not each.owner_active)
    )


BOARD = make_board(
    [
        slip(1, due_on=date(2027, 1, 20), theme="Propreté"),
        slip(2, due_on=date(2027, 1, 5), owner_id=2),
        slip(3, due_on=date(2027, 1, 8), waiting=3),
        slip(4, due_on=date(2027, 1, 30), state=State.FEEDBACK_DUE, active=False),
        slip(5, state=State.FEEDBACK_DUE, waiting=0),
        slip(6, due_on=date(2027, 1, 4)),
    ],
    TODAY,
)


def test_a_closed_concern_that_owes_again_lies_apart_and_is_not_counted_as_open():
    again = slip(7, due_on=date(2027, 1, 4), state=State.CLOSED)
    board = make_board([slip(1, due_on=date(2027, 1, 20)), again], TODAY)
    assert (board.lane(Lane.AGAIN), board.again, board.open, board.late) == ([again], 1, 1, 0)


@pytest.mark.parametrize(
    ("state", "due_on", "next_on", "lane"),
    [
        (State.HEARD, None, date(2027, 1, 6), Lane.LATE),
        (State.IN_PROGRESS, None, date(2027, 1, 7), Lane.OPEN),
        (State.IN_PROGRESS, date(2027, 1, 20), date(2027, 1, 6), Lane.LATE),
        (State.FEEDBACK_DUE, None, date(2027, 1, 6), Lane.LATE),
        # two people waited, one was told: what is left is due on the other's day
        (State.FEEDBACK_DUE, date(2027, 1, 20), date(2027, 1, 6), Lane.TO_TELL),
        (State.CLOSED, date(2027, 1, 4), None, Lane.AGAIN),
        (State.RELAYED, date(2027, 1, 20), date(2027, 1, 7), Lane.PARTNER),
        (State.RELAYED, date(2027, 1, 20), date(2027, 1, 6), Lane.LATE),
        (State.RELAYED, date(2027, 1, 8), date(2027, 1, 20), Lane.THIS_WEEK),
        (State.REOPEN_REQUESTED, None, date(2027, 1, 8), Lane.REOPENING),
    ],
)
def test_a_step_whose_day_is_over_is_late_also_where_nobody_waits(state, due_on, next_on, lane):
    one = replace(slip(1, state=state, due_on=due_on), next_on=next_on)
    assert one.lane(TODAY) is lane
    assert one.is_step_late(TODAY) == (lane is Lane.LATE)


def numbers(slips):
    return [each.number[-1] for each in slips]


def test_each_concern_lies_in_one_lane():
    lanes = {lane: numbers(BOARD.lane(lane)) for lane in Lane}
    assert lanes == {
        Lane.AGAIN: [],
        Lane.REOPENING: [],
        Lane.LATE: ["2", "6"],
        Lane.THIS_WEEK: ["3"],
        Lane.TO_TELL: ["4", "5"],
        Lane.PARTNER: [],
        Lane.OPEN: ["1"],
    }


def test_the_sentence_counts_concerns_and_people():
    assert (BOARD.open, BOARD.waiting, BOARD.late, BOARD.this_week) == (6, 7, 2, 1)
    assert (numbers(BOARD.orphans), BOARD.left_behind) == (["4"], 1)
    assert [each.days_late(TODAY) for each in BOARD.lane(Lane.LATE)] == [2, 3]
    assert slip(7).days_late(TODAY) == 0


def test_by_owner_by_theme_and_in_all():
    assert BOARD.by_owner() == [Tally("M. B", 5, 1, 1, 2, 1), Tally("M. C", 1, 1, 0, 0, 2)]
    assert BOARD.total() == Tally("Total", 6, 2, 1, 2)
    assert BOARD.by_theme() == [(Named("Vitesse"), 5), (Named("Propreté"), 1)]
    assert BOARD.by_quarter() == [(Named("Wasmes"), 6)]


def test_what_somebody_wants_reopened_lies_apart_and_is_nobodys_open_work():
    asked = slip(7, state=State.REOPEN_REQUESTED, waiting=0, active=False)
    board = make_board([slip(1, due_on=date(2027, 1, 20)), asked], TODAY)
    assert (board.lane(Lane.REOPENING), board.open, board.left_behind) == ([asked], 1, 1)
    assert asked.reasons(TODAY) == (Reason.REOPENING,)


@pytest.mark.parametrize(
    ("found", "reasons"),
    [
        (slip(1, due_on=date(2027, 1, 9)), ()),
        (slip(1, due_on=date(2027, 1, 8)), (Reason.PROMISE,)),  # tomorrow
        (slip(1, due_on=date(2027, 1, 4)), (Reason.PROMISE,)),
        (replace(slip(1), next_on=TODAY), (Reason.STEP,)),
        (replace(slip(1), next_on=date(2027, 1, 8)), ()),
        (replace(slip(1, due_on=date(2027, 1, 20), state=State.FEEDBACK_DUE), next_on=TODAY), ()),
        (replace(slip(1, due_on=date(2027, 1, 20)), has_news=True), (Reason.NEWS,)),
        (
            replace(slip(1, due_on=TODAY), next_on=TODAY, has_news=True),
            (Reason.PROMISE, Reason.STEP, Reason.NEWS),
        ),
        (replace(slip(1, due_on=date(2027, 1, 4), state=State.CLOSED), has_news=True), (Reason.AGAIN,)),
        (replace(slip(1, state=State.CLOSED, waiting=0), has_news=True), (Reason.NEWS,)),
    ],
)
def test_what_is_for_today_and_why(found, reasons):
    assert found.reasons(TODAY) == reasons
