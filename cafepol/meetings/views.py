"""Calendars for everybody, and the short address that is printed on flyers."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for

from cafepol.core.clock import now
from cafepol.core.links import url
from cafepol.meetings import atom, ical
from cafepol.meetings.feed_queries import FeedState
from cafepol.meetings.kept_answers import answer_kept, calendar_response
from cafepol.meetings.queries import feed_meetings, get_public_meeting
from cafepol.zone.models import Commune
from cafepol.zone.queries import commune_by_slug, the_zone

blueprint = Blueprint("meetings", __name__)


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


@blueprint.get("/s/<string(length=6):code>")
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
