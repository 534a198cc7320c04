"""The rounds of a meeting: where its flyers go, and what they brought in."""

from flask import Blueprint, render_template

from cafepol.accounts.guards import staff_only
from cafepol.core.clock import today
from cafepol.core.forms import SwitchForm
from cafepol.desk.guards import own_officer_id
from cafepol.desk.round_queries import results_of
from cafepol.distribution.queries import rounds_of
from cafepol.meetings.guards import READERS, is_writable, readable_meeting
from cafepol.outreach.counting import may_note as may_change

blueprint = Blueprint("rounds", __name__, url_prefix="/equipe/rencontres/<code>/tournees")


@blueprint.get("")
@staff_only(*READERS)
def index(code: str) -> str:
    """All rounds of a meeting, with what is left, what is late, and what each brought in."""
    meeting = readable_meeting(code)
    rounds = rounds_of(meeting, today=today())
    return render_template(
        "distribution/staff/index.html",
        meeting=meeting,
        rounds=rounds,
        results=results_of(meeting.id, [line.round for line in rounds.lines]),
        may_write=is_writable(meeting) and may_change(meeting.state),
        may_note=may_change(meeting.state),
        officer_id=own_officer_id(),
        form=SwitchForm(),
        today=today(),
    )
