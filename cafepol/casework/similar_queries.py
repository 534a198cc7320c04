"""The concerns among which the same one may be, within what somebody sees."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from cafepol.casework.similar import STILL_NEWS, Alike, ranked
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import Scope, within
from cafepol.concerns.transitions import ALIVE, Orientation, State
from cafepol.core.db import db
from cafepol.zone.models import Commune, Quarter, Theme

_CANDIDATES = 50


def similar_to(
    scope: Scope, *, commune: Commune, quarter: Quarter | None, theme: Theme, place: str, now: datetime
) -> list[Alike]:
    """What somebody who sees `scope` follows of the same quarter (or commune without one) and theme.

    Open, or closed in the last 90 days; the likeliest first, five at most.
    """
    of_raisers = select(func.count(Raiser.id)).where(Raiser.concern_id == Concern.id).scalar_subquery()
    heard_on = select(func.min(Raiser.heard_on)).where(Raiser.concern_id == Concern.id).scalar_subquery()
    is_news = (Concern.state == State.CLOSED) & (Concern.closed_at >= now - timedelta(days=STILL_NEWS))
    query = (
        select(Concern.number, Concern.title, Concern.place, Concern.state, heard_on, of_raisers)
        .join(Concern.commune)
        .where(
            within(scope),
            Concern.commune_id == commune.id,
            Concern.quarter_id == quarter.id if quarter else Concern.quarter_id.is_(None),
            Concern.theme_id == theme.id,
            Concern.orientation == Orientation.CONCERN,
            or_(Concern.state.in_(ALIVE), is_news),
        )
        .order_by(Concern.id.desc())
        .limit(_CANDIDATES)
    )
    rows = db.session.execute(query)
    found = [Alike(number, title, at, State(state), day, people) for number, title, at, state, day, people in rows]
    return ranked(found, place)
