"""Every read of the directory, scoped by the communes that the viewer sees."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone.models import Commune, PartnerKind

_LOADED = (joinedload(Partner.kind), selectinload(Partner.communes), selectinload(Partner.contacts))


def partners_of(commune_ids: Collection[int]) -> list[Partner]:
    """The active partners that serve one of these communes, by kind then name, with communes and contacts."""
    query = (
        select(Partner)
        .join(Partner.kind)
        .options(*_LOADED)
        .where(Partner.is_active.is_(True), Partner.communes.any(Commune.id.in_(commune_ids)))
        .order_by(PartnerKind.position, Partner.name, Partner.id)
    )
    return list(db.session.scalars(query))


def get_partner(partner_id: int, commune_ids: Collection[int]) -> Partner:
    """One partner that serves one of these communes, active or not. Raises NotFound, also out of scope."""
    query = (
        select(Partner)
        .options(*_LOADED)
        .where(Partner.id == partner_id, Partner.communes.any(Commune.id.in_(commune_ids)))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def contacts_of_commune(commune_id: int) -> list[PartnerContact]:
    """The active contacts of the active partners of a commune, by kind, partner and name."""
    query = (
        select(PartnerContact)
        .join(PartnerContact.partner)
        .join(Partner.kind)
        .options(joinedload(PartnerContact.partner).joinedload(Partner.kind))
        .where(
            PartnerContact.is_active.is_(True),
            Partner.is_active.is_(True),
            Partner.communes.any(Commune.id == commune_id),
        )
        .order_by(PartnerKind.position, Partner.name, PartnerContact.name, PartnerContact.id)
    )
    return list(db.session.scalars(query))


def find_contact(contact_id: int) -> PartnerContact | None:
    """One contact, active or not, with its partner and kind, or None."""
    query = (
        select(PartnerContact)
        .options(joinedload(PartnerContact.partner).joinedload(Partner.kind))
        .where(PartnerContact.id == contact_id)
    )
    return db.session.scalar(query)


def get_contact(contact_id: int) -> PartnerContact:
    """One contact, active or not, with its partner and kind. Raises NotFound."""
    found = find_contact(contact_id)
    if found is None:
        raise NotFound
    return found
