"""The audit trail: recorded with the change itself, or before the page that shows something is read."""

from datetime import datetime
from typing import Any

from cafepol.accounts.models import AuditEntry
from cafepol.core.db import db, own_transaction


def _entry(
    action: str, *, account_id: int | None, subject: str, subject_id: int | None, now: datetime, detail: Any
) -> AuditEntry:
    return AuditEntry(
        action=action, account_id=account_id, subject=subject, subject_id=subject_id, at=now, detail=detail
    )


def record(
    action: str,
    *,
    account_id: int | None,
    now: datetime,
    subject: str = "",
    subject_id: int | None = None,
    **detail: Any,
) -> None:
    """Record an action in the transaction of the change: if the row cannot be written, the change fails too."""
    db.session.add(
        _entry(action, account_id=account_id, subject=subject, subject_id=subject_id, now=now, detail=detail)
    )
    db.session.flush()


def record_view(
    action: str,
    *,
    account_id: int | None,
    now: datetime,
    subject: str = "",
    subject_id: int | None = None,
    **detail: Any,
) -> None:
    """Record that something is about to be shown (a GET), in a short transaction of its own."""
    with own_transaction() as session:
        session.add(
            _entry(action, account_id=account_id, subject=subject, subject_id=subject_id, now=now, detail=detail)
        )
