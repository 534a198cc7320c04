"""What the pages of one concern share: what its page is made of, acting once, and reading it again after a refusal."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from cafepol.casework.forms import NoteForm
from cafepol.casework.history import history
from cafepol.casework.merging_queries import merged_from, merged_into
from cafepol.casework.promise_queries import closed_since, extensions_of
from cafepol.casework.step_forms import TITLES, step_forms
from cafepol.casework.telling_forms import PostedForm, ReturnedForm
from cafepol.concerns import guards, labels
from cafepol.concerns.deadlines import weeks
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.rights import tools
from cafepol.concerns.transitions import TELLING, Action, Actor, allowed, primary_action
from cafepol.core import receipts
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound
from cafepol.core.forms import StaffForm
from cafepol.core.web import undo_changes


def page_of(concern: Concern, **typed: Any) -> dict[str, Any]:
    """What the page of a concern shows; `typed` are forms that were sent and refused, in place of fresh ones."""
    actor = guards.actor_on(concern)
    steps = step_forms(concern, actor, typed.pop("step", None))
    proposed = primary_action(concern.status, someone_waits=bool(concern.waiting))
    first = min(concern.waiting or concern.raisers, key=lambda raiser: raiser.promised_on, default=None)
    context: dict[str, Any] = {
        "concern": concern,
        "actor": actor,
        "steps": steps,
        "titles": TITLES,
        "offered": {row.action for row in allowed(concern.status, actor.roles)},
        "primary": proposed if proposed in steps else None,
        "tools": tools(concern.status, actor.roles),
        "merged_into": merged_into(concern),
        "merged_from": merged_from(concern),
        **_dates(first),
        "history": history(concern),
        **_fresh(concern, actor),
        "labels": labels,
        "today": today(),
    }
    context |= typed
    context["note_form"].offer(partner=Action.RELAY in context["offered"])
    return context


def _fresh(concern: Concern, actor: Actor) -> dict[str, Any]:
    """What may be sent besides the steps, and nothing refused yet; a reader of another commissariat sends nothing."""
    return {
        "can_note": bool(actor.roles) and concern.status in TELLING,
        "note_form": NoteForm(formdata=None),
        "posted": posted_forms(concern) if actor.roles else {},
        "returned": returned_forms(concern) if actor.roles else {},
        "refused": None,
        "differences": [],
    }


def _dates(first: Raiser | None) -> dict[str, Any]:
    """Why the first of those who wait hears by that day; there is nobody where a concern was merged into another."""
    if first is None:
        return {"first": None}
    promise = first.promise
    return {
        "first": first,
        "weeks": weeks(promise.heard_on, promise.due_on, first.skipped_days, today()),
        "extensions": extensions_of(promise),
        "closed_since": closed_since(first),
    }


def posted_forms(concern: Concern, typed: tuple[int, PostedForm] | None = None) -> dict[int, PostedForm]:
    """A form for each letter that is not posted yet, by feedback id; one that was just refused stays as it is."""
    letters = [
        told.id for raiser in concern.raisers for told in raiser.feedbacks
        if told.channel == "letter" and told.posted_on is None
    ]  # fmt: skip
    found = {each: PostedForm(formdata=None, data={"posted_on": today()}) for each in letters}
    return found | dict([typed] if typed else [])


def returned_forms(concern: Concern, typed: tuple[int, ReturnedForm] | None = None) -> dict[int, ReturnedForm]:
    """A form for each mail and letter that may come back, by feedback id; one that was just refused stays as it is."""
    sent = [told.id for raiser in concern.raisers for told in raiser.feedbacks if told.may_come_back]
    found = {each: ReturnedForm(formdata=None, data={"returned_on": today()}) for each in sent}
    return found | dict([typed] if typed else [])


def raiser_of(concern: Concern, raiser_id: int) -> Raiser:
    """One of those who raised it. Raises NotFound."""
    for raiser in concern.raisers:
        if raiser.id == raiser_id:
            return raiser
    raise NotFound


def act_once(
    form: StaffForm, concern: Concern, act: Callable[[], str], *, anchor: str | None = None
) -> ResponseReturnValue:
    """Act once, however often the form is sent, say what `act` says, and lead back to the concern."""

    def told() -> str:
        flash(act())
        return url_for("concerns_staff.detail", number=concern.number, _anchor=anchor)

    return redirect(receipts.once(form.receipt, told, now=now(), life=form.receipt_life))


def shown_again(number: str) -> Concern:
    """The concern as the database has it, what was refused being undone; on the audit trail like any other view."""
    undo_changes()
    return guards.shown_concern(number)
