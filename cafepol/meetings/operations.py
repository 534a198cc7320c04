"""Planning a meeting and changing it. None commits; none sends anything (notices compares and tells)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Required, TypedDict, Unpack

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
from cafepol.zone.queries import the_zone

STALE = "Quelqu’un d’autre a enregistré cette rencontre entre-temps. Comparez, puis enregistrez à nouveau."


@dataclass(frozen=True)
class Change:
    """What an edit did. `material`: start, end or place; `new_day`: another date; `contact`: host or phone."""

    material: bool
    new_day: bool
    contact: bool = False


class Wanted(TypedDict, total=False):
    """A meeting as its form says it. Local times are naive; `phone` may be empty in a draft."""

    commune: Required[Commune]
    quarter: Required[Quarter | None]
    venue: Required[Venue]
    host: Required[Officer]
    co_hosts: Iterable[Officer]
    title: Required[str]
    public_text: str
    topics: Iterable[PreventionTopic]
    starts_local: Required[datetime]
    ends_local: Required[datetime]
    capacity: int | None
    phone: str
    language: str


@dataclass(frozen=True)
class Words:
    """What a meeting says of itself, in which language (ISO 639-1); the phone number in E.164, or empty."""

    title: str
    public_text: str
    topics: tuple[PreventionTopic, ...]
    phone: str
    language: str


def create_meeting(
    *,
    created_by: int | None,
    now: datetime,
    tz: tzinfo,
    override_soft: bool = False,
    **wanted: Unpack[Wanted],
) -> Meeting:
    """A new draft, its host, venue and hours checked against every other meeting that stands.

    `created_by` is an account id. Its papers speak the zone's first language unless another is wanted.
    Raises HardConflicts, SoftConflicts (unless overridden), or Refused at the field to correct.
    """
    words, plan = _words(wanted, usual=the_zone().languages[0]), _plan(wanted)
    period = reserve(plan, now=now, tz=tz, override_soft=override_soft)
    meeting = Meeting(
        code=free_code(),
        uid=str(uuid.uuid4()),
        sequence=0,
        version=1,
        state=State.DRAFT,
        created_at=now,
        created_by_id=created_by,
        updated_at=now,
    )
    _put(meeting, plan, words, period)
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
    people_confirmed: int = 0,
    now: datetime,
    tz: tzinfo,
    override_soft: bool = False,
    **wanted: Unpack[Wanted],
) -> Change:
    """Save a meeting as its form says. `version` is the one the form was opened with.

    `people_confirmed` have a place (registrations counts them): the capacity does not go below.

    What is cancelled is given another plan only on its way to being restored: what people read of it would follow.
    A material change (start, end, place) of a meeting that was published raises its iCalendar sequence.
    Raises Stale when somebody saved in between, HardConflicts, SoftConflicts, or Refused at the field to correct.
    """
    lock_meeting(meeting)
    claim_version(meeting, version, stale=STALE)
    words, plan = _words(wanted, usual=meeting.language), _plan(wanted)
    if not words.phone and meeting.was_published:
        raise Refused("Une rencontre publiée garde un numéro de téléphone.", field="phone")
    moved = _is_moved(meeting, plan)
    _check_editing(meeting, plan, moved=moved, now=now)
    lifecycle.check_capacity(plan.capacity, people_confirmed=people_confirmed)
    change = Change(
        material=moved and meeting.was_published,
        new_day=plan.starts_local.date() != meeting.day,
        contact=(plan.host.id, words.phone) != (meeting.host_id, meeting.phone),
    )
    period = _checked_period(meeting, plan, moved=moved, now=now, tz=tz, override_soft=override_soft)
    _note_change(meeting, change, now)
    if moved:
        meeting.plan_changed_at = now
    if moved or change.contact or _is_said_anew(meeting, words):
        meeting.paper_changed_at = now
    _put(meeting, plan, words, period)
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


def _is_said_anew(meeting: Meeting, words: Words) -> bool:
    """Whether its flyer says something else, or in another language."""
    before = (meeting.title, set(meeting.topics), meeting.language)
    return before != (words.title, set(words.topics), words.language)


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


def _plan(wanted: Wanted) -> Plan:
    return Plan(
        wanted["commune"], wanted["quarter"], wanted["venue"], wanted["host"], tuple(wanted.get("co_hosts", ())),
        wanted["starts_local"], wanted["ends_local"], wanted.get("capacity"),
    )  # fmt: skip


def _put(meeting: Meeting, plan: Plan, words: Words, period: tuple[datetime, datetime]) -> None:
    meeting.commune, meeting.quarter, meeting.venue = plan.commune, plan.quarter, plan.venue
    meeting.host, meeting.co_hosts = plan.host, [each for each in plan.co_hosts if each.id != plan.host.id]
    meeting.starts_local, meeting.ends_local = plan.starts_local, plan.ends_local
    meeting.starts_at, meeting.ends_at = period
    meeting.capacity, meeting.topics = plan.capacity, list(words.topics)
    meeting.title, meeting.public_text, meeting.phone = words.title, words.public_text, words.phone
    meeting.language = words.language


def _words(wanted: Wanted, *, usual: str) -> Words:
    """The words as they are stored; they hold a title and no national number. Raises Refused at the field."""
    title, public_text, phone = wanted["title"], wanted.get("public_text", ""), wanted.get("phone", "")
    if not title.strip():
        raise Refused("Donnez un titre à la rencontre.", field="title")
    for field, text in (("title", title), ("public_text", public_text)):
        if has_national_number(text):
            raise Refused("N’écrivez pas de numéro de registre national.", field=field)
    number = normal_phone(phone, field="phone") if phone.strip() else ""
    return Words(title, public_text, tuple(wanted.get("topics", ())), number, wanted.get("language", usual))
