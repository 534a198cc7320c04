"""Choosing what to print for a month at once."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from cafepol.batches.papers import Edition, default_paper
from cafepol.core.filters import month_year
from cafepol.core.forms import StaffForm
from cafepol.flyers.pieces import FLYERS, Format, Use
from cafepol.meetings.months import Month
from cafepol.partners.listing import LANGUAGES
from cafepol.zone.models import Commissariat

WHOLE_ZONE = "zone"
FROM_LIST = "Choisissez une réponse de la liste."
_USES = {
    Use.OFFICE: "Plusieurs par page A4, à couper",
    Use.PAGE: "Un par page",
    Use.PRESS: "Pour l’imprimeur, avec fonds perdus et traits de coupe",
}


class StartForm(StaffForm):
    """Which month, whose meetings, which flyer."""

    month = SelectField("Quel mois ?", invalid_choice_message=FROM_LIST)
    place = SelectField("Quelles rencontres ?", invalid_choice_message=FROM_LIST)
    format = RadioField("Quel flyer ?", validators=[InputRequired("Choisissez un format.")])
    use = RadioField("Comment ?", validators=[InputRequired("Choisissez comment l’imprimer.")])
    language = SelectField("En quelle langue ?", default="", invalid_choice_message=FROM_LIST)
    verso = BooleanField("Avec le verso : c’est quoi, et un coupon pour s’inscrire")
    black = BooleanField("Tout en noir, pour une imprimante sans couleur")

    def __init__(
        self,
        months: Sequence[Month],
        places: Sequence[Commissariat],
        *,
        languages: Sequence[str],
        whole_zone: bool,
        **kwargs: Any,
    ) -> None:
        usual = default_paper()
        super().__init__(**{"format": str(usual.format), "use": str(usual.use)} | kwargs)
        self._months = {month.key: month for month in months}
        self._places = {each.slug: each.id for each in places}
        self.month.choices = [(month.key, month_year(month.first)) for month in months]
        zone = [(WHOLE_ZONE, "Toute la zone")] if whole_zone else []
        self.place.choices = [*zone, *((each.slug, each.place) for each in places)]
        self.language.choices = [
            ("", "La langue de chaque rencontre"),
            *((each, LANGUAGES.get(each, each)) for each in languages),
        ]
        self.format.choices = [(str(piece.format), piece.label) for piece in FLYERS]
        self.use.choices = [(str(use), label) for use, label in _USES.items()]

    @property
    def wanted_month(self) -> Month:
        """The month, from a form that validated."""
        return self._months[self.month.data]

    @property
    def commissariat_id(self) -> int | None:
        """Whose meetings, from a form that validated; None for the whole zone."""
        return self._places.get(self.place.data)

    @property
    def paper(self) -> Edition:
        """The flyer, from a form that validated."""
        return Edition(Format(self.format.data), Use(self.use.data), verso=self.verso.data, black=self.black.data)
