"""When an invitation leaves: after a quiet time in which it can be taken back, at once if the meeting is near."""

from datetime import datetime, timedelta

SHORT_NOTICE = timedelta(hours=24)


def leaves_at(*, starts_at: datetime, now: datetime, quiet_seconds: int) -> datetime:
    """When what is written now may leave. Within 24 hours of the start there is no quiet time."""
    return now if starts_at - now <= SHORT_NOTICE else now + timedelta(seconds=quiet_seconds)
