"""The floor of the feeds: bare icalendar writing down the same calendar, which it has in its hands already."""

from collections.abc import Iterator
from functools import partial

from icalendar import Calendar

from cafepol.core.clock import now
from cafepol.core.db import db
from cafepol.meetings import ical
from cafepol.meetings.queries import feed_meetings
from tests.bench.measures import Page, Result, by_turns
from tests.bench.paper import drawn
from tests.bench.weights import weigh
from tests.bench.world import World

BUILT = 0.8


def results(world: World) -> Iterator[Result]:
    """The feed built from the database, its events written before or not, beside bare serialisation."""
    with world.app().test_request_context():
        text = _feed()
        calendar = Calendar.from_ical(text)
        assert sorted(calendar.to_ical().splitlines()) == sorted(text.splitlines()), "the floor writes something else"
        size = f"{world.sizes['feed']} meetings"
        yield _measured(f"feed of {size}, built", calendar, target=BUILT)
        yield _measured("the same, each event written anew", calendar, anew=True)


def _measured(name: str, calendar: Calendar, *, target: float | None = None, anew: bool = False) -> Result:
    def ours() -> bytes:
        if anew:
            ical._event_text.cache_clear()
        return _feed()

    page = Page(name, "ical", target, weigh(calendar.to_ical()), None)
    return by_turns(
        page,
        partial(drawn, lambda _: calendar.to_ical(), [None]),
        partial(drawn, lambda _: ours(), [None]),
    )


def _feed() -> bytes:
    """All of it: the meetings are read, too."""
    instant = now()
    text = ical.feed(feed_meetings(instant), name="CaféPol", now=instant)
    db.session.remove()
    return text.encode()
