"""The zone's list of what is to be prepared, and what was ticked of it."""

from collections.abc import Collection
from datetime import tzinfo

from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.core.db import db
from cafepol.meetings.models import PreparationTick
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
    """What was ticked, by meeting id and slug of the step, with who and the local day."""
    query = (
        select(PreparationTick.meeting_id, PreparationItem.slug, Account.name, PreparationTick.ticked_at)
        .join(PreparationItem, PreparationItem.id == PreparationTick.item_id)
        .outerjoin(Account, Account.id == PreparationTick.ticked_by_id)
        .where(PreparationTick.meeting_id.in_(meeting_ids))
    )
    found: dict[int, dict[str, Tick]] = {}
    for meeting_id, slug, name, ticked_at in db.session.execute(query):
        found.setdefault(meeting_id, {})[slug] = Tick(name or "", ticked_at.astimezone(tz).date())
    return found
