"""What a job is to print, in the order of the days and the streets, and what each flyer says."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import selectinload

from cafepol.batches.models import PrintJob
from cafepol.batches.papers import Edition
from cafepol.core.db import db
from cafepol.core.filters import day_long
from cafepol.core.links import url
from cafepol.core.text import slug
from cafepol.distribution.models import DistributionRound
from cafepol.flyers.cafes_content import VersoContent
from cafepol.flyers.cafes_queries import verso_content
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.queries import flyer_content
from cafepol.meetings.calendar_queries import between
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.months import Month, month_of
from cafepol.meetings.queries import LOADED, meetings_by_codes, meetings_by_ids
from cafepol.zone.models import Commune

DRAFT = "C’est encore un brouillon : publiez cette rencontre, puis imprimez-la."
GONE = "Cette rencontre n’est plus annoncée."


@dataclass(frozen=True)
class Flyer:
    """One flyer to print: of a round of distribution, by its code and name, or of a meeting that has none."""

    meeting_id: int
    round_code: str = ""
    round_label: str = ""


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
    rounds = _rounds({each.id for each in announced})
    flyers = tuple(flyer for each in announced for flyer in rounds.get(each.id, [Flyer(each.id)]))
    drafts = tuple(skipped(each, DRAFT, is_draft=True) for each in found if each.state == State.DRAFT)
    return Plan(flyers, drafts)


def _rounds(meeting_ids: Collection[int]) -> dict[int, list[Flyer]]:
    """The flyers of the rounds that are still to be done, by meeting, in the order of their streets.

    A meeting all of whose rounds are done or given up has none: its flyers are out.
    """
    query = (
        select(DistributionRound)
        .options(selectinload(DistributionRound.streets))
        .where(DistributionRound.meeting_id.in_(meeting_ids))
    )
    found: dict[int, list[Flyer]] = {}
    for each in sorted(db.session.scalars(query), key=_place):
        flyers = found.setdefault(each.meeting_id, [])
        if each.done_at is None and each.dropped_at is None:
            flyers.append(Flyer(each.meeting_id, each.code, each.label))
    return found


def _place(each: DistributionRound) -> tuple[tuple[str, str], ...]:
    """Where a round stands among the others: by its streets, quarter by quarter; by its name when none is listed."""
    streets = tuple(sorted((slug(street.quarter), slug(street.name)) for street in each.streets))
    return streets or (("", slug(each.label)),)


def _meetings(month: Month, commissariat_id: int | None, now: datetime) -> list[Meeting]:
    query = select(Meeting).join(Meeting.commune).options(*LOADED)
    wanted = Meeting.state.in_([State.DRAFT, State.PUBLISHED]), Meeting.starts_at > now, _in(commissariat_id)
    days = between(month.first, month.last)
    return list(db.session.scalars(query.where(*wanted, days).order_by(Meeting.starts_at, Meeting.id)))


def _in(commissariat_id: int | None) -> ColumnElement[bool]:
    return true() if commissariat_id is None else Commune.commissariat_id == commissariat_id


@dataclass(frozen=True)
class Sheet:
    """A flyer with its meeting, and what its sides say: nothing when the meeting is not announced any more."""

    meeting: Meeting
    flyer: Flyer
    content: FlyerContent | None = None
    verso: VersoContent | None = None

    def skipped(self, sentence: str, *, field: str = "") -> Skipped:
        """This flyer is not printed."""
        return skipped(self.meeting, sentence, field=field, label=self.flyer.round_label)


def sheets_of(flyers: Sequence[Flyer], *, paper: Edition, language: str, now: datetime) -> Iterator[Sheet]:
    """What each of these flyers says on this paper; a meeting's facts are read once for all of its rounds.

    In each meeting's language, or in another (ISO 639-1).
    """
    meetings = meetings_by_ids({each.meeting_id for each in flyers})
    announced = [each for each in meetings.values() if each.state == State.PUBLISHED]
    rectos = {each.id: flyer_content(each, language=language, black=paper.black) for each in announced}
    versos = {
        each.id: verso_content(each, now=now, language=language, black=paper.black) for each in announced if paper.verso
    }
    for flyer in flyers:
        recto, verso = rectos.get(flyer.meeting_id), versos.get(flyer.meeting_id)
        yield Sheet(
            meetings[flyer.meeting_id], flyer, recto and _of_round(recto, flyer), verso and _behind(verso, flyer)
        )


def _of_round(content: FlyerContent, flyer: Flyer) -> FlyerContent:
    if not flyer.round_code:
        return content
    link = url("distribution.short", code=flyer.round_code)
    return replace(content, link=link, short_link=link.split("://", 1)[1], round_code=flyer.round_code)


def _behind(content: VersoContent, flyer: Flyer) -> VersoContent:
    return replace(content, code=flyer.round_code or content.code)


def skipped(meeting: Meeting, sentence: str, *, field: str = "", is_draft: bool = False, label: str = "") -> Skipped:
    """A flyer of this meeting that is not printed."""
    about = ", ".join(part for part in (meeting.place, day_long(meeting.day), label) if part)
    return Skipped(meeting.code, about, sentence, field, is_draft)


def printed_by(job: PrintJob) -> list[Meeting]:
    """The meetings whose flyers stand in the file of a job as they would be drawn today, with their co-hosts."""
    left_out = {each["code"] for each in job.skipped}
    meetings = _meetings(month_of(job.month), job.commissariat_id, job.created_at)
    return [each for each in meetings if each.code not in left_out and _stood_so(each, job.created_at)]


def meetings_left_out(job: PrintJob) -> dict[str, Meeting]:
    """The meetings of which a job left a flyer out, by code, with all around them."""
    return meetings_by_codes({each["code"] for each in job.skipped})


def _stood_so(meeting: Meeting, then: datetime) -> bool:
    """Whether a meeting was announced then, and what its paper says did not change since."""
    since = [each for each in (meeting.first_published_at, meeting.paper_changed_at) if each is not None]
    return meeting.was_published and max(since) <= then
