"""How a partner answers: figures over invitations, each a plain count or a median of days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from cafepol.invitations.answers import STATE_LABELS, State

ANSWERED = frozenset({State.ACCEPTED, State.DECLINED, State.TENTATIVE})
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fact:
    """One invitation, as far as figures and lists need it. `starts_local`: the wall clock of the zone."""

    code: str
    commune: str
    starts_local: datetime
    ends_local: datetime
    is_past: bool
    is_cancelled: bool
    contact: str
    substitute: str
    state: State
    sent_at: datetime | None
    answered_at: datetime | None
    was_present: bool | None

    @property
    def is_counted(self) -> bool:
        """Whether it is in the figures: it left, was not taken back, and its meeting was not cancelled."""
        return self.sent_at is not None and self.state not in {State.PREPARED, State.REVOKED} and not self.is_cancelled

    @property
    def attendee(self) -> str:
        """Who is expected: the substitute, else the contact."""
        return self.substitute or self.contact

    @property
    def label(self) -> str:
        """Where it stands, in words: « vient », « est venu »; what was noted at the table counts before the answer."""
        if self.is_cancelled:
            return "rencontre annulée"
        if self.was_present is not None and self.state is not State.REVOKED:
            return "présent à la rencontre" if self.was_present else "absent à la rencontre"
        return STATE_LABELS[self.state]

    @property
    def sign(self) -> str:
        """The look's sort of tag for that label."""
        if self.is_cancelled or self.was_present is False:
            return "line"
        return "leaf" if self.was_present or self.state is State.ACCEPTED else "lamp" if self.is_open else "line"

    @property
    def is_open(self) -> bool:
        """Whether an answer is waited for."""
        return self.state is State.SENT and not self.is_past


@dataclass(frozen=True)
class Figures:
    """Of the invitations that left, were not taken back and whose meeting was not cancelled.

    `invited`: how many there are. `answered`: to how many there is an answer now, whichever it is. `came`: at how many
    meetings the partner was noted as present when the meeting was closed, also without having been asked.
    `days`: the median of the days between the sending and the first answer, of those that were answered; an invitation
    sent anew (for another day) counts from there. None: nobody has answered.
    """

    invited: int
    answered: int
    came: int
    days: float | None

    @property
    def pace(self) -> str:
        """The median in words: « le jour même », « 1 jour », « 3 jours »; rounded to whole days."""
        if self.days is None:
            return "–"
        whole = int(self.days + 0.5)
        return "le jour même" if whole == 0 else f"{whole} jour{'s' if whole > 1 else ''}"


def figures_of(facts: Iterable[Fact]) -> Figures:
    """The figures over these invitations."""
    every = list(facts)
    counted = [each for each in every if each.is_counted]
    answered = [each for each in counted if each.state in ANSWERED]
    waits = [(each.answered_at - each.sent_at) / _DAY for each in answered if each.answered_at and each.sent_at]
    return Figures(
        invited=len(counted),
        answered=len(answered),
        came=len({each.code for each in every if each.was_present and each.state is not State.REVOKED}),
        days=median(waits) if waits else None,
    )


def by_year(facts: Iterable[Fact]) -> list[tuple[int, Figures]]:
    """The figures of each year of the meetings (the zone's calendar), newest first; none for a year without any."""
    years: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        years[fact.starts_local.year].append(fact)
    return [(year, found) for year in sorted(years, reverse=True) if (found := figures_of(years[year])) != NONE]


NONE = figures_of(())


def coming(facts: Sequence[Fact]) -> list[Fact]:
    """The invitations to meetings that are not over, the next one first; those taken back left out."""
    found = [each for each in facts if not each.is_past and each.state is not State.REVOKED]
    return sorted(found, key=lambda each: each.starts_local)


def past(facts: Sequence[Fact]) -> list[Fact]:
    """The others, the latest first."""
    found = [each for each in facts if each.is_past and each.state is not State.REVOKED]
    return sorted(found, key=lambda each: each.starts_local, reverse=True)
