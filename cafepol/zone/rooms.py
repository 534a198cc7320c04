"""Keeping the venues: what is known of each, and which are in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line, normal_mail, normal_phone
from cafepol.core.versions import claim_version
from cafepol.zone.models import Quarter, Venue
from cafepol.zone.queries import venues_named

STALE = "Quelqu’un d’autre a enregistré ce lieu entre-temps. Comparez, puis enregistrez à nouveau."


@dataclass(frozen=True)
class Facts:
    """What is known of a venue. `capacity` is in people; the contact is who opens the door."""

    name: str
    street: str
    postal_code: str
    locality: str
    capacity: int | None = None
    is_accessible: bool = False
    access_note: str = ""
    opening_hours: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_mail: str = ""


def add_venue(quarter: Quarter, facts: Facts) -> Venue:
    """A new venue in a quarter. Raises Refused for a name the commune has already, a bad number or address."""
    venue = Venue(commune_id=quarter.commune_id, quarter_id=quarter.id, **_checked(facts))
    _check_name(venue)
    db.session.add(venue)
    db.session.flush()
    return venue


def edit_venue(venue: Venue, facts: Facts, *, quarter: Quarter, version: int) -> None:
    """Correct a venue; it stays in its commune. `version` is the one that the form was opened with.

    Raises Stale when somebody saved in between, Refused as add_venue and for a quarter of another commune.
    """
    claim_version(venue, version, stale=STALE)
    if quarter.commune_id != venue.commune_id:
        raise Refused("Ce quartier n’est pas dans la commune du lieu.", field="quarter_id")
    checked = _checked(facts)
    with db.session.no_autoflush:
        for name, value in checked.items():
            setattr(venue, name, value)
        venue.quarter_id = quarter.id
        _check_name(venue)
    db.session.flush()


def retire_venue(venue: Venue, *, to_come: int) -> None:
    """No longer propose a venue; `to_come` meetings are still planned there. Twice is once. Raises Refused."""
    if to_come:
        some = "une rencontre y est prévue" if to_come == 1 else f"{to_come} rencontres y sont prévues"
        raise Refused(f"Ce lieu reste en service : {some}. Déplacez-les d’abord.")
    venue.is_active = False
    db.session.flush()


def restore_venue(venue: Venue) -> None:
    """Propose a venue again. Twice is once."""
    venue.is_active = True
    db.session.flush()


def _checked(facts: Facts) -> Mapping[str, object]:
    phone = normal_phone(facts.contact_phone, field="contact_phone") if facts.contact_phone.strip() else None
    mail = normal_mail(facts.contact_mail, field="contact_mail") if facts.contact_mail.strip() else None
    words = {name: clean_line(value) for name, value in vars(facts).items() if isinstance(value, str)}
    return vars(facts) | words | {"contact_phone": phone, "contact_mail": mail}


def _check_name(venue: Venue) -> None:
    for other in venues_named(venue.commune_id, venue.name):
        if other is not venue:
            raise Refused(f"« {other.name} » est déjà un lieu de cette commune.", field="name")
