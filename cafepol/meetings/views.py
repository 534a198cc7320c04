"""Calendars for everybody, and the short address that is printed on flyers."""

import hashlib
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from cafepol.core.clock import now
from cafepol.meetings import ical
from cafepol.meetings.queries import feed_meetings, feed_state, get_public_meeting
from cafepol.zone.models import Commune
from cafepol.zone.queries import commune_by_slug, the_zone

blueprint = Blueprint("meetings", __name__)

KEPT_SECONDS = 300


@blueprint.get("/rencontres/<code>/agenda.ics")
def calendar(code: str) -> Response:
    """One meeting, to put into one's own calendar."""
    meeting = get_public_meeting(code)
    response = _calendar(ical.published(meeting, now=now()))
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


@blueprint.get("/s/<code>")
def short(code: str) -> Any:
    """The address printed on flyers leads to the meeting's page."""
    return redirect(url_for("front.meeting", code=get_public_meeting(code).code))


def _feed(commune: Commune | None) -> Response:
    """The feed, or 304 when the reader has it already: that is known before anything is built."""
    instant = now()
    state = repr((commune and commune.id, feed_state(instant, commune)))
    etag = hashlib.sha256(state.encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        name = f"CaféPol – {(commune or the_zone()).name}"
        response = _calendar(ical.feed(feed_meetings(instant, commune), name=name, now=instant))
    response.set_etag(etag, weak=True)  # weak: DTSTAMP says when the copy was made
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response


def _calendar(text: str) -> Response:
    return Response(text, content_type="text/calendar; charset=utf-8")
