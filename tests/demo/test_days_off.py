from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.absences.models import Absence
from cafepol.absences.queries import busy_periods, whole_days_away
from cafepol.core.clock import local, zone_time
from cafepol.core.db import db
from cafepol.meetings.handover import candidates
from cafepol.meetings.models import Meeting
from cafepol.meetings.months import month_of
from cafepol.staff.queries import officers_of
from cafepol.zone.queries import commissariats


def coming(year):
    query = select(Meeting).where(Meeting.starts_at > year.now, Meeting.state == "published")
    loaded = query.options(joinedload(Meeting.commune), joinedload(Meeting.host), selectinload(Meeting.co_hosts))
    return list(db.session.scalars(loaded))


def test_absences_are_noted_by_hand_and_read_from_a_calendar_file(year):
    counted = db.session.execute(select(Absence.source, func.count()).group_by(Absence.source)).all()
    assert dict(counted) == {"hand": 4, "file": 5}  # in the file: four mornings of a course, a week of holidays


def test_somebody_is_away_in_the_month_that_the_planning_shows_first(year):
    today = local(year.now).date()
    month = month_of(today)
    away = whole_days_away([each.id for each in commissariats()], month.first, month.last, zone_time())
    assert away[today]


def test_where_a_host_is_replaced_one_sees_who_is_away(year):
    told = [
        each
        for meeting in coming(year)
        for each in candidates(meeting, officers_of([meeting.commune.commissariat_id]), now=year.now, tz=zone_time())
    ]
    assert [each for each in told if each.is_free and each.absences]


def test_nobody_holds_a_cafe_while_away(year):
    for meeting in coming(year):
        assert busy_periods([each.id for each in meeting.hosts], meeting.starts_at, meeting.ends_at) == {}
