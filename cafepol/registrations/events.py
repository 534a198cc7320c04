"""The history of a registration: one line for each thing that happened to it, in the transaction of the change."""

from datetime import datetime

from sqlalchemy import insert, select

from cafepol.core.db import db, past_orm
from cafepol.registrations.models import RegistrationEvent
from cafepol.registrations.states import Event

_EVENT = insert(RegistrationEvent)


def record(
    registration_id: int, event: Event, *, now: datetime, by: int | None = None, was: str = "", batch: str = ""
) -> None:
    """Write down what happened; `by` is the account of the staff member who did it, if one did.

    `was` and `batch` belong to a registration that was voided: the state it had, and what was voided with it.
    """
    row = {"registration_id": registration_id, "kind": event, "at": now, "by_id": by}
    past_orm(_EVENT, row | {"was": was or None, "batch": batch or None})


def history_of(registration_id: int) -> list[RegistrationEvent]:
    """What happened to a registration, first things first."""
    query = select(RegistrationEvent).where(RegistrationEvent.registration_id == registration_id)
    return list(db.session.scalars(query.order_by(RegistrationEvent.id)))
