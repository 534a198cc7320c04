"""What is read of those who raised a concern and of what passed between them and the team."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import HEAD, MEETING
from cafepol.concerns.records import Feedback
from cafepol.concerns.transitions import State
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.messages.models import Message

_TOLD = (
    joinedload(Feedback.message).load_only(Message.state, Message.handed_over_at),
    joinedload(Feedback.registration),
)


def get_raiser(raiser_id: int) -> Raiser:
    """A raiser with the concern, for whoever holds a link of theirs. Raises NotFound, also once it is voided."""
    concern = joinedload(Raiser.concern).options(*HEAD, MEETING, selectinload(Concern.entries))
    owed = joinedload(Raiser.registration), joinedload(Raiser.promises), joinedload(Raiser.impossibles)
    query = select(Raiser).where(Raiser.id == raiser_id)
    query = query.options(concern, *owed, selectinload(Raiser.feedbacks).options(*_TOLD))
    found = db.session.scalars(query).unique().one_or_none()
    if found is None or found.concern.status is State.VOIDED:
        raise NotFound
    return found
