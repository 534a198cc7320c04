"""What looks like a double and is none: somebody says so, or takes it back; it is proposed no more, or again."""

from typing import TypeVar

from sqlalchemy import delete, or_, select

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.partners.models import DistinctContacts, DistinctPartners, Partner, PartnerContact
from cafepol.partners.queries import take_directory

Pair = TypeVar("Pair", DistinctPartners, DistinctContacts)


def tell_partners_apart(one: Partner, other: Partner) -> None:
    """Say that two partners are not one. Twice is once. Raises Refused for one and the same."""
    if one is other:
        raise Refused("Choisissez un autre partenaire.")
    _tell_apart(DistinctPartners, one.id, other.id)


def tell_people_apart(one: PartnerContact, other: PartnerContact) -> None:
    """Say that two people at one partner are not one. Twice is once. Raises Refused for any others."""
    if one is other or one.partner_id != other.partner_id:
        raise Refused("Choisissez une autre personne du même partenaire.")
    _tell_apart(DistinctContacts, one.id, other.id)


def doubt_partners(one: Partner, other: Partner) -> None:
    """Two partners may be one after all. Twice is once."""
    _doubt(DistinctPartners, one.id, other.id)


def doubt_people(one: PartnerContact, other: PartnerContact) -> None:
    """Two people may be one after all. Twice is once."""
    _doubt(DistinctContacts, one.id, other.id)


def hand_over_partner(gone_id: int, kept_id: int) -> None:
    """A partner was merged: what is not the double is not the one that stays either."""
    _hand_over(DistinctPartners, gone_id, kept_id)


def hand_over_contact(gone_id: int, kept_id: int) -> None:
    """A person was merged: who is not the double is not the one who stays either."""
    _hand_over(DistinctContacts, gone_id, kept_id)


def _tell_apart(pairs: type[Pair], one_id: int, other_id: int) -> None:
    take_directory()
    low, high = sorted((one_id, other_id))
    if db.session.get(pairs, (low, high)) is None:
        db.session.add(pairs(one_id=low, other_id=high))
        db.session.flush()


def _doubt(pairs: type[Pair], one_id: int, other_id: int) -> None:
    low, high = sorted((one_id, other_id))
    db.session.execute(delete(pairs).where(pairs.one_id == low, pairs.other_id == high))


def _hand_over(pairs: type[Pair], gone_id: int, kept_id: int) -> None:
    theirs = or_(pairs.one_id == gone_id, pairs.other_id == gone_id)
    for row in db.session.scalars(select(pairs).where(theirs)).all():
        other_id = row.other_id if row.one_id == gone_id else row.one_id
        db.session.delete(row)
        db.session.flush()
        if other_id != kept_id:
            _tell_apart(pairs, kept_id, other_id)
