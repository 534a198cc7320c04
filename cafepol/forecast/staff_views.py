"""What was forecast and who came: the staff's look back."""

from flask import Blueprint, render_template

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.forecast.page_queries import past_forecasts
from cafepol.meetings.guards import READERS

blueprint = Blueprint("forecasts", __name__, url_prefix="/equipe/previsions")


@blueprint.get("")
@staff_only(*READERS)
def past() -> str:
    """The closed meetings: the range that was said, the number of people, and how often they met."""
    return render_template("forecast/staff/index.html", past=past_forecasts(current_viewer()))
