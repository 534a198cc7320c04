"""The staff's pages about concerns: the board, noting one, and the page of one."""

from typing import Any

from flask import Blueprint, render_template, request

from cafepol.accounts.guards import current_viewer, note_view, staff_only
from cafepol.casework.board_queries import board_of, due_today
from cafepol.casework.forms import HandOverForm
from cafepol.casework.list_queries import find_concerns
from cafepol.casework.page import page_of
from cafepol.casework.wanted import LANES_SAID, STATES_SAID, Wanted, from_args
from cafepol.concerns import guards, labels
from cafepol.concerns.board import Board
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.guards import STAFF
from cafepol.concerns.queries import PAGE
from cafepol.concerns.transitions import OPEN
from cafepol.core.clock import today
from cafepol.core.filters import day_medium
from cafepol.staff.queries import officers_of
from cafepol.zone import queries as zone

blueprint = Blueprint("concerns_staff", __name__, url_prefix="/equipe/doleances")


@blueprint.get("")
@staff_only(*STAFF)
def index() -> Any:
    """The board of what this person sees; once something is asked, the list of what was found (`wanted`)."""
    wanted = from_args(request.args)
    return _board() if wanted.is_plain and not wanted.errors else _list(wanted)


def _board() -> str:
    scope = guards.current_scope()
    board, due = board_of(scope, today=today()), due_today(scope, today=today())
    guards.note_list_shown(sorted({*board.numbers, *(slip.number for slip in due.slips)}))
    return render_template(
        "casework/staff/index.html",
        board=board, due=due, hand_over=_hand_over_form(board), Lane=Lane, is_chief=bool(scope.chief_of),
        officer_id=scope.officer_id, **_choices(Wanted()),
    )  # fmt: skip


def _list(wanted: Wanted) -> str:
    found = find_concerns(guards.current_scope(), wanted, today=today())
    note_view("concerns_searched" if wanted.text else "concerns_listed", "concern", numbers=found.numbers)
    choices = _choices(wanted)
    return render_template(
        "casework/staff/list.html", found=found, has_more=found.total > PAGE * wanted.page, opened=OPEN,
        said=_said(wanted, choices), **choices,
    )  # fmt: skip


def _said(wanted: Wanted, choices: dict[str, Any]) -> list[str]:
    """What narrows the list besides its name and what was typed, in words: for its head, also on paper."""
    chosen = (
        ("communes", wanted.commune), ("quarters", wanted.quarter), ("themes", wanted.theme),
        ("officers", wanted.owner),
    )  # fmt: skip
    names = [
        getattr(each, "label", None) or each.name for name, id_ in chosen for each in choices[name] if each.id == id_
    ]
    days = (("depuis le", wanted.since), ("jusqu’au", wanted.until))
    return names + [f"{words} {day_medium(day)}" for words, day in days if day]


def _choices(wanted: Wanted) -> dict[str, Any]:
    """What the form above the board and the list offers."""
    places = current_viewer().places(*STAFF)
    return {
        "wanted": wanted, "communes": zone.communes(places), "quarters": zone.quarters(commissariat_ids=places),
        "themes": zone.themes(), "officers": officers_of(places),
        "states": STATES_SAID, "lanes": LANES_SAID,
        "labels": labels, "today": today(),
    }  # fmt: skip


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
    return render_template("casework/staff/detail.html", **page_of(guards.readable_concern(number)))
