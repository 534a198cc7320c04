"""Who answers for what in the commissariats of a chief."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import selectinload

from cafepol.concerns.models import Concern
from cafepol.concerns.queries import HEAD, concerns_where
from cafepol.concerns.transitions import ALIVE
from cafepol.core.db import db
from cafepol.messages.models import CONCERN_KINDS, Message
from cafepol.messages.retries import UNARRIVED
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune


def owners(commissariat_ids: Collection[int]) -> Sequence[tuple[Officer, int]]:
    """Who has cases there, there or gone, with how many; by name."""
    counted = select(Concern.owner_id, func.count()).join(Concern.commune)
    counted = counted.where(Concern.state.in_(ALIVE), Commune.commissariat_id.in_(commissariat_ids))
    cases = {row[0]: row[1] for row in db.session.execute(counted.group_by(Concern.owner_id))}
    found = db.session.scalars(select(Officer).where(Officer.id.in_(cases)).order_by(Officer.name, Officer.id))
    return [(officer, cases[officer.id]) for officer in found]


def cases_of(officer_id: int, commissariat_ids: Collection[int]) -> Sequence[Concern]:
    """The concerns that somebody answers for in these commissariats, oldest first, ready to be handed over."""
    query = concerns_where(
        Concern.owner_id == officer_id, Concern.state.in_(ALIVE), Commune.commissariat_id.in_(commissariat_ids)
    )
    return db.session.scalars(query.options(*HEAD, selectinload(Concern.entries)).order_by(Concern.id)).all()


def count_tasks(officer_id: int, commissariat_ids: Collection[int]) -> int:
    """How many calls and letters about concerns somebody has still to do there."""
    about = Message.kind.startswith(CONCERN_KINDS, autoescape=True), Message.state == "to_do"
    mine = Message.officer_id == officer_id, Message.commissariat_id.in_(commissariat_ids)
    return db.session.scalar(select(func.count(Message.id)).where(*about, *mine)) or 0


def undone_ids(officer_id: int, commissariat_id: int) -> Sequence[int]:
    """The calls and letters about concerns that somebody has still to do there, and the mails that did not arrive."""
    undone = or_(Message.state == "to_do", and_(Message.state.in_(UNARRIVED), Message.done_at.is_(None)))
    about = Message.kind.startswith(CONCERN_KINDS, autoescape=True)
    mine = Message.officer_id == officer_id, Message.commissariat_id == commissariat_id
    return db.session.scalars(select(Message.id).where(about, undone, *mine).order_by(Message.id)).all()
