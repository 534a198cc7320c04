"""What time it is. The app carries a clock, so that tests move it instead of patching."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def init_app(app: Flask, clock: Clock, timezone: ZoneInfo) -> None:
    """Give the app its clock and the zone's time zone."""
    app.extensions["cafepol.clock"] = clock
    app.extensions["cafepol.timezone"] = timezone


def now() -> datetime:
    """Now by the app's clock: aware, UTC."""
    clock: Clock = current_app.extensions["cafepol.clock"]
    return clock()


def zone_time() -> ZoneInfo:
    """The time zone in which the police zone lives."""
    timezone: ZoneInfo = current_app.extensions["cafepol.timezone"]
    return timezone


def local(instant: datetime) -> datetime:
    """An instant as the wall clock of the zone shows it (aware)."""
    return instant.astimezone(zone_time())


def today() -> date:
    """The date on the zone's wall calendar."""
    return local(now()).date()
