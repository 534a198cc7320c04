"""The one place where the parts meet: `create_app` and the visible list of what it serves."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from cafepol.absences import staff_views as absence_staff_views
from cafepol.accounts import guards
from cafepol.accounts import views as account_views
from cafepol.accounts.roles import Role, Viewer
from cafepol.batches import staff_views as batch_staff_views
from cafepol.casework import accessing_views as concern_accessing_views
from cafepol.casework import call_views as concern_call_views
from cafepol.casework import contact_views as concern_contact_views
from cafepol.casework import correcting_views as concern_correcting_views
from cafepol.casework import extending_views as concern_extending_views
from cafepol.casework import handing_views as concern_handing_views
from cafepol.casework import intake_views as concern_intake_views
from cafepol.casework import letter_views as concern_letter_views
from cafepol.casework import list_views as concern_list_views
from cafepol.casework import merging_views as concern_merging_views
from cafepol.casework import staff_views as concern_staff_views
from cafepol.casework import step_views as concern_step_views
from cafepol.casework import telling_views as concern_telling_views
from cafepol.core import clock as clocks
from cafepol.core import db, filters, web
from cafepol.core.config import Settings, folder_of, load_settings
from cafepol.core.errors import NotFound
from cafepol.desk import letter_views as message_letter_views
from cafepol.desk import message_queries, message_views, paper_views, returns_views, room_views, round_views
from cafepol.desk import print_views as meeting_print_views
from cafepol.desk import staff_views as desk_views
from cafepol.dialogue import opinion_views
from cafepol.dialogue import staff_views as dialogue_staff_views
from cafepol.dialogue import views as dialogue_views
from cafepol.distribution import staff_views as distribution_staff_views
from cafepol.distribution import views as distribution_views
from cafepol.flyers import card_views
from cafepol.flyers import staff_views as flyer_staff_views
from cafepol.flyers import views as flyer_views
from cafepol.forecast import staff_views as forecast_staff_views
from cafepol.front import officer_views, partner_views
from cafepol.front import views as front_views
from cafepol.history import staff_views as history_staff_views
from cafepol.invitations import call_views as invitation_call_views
from cafepol.invitations import import_views as partner_import_views
from cafepol.invitations import merging_views as partner_merging_views
from cafepol.invitations import preview_views as invitation_preview_views
from cafepol.invitations import record_views as partner_record_views
from cafepol.invitations import staff_views as invitation_staff_views
from cafepol.invitations import views as invitation_views
from cafepol.invitations.proposals import COUNTED
from cafepol.meetings import api_views, embed_views, own_calendar_views
from cafepol.meetings import staff_views as meeting_staff_views
from cafepol.meetings import views as meeting_views
from cafepol.outreach import staff_views as outreach_staff_views
from cafepol.outreach import subscription_views
from cafepol.partners import double_views as partner_double_views
from cafepol.partners import list_views as partner_list_views
from cafepol.partners import staff_views as partner_staff_views
from cafepol.planning import calendar_views, life_views, series_views, venue_views
from cafepol.planning import staff_views as planning_views
from cafepol.privacy import views as privacy_views
from cafepol.problems import staff_views as problem_staff_views
from cafepol.publications import issue_views
from cafepol.publications import staff_views as publication_staff_views
from cafepol.registrations import amending_views, broadcast_views, stranger_views
from cafepol.registrations import list_views as registration_list_views
from cafepol.registrations import staff_views as registration_staff_views
from cafepol.registrations import views as registration_views
from cafepol.relays import staff_views as relay_staff_views
from cafepol.relays import views as relay_views
from cafepol.relays.queries import follow_ups
from cafepol.requests import staff_views as request_staff_views
from cafepol.requests import views as request_views
from cafepol.staff import quarter_views, shown_views
from cafepol.staff import staff_views as staff_staff_views
from cafepol.zone import queries as zone_queries

# everything that has pages, one line each: residents and partners first, then the staff
BLUEPRINTS = (
    front_views.blueprint,
    officer_views.blueprint,
    partner_views.blueprint,
    flyer_views.blueprint,
    meeting_views.blueprint,
    distribution_views.blueprint,
    embed_views.blueprint,
    api_views.blueprint,
    registration_views.blueprint,
    subscription_views.blueprint,
    request_views.blueprint,
    invitation_views.blueprint,
    dialogue_views.blueprint,
    opinion_views.blueprint,
    relay_views.blueprint,
    privacy_views.blueprint,
    account_views.blueprint,
    desk_views.blueprint,
    round_views.blueprint,
    distribution_staff_views.blueprint,
    room_views.blueprint,
    paper_views.blueprint,
    returns_views.blueprint,
    meeting_print_views.blueprint,
    forecast_staff_views.blueprint,
    message_views.blueprint,
    message_letter_views.blueprint,
    calendar_views.blueprint,
    series_views.blueprint,
    planning_views.blueprint,
    life_views.blueprint,
    venue_views.blueprint,
    batch_staff_views.blueprint,
    meeting_staff_views.blueprint,
    own_calendar_views.blueprint,
    outreach_staff_views.blueprint,
    registration_staff_views.blueprint,
    amending_views.blueprint,
    broadcast_views.blueprint,
    registration_list_views.blueprint,
    stranger_views.blueprint,
    request_staff_views.blueprint,
    invitation_staff_views.blueprint,
    invitation_call_views.blueprint,
    invitation_preview_views.blueprint,
    concern_intake_views.blueprint,
    concern_accessing_views.blueprint,
    concern_staff_views.blueprint,
    concern_step_views.blueprint,
    concern_telling_views.blueprint,
    concern_contact_views.blueprint,
    concern_letter_views.blueprint,
    concern_call_views.blueprint,
    concern_correcting_views.blueprint,
    concern_extending_views.blueprint,
    concern_handing_views.blueprint,
    concern_merging_views.blueprint,
    dialogue_staff_views.blueprint,
    concern_list_views.blueprint,
    relay_staff_views.blueprint,
    problem_staff_views.blueprint,
    absence_staff_views.blueprint,
    partner_staff_views.blueprint,
    partner_list_views.blueprint,
    partner_import_views.blueprint,
    partner_double_views.blueprint,
    partner_merging_views.blueprint,
    partner_record_views.blueprint,
    staff_staff_views.blueprint,
    history_staff_views.blueprint,
    quarter_views.blueprint,
    shown_views.blueprint,
    publication_staff_views.blueprint,
    issue_views.blueprint,
    flyer_staff_views.blueprint,
    card_views.blueprint,
)
A_YEAR = 365 * 24 * 3600


def create_app(settings: Settings | None = None, *, clock: clocks.Clock = clocks.system_clock) -> Flask:
    """The application of one installation. Raises BadSetting when a setting cannot work."""
    current = settings or load_settings()
    app = web.CafePol(
        "cafepol",
        template_folder=str(folder_of("templates")),
        static_folder=str(folder_of("static")),
        static_url_path="/static",
    )
    app.config.update(SQLALCHEMY_DATABASE_URI=current.database_url, SEND_FILE_MAX_AGE_DEFAULT=A_YEAR)
    app.extensions["cafepol.settings"] = current
    app.extensions[COUNTED] = follow_ups
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    clocks.init_app(app, clock, ZoneInfo(current.timezone))
    db.init_app(app)
    web.init_app(app, current)
    filters.init_app(app)
    guards.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(_page_context)
    return app


def _page_context() -> dict[str, Any]:
    return {"asset": asset, **_zone_context(), **_staff_context()}


def _zone_context() -> dict[str, Any]:
    """The zone and its commissariats for the page's head and foot; nothing when the database does not answer."""
    try:
        return {"zone": zone_queries.the_zone(), "commissariats": zone_queries.commissariats()}
    except (SQLAlchemyError, NotFound):
        return {"zone": None, "commissariats": []}


def _staff_context() -> dict[str, Any]:
    """Who is signed in and where they may go; a resident's page never asks (it must not touch the session)."""
    on_staff_page = has_request_context() and request.path.startswith(web.STAFF_PREFIX)
    viewer = g.get("viewer") if on_staff_page else None
    if viewer is None:
        return {"viewer": None, "navigation": []}
    return {
        "viewer": viewer,
        "bands": _bands(viewer),
        "navigation": [(key, url_for(page), label) for key, page, label, roles in NAVIGATION if viewer.has(*roles)],
    }


def _bands(viewer: Viewer) -> message_queries.Bands | None:
    """What every page says first; nothing when the database does not answer."""
    try:
        return message_queries.bands_for(viewer, now=clocks.now())
    except SQLAlchemyError:
        return None


_MEETING_READERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION, Role.DIRECTORATE, Role.COMMUNICATION)
NAVIGATION: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("desk", "desk.home", "Mon bureau", tuple(Role)),
    ("meetings", "meetings_staff.index", "Rencontres", _MEETING_READERS),
    ("calendar", "calendar.index", "Planning", _MEETING_READERS),
    ("concerns", "concerns_staff.index", "Doléances", (Role.OFFICER, Role.CHIEF)),
    ("unnamed", "concerns_lists.anonymous", "Doléances de la zone", (Role.DIRECTORATE,)),
    (
        "partners",
        "partners_staff.index",
        "Partenaires",
        (Role.OFFICER, Role.CHIEF, Role.DIRECTORATE, Role.COMMUNICATION),
    ),
    ("messages", "messages.index", "Messages", message_queries.READERS),
    ("quarters", "quarters.index", "Quartiers", (Role.CHIEF, Role.ADMINISTRATOR)),
    ("accounts", "staff_staff.index", "Comptes", (Role.ADMINISTRATOR,)),
)


def asset(path: str) -> str:
    """The address of a static file; it changes with the file's content, so that browsers may keep it for a year."""
    return f"/static/{path}?v={_digest(folder_of('static') / path)}"


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
