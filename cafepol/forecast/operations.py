"""What a meeting leaves when it is closed: figures without names, from which the forecast learns."""

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from cafepol.core.db import db
from cafepol.forecast.fit import fit
from cafepol.forecast.inputs import Group
from cafepol.forecast.memory import written
from cafepol.forecast.model import Status
from cafepol.forecast.models import AttendanceRecord, ForecastFit
from cafepol.forecast.queries import (
    THE_ROW,
    Inputs,
    closed_meetings,
    forecast_of,
    inputs_of,
    present_mark,
)
from cafepol.forecast.words import rounded, shown_range
from cafepol.meetings.models import Meeting
from cafepol.outreach.queries import counts_of


def keep_record(meeting: Meeting, *, today: date) -> None:
    """Keep what a meeting that was just closed was, and learn from it. Its row is taken, its commune loaded.

    What was said of it before stays as it was first closed: later meetings have no say in that.
    """
    inputs = inputs_of(meeting.id, counts_of(meeting.id))
    kept = db.session.get(AttendanceRecord, meeting.id)
    if kept is None:
        kept = AttendanceRecord(meeting_id=meeting.id, **_said(meeting, inputs))
        db.session.add(kept)
    kept.counts, kept.commune_id, kept.day = True, meeting.commune_id, meeting.day
    kept.head_count = meeting.head_count or 0
    kept.was_ticked = inputs.ticked is not None
    kept.groups = {
        group.value: [heads.people, heads.squares, _came(inputs, group)] for group, heads in inputs.registered.items()
    }
    reach = inputs.reach
    kept.flyers, kept.fb_interested, kept.fb_going = reach.flyers, reach.fb_interested, reach.fb_going
    kept.web_interested, kept.web_going = reach.web_interested, reach.web_going
    db.session.flush()
    learn(today=today)


def _came(inputs: Inputs, group: Group) -> int:
    return (inputs.ticked or {}).get(group, 0)


def _said(meeting: Meeting, inputs: Inputs) -> dict[str, object]:
    """The last word of the meeting's page before it was closed."""
    found = forecast_of(meeting, inputs, days_left=0)
    low, high = shown_range(found)
    expected = None if found.status is Status.NONE else rounded(found.expected)
    return {"said_status": found.status.value, "said_low": low, "said_high": high, "said_expected": expected}


def withdraw_record(meeting: Meeting, *, today: date) -> None:
    """A meeting that was opened again teaches nothing until it is closed anew."""
    kept = db.session.get(AttendanceRecord, meeting.id)
    if kept is not None:
        kept.counts = False
        db.session.flush()
    learn(today=today)


def learn(*, today: date) -> None:
    """Learn from all closed meetings anew. One at a time: who comes second sees what the first one closed."""
    kept = _take_row()
    kept.content = written(fit(closed_meetings(), today=today))
    kept.mark = present_mark(today)
    db.session.flush()


def _take_row() -> ForecastFit:
    """The row until the transaction ends; made before the first closing."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = insert(ForecastFit).values(id=THE_ROW, mark="", content={})
    db.session.execute(first.on_conflict_do_nothing())
    return db.session.get_one(ForecastFit, THE_ROW, with_for_update=True, populate_existing=True)
