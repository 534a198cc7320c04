"""Asking for a café: by oneself on the web, or through who took the call; and answering."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from cafepol.core.forms import StaffForm, VisitorForm, contact, line, paragraph, required
from cafepol.core.text import normal_mail, normal_phone
from cafepol.meetings.models import Meeting
from cafepol.requests.states import OUTCOME_MAX, WHY_MAX, Channel
from cafepol.zone.models import Commune, Quarter

NAME_MAX, MAIL_MAX, PHONE_MAX = 80, 254, 40
OFFERED = "Choisissez l’une des réponses proposées."
_WHERE = "Choisissez un quartier, ou toute la commune."
_WHY = "Dites en une phrase de quoi vous voulez parler."


class Places:
    """The communes and quarters to choose from, as one list: « c1 » is a commune, « q7 » a quarter."""

    def __init__(self, communes: list[Commune], quarters: list[Quarter]) -> None:
        self.found: dict[str, tuple[Commune, Quarter | None]] = {}
        self.choices = [SelectChoice("", "Choisissez")]
        for commune in communes:
            self._add(f"c{commune.id}", commune, None)
            for quarter in quarters:
                if quarter.commune_id == commune.id:
                    self._add(f"q{quarter.id}", commune, quarter)

    def _add(self, value: str, commune: Commune, quarter: Quarter | None) -> None:
        self.found[value] = commune, quarter
        label = quarter.name if quarter else f"{commune.name}, peu importe où"
        self.choices.append(SelectChoice(value, label, optgroup=commune.name))

    def value_of(self, slug: str) -> str:
        """The value of a commune, by its slug; empty for what is none of them."""
        return next(
            (value for value, (commune, quarter) in self.found.items() if not quarter and commune.slug == slug), ""
        )


def _place(label: str) -> SelectField:
    return SelectField(label, validators=[required(_WHERE)], invalid_choice_message=OFFERED)


def _asked(form: Any) -> dict[str, Any]:
    """What ask_for_cafe takes, from a form that validated."""
    commune, quarter = form.places.found[form.place.data]
    words = {name: form[name].data or "" for name in ("why", "name", "mail", "phone")}
    return {"commune": commune, "quarter": quarter, **words}


class AskingForm(VisitorForm):
    """« Demander un café »: a place and a sentence; who one is only if one wants to be told."""

    purpose = "demande"

    place = _place("Où voulez-vous un café ?")
    why = paragraph("De quoi voulez-vous parler ?", need=_WHY, maximum=WHY_MAX)
    name = line("Votre nom", maximum=NAME_MAX)
    mail = contact("E-mail", MAIL_MAX, normal_mail)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)

    def __init__(self, places: Places, **kwargs: Any) -> None:
        super().__init__("cafe", **kwargs)
        self.places = places
        self.place.choices = places.choices

    @property
    def asked(self) -> dict[str, Any]:
        """What ask_for_cafe takes."""
        return _asked(self) | {"channel": Channel.WEB, "key": self.key}


class CallForm(StaffForm):
    """Somebody asks on the phone, at the counter or in the street."""

    place = _place("Où ?")
    why = paragraph("De quoi cette personne veut-elle parler ?", need="Notez-le en une phrase.", maximum=WHY_MAX)
    channel = RadioField(
        "Comment demande-t-elle ?",
        choices=[
            SelectChoice(Channel.PHONE.value, "Par téléphone"),
            SelectChoice(Channel.COUNTER.value, "Au guichet"),
            SelectChoice(Channel.OFFICER.value, "En rue"),
        ],
        validators=[required(OFFERED)],
        invalid_choice_message=OFFERED,
        default=Channel.PHONE.value,
    )
    name = line("Nom", maximum=NAME_MAX)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    mail = contact("E-mail", MAIL_MAX, normal_mail)

    def __init__(self, places: Places, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.places = places
        self.place.choices = places.choices

    @property
    def asked(self) -> dict[str, Any]:
        """What ask_for_cafe takes."""
        return _asked(self) | {"channel": self.channel.data, "key": self.key.data or ""}


class PlanForm(StaffForm):
    """Which meeting answers a request."""

    meeting = SelectField(
        "La rencontre", validators=[required("Choisissez une rencontre.")], invalid_choice_message=OFFERED
    )

    def __init__(self, meetings: dict[str, Meeting], labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.meetings = meetings
        self.meeting.choices = [SelectChoice("", "Choisissez"), *(SelectChoice(*each) for each in labels.items())]

    @property
    def chosen(self) -> Meeting:
        """The meeting, from a form that validated."""
        return self.meetings[self.meeting.data]


class ShelveForm(StaffForm):
    """Why a request is not followed."""

    reason = paragraph("Pourquoi ?", need="Écrivez en une phrase pourquoi.", maximum=OUTCOME_MAX)
