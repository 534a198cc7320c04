"""Every read of the officers."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.accounts.models import Account, Grant
from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import slug
from cafepol.staff.models import Officer, OfficerPhoto, officer_quarter
from cafepol.staff.names import surname

_LOADED = (joinedload(Officer.commissariat), selectinload(Officer.quarters))


def find_officer(account_id: int) -> Officer | None:
    """The officer who signs in with that account, with commissariat and quarters, or None."""
    return db.session.scalar(select(Officer).options(*_LOADED).where(Officer.account_id == account_id))


def get_officer(officer_id: int) -> Officer:
    """One officer, active or not, with commissariat and quarters. Raises NotFound."""
    found = db.session.scalar(select(Officer).options(*_LOADED).where(Officer.id == officer_id))
    if found is None:
        raise NotFound
    return found


def officers_of(commissariat_ids: Collection[int] | None = None) -> list[Officer]:
    """The active officers of these commissariats (None: of all), by surname, with commissariat and quarters."""
    query = select(Officer).options(*_LOADED).where(Officer.is_active.is_(True)).order_by(Officer.name, Officer.id)
    if commissariat_ids is not None:
        query = query.where(Officer.commissariat_id.in_(commissariat_ids))
    return sorted(db.session.scalars(query), key=lambda officer: (slug(surname(officer.name)), officer.id))


def officer_of_quarter(quarter_id: int) -> Officer | None:
    """The active officer of a quarter (the first to have joined, if there are several), or None."""
    query = (
        select(Officer)
        .options(*_LOADED)
        .join(officer_quarter, officer_quarter.c.officer_id == Officer.id)
        .where(officer_quarter.c.quarter_id == quarter_id, Officer.is_active.is_(True))
        .order_by(Officer.id)
        .limit(1)
    )
    return db.session.scalar(query)


def chief_officer(commissariat_id: int) -> Officer | None:
    """The active officer whose account is chief of a commissariat, or None."""
    chief = select(Grant.account_id).where(Grant.role == Role.CHIEF, Grant.commissariat_id == commissariat_id)
    query = select(Officer).join(Account, Account.id == Officer.account_id)
    query = query.where(Officer.is_active.is_(True), Account.is_active.is_(True), Officer.account_id.in_(chief))
    return db.session.scalar(query.order_by(Officer.id).limit(1))


def officers_by_account() -> dict[int, Officer]:
    """The officers who have an account, active or not, by the id of their account; with commissariat and quarters."""
    query = select(Officer).options(*_LOADED).where(Officer.account_id.is_not(None))
    return {officer.account_id: officer for officer in db.session.scalars(query) if officer.account_id is not None}


def find_photo(officer_id: int) -> OfficerPhoto | None:
    """What is known of an officer's portrait, without its bytes, or None."""
    return db.session.scalar(select(OfficerPhoto).where(OfficerPhoto.officer_id == officer_id))


def own_picture(officer_id: int) -> bytes:
    """An officer's portrait, shown to residents or not. Raises NotFound."""
    return _picture(OfficerPhoto.officer_id == officer_id)


def shown_picture(digest: str) -> bytes:
    """The portrait that this digest names, if an officer in service shows it. Raises NotFound."""
    return _picture(OfficerPhoto.digest == digest, OfficerPhoto.is_shown.is_(True), Officer.is_active.is_(True))


def _picture(*which: ColumnElement[bool]) -> bytes:
    query = select(OfficerPhoto.picture).join(Officer, Officer.id == OfficerPhoto.officer_id)
    found = db.session.scalar(query.where(*which).limit(1))
    if found is None:
        raise NotFound
    return found
