"""`/api/v1`: the public agenda for programs, read-only; one description, from which everything else is drawn."""

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from cafepol.core.clock import today
from cafepol.core.config import settings
from cafepol.core.links import url
from cafepol.core.web import let_keep
from cafepol.meetings import asking, exchange, openapi
from cafepol.meetings.exchange import CommuneList, MeetingPage
from cafepol.meetings.feed_queries import asked_meetings, origins_if_known
from cafepol.meetings.queries import get_public_meeting
from cafepol.meetings.records import commune_record, meeting_record
from cafepol.zone.queries import commune_by_slug, the_zone
from cafepol.zone.queries import communes as all_communes

blueprint = Blueprint("api", __name__)

KEPT_SECONDS = 300
BASE = "/api/v1"


@blueprint.get(f"{BASE}/meetings")
def meetings() -> Response:
    """The meetings that were asked for, one page at a time."""
    wanted = asking.wanted(request.args.to_dict(flat=False), today=today())
    found, total = asked_meetings(wanted, commune_by_slug(wanted.commune) if wanted.commune else None)
    records = [meeting_record(each) for each in found]
    following = _address(wanted.page + 1) if wanted.page * wanted.per_page < total else None
    return _answer(exchange.as_json(MeetingPage(records, wanted.page, wanted.per_page, total, following)))


def _address(page: int) -> str | None:
    return url("api.meetings", **(request.args.to_dict() | {"page": str(page)})) if page <= asking.PAGE_MAX else None


@blueprint.get(f"{BASE}/meetings/<code>")
def meeting(code: str) -> Response:
    """One meeting, also when it is over or cancelled."""
    return _answer(exchange.as_json(meeting_record(get_public_meeting(code))))


@blueprint.get(f"{BASE}/communes")
def communes() -> Response:
    """The communes of the zone."""
    return _answer(exchange.as_json(CommuneList([commune_record(each) for each in all_communes()])))


@blueprint.get(f"{BASE}/openapi.json")
def description() -> Response:
    """What this interface can do, for programs."""
    return _answer(_description())


@blueprint.get("/integrer/programmes")
def programmers() -> str:
    """The same description, for people who write programs."""
    return render_template(
        "meetings/programmers.html", description=_description(), example=url("api.meetings", per_page=3)
    )


@blueprint.after_request
def _open_to_friends(response: Response) -> Response:
    """The zone's websites may ask from a visitor's browser; nothing here depends on who asks."""
    origin = request.headers.get("Origin")
    if origin and origin in origins_if_known():
        response.headers["Access-Control-Allow-Origin"] = origin
    response.vary.add("Origin")
    return response


def _description() -> dict[str, Any]:
    zone = the_zone()
    return openapi.description(title=f"CaféPol – {zone.name}", server=settings().origin + BASE, contact=zone.mail)


def _answer(content: Any) -> Response:
    body = json.dumps(content, ensure_ascii=False)
    response = Response(body, content_type="application/json")
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    let_keep(response, KEPT_SECONDS)
    response.make_conditional(request)
    return response
