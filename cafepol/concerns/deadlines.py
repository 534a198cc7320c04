"""The promise: working days from the day something was heard, and how near or late it is.

Working days are Monday to Friday without the closed days that the zone gives. Day 0 is the day it was heard;
the due day itself is in time. Source: spec « Promise ».
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cafepol.concerns.transitions import State

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEK = 7


@dataclass(frozen=True)
class Promise:
    """A promised day, and the weekdays before it that did not count, each with its reason."""

    due_on: date
    skipped: tuple[tuple[date, str], ...]


class Lane(StrEnum):
    """Where a concern lies on the board: in exactly one lane, the most urgent.

    Apart from the open ones: a closed one that owes an answer again, and one that somebody wants reopened.
    """

    AGAIN = "again"
    REOPENING = "reopening"
    LATE = "late"
    THIS_WEEK = "this_week"
    TO_TELL = "to_tell"
    PARTNER = "partner"
    OPEN = "open"


_APART = {State.CLOSED: Lane.AGAIN, State.REOPEN_REQUESTED: Lane.REOPENING}
_LEFT = {State.FEEDBACK_DUE: Lane.TO_TELL, State.RELAYED: Lane.PARTNER}  # where nothing is due before the week's end


class DayKind(StrEnum):
    """What a day is in the table that explains a promise."""

    VOID = "void"
    HEARD = "heard"
    COUNTED = "counted"
    OFF = "off"
    DUE = "due"
    AFTER = "after"


@dataclass(frozen=True)
class DayCell:
    """One day of that table: its number among the counted days, or why it does not count."""

    day: date
    kind: DayKind
    number: int | None
    reason: str
    is_today: bool


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def promise_date(heard_on: date, working_days: int, closed: Mapping[date, str]) -> Promise:
    """The day by which feedback is promised: `working_days` (at least 1) after the day it was heard."""
    if working_days < 1:
        msg = "a promise takes at least one working day"
        raise ValueError(msg)
    day, counted, skipped = heard_on, 0, []
    while counted < working_days:
        day += ONE_DAY
        if is_weekend(day):
            continue
        if day in closed:
            skipped.append((day, closed[day]))
        else:
            counted += 1
    return Promise(day, tuple(skipped))


def days_late(due_on: date, today: date) -> int:
    """Calendar days since the due day; 0 up to and on the due day."""
    return max(0, (today - due_on).days)


def is_late(due_on: date, today: date) -> bool:
    """Whether the due day is over: today it is still in time, tomorrow no more."""
    return days_late(due_on, today) > 0


def is_near(due_on: date, today: date) -> bool:
    """Whether the due day is today or tomorrow."""
    return today <= due_on <= today + ONE_DAY


def end_of_week(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=WEEK - 1 - today.weekday())


def is_step_late(state: State, due_on: date | None, next_on: date | None, today: date) -> bool:
    """Whether the next step should have been done before today. Where only telling is left, the promise counts."""
    return is_step_due(state, due_on, next_on, today - ONE_DAY)


def is_step_due(state: State, due_on: date | None, next_on: date | None, today: date) -> bool:
    """Whether the next step is for today, or should have been done before. Where only telling is left: see above."""
    is_promise = state is State.FEEDBACK_DUE and due_on is not None
    return next_on is not None and not is_promise and next_on <= today


def lane_of(state: State, due_on: date | None, today: date, *, next_on: date | None = None) -> Lane:
    """The lane of an open concern, or of one that owes an answer again after its closing, or is wanted reopened.

    `due_on` is the earliest promise to someone who still waits, if anyone does; `next_on` the day of the next step.
    """
    if state in _APART:
        return _APART[state]
    if (due_on is not None and is_late(due_on, today)) or is_step_late(state, due_on, next_on, today):
        return Lane.LATE
    if due_on is not None and due_on <= end_of_week(today):
        return Lane.THIS_WEEK
    return _LEFT.get(state, Lane.OPEN)


def weeks(heard_on: date, due_on: date, skipped: Iterable[tuple[date, str]], today: date) -> list[list[DayCell]]:
    """The table that explains a promise: whole weeks from the one in which it was heard to the one it is due."""
    reasons = dict(skipped)
    day = heard_on - timedelta(days=heard_on.weekday())
    counted, rows = 0, []
    while day <= due_on:
        row = []
        for _ in range(WEEK):
            kind = _kind(day, heard_on, due_on, reasons)
            counted += kind in {DayKind.COUNTED, DayKind.DUE}
            number = counted if kind in {DayKind.COUNTED, DayKind.DUE} else None
            row.append(DayCell(day, kind, number, reasons.get(day, ""), day == today))
            day += ONE_DAY
        rows.append(row)
    return rows


def _kind(day: date, heard_on: date, due_on: date, reasons: Mapping[date, str]) -> DayKind:
    if day < heard_on:
        return DayKind.VOID
    if day == heard_on:
        return DayKind.HEARD
    if is_weekend(day) or day in reasons:
        return DayKind.OFF
    if day == due_on:
        return DayKind.DUE
    return DayKind.COUNTED if day < due_on else DayKind.AFTER
