"""Every read of the absences."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, or_, select

from cafepol.absences.models import Absence, AbsenceCalendar
from cafepol.absences.periods import Busy
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.staff.models import Officer

READ_EVERY = timedelta(hours=24)
TRY_AGAIN = timedelta(hours=1)


def absences_of(officer_id: int, now: datetime) -> list[Absence]:
    """The absences of an officer that are not over, by date."""
    query = select(Absence).where(Absence.officer_id == officer_id, Absence.ends_at > now)
    return list(db.session.scalars(query.order_by(Absence.starts_at, Absence.id)))


def busy_periods(officer_ids: Collection[int], start: datetime, end: datetime) -> dict[int, list[Busy]]:
    """When these officers are not there between two instants, by officer id (if they are at all) and by date."""
    query = select(Absence.officer_id, Absence.starts_at, Absence.ends_at, Absence.whole_days).where(
        Absence.officer_id.in_(officer_ids), Absence.ends_at > start, Absence.starts_at < end
    )
    found: dict[int, list[Busy]] = {}
    for officer_id, starts_at, ends_at, whole_days in db.session.execute(query.order_by(Absence.starts_at)):
        found.setdefault(officer_id, []).append(Busy(starts_at, ends_at, whole_days))
    return found


def whole_days_away(
    commissariat_ids: Collection[int], first: date, last: date, tz: tzinfo
) -> dict[date, list[Officer]]:
    """Which officers of these commissariats are away for whole days between two days, both included; by day."""
    start = datetime.combine(first, time(0), tzinfo=tz)
    end = datetime.combine(last + timedelta(days=1), time(0), tzinfo=tz)
    query = (
        select(Officer, Absence)
        .join(Absence, Absence.officer_id == Officer.id)
        .where(Officer.commissariat_id.in_(commissariat_ids), Officer.is_active.is_(True))
        .where(Absence.whole_days.is_(True), Absence.ends_at > start, Absence.starts_at < end)
        .order_by(Officer.name, Officer.id)
    )
    found: dict[date, list[Officer]] = {}
    for officer, absence in db.session.execute(query):
        begins, ends = absence.period.days(tz)
        for number in range((min(ends, last) - max(begins, first)).days + 1):
            found.setdefault(max(begins, first) + timedelta(days=number), []).append(officer)
    return found


def get_absence(absence_id: int) -> Absence:
    """One absence. Raises NotFound."""
    found = db.session.get(Absence, absence_id)
    if found is None:
        raise NotFound
    return found


def calendars_of(officer_id: int) -> dict[str, AbsenceCalendar]:
    """The calendars of an officer by source: « file », « address »."""
    query = select(AbsenceCalendar).where(AbsenceCalendar.officer_id == officer_id)
    return {each.source: each for each in db.session.scalars(query)}


def find_calendar(calendar_id: int) -> AbsenceCalendar | None:
    """One calendar as it stands in the database now, or None when it was forgotten meanwhile."""
    return db.session.get(AbsenceCalendar, calendar_id, populate_existing=True)


def is_due(now: datetime) -> ColumnElement[bool]:
    """The condition on a calendar: to be read now, once a day, or an hour after a failure."""
    return or_(
        AbsenceCalendar.tried_at.is_(None),
        AbsenceCalendar.tried_at <= now - READ_EVERY,
        and_(AbsenceCalendar.problem != "", AbsenceCalendar.tried_at <= now - TRY_AGAIN),
    )


def next_calendar(now: datetime) -> int | None:
    """The calendar at an address that has waited longest to be read, of an officer in service; its id, or None."""
    query = (
        select(AbsenceCalendar.id)
        .join(Officer, Officer.id == AbsenceCalendar.officer_id)
        .where(AbsenceCalendar.source == "address", Officer.is_active.is_(True), is_due(now))
        .order_by(AbsenceCalendar.tried_at.nulls_first(), AbsenceCalendar.id)
        .limit(1)
    )
    return db.session.scalar(query)
