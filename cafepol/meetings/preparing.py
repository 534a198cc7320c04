"""Ticking what is done for a meeting, or taking the tick back."""

from datetime import datetime

from sqlalchemy import delete, select

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting, PreparationTick
from cafepol.meetings.preparation_queries import find_item
from cafepol.meetings.queries import lock_meeting


def tick_step(meeting: Meeting, slug: str, *, done: bool, by_account_id: int | None, now: datetime) -> None:
    """Note that a step is done, or is not after all; the first who ticks it for this day and place is kept.

    Raises Refused for what is no step of the zone, for one that CaféPol knows by itself, and once the meeting is
    closed or cancelled.
    """
    if lock_meeting(meeting).status not in {State.DRAFT, State.PUBLISHED}:
        raise Refused("La préparation de cette rencontre ne change plus.")
    item = find_item(slug)
    if item is None:
        raise Refused("Cette étape n’est pas dans la liste de la zone.")
    if item.derived is not None:
        raise Refused("Cette étape se coche d’elle-même.")
    mine = (PreparationTick.meeting_id == meeting.id, PreparationTick.item_id == item.id)
    earlier = db.session.scalar(select(PreparationTick).where(*mine))
    if not done or (earlier is not None and earlier.is_undone(meeting.plan_changed_at)):
        db.session.execute(delete(PreparationTick).where(*mine))
        earlier = None
    if done and earlier is None:
        tick = PreparationTick(meeting_id=meeting.id, item_id=item.id, ticked_at=now, ticked_by_id=by_account_id)
        db.session.add(tick)
    db.session.flush()
