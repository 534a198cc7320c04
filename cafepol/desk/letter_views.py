"""The letters among the messages, to print and to post: one, or several in one go."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for

from cafepol.accounts.guards import note_view, staff_only
from cafepol.core.errors import NotFound, Refused
from cafepol.core.text import page_number
from cafepol.core.web import let_others_write
from cafepol.desk import guards, letters
from cafepol.desk.queries import CALLERS
from cafepol.messages.models import Message
from cafepol.printing import press

blueprint = Blueprint("message_letters", __name__, url_prefix="/equipe/messages")


@blueprint.get("/lettres.pdf")
@staff_only(*CALLERS)
def batch() -> Any:
    """The chosen letters (`?message=ID`, several times) as one PDF; printing ticks nothing off."""
    ids = sorted({page_number(sent, least=0) for sent in request.args.getlist("message")})
    contents = letters.contents_of([_letter(each) for each in ids[: letters.MOST + 1]])
    if not contents:
        return redirect(_waiting())
    let_others_write()
    try:
        with press.turn():
            content = letters.print_letters(contents)
    except Refused as refused:
        flash(f"Rien n’est imprimé. {refused.message}", "error")
        return redirect(_back(ids))
    for each in ids:
        note_view(letters.PRINTED, "message", each)
    headers = {"Content-Disposition": "inline; filename=lettres.pdf"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _letter(message_id: int) -> Message:
    """A letter that this person may tick off. Raises NotFound for any other message."""
    message = guards.message_to_do(message_id)
    if message.channel != "letter":
        raise NotFound
    return message


def _back(ids: list[int]) -> str:
    if len(ids) == 1:
        return url_for("messages.detail", message_id=ids[0])
    return _waiting()


def _waiting() -> str:
    """The list of the letters that are to be printed and posted."""
    return url_for("messages.index", canal="letter", etat="a-faire")
