"""The venues: where they are, what they offer, how they are used."""

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.core.filters import count, phone
from cafepol.core.forms import StaffForm, SwitchForm
from cafepol.core.versioned_forms import differences
from cafepol.core.web import undo_changes
from cafepol.flyers.checking import OF_THE_VENUE, by_cause, checked
from cafepol.meetings.guards import READERS, WRITERS, writable_places
from cafepol.meetings.venue_queries import next_meeting_at, use_of_venues
from cafepol.planning.operations import correct_venue
from cafepol.planning.venue_forms import VenueEditForm, VenueForm
from cafepol.zone import rooms
from cafepol.zone.models import Quarter, Venue
from cafepol.zone.queries import all_venues, get_quarter, get_venue, quarters

blueprint = Blueprint("venues", __name__, url_prefix="/equipe/lieux")

EDIT = "planning/venues/edit.html"


@blueprint.get("")
@staff_only(*READERS)
def index() -> str:
    """The venues by commune, each with its use."""
    viewer = current_viewer()
    found = all_venues(None if viewer.sees_whole_zone else viewer.commissariat_ids)
    return render_template(
        "planning/venues/index.html",
        communes=[(name, list(rows)) for name, rows in groupby(found, key=lambda venue: venue.commune.name)],
        use=use_of_venues([venue.id for venue in found], now()),
        may_write=bool(writable_places()),
    )


@blueprint.get("/<int:venue_id>")
@staff_only(*READERS)
def detail(venue_id: int) -> str:
    """One venue, for whoever plans there or asks."""
    venue = _readable(venue_id)
    return render_template(
        "planning/venues/detail.html",
        venue=venue,
        use=use_of_venues([venue.id], now())[venue.id],
        may_write=venue.commune.commissariat_id in writable_places(),
        form=StaffForm(),
        refusals=_refusals(venue_id),
    )


def _refusals(venue_id: int) -> list[Any]:
    """Which papers of the next café there do not print because of how the venue is written."""
    meeting = next_meeting_at(venue_id, now())
    refused = checked(meeting, now=now(), today=today()) if meeting else []
    return [(names, each, None) for names, each in by_cause(refused) if each.field in OF_THE_VENUE]


@blueprint.route("/nouveau", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create() -> Any:
    """A new venue."""
    form = VenueForm().offer(quarters(commissariat_ids=writable_places()))

    def act() -> str:
        venue = rooms.add_venue(_quarter(form), form.facts)
        flash("Le lieu est ajouté.")
        return url_for("venues.detail", venue_id=venue.id)

    target = form.once(act)
    return redirect(target) if target else (render_template("planning/venues/create.html", form=form), form.status)


@blueprint.route("/<int:venue_id>/modifier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def edit(venue_id: int) -> Any:
    """Correct a venue."""
    venue = _writable(venue_id)
    form = _form_of(venue)

    def act() -> str:
        moved = correct_venue(venue, form.facts, quarter=_quarter(form), version=form.version.data, now=now())
        told = f" Ceux qui viennent à {count(moved, 'café publié', 'cafés publiés')} ici en sont prévenus."
        flash(f"C’est enregistré.{told if moved else ''}")
        return url_for("venues.detail", venue_id=venue_id)

    try:
        target = form.once(act)
    except Stale as stale:
        return _compare(venue_id, form, stale)
    return redirect(target) if target else (render_template(EDIT, form=form, venue=venue), form.status)


def _compare(venue_id: int, form: VenueEditForm, stale: Stale) -> tuple[str, int]:
    """The form again with what was typed, beside what somebody else saved meanwhile."""
    undo_changes()
    venue = _writable(venue_id)
    both = differences(form, _form_of(venue, formdata=None))
    form.renew(venue.version)
    form.refuse(stale)
    return render_template(EDIT, form=form, venue=venue, differences=both), stale.status


@blueprint.post("/<int:venue_id>/retirer")
@staff_only(*WRITERS)
def retire(venue_id: int) -> Any:
    """Take a venue out of use, or put it back."""
    venue = _writable(venue_id)
    if SwitchForm().retour.data:
        rooms.restore_venue(venue)
        flash("Ce lieu est de nouveau en service.")
    else:
        try:
            rooms.retire_venue(venue, to_come=use_of_venues([venue.id], now())[venue.id].to_come)
        except Refused as refusal:
            flash(refusal.message, "error")
        else:
            flash("Ce lieu n’est plus proposé.")
    return redirect(url_for("venues.detail", venue_id=venue_id))


def _readable(venue_id: int) -> Venue:
    venue, viewer = get_venue(venue_id), current_viewer()
    if not viewer.sees_whole_zone and venue.commune.commissariat_id not in viewer.commissariat_ids:
        raise NotFound
    return venue


def _writable(venue_id: int) -> Venue:
    venue = _readable(venue_id)
    if venue.commune.commissariat_id not in writable_places():
        raise NotFound
    return venue


def _quarter(form: VenueForm) -> Quarter:
    return get_quarter(form.quarter_id.data)


def _form_of(venue: Venue, **given: Any) -> VenueEditForm:
    form = VenueEditForm(data=_shown(venue), **given)
    form.offer(quarters(venue.commune_id))
    return form


def _shown(venue: Venue) -> dict[str, Any]:
    number = venue.contact_phone
    return {column.key: getattr(venue, column.key) for column in Venue.__table__.columns} | {
        "contact_phone": phone(number) if number else ""
    }
