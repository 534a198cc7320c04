"""Every read of the directory, scoped by the communes that the viewer sees."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import slug
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone.models import Commune

_LOADED = (
    joinedload(Partner.kind),
    selectinload(Partner.communes),
    selectinload(Partner.contacts).joinedload(PartnerContact.partner),
)


def partners_of(commune_ids: Collection[int], *, active: bool = True) -> list[Partner]:
    """The partners in the directory (or taken out of it) that serve one of these communes, by kind then name.

    Kind, communes and contacts are loaded.
    """
    query = (
        select(Partner)
        .options(*_LOADED)
        .where(Partner.is_active.is_(active), Partner.communes.any(Commune.id.in_(commune_ids)))
    )
    return sorted(db.session.scalars(query), key=_place)


def _place(partner: Partner) -> tuple[int, str, int]:
    return partner.kind.position, slug(partner.name), partner.id


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
    """The active contacts of the active partners of a commune, by kind, partner and name; partner and kind loaded."""
    return [contact for partner in partners_of([commune_id]) for contact in partner.active_contacts]


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


def get_contact_of(partner: Partner, contact_id: int) -> PartnerContact:
    """One contact of a partner whose contacts are loaded. Raises NotFound, also for another partner's contact."""
    for contact in partner.contacts:
        if contact.id == contact_id:
            return contact
    raise NotFound
