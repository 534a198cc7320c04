"""« Demander un café », for residents: no account, no cookie, the same thanks whatever is stored."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.requests.forms import AskingForm, Places
from cafepol.requests.guards import count_attempt
from cafepol.requests.operations import ask_for_cafe
from cafepol.zone import queries as zone_queries

blueprint = Blueprint("requests", __name__, url_prefix="/demander-un-cafe")


@blueprint.get("")
def create() -> Any:
    """The form; `?commune=` chooses the place."""
    places = _places()
    form = AskingForm(places, data={"place": places.value_of(request.args.get("commune", ""))})
    return render_template("requests/create.html", form=form)


@blueprint.post("")
def ask() -> Any:
    """Store a request once; thank in the same words whatever was given."""
    count_attempt(request.remote_addr, now=now())
    form = AskingForm(_places())
    if form.validate_on_submit():
        try:
            if not form.is_trap:  # a machine gets the same thanks, and nothing is stored
                ask_for_cafe(**form.asked, now=now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".thanks"), 303)
    return render_template("requests/create.html", form=form), form.status


def _places() -> Places:
    return Places(zone_queries.communes(), zone_queries.quarters())


@blueprint.get("/merci")
def thanks() -> str:
    """The same page for everybody."""
    return render_template("requests/thanks.html")
