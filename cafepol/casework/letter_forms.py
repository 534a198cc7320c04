"""What is typed when several letters go to the post."""

from wtforms import SelectMultipleField

from cafepol.casework.forms import day_field
from cafepol.core.forms import StaffForm
from cafepol.core.web import BIGGEST_ID


def row_id(sent: str) -> int:
    """The id that was sent; 0, which no row has, for what no column holds. Raises ValueError."""
    number = int(sent)
    return number if 0 < number <= BIGGEST_ID else 0


class PostLettersForm(StaffForm):
    """The letters that went to the post, and the day."""

    letters = SelectMultipleField("Lettres", coerce=row_id, choices=[], validate_choice=False)
    posted_on = day_field("Postées quel jour ?", need="Choisissez un jour.")
