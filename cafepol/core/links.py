"""Links that carry a right: mailed or printed once, stored only as a hash, for one purpose and one subject."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import String, delete, insert, select, update
from sqlalchemy.orm import Mapped

from cafepol.core.config import settings
from cafepol.core.db import Base, db, past_orm
from cafepol.core.errors import Gone, NotFound
from cafepol.core.marking import marked
from cafepol.core.personal import SECRET, about, plain


class Purpose(StrEnum):
    """What a link allows. A link of one purpose opens nothing of another."""

    REGISTRATION = "registration"
    CONFIRMATION = "confirmation"
    INVITATION = "invitation"
    ACCOUNT = "account"
    FOLLOWUP = "followup"
    PARTNER = "partner"
    CALENDAR = "calendar"
    SUBSCRIPTION = "subscription"
    RELAY = "relay"
    SATISFACTION = "satisfaction"


class Link(Base):
    """One link that was given out. Several may be valid for one subject: each mail carries its own."""

    __tablename__ = "link"

    id: Mapped[int] = plain(primary_key=True)
    token_hash: Mapped[str] = about(SECRET, String(64), unique=True)
    purpose: Mapped[str] = plain(String(20))
    subject_id: Mapped[int] = plain(index=True)
    expires_at: Mapped[datetime] = plain()
    revoked_at: Mapped[datetime | None] = plain()


_LINK = insert(Link)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue_link(purpose: Purpose, subject_id: int, *, expires_at: datetime) -> str:
    """A new token (256 bit) for a subject, to put in a URL. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.flush()
    row = {"token_hash": _hash(token), "purpose": purpose, "subject_id": subject_id, "expires_at": expires_at}
    past_orm(_LINK, row)
    return token


def subject_of(token: str, purpose: Purpose, *, now: datetime) -> int:
    """The id of the subject that a token stands for.

    Raises NotFound for a wrong, altered, revoked token or one of another purpose; Gone when its time is over.
    """
    link = db.session.scalar(select(Link).where(Link.token_hash == _hash(token), Link.purpose == purpose))
    if link is None or link.revoked_at is not None:
        raise NotFound
    if link.expires_at <= now:
        raise Gone(marked("Ce lien n’est plus valable. Appelez-nous, nous vous aiderons."))
    return link.subject_id


def find_subject(token: str, purpose: Purpose) -> int | None:
    """The id of the subject that a token was given out for, alive or dead: it allows nothing. None: for nothing."""
    return db.session.scalar(select(Link.subject_id).where(Link.token_hash == _hash(token), Link.purpose == purpose))


def subjects_with_link(purpose: Purpose, *, now: datetime) -> set[int]:
    """The subjects for whom a link of this purpose was given out that still opens something."""
    living = select(Link.subject_id).where(Link.purpose == purpose, Link.revoked_at.is_(None), Link.expires_at > now)
    return set(db.session.scalars(living))


def revoke_links(purpose: Purpose, subject_id: int, *, now: datetime) -> None:
    """End every link of this purpose that was given out for a subject; they stay dead."""
    db.session.execute(
        update(Link)
        .where(Link.purpose == purpose, Link.subject_id == subject_id, Link.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def drop_links(purpose: Purpose, subject_id: int) -> None:
    """Forget every link of this purpose that was given out for a subject: they went to the wrong place."""
    db.session.execute(delete(Link).where(Link.purpose == purpose, Link.subject_id == subject_id))


def hand_over_links(purpose: Purpose, gone: int, kept: int) -> None:
    """Let every link that was given out for one subject open another: the two were the same. Dead ones stay dead."""
    past_orm(update(Link).where(Link.purpose == purpose, Link.subject_id == gone).values(subject_id=kept))


def url(endpoint: str, **values: Any) -> str:
    """The full address of a page on the configured origin (never the request's Host), also outside a request."""
    origin = urlsplit(settings().origin)
    adapter = current_app.url_map.bind(origin.netloc, url_scheme=origin.scheme)
    return adapter.build(endpoint, values, force_external=True)
