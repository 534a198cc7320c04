"""Every read of the rounds: of one meeting, of a week, those that are late; flyers handed out in all."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from cafepol.accounts.roles import Viewer
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import round_code
from cafepol.distribution.counting import Totals, all_done, beyond, left
from cafepol.distribution.lateness import State, last_late_day
from cafepol.distribution.models import DistributionRound, RoundStreet
from cafepol.distribution.parts import Carrier
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import hosted_by, visible_to
from cafepol.outreach.models import OutreachCount
from cafepol.zone.models import Commune
from cafepol.zone.queries import the_zone
from cafepol.zone.street_queries import streets_of

SOON = timedelta(days=14)  # after the week that is looked at: rounds without a day of meetings until then are shown

_WHOLE = (
    joinedload(DistributionRound.officer),
    joinedload(DistributionRound.partner),
    joinedload(DistributionRound.done_by),
    selectinload(DistributionRound.streets),
)
_OPEN = and_(DistributionRound.done_at.is_(None), DistributionRound.dropped_at.is_(None))
_DROPPED, _GOING_ON, _DONE, _BY_HAND = "dropped", "going_on", "done", "by_hand"
_ENDED = {_DROPPED: None, _GOING_ON: False, _DONE: True}
_TO_COME = Meeting.state.in_([MeetingState.DRAFT, MeetingState.PUBLISHED])


@dataclass(frozen=True)
class Line:
    """A round of a meeting as it stands today."""

    round: DistributionRound
    meeting: Meeting
    state: State

    @property
    def left(self) -> int:
        """How many of its flyers did not go out."""
        return left(self.round.planned, self.round.handed_out)

    @property
    def beyond(self) -> int:
        """How many more went out than were planned."""
        return beyond(self.round.planned, self.round.handed_out)


@dataclass(frozen=True)
class Rounds:
    """The rounds of one meeting. `by_hand`: flyers noted as handed out outside of them; None: not noted."""

    lines: list[Line]
    totals: Totals
    by_hand: int | None = None

    @property
    def handed_out(self) -> int | None:
        """All flyers that went out for the meeting; None when nobody noted any."""
        is_noted = self.by_hand is not None or any(each.round.handed_out is not None for each in self.lines)
        return (self.by_hand or 0) + self.totals.handed_out if is_noted else None

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(1 for each in self.lines if each.state is State.LATE)


@dataclass(frozen=True)
class Offered:
    """A street to choose for a round: where it lies, its mailboxes, and the other round that has it already."""

    quarter: str
    name: str
    mailboxes: int | None
    taken_by: str = ""

    @property
    def key(self) -> str:
        """What stands for it in a form."""
        return f"{self.quarter} / {self.name}"


def rounds_of(meeting: Meeting, *, today: date) -> Rounds:
    """The rounds of a meeting in the order in which they were planned, with all that their list shows."""
    query = select(DistributionRound).options(*_WHOLE).where(DistributionRound.meeting_id == meeting.id)
    found = list(db.session.scalars(query.order_by(DistributionRound.id)))
    by_hand = db.session.scalar(select(OutreachCount.flyers).where(OutreachCount.meeting_id == meeting.id))
    totals = Totals.of(each.count for each in found)
    return Rounds([_line(each, meeting, today) for each in found], totals, by_hand)


def _line(found: DistributionRound, meeting: Meeting, today: date) -> Line:
    late_days = the_zone().round_late_days
    return Line(found, meeting, found.state(meeting, today=today, late_days=late_days))


def line_of(meeting: Meeting, code: str, *, today: date) -> Line:
    """One round of this meeting, by its code in capitals or not. Raises NotFound, also for a round of another."""
    return _line(get_round(meeting, code), meeting, today)


def get_round(meeting: Meeting, code: str) -> DistributionRound:
    """One round of this meeting, by its code in capitals or not. Raises NotFound, also for a round of another."""
    query = select(DistributionRound).options(*_WHOLE).where(DistributionRound.meeting_id == meeting.id)
    found = db.session.scalar(query.where(DistributionRound.code == code.upper()))
    if found is None:
        raise NotFound
    return found


def free_code() -> str:
    """A random code that no round has. There are four million."""
    code = round_code()
    while db.session.scalar(select(DistributionRound.id).where(DistributionRound.code == code)) is not None:
        code = round_code()
    return code


def offered_streets(meeting: Meeting, *, besides: DistributionRound | None = None) -> list[Offered]:
    """The streets to choose from: those of the meeting's commune, its own quarter first, each with its mailboxes.

    Those of the round `besides` that are on no list any more stay to choose.
    """
    taken = {
        (row.quarter, row.name): row.label
        for row in db.session.execute(
            select(RoundStreet.quarter, RoundStreet.name, DistributionRound.label)
            .join(DistributionRound, DistributionRound.id == RoundStreet.round_id)
            .where(DistributionRound.meeting_id == meeting.id, DistributionRound.dropped_at.is_(None))
            .where(DistributionRound.id != (besides.id if besides else 0))
        )
    }
    found = {(each.quarter.name, each.name): each.mailboxes for each in streets_of(meeting.commune_id)}
    gone = {(each.quarter, each.name): each.mailboxes for each in (besides.streets if besides else ())}
    here = meeting.quarter.name if meeting.quarter else ""
    every = [Offered(*key, many, taken.get(key, "")) for key, many in (gone | found).items()]
    return sorted(every, key=lambda street: (street.quarter != here, street.quarter))


def flyers_handed_out(meeting_ids: Collection[int]) -> dict[int, int]:
    """How many flyers went out for each of these meetings, in rounds and noted by hand; unknown ones are absent."""
    by_hand = select(OutreachCount.meeting_id, OutreachCount.flyers).where(OutreachCount.flyers.is_not(None))
    in_rounds = (
        select(DistributionRound.meeting_id, func.sum(DistributionRound.handed_out))
        .where(DistributionRound.handed_out.is_not(None))
        .group_by(DistributionRound.meeting_id)
    )
    every = union_all(
        by_hand.where(OutreachCount.meeting_id.in_(meeting_ids)),
        in_rounds.where(DistributionRound.meeting_id.in_(meeting_ids)),
    )
    found: Counter[int] = Counter()
    for meeting_id, flyers in db.session.execute(every):
        found[meeting_id] += flyers or 0
    return dict(found)


def meetings_handed_out(meeting_ids: Collection[int]) -> set[int]:
    """Those whose flyers went out: each round dropped, or done since the meeting last moved; without any, by hand."""
    is_for_nothing = DistributionRound.dropped_at.is_not(None) | (DistributionRound.done_at < Meeting.plan_changed_at)
    ended = case((is_for_nothing, _DROPPED), (_OPEN, _GOING_ON), else_=_DONE)
    in_rounds = select(DistributionRound.meeting_id, ended).join(DistributionRound.meeting)
    by_hand = select(OutreachCount.meeting_id, literal(_BY_HAND)).where(OutreachCount.flyers > 0)
    every = union_all(
        in_rounds.where(DistributionRound.meeting_id.in_(meeting_ids)),
        by_hand.where(OutreachCount.meeting_id.in_(meeting_ids)),
    )
    found: dict[int, list[bool | None]] = {}
    for meeting_id, how in db.session.execute(every):
        found.setdefault(meeting_id, []).extend([] if how == _BY_HAND else [_ENDED[how]])
    return {key for key, ends in found.items() if not ends or all_done(ends)}


def late_rounds(today: date, *, officer_id: int | None, chief_of: Collection[int] = ()) -> list[Line]:
    """The rounds that come late: of meetings that an officer hosts, those that they carry, of a chief's places."""
    if officer_id is None and not chief_of:
        return []
    mine = [] if officer_id is None else [hosted_by([officer_id]), DistributionRound.officer_id == officer_id]
    last = last_late_day(today, late_days=the_zone().round_late_days)
    return _lines(
        today,
        _OPEN,
        _TO_COME,
        Meeting.starts_local >= _midnight(today),
        Meeting.starts_local < _midnight(last + timedelta(days=1)),
        or_(*mine, Commune.commissariat_id.in_(chief_of)),
    )


def rounds_of_week(viewer: Viewer, monday: date, *, carrier: Carrier | None, today: date) -> list[Line]:
    """The rounds that this person reads and that are for the week of `monday`, by day then meeting.

    Those without a day are there, last, when their meeting is soon; in the week of today also what is left over of the
    weeks before and can still be done. Those that were dropped are not.
    """
    sunday = monday + timedelta(days=6)
    without_day = and_(
        DistributionRound.day.is_(None),
        _OPEN,
        Meeting.starts_local >= _midnight(monday),
        Meeting.starts_local < _midnight(sunday + SOON),
    )
    left_over = and_(DistributionRound.day < monday, _OPEN, Meeting.starts_local >= _midnight(today))
    is_now = monday <= today <= sunday
    found = _lines(
        today,
        visible_to(viewer),
        DistributionRound.dropped_at.is_(None),
        Meeting.state != MeetingState.CANCELLED,
        or_(DistributionRound.day.between(monday, sunday), without_day, *([left_over] if is_now else [])),
        *([DistributionRound.carrier == carrier] if carrier else []),
    )
    return sorted(found, key=lambda line: line.round.day or date.max)


def _lines(today: date, *conditions: ColumnElement[bool]) -> list[Line]:
    around = contains_eager(DistributionRound.meeting)
    query = (
        select(DistributionRound)
        .join(DistributionRound.meeting)
        .join(Meeting.commune)
        .options(*_WHOLE, around.contains_eager(Meeting.commune), around.joinedload(Meeting.quarter))
        .options(around.joinedload(Meeting.host), around.joinedload(Meeting.venue))
        .where(*conditions)
        .order_by(Meeting.starts_at, Meeting.id, DistributionRound.id)
    )
    return [_line(each, each.meeting, today) for each in db.session.scalars(query)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def rounds_count(meeting_id: int) -> int:
    """How many rounds a meeting has, dropped ones too."""
    query = select(func.count()).select_from(DistributionRound).where(DistributionRound.meeting_id == meeting_id)
    return db.session.scalar(query) or 0
