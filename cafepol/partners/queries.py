"""Every read of the directory, scoped by the communes that the viewer sees."""

from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import slug
from cafepol.partners.listing import Person, Words
from cafepol.partners.matching import Known
from cafepol.partners.models import DistinctContacts, DistinctPartners, MergedPartner, Partner, PartnerContact
from cafepol.partners.people import Known as KnownPerson
from cafepol.zone.models import Commune
from cafepol.zone.queries import communes, partner_kinds, the_zone

_LOADED = (
    joinedload(Partner.kind),
    selectinload(Partner.communes),
    selectinload(Partner.contacts).joinedload(PartnerContact.partner),
)


def take_directory() -> None:
    """Write names of the directory alone until the transaction ends: whoever comes second sees what the first did.

    The communes' rows stand for it (on SQLite the writer has the lock). To be taken before the rows of partners.
    """
    db.session.scalars(select(Commune.id).order_by(Commune.id).with_for_update(key_share=True)).all()


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


def named(partners: Iterable[Partner], typed: str) -> list[Partner]:
    """Those whose name, contacts or communes hold every word that was typed; capitals and accents do not matter."""
    words = [word for word in slug(typed).split("-") if word]
    return [partner for partner in partners if all(f"-{word}" in _searched(partner) for word in words)]


def _searched(partner: Partner) -> str:
    people = [contact.name for contact in partner.contacts]
    return "-" + slug(" ".join([partner.name, *people, *(commune.name for commune in partner.communes)]))


def by_name(partners: Iterable[Partner]) -> list[Partner]:
    """The same partners from A to Z, whatever their kind."""
    return sorted(partners, key=lambda partner: (slug(partner.name), partner.id))


def find_partner(partner_id: int, commune_ids: Collection[int]) -> Partner | None:
    """One partner that serves one of these communes, active or not; None also out of scope."""
    query = (
        select(Partner)
        .options(*_LOADED)
        .where(Partner.id == partner_id, Partner.communes.any(Commune.id.in_(commune_ids)))
    )
    return db.session.scalar(query)


def get_partner(partner_id: int, commune_ids: Collection[int]) -> Partner:
    """One partner that serves one of these communes, active or not. Raises NotFound, also out of scope."""
    found = find_partner(partner_id, commune_ids)
    if found is None:
        raise NotFound
    return found


def find_merged_into(partner_id: int) -> int | None:
    """The id of the partner that a double was merged into, or None."""
    return db.session.scalar(select(MergedPartner.into_id).where(MergedPartner.partner_id == partner_id))


def distinct_partners() -> frozenset[tuple[int, int]]:
    """The pairs of ids, the lower one first, of which somebody said that they are two partners."""
    return frozenset((each.one_id, each.other_id) for each in db.session.scalars(select(DistinctPartners)))


def distinct_contacts() -> frozenset[tuple[int, int]]:
    """The same of two people at one partner."""
    return frozenset((each.one_id, each.other_id) for each in db.session.scalars(select(DistinctContacts)))


def partners_apart_from(partner: Partner, commune_ids: Collection[int]) -> list[Partner]:
    """The partners that serve one of these communes and of which somebody said that they are not this one, by name."""
    lower = select(DistinctPartners.one_id).where(DistinctPartners.other_id == partner.id)
    higher = select(DistinctPartners.other_id).where(DistinctPartners.one_id == partner.id)
    told = or_(Partner.id.in_(lower), Partner.id.in_(higher))
    return by_name(db.session.scalars(select(Partner).where(told, Partner.communes.any(Commune.id.in_(commune_ids)))))


def people_apart(partner: Partner) -> list[tuple[PartnerContact, PartnerContact]]:
    """The pairs of people at a partner (its contacts loaded) of whom somebody said that they are two."""
    people = {each.id: each for each in partner.contacts}
    told = select(DistinctContacts).where(DistinctContacts.one_id.in_(people)).order_by(DistinctContacts.one_id)
    return [(people[each.one_id], people[each.other_id]) for each in db.session.scalars(told)]


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


def person_of(contact: PartnerContact) -> Person:
    """What is known of a contact, as tables and merges compare it."""
    return Person(contact.name, contact.function, contact.mail, contact.phone, contact.language)


def known_directory(commune_ids: Collection[int]) -> list[Known]:
    """The directory of these communes as tables are set against it, with who was retired."""
    return [
        Known(
            id=partner.id,
            name=partner.name,
            kind=partner.kind_id,
            communes=frozenset(commune.id for commune in partner.communes),
            is_active=partner.is_active,
            people=tuple(KnownPerson(each.id, person_of(each), each.is_active) for each in partner.contacts),
        )
        for active in (True, False)
        for partner in partners_of(commune_ids, active=active)
    ]


def spoken_words() -> Words:
    """What the names of a table stand for in this zone."""
    return Words.of(
        [(kind.id, kind.label, kind.slug) for kind in partner_kinds()],
        [(commune.id, commune.name) for commune in communes()],
        the_zone().languages,
    )
