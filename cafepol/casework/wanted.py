"""What a list of concerns is narrowed to, in its address: shared, it shows the same; what it asks wrongly is not asked.

Dates are typed by hand where a browser has no calendar: what cannot be read is said, and stays in the form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cafepol.concerns.deadlines import Lane
from cafepol.concerns.labels import LANE_SLUGS, LANES
from cafepol.concerns.transitions import ALIVE, OPEN, State
from cafepol.core.text import page_number
from cafepol.messages.searching import ASKED_MAX, search_words

OWNERLESS = "sans-responsable"
ALL_OPEN = "ouvertes"
STATE_CHOICES = {
    ALL_OPEN: ("Ouvertes", OPEN),
    "entendues": ("Entendues", frozenset({State.HEARD})),
    "en-cours": ("En cours", frozenset({State.IN_PROGRESS})),
    "chez-un-partenaire": ("Chez un partenaire", frozenset({State.RELAYED})),
    "question-posee": ("Question posée", frozenset({State.AWAITING_INFO})),
    "retour-a-donner": ("Retour à donner", frozenset({State.FEEDBACK_DUE})),
    "cloturees": ("Clôturées", frozenset({State.CLOSED})),
    "reouvertures": ("Réouverture demandée", frozenset({State.REOPEN_REQUESTED})),
    "fusionnees": ("Fusionnées", frozenset({State.MERGED})),
    "annulees": ("Annulées", frozenset({State.VOIDED})),
    "toutes": ("Toutes", frozenset(State)),
}
LANE_CHOICES = {slug: (LANES[lane][0], lane) for lane, slug in LANE_SLUGS.items()}
# for the form: what the address says, and how it is said
STATES_SAID = [(slug, words) for slug, (words, _) in STATE_CHOICES.items()]
LANES_SAID = [*((slug, words) for slug, (words, _) in LANE_CHOICES.items()), (OWNERLESS, "Sans responsable")]
BAD_DATE = "Écrivez la date comme ceci : 2027-01-12"
BACKWARDS = "Cette date vient avant la première."
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"d[ -]?(\d{4})[ -]?(\d{1,6})", re.ASCII | re.IGNORECASE)
_LANE_STATES = {Lane.AGAIN: frozenset({State.CLOSED}), Lane.REOPENING: frozenset({State.REOPEN_REQUESTED})}
_PAGES = 10_000


@dataclass(frozen=True)
class Wanted:
    """What is asked; None, empty or false: not asked. Ids are those of the tables.

    `typed`: the dates as they were typed; `errors`: what is wrong with them, by name.
    """

    text: str = ""
    commune: int | None = None
    quarter: int | None = None
    theme: int | None = None
    owner: int | None = None
    state: str = ""
    lane: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked: the board."""
        return self.on_page(1) == Wanted()

    @property
    def wants_ownerless(self) -> bool:
        """Whether only those are wanted in which somebody has to act and whose owner has left."""
        return self.lane == OWNERLESS

    @property
    def in_lane(self) -> Lane | None:
        """The lane in which they lie."""
        return LANE_CHOICES[self.lane][1] if self.lane in LANE_CHOICES else None

    @property
    def states(self) -> frozenset[State]:
        """Where they stand: what is asked, of what the lane holds; the open ones when neither is asked."""
        asked = STATE_CHOICES[self.state][1] if self.state not in {"", ALL_OPEN} else None
        if not self.lane:
            return asked or OPEN
        held = _LANE_STATES.get(self.in_lane, OPEN) if self.in_lane else ALIVE
        return held & asked if asked else held

    @property
    def number(self) -> str:
        """The number of a concern, if that is what is looked for: « d 2027 12 » is D-2027-12."""
        found = _NUMBER.fullmatch(self.text)
        return f"D-{found[1]}-{int(found[2])}" if found else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What must all be found, in a concern or in who raised it."""
        return search_words(self.text)

    @property
    def title(self) -> str:
        """The name of the list."""
        if self.lane:
            return "Sans responsable" if self.wants_ownerless else LANE_CHOICES[self.lane][0]
        return STATE_CHOICES[self.state or ALL_OPEN][0]

    def on_page(self, page: int) -> "Wanted":
        """The same, on another page."""
        return replace(self, page=page)

    def as_args(self) -> dict[str, str | int]:
        """The same as it stands in an address; the first page is not named."""
        asked = {
            "q": self.text, "commune": self.commune, "quartier": self.quarter, "theme": self.theme,
            "agent": self.owner, "etat": self.state, "file": self.lane,
            "depuis": self.since and self.since.isoformat(), "jusqu": self.until and self.until.isoformat(),
            "page": self.page if self.page > 1 else None,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value}


def from_args(args: Mapping[str, str]) -> Wanted:
    """What an address asks for."""
    typed = {name: value for name in ("depuis", "jusqu") if (value := args.get(name, "").strip()[:ASKED_MAX])}
    days = {name: _day(value) for name, value in typed.items()}
    errors = {name: BAD_DATE for name, day in days.items() if day is None}
    since, until = days.get("depuis"), days.get("jusqu")
    if since and until and until < since:
        errors["jusqu"], until = BACKWARDS, None
    state, lane = args.get("etat", ""), args.get("file", "")
    return Wanted(
        text=" ".join(args.get("q", "").split())[:ASKED_MAX],
        commune=_id(args, "commune"), quarter=_id(args, "quartier"),
        theme=_id(args, "theme"), owner=_id(args, "agent"),
        state=state if state in STATE_CHOICES else "",
        lane=lane if lane in LANE_CHOICES or lane == OWNERLESS else "",
        since=since, until=until, page=min(page_number(args.get("page", "")), _PAGES), typed=typed, errors=errors,
    )  # fmt: skip


def _id(args: Mapping[str, str], name: str) -> int | None:
    return page_number(args.get(name, ""), least=0) or None


def _day(typed: str) -> date | None:
    """A day as a browser sends it; None for what is none."""
    try:
        return date.fromisoformat(typed) if _DATE.fullmatch(typed) else None
    except ValueError:
        return None
