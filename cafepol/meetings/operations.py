"""Planning a meeting and changing it. None commits; none sends anything (notices compares and tells)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import has_national_number, normal_phone
from cafepol.core.versions import claim_version
from cafepol.meetings import conflicts, lifecycle
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import free_code, lock_meeting
from cafepol.meetings.reservations import Plan, reserve
from cafepol.meetings.standings import keep_standing
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, PreventionTopic, Quarter, Venue

STALE = "Quelqu’un d’autre a enregistré cette rencontre entre-temps. Comparez, puis enregistrez à nouveau."


@dataclass(frozen=True)
class Change:
    """What an edit did. `material`: start, end or place; `new_day`: another date; `contact`: host or phone."""

    material: bool
    new_day: bool
    contact: bool = False


def create_meeting(
    *,
    commune: Commune,
    quarter: Quarter | None,
    venue: Venue,
    host: Officer,
    co_hosts: Iterable[Officer] = (),
    title: str,
    public_text: str = "",
    topics: Iterable[PreventionTopic] = (),
    starts_local: datetime,
    ends_local: datetime,
    capacity: int | None = None,
    phone: str = "",
    language: str = "fr",
    created_by: int | None,
    now: datetime,
    tz: tzinfo,
    override_soft: bool = False,
) -> Meeting:
    """A new draft, its host, venue and hours checked against every other meeting that stands.

    Local times are naive; `created_by` is an account id; `phone` may be empty in a draft.
    Raises HardConflicts, SoftConflicts (unless overridden), or Refused at the field to correct.
    """
    number = _checked_words(title, public_text, phone)
    plan = Plan(commune, quarter, venue, host, tuple(co_hosts), starts_local, ends_local, capacity)
    period = reserve(plan, now=now, tz=tz, override_soft=override_soft)
    meeting = Meeting(
        code=free_code(),
        uid=str(uuid.uuid4()),
        sequence=0,
        version=1,
        state=State.DRAFT,
        title=title,
        public_text=public_text,
        language=language,
        capacity=capacity,
        phone=number,
        created_at=now,
        created_by_id=created_by,
        updated_at=now,
        topics=list(topics),
    )
    _put(meeting, plan, period)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def create_meetings(
    days: Iterable[date], *, starts_local: datetime, ends_local: datetime, **plan: Any
) -> list[Meeting]:
    """Independent drafts, one on each of these days at the same hours of the wall clock: all of them, or none.

    `plan` is what create_meeting takes. Doubts were shown and are passed over. Raises HardConflicts or Refused.
    """
    lasts = ends_local - starts_local
    with db.session.begin_nested():
        starts = [datetime.combine(day, starts_local.time()) for day in days]
        return [
            create_meeting(**plan | {"override_soft": True}, starts_local=start, ends_local=start + lasts)
            for start in starts
        ]


def edit_meeting(
    meeting: Meeting,
    *,
    version: int,
    commune: Commune,
    quarter: Quarter | None,
    venue: Venue,
    host: Officer,
    co_hosts: Iterable[Officer] = (),
    title: str,
    public_text: str = "",
    topics: Sequence[PreventionTopic] = (),
    starts_local: datetime,
    ends_local: datetime,
    capacity: int | None = None,
    people_confirmed: int = 0,
    phone: str = "",
    now: datetime,
    tz: tzinfo,
    override_soft: bool = False,
) -> Change:
    """Save a meeting as its form says. `version` is the one the form was opened with.

    `people_confirmed` have a place (registrations counts them): the capacity does not go below.

    What is cancelled is given another plan only on its way to being restored: what people read of it would follow.
    A material change (start, end, place) of a meeting that was published raises its iCalendar sequence.
    Raises Stale when somebody saved in between, HardConflicts, SoftConflicts, or Refused at the field to correct.
    """
    lock_meeting(meeting)
    claim_version(meeting, version, stale=STALE)
    number = _checked_words(title, public_text, phone)
    if not number and meeting.was_published:
        raise Refused("Une rencontre publiée garde un numéro de téléphone.", field="phone")
    plan = Plan(commune, quarter, venue, host, tuple(co_hosts), starts_local, ends_local, capacity)
    moved = _is_moved(meeting, plan)
    _check_editing(meeting, plan, moved=moved, now=now)
    lifecycle.check_capacity(capacity, people_confirmed=people_confirmed)
    change = Change(
        material=moved and meeting.was_published,
        new_day=starts_local.date() != meeting.day,
        contact=(host.id, number) != (meeting.host_id, meeting.phone),
    )
    period = _checked_period(meeting, plan, moved=moved, now=now, tz=tz, override_soft=override_soft)
    _note_change(meeting, change, now)
    if moved:
        meeting.plan_changed_at = now
    if moved or change.contact or (title, set(topics)) != (meeting.title, set(meeting.topics)):
        meeting.paper_changed_at = now
    _put(meeting, plan, period)
    meeting.title, meeting.public_text, meeting.capacity, meeting.phone = title, public_text, capacity, number
    meeting.topics = list(topics)
    db.session.flush()
    return change


def _check_editing(meeting: Meeting, plan: Plan, *, moved: bool, now: datetime) -> None:
    handed_over = plan.host.id != meeting.host_id
    lifecycle.check_editing(meeting.status, moved=moved, handed_over=handed_over, starts_at=meeting.starts_at, now=now)


def _checked_period(
    meeting: Meeting, plan: Plan, *, moved: bool, now: datetime, tz: tzinfo, override_soft: bool
) -> tuple[datetime, datetime]:
    """Start and end of the plan, checked again as far as it differs from what was checked before."""
    if moved or plan.people_ids != {officer.id for officer in meeting.hosts}:
        return reserve(plan, now=now, tz=tz, override_soft=override_soft, besides=meeting)
    if plan.capacity != meeting.capacity:
        doubts = conflicts.too_many_places(plan.capacity, plan.venue.capacity)
        conflicts.check(doubts, override_soft=override_soft)
    return meeting.starts_at, meeting.ends_at


def _is_moved(meeting: Meeting, plan: Plan) -> bool:
    before = (meeting.starts_local, meeting.ends_local, meeting.venue_id)
    return before != (plan.starts_local, plan.ends_local, plan.venue.id)


def _note_change(meeting: Meeting, change: Change, now: datetime) -> None:
    """What calendars and notices need to know of a change of a meeting that the public has seen.

    While it is cancelled nobody is told of one: calendars count on, and whoever restores it tells of all at once.
    """
    meeting.updated_at = now
    if change.material:
        keep_standing(meeting)
        meeting.sequence += 1
        if not meeting.is_cancelled:
            meeting.material_at = now
        if change.new_day:
            meeting.day_moved_sequence = meeting.sequence
    if change.contact and meeting.was_published:
        meeting.contact_changed_at = now


def _put(meeting: Meeting, plan: Plan, period: tuple[datetime, datetime]) -> None:
    meeting.commune, meeting.quarter, meeting.venue = plan.commune, plan.quarter, plan.venue
    meeting.host, meeting.co_hosts = plan.host, [each for each in plan.co_hosts if each.id != plan.host.id]
    meeting.starts_local, meeting.ends_local = plan.starts_local, plan.ends_local
    meeting.starts_at, meeting.ends_at = period


def _checked_words(title: str, public_text: str, phone: str) -> str:
    """The phone number in E.164, or empty; the public texts hold no national number. Raises Refused."""
    if not title.strip():
        raise Refused("Donnez un titre à la rencontre.", field="title")
    for field, text in (("title", title), ("public_text", public_text)):
        if has_national_number(text):
            raise Refused("N’écrivez pas de numéro de registre national.", field=field)
    return normal_phone(phone, field="phone") if phone.strip() else ""
