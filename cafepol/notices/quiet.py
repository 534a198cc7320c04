"""When a change is told: after a quiet time, so that two edits in a row make one message, at once if time is short."""

from datetime import datetime, timedelta

from cafepol.invitations.departures import SHORT_NOTICE


def last_change(*instants: datetime | None) -> datetime | None:
    """The newest of several changes, or None."""
    return max((instant for instant in instants if instant is not None), default=None)


def is_quiet_over(changed_at: datetime, *, starts_at: datetime, now: datetime, quiet_seconds: int) -> bool:
    """Whether a change may be told now. Within 24 hours of the start there is no quiet time."""
    return starts_at - now <= SHORT_NOTICE or changed_at + timedelta(seconds=quiet_seconds) <= now
