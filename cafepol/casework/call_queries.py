"""Who waits for an answer by telephone."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import DEBTS, HEAD, Scope, within
from cafepol.concerns.transitions import OPEN, State
from cafepol.core.db import db

MOST = 100  # concerns on one list, the oldest first


@dataclass(frozen=True)
class Call:
    """Somebody to call about a concern."""

    concern: Concern
    raiser: Raiser

    @property
    def answer(self) -> str:
        """What was decided, once it is to be told; empty before."""
        return self.concern.decided if self.concern.status is State.FEEDBACK_DUE else ""


def calls_to_make(scope: Scope, *, owner_id: int | None = None) -> list[Call]:
    """Who waits for a call, the nearest promise first; with `owner_id`, only in the concerns of that officer.

    From the 100 oldest concerns at most: a list for a morning on the telephone, not a register.
    """
    waiting = select(Raiser.concern_id).where(Raiser.channel == Channel.PHONE, Raiser.wants_feedback)
    query = select(Concern).join(Concern.commune).where(Concern.id.in_(waiting), Concern.state.in_(OPEN))
    if owner_id is not None:
        query = query.where(Concern.owner_id == owner_id)
    tries = selectinload(Concern.raisers).selectinload(Raiser.attempts)
    query = query.where(within(scope)).options(*HEAD, DEBTS, tries).order_by(Concern.id).limit(MOST)
    calls = [
        Call(concern, raiser)
        for concern in db.session.scalars(query)
        for raiser in concern.waiting
        if raiser.channel == Channel.PHONE
    ]
    return sorted(calls, key=lambda call: (call.raiser.promised_on, call.raiser.id))
