"""The small forms in which numbers are noted."""

from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange, Optional

from cafepol.core.forms import StaffForm, plausible_day, required
from cafepol.outreach.counting import FLYERS_MAX, PEOPLE_MAX

A_DAY = "Choisissez le jour de ces chiffres."


def _number(label: str, maximum: int) -> IntegerField:
    sentence = f"Écrivez un nombre de 0 à {maximum}."
    return IntegerField(
        label, validators=[Optional(), NumberRange(0, maximum, sentence)], invalid_value_message=sentence
    )


class FlyersForm(StaffForm):
    """How many flyers were handed out for a meeting."""

    flyers: Any = _number("Flyers distribués hors des tournées", FLYERS_MAX)


class FacebookForm(StaffForm):
    """What Facebook's own page of the meeting says."""

    interested: Any = _number("Intéressés sur Facebook", PEOPLE_MAX)
    going: Any = _number("Participent sur Facebook", PEOPLE_MAX)
    as_of: Any = DateField("Chiffres lus le", validators=[required(A_DAY), plausible_day], invalid_value_message=A_DAY)
