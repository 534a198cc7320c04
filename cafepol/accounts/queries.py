"""What is read of accounts and sign-ins."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.accounts.models import Account, AuditEntry, Grant, SignIn
from cafepol.accounts.roles import Role
from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import mail_key


def find_account(mail: str) -> Account | None:
    """The account of a mail address, however it is spelled, with its roles."""
    return db.session.scalar(
        select(Account).where(func.lower(Account.mail) == mail_key(mail.strip())).options(selectinload(Account.grants))
    )


def get_account(account_id: int) -> Account:
    """An account with its roles. Raises NotFound."""
    found = db.session.scalar(select(Account).where(Account.id == account_id).options(selectinload(Account.grants)))
    if found is None:
        raise NotFound
    return found


def accounts() -> Sequence[Account]:
    """Every account, by name, with its roles."""
    return db.session.scalars(select(Account).order_by(Account.name).options(selectinload(Account.grants))).all()


def active_administrators() -> int:
    """How many active accounts hold the administrator's role."""
    statement = (
        select(func.count(func.distinct(Account.id)))
        .join(Grant)
        .where(Account.is_active, Grant.role == Role.ADMINISTRATOR)
    )
    return db.session.scalar(statement) or 0


def token_hash(token: str) -> str:
    """What is stored of a sign-in's random id."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_sign_in(token: str, *, now: datetime) -> SignIn | None:
    """The sign-in of a browser while it lasts: account active, seen lately, not too old; in a room, until its end."""
    idle, longest = timedelta(minutes=settings().idle_minutes), timedelta(hours=settings().signin_hours)
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.account)
        .where(
            SignIn.token_hash == token_hash(token),
            Account.is_active,
            or_(
                SignIn.room_until > now,
                and_(SignIn.room_until.is_(None), SignIn.last_seen_at > now - idle, SignIn.created_at > now - longest),
            ),
        )
        .options(joinedload(SignIn.account).selectinload(Account.grants))
    )


def audit_entries(action: str | None = None) -> Sequence[AuditEntry]:
    """The audit trail, oldest first, of one kind of action or of all."""
    statement = select(AuditEntry).order_by(AuditEntry.id)
    return db.session.scalars(statement if action is None else statement.where(AuditEntry.action == action)).all()


def last_recorded(action: str, subject_ids: Collection[int]) -> dict[int, datetime]:
    """When an action was last recorded for each of these subjects; those for which it never was are absent."""
    query = select(AuditEntry.subject_id, func.max(AuditEntry.at)).where(
        AuditEntry.action == action, AuditEntry.subject_id.in_(subject_ids)
    )
    rows = db.session.execute(query.group_by(AuditEntry.subject_id))
    return {subject_id: at for subject_id, at in rows if subject_id is not None}
