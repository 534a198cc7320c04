"""All flyers of a month in one file: started, watched, stopped, fetched."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for

from cafepol.accounts.guards import current_viewer, note_act, staff_only
from cafepol.batches import guards, operations, queries
from cafepol.batches.corrections import left_out
from cafepol.batches.forms import StartForm
from cafepol.batches.guards import PRINTERS, readable_job
from cafepol.batches.page import file_name, page_of
from cafepol.batches.papers import MOST, offered_months
from cafepol.batches.plan import plan_of
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused
from cafepol.core.forms import StaffForm
from cafepol.zone.queries import the_zone

blueprint = Blueprint("batches_staff", __name__, url_prefix="/equipe/impressions")

REFRESH_SECONDS = "3"


@blueprint.route("", methods=["GET", "POST"])
@staff_only(*PRINTERS)
def index() -> Any:
    """Choose the month, whose meetings and which flyer; beside it what was printed lately."""
    places = guards.printable_places()
    usual = {"month": request.args.get("mois"), "place": request.args.get("commissariat")}
    form = StartForm(
        offered_months(today()), places,
        languages=the_zone().languages, whole_zone=guards.prints_for_zone(), data=usual,
    )  # fmt: skip
    target = form.once(lambda: _start(form))
    if target is not None:
        return redirect(target)
    page = render_template(
        "batches/staff/index.html",
        form=form, most=MOST, jobs=[page_of(each, now=now()) for each in queries.recent_jobs(current_viewer())],
    )  # fmt: skip
    return page, form.status


def _start(form: StartForm) -> str:
    plan = plan_of(form.wanted_month, form.commissariat_id, now=now())
    made = operations.start_job(
        month=form.wanted_month,
        commissariat_id=form.commissariat_id,
        paper=form.paper,
        language=form.language.data or None,
        flyers=len(plan.flyers),
        by_account_id=current_viewer().account_id,
        now=now(),
    )
    note_act("flyers_batch_started", "print_job", made.id, flyers=made.total)
    return url_for("batches_staff.detail", job_id=made.id)


@blueprint.get("/<int:job_id>")
@staff_only(*PRINTERS)
def detail(job_id: int) -> Any:
    """How far it is, asked again every few seconds; then the file, and what did not print."""
    shown = page_of(readable_job(job_id), now=now())
    page = render_template("batches/staff/detail.html", shown=shown, left_out=left_out(shown.job), form=StaffForm())
    return page, 200, {"Refresh": REFRESH_SECONDS} if shown.job.is_moving else {}


@blueprint.post("/<int:job_id>/annuler")
@staff_only(*PRINTERS)
def cancel(job_id: int) -> Any:
    """Stop it."""
    job = readable_job(job_id)
    try:
        operations.cancel_job(job, now=now())
    except Refused as refusal:
        flash(refusal.message, "warning")
    else:
        note_act("flyers_batch_cancelled", "print_job", job.id)
    return redirect(url_for("batches_staff.detail", job_id=job_id))


@blueprint.get("/<int:job_id>.pdf")
@staff_only(*PRINTERS)
def file(job_id: int) -> Any:
    """The file, as long as it is kept; without one, the page that says what became of it."""
    job = readable_job(job_id)
    if not queries.has_file(job, now()):
        return redirect(url_for("batches_staff.detail", job_id=job_id))
    guards.note_fetched(job)
    response = Response(stream_with_context(queries.parts_of(job.id)), mimetype="application/pdf")
    response.headers["Content-Length"] = str(job.size)
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(job)}"'
    return response
