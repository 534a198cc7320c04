"""Every read of the questions to partners."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.concerns.models import Concern
from cafepol.concerns.queries import HEAD
from cafepol.concerns.transitions import State
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.messages.models import Message
from cafepol.partners.models import PartnerContact
from cafepol.relays.asking import LONGEST, care_for
from cafepol.relays.models import Relay
from cafepol.zone.queries import closed_days

_PARTNER = joinedload(Relay.contact).joinedload(PartnerContact.partner)
_WHOLE = (
    joinedload(Relay.concern).options(*HEAD, selectinload(Concern.entries)),
    _PARTNER,
    joinedload(Relay.message),
)


def get_relay(relay_id: int) -> Relay:
    """One question with its concern, its contact and its message. Raises NotFound."""
    found = db.session.scalar(_anew(select(Relay).where(Relay.id == relay_id)))
    if found is None:
        raise NotFound
    return found


def _anew(query: Select[Relay]) -> Select[Relay]:
    return query.options(*_WHOLE).execution_options(populate_existing=True)


def open_relay_of(concern: Concern) -> Relay | None:
    """The question about a concern that is open, or None."""
    return db.session.scalar(_anew(select(Relay).where(Relay.concern_id == concern.id, Relay.state == "open")))


def take_relay(relay: Relay) -> None:
    """Read a question as the database has it now that its concern's row is taken: of two who act, one waits there."""
    db.session.refresh(relay, list(Relay.__table__.columns.keys()), with_for_update=True)


def find_language(relay_id: int) -> str | None:
    """The language of whom a question was asked; None when there is no such question."""
    contact = select(PartnerContact.language).join(Relay, Relay.contact_id == PartnerContact.id)
    return db.session.scalar(contact.where(Relay.id == relay_id))


def message_ids(relay: Relay) -> Sequence[int]:
    """What was written about a question, its recall too."""
    return db.session.scalars(
        select(Message.id).where(Message.unique_key.startswith(relay.keys, autoescape=True))
    ).all()


def relays_to_care_for(now: datetime) -> list[int]:
    """The ids of the open questions about which something is to be done, oldest first. One statement or two."""
    query = select(Relay).options(joinedload(Relay.concern), _PARTNER, joinedload(Relay.message))
    found = db.session.scalars(query.where(Relay.state == "open").order_by(Relay.id)).all()
    if not found:
        return []
    instant = local(now)
    today = instant.date()
    closed = closed_days(today - LONGEST, today + LONGEST)
    return [each.id for each in found if care_for(each.standing(), today=today, hour=instant.hour, closed=closed)]


def follow_ups(commune_id: int) -> Mapping[int, int]:
    """How many concerns of a commune wait for an answer of each partner, by the partner's id."""
    counted = (
        select(PartnerContact.partner_id, func.count())
        .join(Relay, Relay.contact_id == PartnerContact.id)
        .join(Concern, Concern.id == Relay.concern_id)
        .where(Relay.state == "open", Concern.state == State.RELAYED, Concern.commune_id == commune_id)
        .group_by(PartnerContact.partner_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}
