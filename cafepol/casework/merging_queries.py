"""What is read where concerns are merged: which may be the same, and which were."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cafepol.casework.similar import Alike
from cafepol.casework.similar_queries import similar_to
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import Scope
from cafepol.concerns.transitions import OPEN
from cafepol.core.db import db


def may_be_same(concern: Concern, scope: Scope, *, now: datetime) -> list[Alike]:
    """Open concerns of the same quarter and theme that somebody follows, the likeliest first."""
    near = similar_to(
        scope, commune=concern.commune, quarter=concern.quarter, theme=concern.theme, place=concern.place, now=now
    )
    return [each for each in near if each.state in OPEN and each.number != concern.number]


def merged_into(concern: Concern) -> str | None:
    """The number of the concern that this one was merged into."""
    if concern.merged_into_id is None:
        return None
    return db.session.scalar(select(Concern.number).where(Concern.id == concern.merged_into_id))


def merged_from(concern: Concern) -> Sequence[str]:
    """The numbers of the concerns that were merged into this one; nothing is asked where nobody came from another."""
    sources = {raiser.moved_from_id for raiser in concern.raisers} - {None}
    if not sources:
        return ()
    found = select(Concern.number).where(Concern.merged_into_id == concern.id).order_by(Concern.id)
    return db.session.scalars(found).all()
