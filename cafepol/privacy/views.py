"""What the zone keeps about people, in plain words; the table is made from the classes that every column carries."""

from flask import Blueprint, render_template

from cafepol.core import personal
from cafepol.registrations.states import NOTICE_VERSION

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/vie-privee")
def notice() -> str:
    """The privacy notice. Source: GDPR, article 13; law of 30 July 2018, title 7 (the supervisory authority)."""
    kept = [each for each in personal.ALL if each is not personal.NONE]
    return render_template("privacy/notice.html", kept=kept, version=NOTICE_VERSION)
