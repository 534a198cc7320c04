"""« Mes absences »: when an officer is not there, noted by hand or read from their calendar."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.absences import guards, operations
from cafepol.absences.bounded import read_file
from cafepol.absences.forms import AbsenceForm, CalendarAddressForm, CalendarFileForm, ForgetForm
from cafepol.absences.periods import HORIZON, Busy
from cafepol.absences.queries import absences_of, busy_periods, calendars_of
from cafepol.absences.wording import said
from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, zone_time
from cafepol.core.errors import Refused
from cafepol.core.filters import count
from cafepol.core.forms import StaffForm
from cafepol.core.tables import BadLines
from cafepol.core.web import let_others_write, takes_files
from cafepol.staff.models import Officer

blueprint = Blueprint("absences_staff", __name__, url_prefix="/equipe/absences")


@blueprint.get("")
@staff_only(*guards.READERS)
def index() -> Any:
    """The officers whose absences one notes; only oneself: one's own page at once."""
    officers = guards.officers_here()
    if [each.account_id for each in officers] == [current_viewer().account_id]:
        return redirect(_address(officers[0].id))
    found = busy_periods([each.id for each in officers], now(), now() + HORIZON)
    coming = {officer_id: said(periods[0], zone_time()) for officer_id, periods in found.items()}
    return render_template("absences/staff/index.html", officers=officers, coming=coming)


@blueprint.get("/<int:officer_id>")
@staff_only(*guards.READERS)
def detail(officer_id: int) -> Any:
    """An officer's absences, and the three ways to say them."""
    return _page(guards.officer_here(officer_id))


@blueprint.post("/<int:officer_id>/noter")
@staff_only(*guards.READERS)
def note(officer_id: int) -> Any:
    """Note one absence."""
    officer, form = guards.officer_here(officer_id), AbsenceForm()

    def act() -> str:
        operations.add_absence(officer.id, form.period(tz=zone_time(), now=now()))
        flash("L’absence est notée.")
        return _address(officer.id)

    target = form.once(act)
    return redirect(target) if target else _page(officer, by_hand=form)


@blueprint.post("/<int:officer_id>/<int:absence_id>/retirer")
@staff_only(*guards.READERS)
def remove(officer_id: int, absence_id: int) -> Any:
    """Strike out an absence that was noted by hand."""
    operations.remove_absence(guards.absence_here(guards.officer_here(officer_id), absence_id))
    flash("L’absence est retirée.")
    return redirect(_address(officer_id))


@blueprint.post("/<int:officer_id>/fichier")
@staff_only(*guards.READERS)
@takes_files
def upload(officer_id: int) -> Any:
    """Read a calendar file; all of it is kept, or nothing."""
    officer, form = guards.officer_here(officer_id), CalendarFileForm()
    if form.validate_on_submit():
        let_others_write()
        try:
            found = read_file(form.content, now=now(), tz=zone_time())
        except Refused as refusal:
            form.refuse(refusal)
            return _page(guards.officer_here(officer_id), by_file=form, bad=refusal)
        return redirect(receipts.once(form.receipt, lambda: _take(officer_id, found), now=now()))
    return _page(officer, by_file=form)


def _take(officer_id: int, found: Sequence[Busy]) -> str:
    operations.take_file(officer_id, found, now=now())
    flash(f"Le calendrier est lu : {count(len(found), 'absence')} dans les 18 mois.")
    return _address(officer_id)


@blueprint.post("/<int:officer_id>/adresse")
@staff_only(*guards.READERS)
def subscribe(officer_id: int) -> Any:
    """Have a calendar read at its address, soon and then every day."""
    officer, form = guards.officer_here(officer_id), CalendarAddressForm()

    def act() -> str:
        operations.keep_address(officer.id, form.address.data or "")
        flash("L’adresse est notée. Le calendrier sera lu dans un instant, puis chaque jour.")
        return _address(officer.id)

    target = form.once(act)
    return redirect(target) if target else _page(officer, by_address=form)


@blueprint.post("/<int:officer_id>/oublier")
@staff_only(*guards.READERS)
def forget(officer_id: int) -> Any:
    """Forget a calendar with all that it gave."""
    officer = guards.officer_here(officer_id)
    operations.forget_calendar(officer.id, ForgetForm().source.data or "")
    flash("Le calendrier et ses absences sont oubliés.")
    return redirect(_address(officer.id))


def _address(officer_id: int) -> str:
    return url_for("absences_staff.detail", officer_id=officer_id)


def _page(
    officer: Officer,
    *,
    by_hand: AbsenceForm | None = None,
    by_file: CalendarFileForm | None = None,
    by_address: CalendarAddressForm | None = None,
    bad: Refused | None = None,
) -> Any:
    """The page with the form that was sent, if something of it is to be corrected."""
    sent = by_hand or by_file or by_address
    found, calendars = absences_of(officer.id, now()), calendars_of(officer.id)
    page = render_template(
        "absences/staff/detail.html",
        officer=officer,
        oneself=officer.account_id == current_viewer().account_id,
        absences=[(each, said(each.period, zone_time())) for each in found],
        calendars=calendars,
        form=StaffForm(formdata=None),
        sent=sent,
        by_hand=by_hand or AbsenceForm(formdata=None),
        by_file=by_file or CalendarFileForm(formdata=None),
        by_address=by_address or CalendarAddressForm(formdata=None),
        bad_lines=bad.errors if isinstance(bad, BadLines) else (),
    )
    return page, sent.status if sent else 200
