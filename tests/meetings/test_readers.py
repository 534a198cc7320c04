"""A thousand meetings over three years, as three independent programs understand the feed."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from tests.meetings import readers

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST = datetime.fromisoformat("2027-01-12T14:00")  # a Tuesday
HOW_MANY, DRAFTS = 1000, 40
# the hour changed in the night before each of these days
CHANGED = ("2027-03-28", "2027-10-31", "2028-03-26", "2028-10-29", "2029-03-25", "2029-10-28")


def times() -> list[datetime]:
    """On the wall clock: every Tuesday at 14 h, the days on which the hour changes, and any other day."""
    tuesdays = [FIRST + timedelta(weeks=week) for week in range(156)]
    changes = [datetime.fromisoformat(f"{day}T10:00") for day in CHANGED]
    left = HOW_MANY + DRAFTS - len(tuesdays) - len(changes)
    others = [FIRST + timedelta(days=1 + number * 1090 // left, hours=number % 6) for number in range(left)]
    return tuesdays + changes + others


def rows(model: dict) -> list[dict]:
    """A row for each: every tenth was cancelled, the last ones are drafts."""
    made = []
    for number, starts in enumerate(times()):
        state = "draft" if number >= HOW_MANY else "cancelled" if number % 10 == 9 else "published"
        ends = starts + timedelta(hours=2)
        own = {
            "code": f"{number:06d}",
            "uid": str(uuid.uuid4()),
            "state": state,
            "starts_local": starts,
            "ends_local": ends,
            "starts_at": starts.replace(tzinfo=BRUSSELS).astimezone(UTC),
            "ends_at": ends.replace(tzinfo=BRUSSELS).astimezone(UTC),
            "first_published_at": None if state == "draft" else model["created_at"],
            "cancelled_at": model["created_at"] if state == "cancelled" else None,
        }
        made.append({name: value for name, value in model.items() if name != "id"} | own)
    return made


@pytest.fixture
def thousand(app, meeting):
    """A thousand meetings that the public sees and some drafts."""
    model = meeting(publish=False, public_text="Café, gâteaux ; " + "é" * 200)
    with transaction() as session:
        found = dict(session.execute(select(Meeting.__table__).where(Meeting.id == model.id)).mappings().one())
        session.execute(insert(Meeting.__table__), rows(found))
    db.session.remove()


def expected() -> list[tuple[datetime, datetime, str]]:
    made = rows({"created_at": None})[:HOW_MANY]
    said = {"published": "CONFIRMED", "cancelled": "CANCELLED"}
    return sorted((each["starts_at"], each["ends_at"], said[each["state"]]) for each in made)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_three_independent_readers_find_the_same_thousand_meetings(client, thousand, count_queries):
    with count_queries() as counted:
        answer = client.get("/agenda.ics")
    text = answer.data.decode()
    assert counted.total == 7
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    found = {read: sorted(read(text)) for read in (readers.by_vobject, readers.by_ical_js, readers.by_libical)}
    seen = found[readers.by_vobject]
    assert len(seen) == len({uid for uid, *_ in seen}) == HOW_MANY
    assert found[readers.by_ical_js] == found[readers.by_libical] == seen
    assert sorted((starts, ends, status) for _, starts, ends, status in seen) == expected()
    tuesdays = {starts.astimezone(BRUSSELS) for _, starts, *_ in seen} & {
        (FIRST + timedelta(weeks=week)).replace(tzinfo=BRUSSELS) for week in range(156)
    }
    assert len(tuesdays) == 156
    assert {each.astimezone(UTC).hour for each in tuesdays} == {12, 13}  # 14 h on the wall, summer and winter
