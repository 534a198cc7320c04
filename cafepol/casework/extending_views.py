"""A chief says a later day to those who wait."""

from functools import partial
from typing import Any

from flask import Blueprint, render_template, request

from cafepol.accounts.guards import staff_only
from cafepol.casework.tool_forms import ExtendForm
from cafepol.casework.tool_page import ToolPage, open_tool
from cafepol.concerns import extending
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern
from cafepol.concerns.rights import Tool
from cafepol.concerns.transitions import Actor
from cafepol.core.clock import now, today
from cafepol.core.filters import count

blueprint = Blueprint("concerns_extending", __name__, url_prefix="/equipe/doleances/<number>/prolonger")

TOLD = "retours"


def _form(concern: Concern, **kwargs: Any) -> ExtendForm:
    waiting = concern.waiting
    asked = request.args.get("personne", type=int)  # one of them, where the page was opened beside a name
    chosen = [each.id for each in waiting if asked is None or each.id == asked]
    form = ExtendForm(data={"version": concern.version, "raisers": chosen}, **kwargs)
    form.offer(waiting)
    return form


def _extend(concern: Concern, form: ExtendForm, by: Actor) -> str:
    written = extending.extend_promises(
        concern, form.raisers.data, version=form.version.data, to_on=form.to_on.data, reason=form.reason.data,
        by=by, now=now(), today=today(),
    )  # fmt: skip
    mails = sum(message is not None and message.channel == "mail" for message in written)
    tasks = sum(message is not None and message.channel != "mail" for message in written)
    unreached = len(written) - mails - tasks
    said = ["La nouvelle date est notée."]
    said += [f"{count(mails, 'courriel part', 'courriels partent')}."] if mails else []
    said += (
        [f"{count(tasks, 'appel ou lettre attend', 'appels ou lettres attendent')} le responsable."] if tasks else []
    )
    said += [f"{count(unreached, 'personne n’a', 'personnes n’ont')} laissé aucun contact."] if unreached else []
    return " ".join(said)


PAGE = ToolPage(Tool.EXTEND, partial(render_template, "casework/staff/extend.html"), _form, _extend, TOLD)


@blueprint.route("", methods=["GET", "POST"])
@staff_only(*STAFF)
def extend(number: str) -> Any:
    """A later day for those who wait, or for one of them (`?personne=ID`)."""
    return open_tool(PAGE, number)
