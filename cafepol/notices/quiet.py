"""When a change is told: after a quiet time, so that two edits in a row make one message, at once if time is short."""

from datetime import datetime, timedelta

SHORT_NOTICE = timedelta(hours=24)


def last_change(*instants: datetime | None) -> datetime | None:
    """The newest of several changes, or None."""
    return max((instant for instant in instants if instant is not None), default=None)


def is_quiet_over(changed_at: datetime, *, starts_at: datetime, now: datetime, quiet_seconds: int) -> bool:
    """Whether a change may be told now. Within 24 hours of the start there is no quiet time."""
    return starts_at - now <= SHORT_NOTICE or changed_at + timedelta(seconds=quiet_seconds) <= now


def is_new_day(*, known_sequence: int, day_moved_sequence: int | None) -> bool:
    """Whether the meeting went to another day since a person last heard of it."""
    return day_moved_sequence is not None and known_sequence < day_moved_sequence


def is_restored(*, known_sequence: int, restored_sequence: int | None) -> bool:
    """Whether a cancellation was taken back since a person last heard of the meeting, told to them or not."""
    return restored_sequence is not None and known_sequence < restored_sequence


def knows_of_end(*, known_sequence: int, restored_sequence: int | None) -> bool:
    """Whether a person heard of a cancellation and not that it was taken back: cancelled again is nothing new to them.

    Nothing changes while a meeting is cancelled, so taking it back is the sequence that follows.
    """
    return restored_sequence is not None and known_sequence == restored_sequence - 1
