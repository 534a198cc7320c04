"""Planning a meeting, changing it, calling it off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from cafepol.core.errors import Refused
from cafepol.core.filters import phone as spoken
from cafepol.core.forms import StaffForm, line, paragraph, plausible_day, required
from cafepol.core.versioned_forms import VersionedForm
from cafepol.meetings.conflicts import Conflicts, SoftConflicts
from cafepol.meetings.models import Meeting
from cafepol.meetings.offers import Offer
from cafepol.partners.listing import LANGUAGES

CAPACITY_MAX = 2000
DAY_FORM = "%Y-%m-%d"
TIME_FORMS = ["%H:%M", "%H:%M:%S"]
SAME_QUARTER = 0
FROM_LIST = "Choisissez une réponse de la liste."
ONE_TO_MANY = f"Écrivez un nombre de 1 à {CAPACITY_MAX}."


def _id(value: Any) -> int | None:
    """The id that an option stands for; the empty option stands for none."""
    return None if value == "" else int(value)


def _select(label: str, need: str) -> SelectField:
    return SelectField(
        label, coerce=_id, validators=[required(need)], invalid_value_message=need, invalid_choice_message=FROM_LIST
    )


def _several(label: str) -> SelectMultipleField:
    return SelectMultipleField(
        label, coerce=int, invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST, choices=[]
    )


def _time(label: str, need: str) -> TimeField:
    sentence = "Écrivez l’heure comme ceci : 18:30"
    return TimeField(label, validators=[required(need)], format=TIME_FORMS, invalid_value_message=sentence)


class MeetingForm(VersionedForm):
    """A meeting as it is planned."""

    venue = _select("Lieu", "Choisissez un lieu.")
    quarter = SelectField("Quartier", coerce=int, invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST)
    day = DateField(
        "Jour",
        validators=[required("Choisissez un jour."), plausible_day],
        format=DAY_FORM,
        invalid_value_message="Écrivez la date comme ceci : 2027-01-12",
    )
    starts = _time("Début", "Écrivez l’heure du début.")
    ends = _time("Fin", "Écrivez l’heure de la fin.")
    host = _select("Qui reçoit ?", "Choisissez qui reçoit.")
    co_hosts = _several("Avec qui d’autre ?")
    phone = line("Téléphone pour les questions", maximum=30)
    title = line("Titre", need="Donnez un titre à la rencontre.")
    language = SelectField("Langue", invalid_choice_message=FROM_LIST)
    topics = _several("Sujets de prévention présentés")
    public_text = paragraph("Texte pour les habitants")
    capacity = IntegerField(
        "Nombre de places",
        validators=[Optional(), NumberRange(1, CAPACITY_MAX, ONE_TO_MANY)],
        invalid_value_message=ONE_TO_MANY,
    )
    override = BooleanField("Continuer quand même")

    def __init__(self, offer: Offer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer = offer
        self.doubts: tuple[str, ...] = ()
        self.venue.choices = [SelectChoice("", "Choisissez"), *_grouped(offer.venues, "name")]
        self.quarter.choices = [SelectChoice("0", "Celui du lieu"), *_grouped(offer.quarters, "name")]
        people = [SelectChoice(str(each.id), each.full_name) for each in offer.officers]
        self.host.choices = [SelectChoice("", "Choisissez"), *people]
        self.co_hosts.choices = people
        self.topics.choices = [SelectChoice(str(each.id), each.label) for each in offer.topics]
        self._offer_languages(offer.languages)

    def _offer_languages(self, codes: list[str]) -> None:
        """Asked only where there is a choice."""
        self.language.choices = [SelectChoice(code, LANGUAGES.get(code, code)) for code in codes]
        self.language.data = self.language.data or codes[0]
        if len(codes) == 1:
            del self.language

    @property
    def plan(self) -> dict[str, Any]:
        """What the operations take, from a form that validated."""
        venue = self.offer.venue(self.venue.data)
        return {
            "venue": venue,
            "commune": venue.commune,
            "quarter": self.offer.quarter(self.quarter.data) if self.quarter.data else venue.quarter,
            "host": self.offer.officers_chosen([self.host.data])[0],
            "co_hosts": self.offer.officers_chosen(self.co_hosts.data),
            "topics": self.offer.topics_chosen(self.topics.data),
            "starts_local": datetime.combine(self.day.data, self.starts.data),
            "ends_local": datetime.combine(self.day.data, self.ends.data),
            "title": self.title.data,
            "public_text": self.public_text.data or "",
            "phone": self.phone.data or "",
            "capacity": self.capacity.data,
            "override_soft": self.override.data,
            **({"language": self.language.data} if self.language else {}),
        }

    def show(self, refusal: Refused) -> None:
        """Put every conflict at its field; doubts are shown as a note with « Continuer quand même »."""
        if not isinstance(refusal, Conflicts):
            self.refuse(refusal)
        elif isinstance(refusal, SoftConflicts):
            self.doubts = tuple(each.sentence for each in refusal.conflicts)
            self.override.errors = ["Lisez la remarque, puis cochez « Continuer quand même » ou changez le jour."]
        else:
            for conflict in refusal.conflicts:
                self.refuse(Refused(conflict.sentence, field=conflict.field))


def _grouped(rows: Iterable[Any], label: str) -> list[SelectChoice]:
    """One option per row, under the name of its commune."""
    return [SelectChoice(str(row.id), getattr(row, label), optgroup=row.commune.name) for row in rows]


def values_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting as its form shows it."""
    own_quarter = meeting.quarter_id is not None and meeting.quarter_id != meeting.venue.quarter_id
    return {
        "venue": meeting.venue_id,
        "quarter": meeting.quarter_id if own_quarter else SAME_QUARTER,
        "day": meeting.day,
        "starts": meeting.starts_local.time(),
        "ends": meeting.ends_local.time(),
        "host": meeting.host_id,
        "co_hosts": [officer.id for officer in meeting.co_hosts],
        "phone": spoken(meeting.phone) if meeting.phone else "",
        "title": meeting.title,
        "topics": [topic.id for topic in meeting.topics],
        "public_text": meeting.public_text,
        "language": meeting.language,
        "capacity": meeting.capacity,
        "version": meeting.version,
    }


class CancelForm(StaffForm):
    """Why a meeting does not take place."""

    reason = paragraph(
        "Pourquoi ?", need="Écrivez en une phrase pourquoi. Les personnes inscrites la liront.", maximum=300
    )
