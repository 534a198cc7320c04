"""Calendars for everybody, and the short address that is printed on flyers."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, url_for

from cafepol import __version__
from cafepol.core.clock import now, system_clock
from cafepol.core.config import settings
from cafepol.core.links import url
from cafepol.core.web import is_known
from cafepol.meetings import atom, ical
from cafepol.meetings.feed_queries import FeedState, feed_state
from cafepol.meetings.queries import feed_meetings, get_public_meeting
from cafepol.zone.models import Commune
from cafepol.zone.queries import commune_by_slug, the_zone

blueprint = Blueprint("meetings", __name__)

KEPT_SECONDS = 300
SETTLED = timedelta(seconds=2)
STARTED = system_clock()  # the real clock, as FeedMark's: another version or setting comes with another start


@blueprint.get("/rencontres/<code>/agenda.ics")
def calendar(code: str) -> Response:
    """One meeting, to put into one's own calendar."""
    meeting = get_public_meeting(code)
    response = calendar_response(ical.published(meeting, now=now()))
    response.headers["Content-Disposition"] = f'attachment; filename="cafepol-{meeting.code}.ics"'
    return response


@blueprint.get("/agenda.ics")
def zone_feed() -> Response:
    """The whole zone's calendar, to subscribe to."""
    return _feed(None)


@blueprint.get("/communes/<slug>/agenda.ics")
def commune_feed(slug: str) -> Response:
    """One commune's calendar, to subscribe to."""
    return _feed(commune_by_slug(slug))


@blueprint.get("/agenda.atom")
def zone_news() -> Response:
    """What is new in the whole zone, for readers of news."""
    return _news(None)


@blueprint.get("/communes/<slug>/agenda.atom")
def commune_news(slug: str) -> Response:
    """What is new in one commune."""
    return _news(commune_by_slug(slug))


@blueprint.get("/s/<code>")
def short(code: str) -> Any:
    """The address printed on flyers leads to the meeting's page."""
    return redirect(url_for("front.meeting", code=get_public_meeting(code).code))


def _feed(commune: Commune | None) -> Response:
    instant = now()

    def build(_: FeedState) -> Response:
        name = f"CaféPol – {(commune or the_zone()).name}"
        return calendar_response(ical.feed(feed_meetings(instant, commune), name=name, now=instant))

    return answer_kept(_kind("ics", commune), instant, build)


def _news(commune: Commune | None) -> Response:
    instant, slug = now(), commune.slug if commune else None

    def build(state: FeedState) -> Response:
        text = atom.feed(
            feed_meetings(instant, commune),
            title=f"CaféPol – {(commune or the_zone()).name}",
            address=url("meetings.commune_news", slug=slug) if slug else url("meetings.zone_news"),
            page=url("front.commune", slug=slug) if slug else url("front.home"),
            changed_at=state.modified_at,
        )
        return Response(text, content_type="application/atom+xml; charset=utf-8")

    return answer_kept(_kind("atom", commune), instant, build)


def _kind(name: str, commune: Commune | None) -> str:
    return f"{name} {commune.id if commune else ''}"


def answer_kept(kind: str, instant: datetime, build: Callable[[FeedState], Response]) -> Response:
    """What `build` makes, or 304 when the reader has it already: that is known before anything is built."""
    state = feed_state(instant)
    etag = hashlib.sha256(repr((kind, state, *_made_by())).encode()).hexdigest()[:32]
    changed = max(state.modified_at, STARTED)
    # a date counts whole seconds: it is said once no other change can fall into its own
    modified = changed if instant - changed > SETTLED else None
    response = Response(status=304) if is_known(etag, modified) else build(state)
    response.set_etag(etag, weak=True)  # weak: DTSTAMP says when the copy was made
    if modified:
        response.last_modified = modified
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response


def _made_by() -> tuple[str, ...]:
    """What shapes a feed besides the database."""
    chosen = settings()
    return (__version__, chosen.origin, chosen.mail_from, chosen.timezone)


def calendar_response(text: str) -> Response:
    """An iCalendar text as it is served."""
    return Response(text, content_type="text/calendar; charset=utf-8")
