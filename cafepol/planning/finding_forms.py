"""Looking for a date: a form that is an address. Its fields are named as the address writes them."""

from datetime import date, timedelta
from typing import Any

from wtforms import DateField, SelectField, ValidationError
from wtforms.fields import SelectChoice

from cafepol.core.forms import AskForm, plausible_day, required
from cafepol.meetings.hours import AFTERNOON, EVENING, MORNING
from cafepol.meetings.offers import Offer
from cafepol.planning.finding import Question
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune

SPAN_MAX = 120  # days
USUAL_SPAN = 60
WORKING_DAYS = frozenset(range(5))
FROM_LIST = "Choisissez une réponse de la liste."
_DAYS = ("Le lundi", "Le mardi", "Le mercredi", "Le jeudi", "Le vendredi", "Le samedi", "Le dimanche")
_PARTS = [
    SelectChoice("", "Aux heures habituelles"),
    SelectChoice(MORNING, "Le matin"),
    SelectChoice(AFTERNOON, "L’après-midi"),
    SelectChoice(EVENING, "Le soir"),
]


def _select(label: str, choices: list[SelectChoice] | None = None) -> SelectField:
    return SelectField(label, choices=choices or [], invalid_choice_message=FROM_LIST)


def _day(label: str, need: str) -> DateField:
    sentence = "Écrivez la date comme ceci : 2027-01-12"
    return DateField(label, validators=[required(need), plausible_day], invalid_value_message=sentence)


class FindForm(AskForm):
    """Where and between which days; who, in which room and when only if it matters."""

    commune = _select("Commune")
    du = _day("Du", "Choisissez le premier jour.")
    au = _day("Au", "Choisissez le dernier jour.")
    hote = _select("Qui reçoit ?")
    lieu = _select("Lieu")
    jour = _select(
        "Quel jour ?",
        [SelectChoice("", "Du lundi au vendredi"), *(SelectChoice(str(n), day) for n, day in enumerate(_DAYS))],
    )
    moment = _select("À quel moment ?", _PARTS)

    def __init__(self, asked: Any, offer: Offer, *, today: date, flyer_days: int) -> None:
        first = today + timedelta(days=flyer_days)
        self.offer, self.today = offer, today
        self.places: dict[str, Commune] = {venue.commune.slug: venue.commune for venue in offer.venues}
        last = first + timedelta(days=USUAL_SPAN)
        usual = {"commune": next(iter(self.places), ""), "du": first.isoformat(), "au": last.isoformat()}
        super().__init__(asked, usual | dict.fromkeys(("hote", "lieu", "jour", "moment"), ""))
        self.commune.choices = [SelectChoice(slug, place.name) for slug, place in self.places.items()]
        people = [SelectChoice(str(each.id), each.full_name) for each in offer.officers]
        self.hote.choices = [SelectChoice("", "Qui est libre"), *people]
        rooms = [SelectChoice(str(each.id), each.name, optgroup=each.commune.name) for each in offer.venues]
        self.lieu.choices = [SelectChoice("", "Le plus indiqué"), *rooms]

    def validate_du(self, field: DateField) -> None:
        """The past is not looked at."""
        if field.data is not None and field.data < self.today:
            raise ValidationError("Ce jour est déjà passé. Choisissez un jour à venir.")

    def validate_au(self, field: DateField) -> None:
        """A span has an end, and not too far."""
        if field.data is None or self.du.data is None:
            return
        if field.data < self.du.data:
            raise ValidationError("Le dernier jour vient avant le premier. Corrigez un des deux.")
        if (field.data - self.du.data).days >= SPAN_MAX:
            raise ValidationError(f"Cherchez dans {SPAN_MAX} jours au plus.")

    def validate_lieu(self, field: SelectField) -> None:
        """The venue is one of the commune."""
        if field.data and self.commune.data in self.places and not self._venues():
            raise ValidationError("Ce lieu n’est pas dans cette commune.")

    def _venues(self) -> list[Any]:
        there = [venue for venue in self.offer.venues if venue.commune.slug == self.commune.data]
        return [venue for venue in there if self.lieu.data in ("", str(venue.id))]

    def question(self, preferred: Officer | None) -> Question:
        """What is asked, from a form that validated; `preferred` hosts if they are free."""
        officers = [each for each in self.offer.officers if self.hote.data in ("", str(each.id))]
        first = preferred.id if preferred else None
        commune = self.places[self.commune.data]
        return Question(
            commune=commune,
            first=self.du.data,
            last=self.au.data,
            weekdays=frozenset({int(self.jour.data)}) if self.jour.data else WORKING_DAYS,
            part=self.moment.data,
            officers=sorted(
                (each for each in officers if each.commissariat_id == commune.commissariat_id or self.hote.data),
                key=lambda each: each.id != first,
            ),
            venues=self._venues(),
        )
