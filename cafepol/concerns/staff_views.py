"""The staff's pages about concerns: the board, noting one, and the page of one."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.concerns import guards, labels
from cafepol.concerns.board import Board
from cafepol.concerns.board_queries import board_of
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.forms import HandOverForm
from cafepol.concerns.guards import STAFF
from cafepol.concerns.page import page_of
from cafepol.concerns.queries import PAGE, Filters, count_listed, listed
from cafepol.concerns.transitions import OPEN, State
from cafepol.core.clock import today
from cafepol.staff.queries import officers_of
from cafepol.zone import queries as zone

blueprint = Blueprint("concerns_staff", __name__, url_prefix="/equipe/doleances")

STATES = {"ouvertes": OPEN, "cloturees": frozenset({State.CLOSED}), "annulees": frozenset({State.VOIDED})}
STATE_LABELS = {"ouvertes": "Ouvertes", "cloturees": "Clôturées", "annulees": "Annulées"}
PAGE_MAX = 10_000
DIGITS = 8


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; what the address asks wrongly is not asked."""

    commune: int | None
    theme: int | None
    state: str
    page: int

    @property
    def filters(self) -> Filters:
        """The same, as the reads take it."""
        return Filters(commune_id=self.commune, theme_id=self.theme, states=STATES[self.state])


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= DIGITS else None


def _wanted() -> Wanted:
    state = request.args.get("etat", "")
    page = min(max(_number("page") or 1, 1), PAGE_MAX)
    return Wanted(_number("commune"), _number("theme"), state if state in STATES else "ouvertes", page)


@blueprint.get("")
@staff_only(*STAFF)
def index() -> Any:
    """The board of what this person sees, then the list; a sentence first."""
    scope, wanted = guards.current_scope(), _wanted()
    page = wanted.page if wanted.state == "ouvertes" else None
    board = board_of(scope, today=today(), filters=replace(wanted.filters, states=OPEN), page=page)
    if page:
        total, rows = board.open, list(board.slips)
    else:
        total, rows = count_listed(scope, wanted.filters), listed(scope, wanted.filters, page=wanted.page)
    guards.note_list_shown(sorted({*board.numbers, *(slip.number for slip in rows)}))
    return render_template(
        "concerns/staff/index.html",
        board=board, rows=rows, total=total, wanted=wanted, has_older=total > PAGE * wanted.page,
        hand_over=_hand_over_form(board), Lane=Lane, labels=labels, state_labels=STATE_LABELS, today=today(),
        communes=zone.communes(current_viewer().places(*STAFF)), themes=zone.themes(), is_chief=bool(scope.chief_of),
    )  # fmt: skip


def _hand_over_form(board: Board) -> HandOverForm | None:
    """For a chief, when somebody left concerns behind."""
    chief_of = guards.current_scope().chief_of
    if not chief_of or not board.orphans:
        return None
    form = HandOverForm(formdata=None)
    form.offer(officers_of(chief_of))
    return form


@blueprint.get("/<number>")
@staff_only(*STAFF)
def detail(number: str) -> Any:
    """One concern: where it stands, who waits, why this date, what happened, what comes next."""
    return render_template("concerns/staff/detail.html", **page_of(guards.shown_concern(number)))
