"""Keeping the directory: who is in it, whom they serve, whom to call there."""

from collections.abc import Collection

from sqlalchemy import select

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, drop_links
from cafepol.core.text import clean_line, mail_key, normal_mail, normal_phone
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import take_directory
from cafepol.zone.models import Commune


def create_partner(*, name: str, kind_id: int, commune_ids: Collection[int], within: Collection[int]) -> Partner:
    """Add an organisation to the directory. `within`: the communes that the author keeps.

    Raises Refused without a commune, for a commune out of scope, or when a partner of that name serves one of them.
    """
    take_directory()
    chosen = _communes(commune_ids, kept=(), within=within)
    partner = Partner(name=clean_line(name), kind_id=kind_id, communes=chosen, contacts=[])
    _check_new_name(partner, chosen)
    db.session.add(partner)
    db.session.flush()
    return partner


def edit_partner(
    partner: Partner, *, name: str, kind_id: int, commune_ids: Collection[int], within: Collection[int]
) -> None:
    """Correct an organisation (its communes loaded). Communes outside `within` stay as they are. Raises Refused."""
    take_directory()
    chosen = _communes(commune_ids, kept=partner.communes, within=within)
    partner.name, partner.kind_id, partner.communes = clean_line(name), kind_id, chosen
    with db.session.no_autoflush:
        _check_new_name(partner, chosen)
    db.session.flush()


def deactivate_partner(partner: Partner) -> None:
    """Take an organisation out of the directory: it is no longer proposed, what it did stays. Twice is once."""
    partner.is_active = False
    db.session.flush()


def reactivate_partner(partner: Partner) -> None:
    """Put an organisation back into the directory (its communes loaded). Raises Refused when its name is taken."""
    take_directory()
    _check_new_name(partner, partner.communes)
    partner.is_active = True
    db.session.flush()


def add_contact(
    partner: Partner, *, name: str, function: str = "", mail: str = "", phone: str = "", language: str = "fr"
) -> PartnerContact:
    """Add a person at a partner (its contacts loaded). Raises Refused without mail nor phone, or when already there."""
    reached = _reached(mail, phone)
    _check_new_mail(partner, reached["mail"], but=None)
    contact = PartnerContact(name=clean_line(name), function=clean_line(function), language=language, **reached)
    partner.contacts.append(contact)
    db.session.flush()
    return contact


def edit_contact(
    contact: PartnerContact, *, name: str, function: str = "", mail: str = "", phone: str = "", language: str = "fr"
) -> None:
    """Correct a person at a partner (partner and its contacts loaded). Raises Refused as add_contact does.

    The links to their own page that went to another address open nothing any more.
    """
    reached = _reached(mail, phone)
    _check_new_mail(contact.partner, reached["mail"], but=contact)
    if mail_key(contact.mail or "") != mail_key(reached["mail"] or ""):
        drop_links(Purpose.PARTNER, contact.id)
    contact.name, contact.function, contact.language = clean_line(name), clean_line(function), language
    contact.mail, contact.phone = reached["mail"], reached["phone"]
    db.session.flush()


def deactivate_contact(contact: PartnerContact) -> None:
    """No longer invite this person. Twice is once."""
    contact.is_active = False
    db.session.flush()


def reactivate_contact(contact: PartnerContact) -> None:
    """Invite this person again. Twice is once."""
    contact.is_active = True
    db.session.flush()


def _communes(ids: Collection[int], *, kept: Collection[Commune], within: Collection[int]) -> list[Commune]:
    if not set(ids) <= set(within):
        raise Refused("Cette commune n’est pas de votre commissariat.", field="commune_ids")
    outside = {commune.id for commune in kept} - set(within)
    chosen = db.session.scalars(select(Commune).where(Commune.id.in_(outside | set(ids))).order_by(Commune.position))
    found = list(chosen)
    if not found:
        raise Refused("Choisissez au moins une commune.", field="commune_ids")
    return found


def _check_new_name(partner: Partner, communes: Collection[Commune]) -> None:
    ids = [commune.id for commune in communes]
    others = select(Partner).where(Partner.is_active.is_(True), Partner.communes.any(Commune.id.in_(ids)))
    for other in db.session.scalars(others):
        if other is not partner and other.name.casefold() == partner.name.casefold():
            raise Refused(f"« {other.name} » est déjà dans l’annuaire de cette commune.", field="name")


def _reached(mail: str, phone: str) -> dict[str, str | None]:
    found = {
        "mail": normal_mail(mail) if mail.strip() else None,
        "phone": normal_phone(phone) if phone.strip() else None,
    }
    if not any(found.values()):
        raise Refused("Donnez une adresse e-mail ou un numéro de téléphone.", field="mail")
    return found


def _check_new_mail(partner: Partner, mail: str | None, *, but: PartnerContact | None) -> None:
    for other in partner.contacts:
        if other is not but and mail and other.mail and mail_key(other.mail) == mail_key(mail):
            raise Refused(f"{other.name} a déjà cette adresse chez ce partenaire.", field="mail")
