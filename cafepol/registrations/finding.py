"""Finding a registration by what its holder says on the phone: exactly, and never by browsing."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import CODE_ALPHABET, CODE_LENGTH, mail_key, normal_mail, normal_phone
from cafepol.meetings import queries as meetings
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.registrations.states import State
from cafepol.zone.models import Commune

MOST = 20  # a care home has one number; more than this is no call


@dataclass(frozen=True)
class Sought:
    """What was said, in its normal form: one of the three."""

    reference: str | None = None
    mail: str | None = None  # as addresses are compared
    phone: str | None = None  # E.164

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition on registrations."""
        if self.reference:
            return Registration.reference == self.reference
        return Registration.mail_key == self.mail if self.mail else Registration.phone == self.phone


def sought(said: str) -> Sought:
    """What was said, read as a reference, an address or a number. Raises Refused when it is none of them, whole."""
    signs = "".join(sign for sign in said.upper() if sign.isalnum())
    if len(signs) == CODE_LENGTH and set(signs) <= set(CODE_ALPHABET):
        return Sought(reference=f"{signs[:3]}-{signs[3:]}")
    try:
        if "@" in said:
            return Sought(mail=mail_key(normal_mail(said)))
        return Sought(phone=normal_phone(said))
    except Refused as refusal:
        raise Refused(
            "Tapez tout : une référence (K7M-9RT), un numéro (0470 12 34 56) ou une adresse e-mail.", field="said"
        ) from refusal


def found_by(wanted: Sought, commissariat_ids: Collection[int]) -> list[Registration]:
    """The registrations of exactly this reference, address or number in these commissariats, latest meetings first."""
    query = (
        select(Registration)
        .join(Registration.meeting)
        .join(Meeting.commune)
        .options(joinedload(Registration.meeting).options(*meetings.LOADED))
        .where(wanted.condition, Commune.commissariat_id.in_(commissariat_ids))
        .order_by(Meeting.starts_at.desc(), Registration.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def same_contact(meeting_id: int, *, mail_key: str | None, phone: str | None) -> list[Registration]:
    """Who is registered for a meeting under this address or this number, and has not cancelled; oldest first."""
    if not mail_key and not phone:
        return []
    same_mail = Registration.mail_key == mail_key if mail_key else None
    same_phone = Registration.phone == phone if phone else None
    either = [each for each in (same_mail, same_phone) if each is not None]
    condition = either[0] if len(either) == 1 else either[0] | either[1]
    query = select(Registration).where(
        Registration.meeting_id == meeting_id, Registration.state != State.CANCELLED, condition
    )
    return list(db.session.scalars(query.order_by(Registration.id)))
