"""« Proposer n dates »: the form of a meeting, a rhythm, and the days that were ticked."""

from datetime import date
from typing import Any

from wtforms import IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange

from cafepol.core.forms import required
from cafepol.meetings.forms import FROM_LIST, MeetingForm
from cafepol.meetings.offers import Offer
from cafepol.meetings.series import EVERY_MAX, FEWEST, MOST, Rhythm, series_days

USUAL_NUMBER = 3
_EVERY = f"Écrivez un nombre de 1 à {EVERY_MAX}."
_NUMBER = f"Écrivez un nombre de {FEWEST} à {MOST}."
_RHYTHMS = [
    SelectChoice(Rhythm.WEEKS.value, "Par semaines"),
    SelectChoice(Rhythm.MONTHS.value, "Par mois, le même jour de la semaine"),
]


class SeriesForm(MeetingForm):
    """A meeting and how often it comes back. `step` says which button: the days, the form again, or the drafts."""

    rhythm = RadioField(
        "Comment se suivent-elles ?",
        choices=_RHYTHMS,
        validators=[required("Choisissez un rythme.")],
        invalid_choice_message=FROM_LIST,
        default=Rhythm.WEEKS.value,
    )
    every = IntegerField(
        "Intervalle",
        validators=[required(_EVERY), NumberRange(1, EVERY_MAX, _EVERY)],
        invalid_value_message=_EVERY,
        default=1,
    )
    number = IntegerField(
        "Combien de dates ?",
        validators=[required(_NUMBER), NumberRange(FEWEST, MOST, _NUMBER)],
        invalid_value_message=_NUMBER,
        default=USUAL_NUMBER,
    )
    chosen = SelectMultipleField("Dates", choices=[], validate_choice=False)
    step = StringField()

    def __init__(self, offer: Offer, **kwargs: Any) -> None:
        super().__init__(offer, **kwargs)
        self.is_fresh = self.is_submitted() and not self.number.raw_data  # what was typed in the form of one meeting
        if self.is_fresh:
            self.rhythm.data, self.every.data, self.number.data = Rhythm.WEEKS.value, 1, USUAL_NUMBER

    @property
    def days(self) -> list[date]:
        """The days of the rhythm, from a form that validated."""
        return series_days(self.day.data, Rhythm(self.rhythm.data), every=self.every.data, number=self.number.data)

    @property
    def chosen_days(self) -> list[date]:
        """Those that are ticked."""
        ticked = set(self.chosen.data or ())
        return [day for day in self.days if day.isoformat() in ticked]
