"""What becomes of the concerns of the year: which steps each takes, and how far it gets."""

from collections.abc import Iterator
from enum import Enum, auto

from cafepol.concerns.transitions import Outcome
from cafepol.demo.program import Kind


class Step(Enum):
    """One thing that an officer, or the chief, does with a concern."""

    START = auto()
    NOTE = auto()
    CONCLUDE = auto()
    TELL = auto()  # the first who raised it
    POST = auto()
    TRY = auto()
    GIVE_UP = auto()
    CLOSE = auto()
    VOID = auto()
    EXTEND = auto()
    ASK = auto()  # who said it
    RELAY = auto()  # to a partner
    ANSWER_RELAY = auto()
    THINK = auto()  # who had the answer says what they think of it
    ASK_AGAIN = auto()  # to take it up again
    REOPEN = auto()
    MERGE = auto()


class Fate(Enum):
    """The story of a concern, told by how it ends or where it stands today."""

    MAILED = auto()
    MAILED_LATE = auto()
    CALLED = auto()
    POSTED = auto()
    VISITED = auto()
    SETTLED = auto()  # on the spot, said at the café
    NAMELESS = auto()
    UNRESOLVED = auto()
    VOIDED = auto()
    UNREACHABLE = auto()
    ON_RECORD = auto()
    LATE_AT_WORK = auto()
    LATE_LETTER = auto()  # printed, not posted
    AT_WORK = auto()  # two people wait
    HALF_TOLD = auto()  # two people, one of them told
    HEARD = auto()
    STARTED = auto()
    DECIDED = auto()
    EXTENDED = auto()
    QUESTIONED = auto()  # the one who said it is asked something
    RELAYED = auto()
    RELAY_ANSWERED = auto()  # the officer has it to read
    SAID_AGAIN = auto()  # closed, and asked to be taken up again
    TAKEN_UP = auto()  # and closed once more
    SAME = auto()  # as the one before it at that café: followed with it


Course = tuple[tuple[float, Step], ...]  # each step at a share of the working days until the promise

_ANSWERED: Course = ((0.1, Step.START), (0.4, Step.NOTE), (0.6, Step.CONCLUDE), (0.7, Step.TELL), (0.9, Step.CLOSE))
_THOUGHT_OF: Course = (*_ANSWERED, (0.95, Step.THINK))
_SHOWN_AT_WORK: Course = ((0.1, Step.START), (0.5, Step.NOTE))
COURSES: dict[Fate, Course] = {
    Fate.MAILED: _THOUGHT_OF,
    Fate.MAILED_LATE: _ANSWERED,
    Fate.CALLED: _ANSWERED,
    Fate.VISITED: _ANSWERED,
    Fate.UNRESOLVED: _ANSWERED,
    Fate.POSTED: (
        (0.1, Step.START),
        (0.5, Step.CONCLUDE),
        (0.6, Step.TELL),
        (0.8, Step.POST),
        (0.9, Step.CLOSE),
    ),
    Fate.SETTLED: ((0.2, Step.CLOSE),),
    Fate.NAMELESS: ((0.1, Step.START), (0.6, Step.CONCLUDE), (0.8, Step.CLOSE)),
    Fate.VOIDED: ((0.2, Step.VOID),),
    Fate.UNREACHABLE: (
        (0.1, Step.START),
        (0.4, Step.CONCLUDE),
        (0.5, Step.TRY),
        (0.7, Step.TRY),
        (0.8, Step.GIVE_UP),
        (0.9, Step.CLOSE),
    ),
    Fate.ON_RECORD: ((0.3, Step.CONCLUDE), (0.5, Step.TELL), (0.7, Step.CLOSE)),
    Fate.LATE_AT_WORK: _SHOWN_AT_WORK,
    Fate.LATE_LETTER: ((0.1, Step.START), (0.7, Step.CONCLUDE), (1, Step.TELL)),
    Fate.AT_WORK: _SHOWN_AT_WORK,
    Fate.HALF_TOLD: ((0.2, Step.START), (0.7, Step.CONCLUDE), (0.9, Step.TELL)),
    Fate.HEARD: (),
    Fate.STARTED: ((0, Step.START),),
    Fate.DECIDED: ((0, Step.START), (1, Step.CONCLUDE)),
    Fate.EXTENDED: ((0.1, Step.START), (0.6, Step.NOTE), (0.9, Step.EXTEND)),
    Fate.QUESTIONED: ((0, Step.START), (0.5, Step.ASK)),
    Fate.RELAYED: ((0, Step.START), (0.5, Step.RELAY)),
    Fate.RELAY_ANSWERED: ((0.1, Step.START), (0.3, Step.RELAY), (0.9, Step.ANSWER_RELAY)),
    Fate.SAID_AGAIN: (*_ANSWERED, (1, Step.ASK_AGAIN)),
    Fate.TAKEN_UP: (
        (0.1, Step.START),
        (0.2, Step.CONCLUDE),
        (0.3, Step.TELL),
        (0.4, Step.CLOSE),
        (0.6, Step.ASK_AGAIN),
        (0.7, Step.REOPEN),
        (0.8, Step.CONCLUDE),
        (0.85, Step.TELL),
        (0.95, Step.CLOSE),
    ),
    Fate.SAME: ((1, Step.MERGE),),
}
OUTCOMES = {
    Fate.UNRESOLVED: Outcome.UNRESOLVED,
    Fate.ON_RECORD: Outcome.ON_RECORD,
    Fate.VISITED: Outcome.PARTIAL,
}

# what is said at the cafés of a year, one after the other
_PAST = (
    (Fate.MAILED, Fate.CALLED),
    (Fate.POSTED,),
    (Fate.SETTLED, Fate.NAMELESS, Fate.VISITED, Fate.MAILED_LATE),
    (Fate.UNRESOLVED, Fate.UNREACHABLE),
    (Fate.VOIDED, Fate.MAILED),
    (Fate.ON_RECORD, Fate.TAKEN_UP),
    (),
)
_LATE = (
    (Fate.LATE_AT_WORK, Fate.LATE_LETTER, Fate.CALLED, Fate.SAID_AGAIN),
    (Fate.LATE_AT_WORK, Fate.MAILED, Fate.SETTLED, Fate.EXTENDED),
)
_RECENT = {
    Kind.THIS_WEEK: (Fate.AT_WORK, Fate.HALF_TOLD, Fate.SETTLED, Fate.RELAY_ANSWERED),
    Kind.FRESH: (Fate.HEARD, Fate.STARTED, Fate.DECIDED, Fate.RELAYED, Fate.SAME),
    Kind.TO_CLOSE: (Fate.HEARD, Fate.STARTED, Fate.QUESTIONED),
}


def fates_of(kind: Kind, *, place: int, turn: Iterator[int]) -> tuple[Fate, ...]:
    """What is said at a café of the commune of that place; `turn` counts its cafés of which all is answered."""
    if kind is Kind.PAST:
        return _PAST[next(turn) % len(_PAST)]
    if kind is Kind.LATE:
        return _LATE[place % len(_LATE)]
    return _RECENT.get(kind, ())
