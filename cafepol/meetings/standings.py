"""What people were told under a calendar sequence that is about to be followed by another is kept."""

from sqlalchemy import ColumnElement, false, insert, literal, select, update

from cafepol.core.db import db
from cafepol.meetings.models import EarlierStanding, Meeting


def keep_standing(meeting: Meeting) -> None:
    """Keep how a meeting stands, before its sequence rises; its row is taken. Does not commit."""
    now = meeting.standing
    db.session.add(
        EarlierStanding(
            meeting_id=meeting.id,
            sequence=meeting.sequence,
            is_cancelled=now.is_cancelled,
            starts_local=now.starts_local,
            ends_local=now.ends_local,
            venue_id=now.venue_id,
        )
    )


def keep_standings_elsewhere(venue_id: int, moved: ColumnElement[bool], *, before: str, after: str) -> None:
    """Keep how these meetings stood at a venue whose name or address was corrected: at a place known otherwise.

    What people heard of the place as it is called again after all, stands as they heard it.
    """
    columns = ("meeting_id", "sequence", "is_cancelled", "starts_local", "ends_local", "venue_id", "place")
    where = literal(venue_id), literal(before)
    stood = select(Meeting.id, Meeting.sequence, false(), Meeting.starts_local, Meeting.ends_local, *where)
    db.session.execute(insert(EarlierStanding).from_select(columns, stood.where(moved)))
    _rename(venue_id, EarlierStanding.place.is_(None), before)
    _rename(venue_id, EarlierStanding.place == after, None)


def _rename(venue_id: int, known_as: ColumnElement[bool], place: str | None) -> None:
    named = update(EarlierStanding).where(EarlierStanding.venue_id == venue_id, known_as).values(place=place)
    db.session.execute(named.execution_options(synchronize_session=False))
