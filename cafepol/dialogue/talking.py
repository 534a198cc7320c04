"""What may pass between the team and one who raised a concern: how much, how often, and what still awaits an answer."""

from collections.abc import Iterable
from datetime import date

from cafepol.concerns.debts import ImpossibleCode
from cafepol.concerns.transitions import ALIVE, State

QUESTION_DAYS = 10  # working days until a question lapses
OPINION_DAYS = 10  # days for which the link to give one's opinion opens
NOTE = 1000
NOTES_A_DAY = 5
# where the words of a resident find a reader: also after the closing
LISTENING = ALIVE | {State.CLOSED}
# where somebody may say what they think of what was done
JUDGED = frozenset({State.CLOSED, State.REOPEN_REQUESTED})
# who was noted so is not written to or called any more, in whatever cycle that was
_LEFT_IN_PEACE = frozenset({ImpossibleCode.REFUSES_CONTACT, ImpossibleCode.DECEASED})


def may_be_asked(impossible: Iterable[str]) -> bool:
    """Whether somebody may be asked something, by the reasons noted for which they could not be told."""
    return _LEFT_IN_PEACE.isdisjoint(impossible)


def awaits_answer(question: str, concern: State) -> bool:
    """Whether an answer is still expected: a question stays unanswered where the team went on without it."""
    return question == "open" and concern is State.AWAITING_INFO


def is_lapsed(lapses_on: date, today: date) -> bool:
    """Whether the day of the answer is over; that day itself is in time."""
    return today > lapses_on


def own_words(own: str, facts: str, *, is_alone: bool) -> str:
    """What this very person said, or nothing: what others said is not theirs to read."""
    return own or (facts if is_alone else "")


def judged_cycle(verdicts: Iterable[tuple[int, bool | None]]) -> int | None:
    """The cycle that a closing ended last, of each promise's cycle and its verdict; None before any closing."""
    return max((cycle for cycle, on_time in verdicts if on_time is not None), default=None)
