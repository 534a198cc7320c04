"""The residents' pages: the agenda, a commune's, one meeting with its form."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from cafepol.core import tokens
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused
from cafepol.core.filters import month_year
from cafepol.core.links import url
from cafepol.core.web import let_keep
from cafepol.front import agenda, cards, queries
from cafepol.front.event import event_data, preview
from cafepol.front.queries import Around, Seen
from cafepol.front.shelf import init_app, of_one_instant, shelf
from cafepol.front.wanted import PAGE_SIZE, Wanted, read_wanted
from cafepol.front.wording import at, of
from cafepol.invitations.queries import expected_partners
from cafepol.meetings.lifecycle import Phase
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_public_meeting
from cafepol.registrations.forms import RegistrationForm
from cafepol.registrations.guards import count_attempt
from cafepol.registrations.joining import Outcome, answer_on_web
from cafepol.zone.colours import theme_css
from cafepol.zone.queries import the_zone

blueprint = Blueprint("front", __name__)
blueprint.record_once(lambda state: init_app(state.app))

UNPROCESSABLE = 422
# stands in a drawn page where each visitor gets a form token of their own
TOKEN_PLACE = "jeton-du-visiteur"  # noqa: S105 -- not a secret: the place of one


@blueprint.get("/")
@of_one_instant
def home() -> str:
    """Every meeting to come."""
    return _agenda(None)


@blueprint.get("/communes/<slug>")
@of_one_instant
def commune(slug: str) -> str:
    """The meetings to come in one commune, or the nearest ones elsewhere."""
    return _agenda(slug)


def _agenda(slug: str | None) -> str:
    """The page of what the address asks for; a page that is not there is the first one."""
    instant, around = now(), queries.around()
    wanted = read_wanted(request.args, [each.slug for each in around.places], today=today(), slug=slug)
    stored = cards.stored_page(wanted, instant)
    if not stored and wanted.page > 1:
        wanted = wanted.on_page(1)
        stored = cards.stored_page(wanted, instant)
    is_everything = wanted.is_plain and len(stored) <= PAGE_SIZE
    counted = None if is_everything else cards.stored_tallies(instant)
    nearby = () if cards.takes_place(stored) else cards.first_of_each(instant, accessible=wanted.accessible)
    facts = (wanted, around, stored, counted, nearby)
    return shelf().page(facts, partial(_draw_agenda, *facts))


def _draw_agenda(
    wanted: Wanted, around: Around, stored: cards.Rows, counted: cards.Rows | None, nearby: cards.Rows
) -> str:
    place = around.place(wanted.slug) if wanted.slug else None
    found = cards.laid_out(stored)
    tallies = agenda.tallied(found) if counted is None else cards.tallies(counted)
    others = cards.laid_out(nearby)
    return render_template(
        "front/agenda.html",
        wanted=wanted,
        chosen=place,
        has_more=len(found) > PAGE_SIZE,
        elsewhere=agenda.nearest(others, place) if place else others[: agenda.FEW],
        another_time=agenda.in_commune(others, place.slug)[: agenda.FEW] if place else (),
        help_phone=place.phone if place else the_zone().phone,
        address=url("front.commune", slug=place.slug) if place else url("front.home"),
        calendar=url_for("meetings.commune_feed", slug=place.slug) if place else url_for("meetings.zone_feed"),
        here="front.commune" if place else "front.home",
        at=at,
        of=of,
        **agenda.counted(found[:PAGE_SIZE], tallies, wanted, around.places),
        sentence=partial(agenda.sentence, wanted=wanted, place=place.name if place else "", month=_month(wanted)),
    )


def _month(wanted: Wanted) -> str:
    """« mars 2027 », or nothing."""
    return month_year(wanted.month).lower() if wanted.month else ""


@blueprint.get("/rencontres/<code>")
@of_one_instant
def meeting(code: str) -> str:
    """One meeting: when, where, who, and the form; afterwards, what comes next."""
    instant = now()
    seen = queries.seen_meeting(code, instant)
    full = seen.is_open and queries.is_full(seen, instant)
    nearby = () if seen.is_open else cards.first_of_each(instant)
    around = queries.around()
    facts = (seen, full, nearby, around)
    page = shelf().page(facts, partial(_draw_meeting, code, seen, full=full, nearby=nearby, around=around))
    token = tokens.issue(RegistrationForm.purpose, code.upper(), now=instant)
    return page.replace(TOKEN_PLACE, token)


def _draw_meeting(code: str, seen: Seen, **facts: Any) -> str:
    form = RegistrationForm(code.upper())
    form.jeton.data = TOKEN_PLACE
    return _meeting_page(get_public_meeting(code), seen, form=form, **facts)


def _meeting_page(
    meeting: Meeting,
    seen: Seen,
    *,
    form: RegistrationForm,
    full: bool,
    nearby: cards.Rows,
    around: Around,
    refused: bool = False,
) -> str:
    slug, others = meeting.commune.slug, cards.laid_out(nearby)
    coming = agenda.coming(others, slug, besides=meeting.code)
    return render_template(
        "front/meeting.html",
        meeting=meeting,
        form=form,
        full=full,
        refused=refused,
        is_open=seen.is_open,
        is_past=seen.phase in {Phase.TO_CLOSE, Phase.OVER},
        under_way=seen.phase is Phase.UNDER_WAY,
        photos=dict(seen.photos),
        partners=[partner.name for partner in expected_partners(meeting.id)],
        coming=coming,
        elsewhere=[] if coming else agenda.nearest(others, around.place(slug)),
        event=event_data(meeting, the_zone()),
        **preview(meeting),
        at=at,
        of=of,
    )


@blueprint.post("/rencontres/<code>")
def answer(code: str) -> Any:
    """« Je participe », or « ça m’intéresse »: stored once, thanked always the same way."""
    instant = now()
    count_attempt(request.remote_addr, now=instant)
    meeting = get_public_meeting(code, whole=False)
    form = RegistrationForm(meeting.code)
    if meeting.is_upcoming(instant) and form.validate_on_submit():
        try:
            outcome = answer_on_web(meeting, **form.answer, flyer=request.args.get("tournee", ""), now=instant)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(_thanks_for(meeting, outcome), 303)
    return _asked_again(get_public_meeting(code), form, instant)


def _thanks_for(meeting: Meeting, outcome: Outcome) -> str:
    """Where somebody who answered is led: to their own page if no message can bring them there."""
    if outcome.token:
        return url_for("registrations.detail", token=outcome.token, fait="merci")
    waiting = "oui" if outcome.is_waiting else None
    return url_for(".thanks", code=meeting.code, contact=outcome.contact, attente=waiting)


def _asked_again(meeting: Meeting, form: RegistrationForm, instant: datetime) -> tuple[str, int]:
    """The same page with what was typed and what is to be corrected, or what became of the meeting."""
    seen = queries.seen_meeting(meeting.code, instant)
    page = _meeting_page(
        meeting,
        seen,
        form=form,
        full=seen.is_open and queries.is_full(seen, instant),
        nearby=() if seen.is_open else cards.first_of_each(instant),
        around=queries.around(),
        refused=not seen.is_open,
    )
    return page, form.status if seen.is_open else UNPROCESSABLE


@blueprint.get("/rencontres/<code>/merci")
def thanks(code: str) -> str:
    """The same words whatever is stored about a person."""
    return render_template(
        "registrations/thanks.html",
        meeting=get_public_meeting(code),
        contact=request.args.get("contact", ""),
        is_waiting="attente" in request.args,
    )


@blueprint.get("/accessibilite")
def accessibility() -> str:
    """How far the site can be used by everybody, and whom to tell when it cannot."""
    return render_template("front/accessibility.html")


@blueprint.get("/theme.css")
def theme() -> Response:
    """The zone's colours."""
    sheet = theme_css(the_zone().colours)
    response = Response(sheet, content_type="text/css; charset=utf-8")
    response.set_etag(hashlib.sha256(sheet.encode()).hexdigest()[:16])
    let_keep(response)
    response.make_conditional(request)
    return response
