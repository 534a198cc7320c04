"""What a job is to print, in the order of the days and the streets, and what each flyer says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true

from cafepol.batches.models import PrintJob
from cafepol.core.db import db
from cafepol.core.filters import day_long
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.queries import flyer_content
from cafepol.meetings.calendar_queries import between
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.months import Month, month_of
from cafepol.meetings.queries import LOADED, meetings_by_ids
from cafepol.zone.models import Commune

DRAFT = "C’est encore un brouillon : publiez cette rencontre, puis imprimez-la."
GONE = "Cette rencontre n’est plus annoncée."


@dataclass(frozen=True)
class Flyer:
    """One flyer to print: of a round of distribution, or of a meeting that has none."""

    meeting_id: int
    round_id: int | None = None


@dataclass(frozen=True)
class Skipped:
    """What is not printed, and why; `field`: of the flyer, what does not fit. As the job keeps it."""

    code: str  # the meeting's
    about: str
    sentence: str
    field: str = ""
    is_draft: bool = False

    def as_row(self) -> dict[str, Any]:
        """As it is kept with the job."""
        return {
            "code": self.code,
            "about": self.about,
            "sentence": self.sentence,
            "field": self.field,
            "draft": self.is_draft,
        }


@dataclass(frozen=True)
class Plan:
    """What will be printed, flyer by flyer, and what of the month will not."""

    flyers: tuple[Flyer, ...]
    left_out: tuple[Skipped, ...]


def plan_of(month: Month, commissariat_id: int | None, *, now: datetime) -> Plan:
    """The flyers of the meetings of a month that are still to come, by day."""
    found = _meetings(month, commissariat_id, now)
    announced = [each for each in found if each.state == State.PUBLISHED]
    drafts = tuple(skipped(each, DRAFT, is_draft=True) for each in found if each.state == State.DRAFT)
    return Plan(tuple(Flyer(each.id) for each in announced), drafts)


def _meetings(month: Month, commissariat_id: int | None, now: datetime) -> list[Meeting]:
    query = select(Meeting).join(Meeting.commune).options(*LOADED)
    wanted = Meeting.state.in_([State.DRAFT, State.PUBLISHED]), Meeting.starts_at > now, _in(commissariat_id)
    days = between(month.first, month.last)
    return list(db.session.scalars(query.where(*wanted, days).order_by(Meeting.starts_at, Meeting.id)))


def _in(commissariat_id: int | None) -> ColumnElement[bool]:
    return true() if commissariat_id is None else Commune.commissariat_id == commissariat_id


def contents_of(flyers: Sequence[Flyer]) -> Iterator[tuple[Meeting, FlyerContent | None]]:
    """What each of these flyers says; None for a meeting that is not announced any more since it was planned."""
    meetings = meetings_by_ids({each.meeting_id for each in flyers})
    for flyer in flyers:
        meeting = meetings[flyer.meeting_id]
        yield meeting, flyer_content(meeting) if meeting.state == State.PUBLISHED else None


def skipped(meeting: Meeting, sentence: str, *, field: str = "", is_draft: bool = False) -> Skipped:
    """A flyer of this meeting that is not printed."""
    return Skipped(meeting.code, f"{meeting.place}, {day_long(meeting.day)}", sentence, field, is_draft)


def printed_by(job: PrintJob) -> list[Meeting]:
    """The meetings whose flyers stand in the file of a job as they would be drawn today, with their co-hosts."""
    left_out = {each["code"] for each in job.skipped}
    meetings = _meetings(month_of(job.month), job.commissariat_id, job.created_at)
    return [each for each in meetings if each.code not in left_out and _stood_so(each, job.created_at)]


def _stood_so(meeting: Meeting, then: datetime) -> bool:
    """Whether a meeting was announced then, and what its paper says did not change since."""
    since = [each for each in (meeting.first_published_at, meeting.paper_changed_at) if each is not None]
    return meeting.was_published and max(since) <= then
