"""« Qui est mon policier de quartier ? »: by commune, quarter and street."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request

from cafepol.core.clock import now
from cafepol.core.links import url
from cafepol.core.web import let_keep
from cafepol.front import cards, officer_queries, officers, queries
from cafepol.front.officers import Asked
from cafepol.front.queries import Around
from cafepol.front.shelf import of_one_instant, shelf
from cafepol.front.wording import at
from cafepol.staff.queries import shown_picture
from cafepol.zone.queries import the_zone
from cafepol.zone.street_queries import MOST, Found, streets_named

blueprint = Blueprint("officers", __name__)


@blueprint.get("/mon-policier")
@of_one_instant
def find() -> str:
    """The officer of a quarter or of a street, the commissariat, and the next café nearby."""
    around = queries.around()
    asked = officers.read_asked(request.args, [place.slug for place in around.places])
    streets = () if asked.is_too_short else streets_named(asked.street, commune_slug=asked.commune)
    where = asked.commune or _only_commune(streets)
    stored = officer_queries.stored_quarters(where) if where else ()
    nearby = cards.first_of_each(now()) if where else ()
    facts = (asked, around, streets, where, stored, nearby)
    draw = partial(_draw, *facts)
    return shelf().page(facts, draw) if _is_often_asked(asked, stored) else draw()


def _is_often_asked(asked: Asked, stored: cards.Rows) -> bool:
    """Whether there are only so many such pages: what anybody may type would push the others off the shelf."""
    known = asked.quarter is None or officers.quarter_of(officer_queries.locals_of(stored), asked.quarter) is not None
    return not asked.street and known


def _only_commune(streets: tuple[Found, ...]) -> str | None:
    """The commune of the streets that were found, if they all lie in one quarter."""
    return streets[0].commune_slug if len({street.quarter_id for street in streets}) == 1 else None


def _draw(
    asked: Asked,
    around: Around,
    streets: tuple[Found, ...],
    where: str | None,
    stored: cards.Rows,
    nearby: cards.Rows,
) -> str:
    place = around.place(where) if where else None
    locals_ = officer_queries.locals_of(stored)
    only = {street.quarter_id for street in streets} if len({street.quarter_id for street in streets}) == 1 else set()
    by_street = next((each for each in locals_ if each.id in only), None)
    chosen = officers.quarter_of(locals_, asked.quarter) or by_street
    return render_template(
        "front/officer.html",
        asked=asked,
        place=place,
        chosen=chosen,
        quarters=locals_,
        places=around.places,
        streets=() if chosen else streets,
        is_cut=len(streets) == MOST,
        cafe=officers.next_cafe(cards.laid_out(nearby), place, chosen.name) if place and chosen else None,
        help_phone=place.phone if place else the_zone().phone,
        address=url("officers.find"),
        at=at,
    )


@blueprint.get("/mon-policier/photos/<digest>.jpg")
def portrait(digest: str) -> Any:
    """The portrait of an officer who shows it; taken back, it is gone from here at once and elsewhere in an hour."""
    response = Response(shown_picture(digest), mimetype="image/jpeg")
    response.set_etag(digest)
    let_keep(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response.make_conditional(request)
