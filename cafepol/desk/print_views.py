"""« À imprimer »: every paper of a meeting with its picture, and each as a file."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from cafepol.accounts.guards import note_view, staff_only
from cafepol.concerns.guards import NUMBER_TYPED, current_scope, not_theirs
from cafepol.core.clock import now, today
from cafepol.core.errors import Busy, NotFound, Refused
from cafepol.core.web import let_others_write
from cafepol.desk import papers
from cafepol.desk.papers import is_for_writers
from cafepol.distribution.code_queries import NamedRound, named_rounds
from cafepol.flyers.checking import correction_of
from cafepol.flyers.choosing import Choice, read_choice
from cafepol.flyers.making import PRINTED, Facts, Order
from cafepol.flyers.papers import Paper, Refusal, file_of, picture_of, shape_of
from cafepol.flyers.pdf.flyer import edge_of
from cafepol.flyers.pieces import Piece, use_label
from cafepol.meetings.guards import READERS, is_writable, readable_meeting, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.partners.listing import LANGUAGES
from cafepol.printing import press
from cafepol.zone.queries import the_zone

blueprint = Blueprint("papers", __name__, url_prefix="/equipe/rencontres/<code>")

FACE, VERSO = "face", "verso"  # which side a picture shows
TYPES = {"pdf": "application/pdf", "png": "image/png"}


@blueprint.get("/a-imprimer")
@staff_only(*READERS)
def index(code: str) -> str:
    """Every paper of a meeting: how it looks, each way to have it, and what does not print."""
    meeting = readable_meeting(code)
    choice = _choice(meeting)
    return render_template(
        "desk/papers.html",
        meeting=meeting,
        choice=choice,
        families=papers.shown_papers(_facts(meeting), choice, may_write=is_writable(meeting)),
        languages=[(each, LANGUAGES.get(each, each)) for each in the_zone().languages],
        rounds=[(each.code, each.label) for each in _rounds(meeting)],
        shape_of=shape_of,
        use_label=use_label,
        edge_of=edge_of,
    )


@blueprint.get("/imprimer/<piece>.pdf")
@staff_only(*READERS)
def document(code: str, piece: str) -> Any:
    """One paper to print; what does not print is said, with where it is corrected.

    Who is one too many at the press is told so before anything is read.
    """
    with press.room():
        return _document(code, piece)


def _document(code: str, piece: str) -> Any:
    meeting, wanted = _wanted(code, piece)
    if wanted.suffix != "pdf":
        raise NotFound
    paper = papers.paper_of(Order(_facts(meeting), wanted, _choice(meeting).of(wanted)))
    meeting_id, name, is_noted = meeting.id, meeting.code, _is_noted(paper, meeting)
    let_others_write()
    try:
        content = file_of(paper)
    except (Refused, Busy) as refused:
        return _refused(code, Refusal(wanted, refused.message, refused.field), refused.status)
    if is_noted:
        note_view(paper.seen, "meeting", meeting_id, **paper.detail)
    return _file(content, wanted, name, "pdf")


@blueprint.get("/imprimer/<piece>.png")
@staff_only(*READERS)
def picture(code: str, piece: str) -> Response:
    """A page of a paper as a picture; what names people is shown without them, what they said is on the audit trail."""
    meeting, wanted = _wanted(code, piece)
    choice = _choice(meeting).seen(wanted)
    paper = papers.paper_of(Order(_facts(meeting), wanted, choice, is_seen_only=True))
    meeting_id, name = meeting.id, meeting.code
    let_others_write()
    content = picture_of(paper, page=2 if choice.has_verso and request.args.get(FACE) == VERSO else 1)
    if paper.is_private:
        note_view(paper.seen, "meeting", meeting_id, **paper.detail)
    return _file(content, wanted, name, "png")


def _facts(meeting: Meeting) -> Facts:
    return Facts(meeting, now=now(), today=today(), scope=current_scope())


def _wanted(code: str, slug: str) -> tuple[Meeting, Piece]:
    """The meeting and the paper, for somebody who may have it; who asks for others' concerns is on the audit trail.

    Raises NotFound.
    """
    piece = papers.get_piece(slug)
    if not is_for_writers(piece):
        return readable_meeting(code), piece
    try:
        return writable_meeting(code), piece
    except NotFound:
        if papers.tells_of_concerns(piece):
            raise not_theirs(meeting=code[:NUMBER_TYPED]) from None
        raise


def _rounds(meeting: Meeting) -> list[NamedRound]:
    return [each for each in named_rounds([meeting.id]) if not each.is_dropped]


def _choice(meeting: Meeting) -> Choice:
    codes = [each.code for each in _rounds(meeting)]
    return read_choice(request.args, languages=the_zone().languages, rounds=codes)


def _is_noted(paper: Paper, meeting: Meeting) -> bool:
    """Whether getting this paper is on the audit trail.

    A flyer that is looked at before it is published, or by somebody who does not prepare the meeting, is not printed.
    """
    return bool(paper.seen) and (paper.seen != PRINTED or (meeting.was_published and is_writable(meeting)))


def _refused(code: str, refusal: Refusal, status: int) -> tuple[str, int]:
    meeting = readable_meeting(code)
    correction = correction_of(refusal, meeting) if is_writable(meeting) else None
    return render_template("desk/paper_refused.html", meeting=meeting, refusal=refusal, correction=correction), status


def _file(content: bytes, piece: Piece, code: str, suffix: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{piece.slug}-{code}.{suffix}"'}
    return Response(content, mimetype=TYPES[suffix], headers=headers)
