"""A page that changes one concern with a form of its own: shown, sent, refused, or compared with what is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cafepol.casework.page import act_once, shown_again
from cafepol.concerns import guards, labels
from cafepol.concerns.models import Concern
from cafepol.concerns.rights import Tool, check_tool
from cafepol.concerns.transitions import Actor
from cafepol.core.clock import today
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.versioned_forms import VersionedForm, differences


@dataclass(frozen=True)
class ToolPage:
    """What such a page is made of.

    `form` makes the form as the concern stands, of what was sent or, with `formdata=None`, fresh; `act` does it and
    says what was done; `draw` renders its template.
    """

    tool: Tool
    draw: Callable[..., str]
    form: Callable[..., VersionedForm]
    act: Callable[[Concern, Any, Actor], str]
    anchor: str | None = None


def open_tool(page: ToolPage, number: str) -> ResponseReturnValue:
    """The page; of a concern to which this cannot be done now, its own page with a sentence."""
    if request.method == "POST":
        return _send(page, number)
    concern = guards.shown_concern(number)
    try:
        check_tool(page.tool, concern.status, guards.actor_on(concern).roles)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("concerns_staff.detail", number=concern.number))
    return _shown(page, concern, page.form(concern, formdata=None))


def _send(page: ToolPage, number: str) -> ResponseReturnValue:
    concern = guards.writable_concern(number)
    actor, form = guards.actor_on(concern), page.form(concern)
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: page.act(concern, form, actor), anchor=page.anchor)
        except (Refused, Stale) as refused:
            refusal = refused
            form.refuse(refused)
    concern = shown_again(number)
    if not isinstance(refusal, Stale):
        return _shown(page, concern, form), form.status
    both = differences(form, page.form(concern, formdata=None))
    form.renew(concern.version)
    return _shown(page, concern, form, both), Stale.status


def _shown(page: ToolPage, concern: Concern, form: VersionedForm, both: Any = ()) -> str:
    return page.draw(concern=concern, form=form, differences=both, labels=labels, today=today())
