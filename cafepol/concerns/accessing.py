"""A chief reads one concern of another commissariat, for a reason and for a day; everything of it is on record."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from cafepol.accounts import audit
from cafepol.concerns.control_models import REASON, TYPED, ConcernAccess
from cafepol.concerns.models import Concern
from cafepol.concerns.wording import said
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line

OPEN_FOR = timedelta(hours=24)
REASON_MIN = 10  # characters


def normal_number(typed: str) -> str:
    """A number as concerns bear it, as far as what was typed can be one."""
    return clean_line(typed).upper()[:TYPED]


def request_access(*, number: str, reason: str, by_account_id: int, now: datetime) -> ConcernAccess:
    """Ask to read a concern for 24 hours. The same is done whether there is such a number or not.

    Raises Refused at the field to correct.
    """
    typed = normal_number(number)
    if not typed:
        raise Refused("Écrivez le numéro de la doléance.", field="number")
    why = said(reason, field="reason", maximum=REASON)
    if len(why) < REASON_MIN:
        raise Refused("Écrivez pourquoi, en quelques mots.", field="reason")
    concern_id = db.session.scalar(select(Concern.id).where(Concern.number == typed))
    access = ConcernAccess(
        account_id=by_account_id, concern_id=concern_id, typed=typed, reason=why, at=now, expires_at=now + OPEN_FOR
    )
    db.session.add(access)
    db.session.flush()
    audit.record(
        "concern_access_asked", account_id=by_account_id, now=now, subject="concern", number=typed, access=access.id
    )
    return access


def find_access(account_id: int, number: str, now: datetime) -> ConcernAccess | None:
    """The latest request of this account that opens this concern now, or None."""
    query = select(ConcernAccess).join(Concern, Concern.id == ConcernAccess.concern_id)
    query = query.where(ConcernAccess.account_id == account_id, Concern.number == number)
    return db.session.scalar(query.where(ConcernAccess.expires_at > now).order_by(ConcernAccess.id.desc()).limit(1))


def accesses_of(account_id: int, now: datetime) -> Sequence[ConcernAccess]:
    """What this account asked for in the last 24 hours, the newest first; also numbers that are none."""
    query = select(ConcernAccess).where(ConcernAccess.account_id == account_id, ConcernAccess.expires_at > now)
    return db.session.scalars(query.order_by(ConcernAccess.id.desc())).all()
