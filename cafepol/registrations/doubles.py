"""Registrations that share a number: one person twice, or two people; whoever takes the call decides."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from cafepol.core.db import db, past_orm
from cafepol.core.errors import Refused
from cafepol.registrations.double_models import NotDouble
from cafepol.registrations.models import Registration
from cafepol.registrations.states import State

_OTHER = aliased(Registration)


def _alike() -> ColumnElement[bool]:
    """The condition on another registration that looks like this one, and of which nobody said that it is not."""
    said = or_(
        and_(NotDouble.a_id == Registration.id, NotDouble.b_id == _OTHER.id),
        and_(NotDouble.a_id == _OTHER.id, NotDouble.b_id == Registration.id),
    )
    return and_(
        _OTHER.meeting_id == Registration.meeting_id,
        _OTHER.phone == Registration.phone,
        _OTHER.id != Registration.id,
        _OTHER.state != State.CANCELLED,
        ~exists().where(said).correlate(Registration, _OTHER),
    )


def possible_doubles(meeting_id: int) -> frozenset[int]:
    """The ids of registrations that share their number with another one of this meeting."""
    standing = Registration.meeting_id == meeting_id, Registration.state != State.CANCELLED
    found = db.session.scalars(select(Registration.id).where(*standing, exists().where(_alike())))
    return frozenset(found)


def doubles_of(registration: Registration) -> list[Registration]:
    """The registrations that may be this person once more, oldest first."""
    if registration.phone is None or registration.is_cancelled:
        return []
    query = select(_OTHER).join(Registration, _alike()).where(Registration.id == registration.id)
    return list(db.session.scalars(query.order_by(_OTHER.id)))


def tell_apart(registration: Registration, others: Iterable[Registration]) -> None:
    """« Ce sont deux personnes »: they are not shown as possible doubles any more. Said twice, it is simply said.

    Raises Refused for registrations of two meetings, or one and the same.
    """
    db.session.flush()
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    for other in others:
        if other.meeting_id != registration.meeting_id or other.id == registration.id:
            raise Refused("Ces deux inscriptions ne se comparent pas.")
        first, second = sorted((registration.id, other.id))
        past_orm(dialect.insert(NotDouble).on_conflict_do_nothing(), {"a_id": first, "b_id": second})
