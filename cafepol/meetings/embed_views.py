"""The agenda on somebody else's website: how to put it there, and the list itself, without a script or a cookie."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from cafepol.core.clock import now
from cafepol.core.links import url
from cafepol.meetings.feed_queries import friendly_origins
from cafepol.meetings.kept_answers import answer_kept
from cafepol.meetings.queries import agenda
from cafepol.zone.models import Commune
from cafepol.zone.queries import commune_by_slug, communes

blueprint = Blueprint("embed", __name__)

SHOWN = 10  # meetings
TO_COME = timedelta(0)  # a meeting leaves the list as it ends
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


@blueprint.get("/integrer")
def explain() -> str:
    """The one line of HTML to copy, for the zone or one commune."""
    chosen = _chosen()
    slug = chosen.slug if chosen else None
    return render_template(
        "meetings/embed.html",
        chosen=chosen,
        communes=communes(),
        address=url("embed.listing", commune=slug) if slug else url("embed.listing"),
        calendar=url("meetings.commune_feed", slug=slug) if slug else url("meetings.zone_feed"),
        news=url("meetings.commune_news", slug=slug) if slug else url("meetings.zone_news"),
        origins=friendly_origins(),
    )


@blueprint.get("/integrer/liste")
def listing() -> Response:
    """The next meetings, to be shown in a frame of the websites that the zone chose."""
    chosen, instant, origins = _chosen(), now(), " ".join(friendly_origins())

    def build(_: Any) -> Response:
        coming = agenda(instant, chosen, most=SHOWN + 1)
        more = len(coming) > SHOWN
        page = render_template("meetings/embedded.html", chosen=chosen, coming=coming[:SHOWN], more=more, url=url)
        return make_response(page)

    response = answer_kept(f"list {chosen.id if chosen else ''} {origins}", instant, build, shown=TO_COME)
    response.headers["Content-Security-Policy"] = f"{POLICY} {origins}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _chosen() -> Commune | None:
    slug = request.args.get("commune", "")
    return commune_by_slug(slug) if slug else None
