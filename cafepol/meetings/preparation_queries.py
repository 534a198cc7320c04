"""The zone's list of what is to be prepared, and what was ticked of it."""

from collections.abc import Collection
from datetime import tzinfo

from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.core.db import db
from cafepol.meetings.models import Meeting, PreparationTick
from cafepol.meetings.preparation import Item, Tick
from cafepol.zone.models import PreparationItem


def preparation_items() -> list[Item]:
    """The zone's list, in its order."""
    rows = db.session.scalars(select(PreparationItem).order_by(PreparationItem.position))
    return [Item(row.slug, row.label, row.days_before, row.derived) for row in rows]


def find_item(slug: str) -> PreparationItem | None:
    """A step of the zone's list, or None."""
    return db.session.scalar(select(PreparationItem).where(PreparationItem.slug == slug))


def ticks_of(meeting_ids: Collection[int], tz: tzinfo) -> dict[int, dict[str, Tick]]:
    """What was ticked, by meeting id and slug of the step, with who and the local days."""
    query = (
        select(PreparationTick, PreparationItem.slug, Account.name, Meeting.plan_changed_at)
        .join(Meeting, Meeting.id == PreparationTick.meeting_id)
        .join(PreparationItem, PreparationItem.id == PreparationTick.item_id)
        .outerjoin(Account, Account.id == PreparationTick.ticked_by_id)
        .where(PreparationTick.meeting_id.in_(meeting_ids))
    )
    found: dict[int, dict[str, Tick]] = {}
    for row, slug, name, changed_at in db.session.execute(query):
        undone_on = changed_at.astimezone(tz).date() if changed_at and row.is_undone(changed_at) else None
        tick = Tick(name or "", row.ticked_at.astimezone(tz).date(), undone_on)
        found.setdefault(row.meeting_id, {})[slug] = tick
    return found
