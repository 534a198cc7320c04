"""The short address that is printed on the flyers of one round."""

from typing import Any

from flask import Blueprint, redirect, url_for

from cafepol.distribution.code_queries import meeting_code_of
from cafepol.meetings.queries import get_public_meeting

blueprint = Blueprint("distribution", __name__)


@blueprint.get("/s/<string(length=5):code>")
def short(code: str) -> Any:
    """To the meeting's page, by an address that says which round brought somebody, and nothing about them."""
    meeting = get_public_meeting(meeting_code_of(code), whole=False)
    return redirect(url_for("front.meeting", code=meeting.code, tournee=code.upper()))
