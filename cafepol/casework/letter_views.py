"""Letters in one go: those to print, as one PDF; those that went to the post, with one date."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import note_view, staff_only
from cafepol.casework import pdf
from cafepol.casework.letter_forms import PostLettersForm, row_id
from cafepol.casework.letter_queries import PRINTED, Letter, get_letters, letters_to_post
from cafepol.casework.posting import NotPosted, post_letters
from cafepol.concerns import guards
from cafepol.concerns.guards import STAFF
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound, Refused
from cafepol.core.filters import count
from cafepol.core.receipts import once
from cafepol.core.web import undo_changes
from cafepol.printing import press
from cafepol.zone.queries import the_zone

blueprint = Blueprint("concerns_letters", __name__, url_prefix="/equipe/doleances")

UNPROCESSABLE = 422


@blueprint.get("/lettres")
@staff_only(*STAFF)
def index() -> Any:
    """The letters that wait: to print, then printed and not posted."""
    return _page(PostLettersForm(formdata=None, data={"posted_on": today()}))


def _page(form: PostLettersForm, refused: str = "") -> str:
    letters = letters_to_post(guards.current_scope())
    guards.note_list_shown(sorted({letter.concern.number for letter in letters}))
    return render_template(
        "casework/staff/letters.html",
        to_print=[letter for letter in letters if letter.printed_at is None],
        printed=[letter for letter in letters if letter.printed_at is not None],
        form=form, refused=refused, today=today(), most=pdf.MOST,
    )  # fmt: skip


@blueprint.get("/lettres.pdf")
@staff_only(*STAFF)
def batch() -> Any:
    """The chosen letters (`?lettre=ID`, several times) as one PDF; printing discharges nothing yet."""
    chosen = _chosen()
    if not chosen:
        return redirect(url_for(".index"))
    letters = _letters(chosen)
    try:
        with press.turn():
            content = pdf.feedback_letters(letters, the_zone())
    except Refused as refused:
        return _page(PostLettersForm(formdata=None, data={"posted_on": today()}), refused.message), UNPROCESSABLE
    for letter in letters:
        note_view(PRINTED, "feedback", letter.id, number=letter.concern.number)
    headers = {"Content-Disposition": "inline; filename=lettres.pdf"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _letters(ids: set[int]) -> list[Letter]:
    try:
        return get_letters(ids, guards.current_scope())
    except NotFound:
        raise guards.not_theirs(letters=sorted(ids)) from None


def _chosen() -> set[int]:
    return {row_id(sent) if sent.isascii() and sent.isdigit() else 0 for sent in request.args.getlist("lettre")}


@blueprint.post("/lettres/postees")
@staff_only(*STAFF)
def post() -> Any:
    """The chosen letters went to the post on one day: all of them are noted, or none is."""
    form = PostLettersForm()
    if form.validate_on_submit():
        try:
            return redirect(once(form.receipt, lambda: _post(form), now=now()))
        except NotPosted as refused:
            form.form_errors = list(refused.reasons)
        except Refused as refused:
            form.refuse(refused)
    undo_changes()
    return _page(form), UNPROCESSABLE


def _post(form: PostLettersForm) -> str:
    letters = _letters(set(form.letters.data))
    actors = {letter.concern.id: guards.actor_on(letter.concern) for letter in letters}
    post_letters(letters, posted_on=form.posted_on.data, actors=actors, now=now(), today=today())
    noted = count(len(letters), "lettre notée comme postée", "lettres notées comme postées")
    flash(f"{noted}.")
    return url_for("concerns_letters.index")
