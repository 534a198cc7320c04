"""The forms with which a concern is noted: in full at the desk, in less than a minute in the room."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from cafepol.concerns import labels
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.forms import FROM_LIST, RaiserForm, radio
from cafepol.concerns.hearing import REFERENCE, ConcernDraft
from cafepol.concerns.raising import ADDRESS, RaiserDraft
from cafepol.concerns.transitions import ELSEWHERE, Orientation
from cafepol.core.errors import DomainError, Refused
from cafepol.core.forms import StaffForm, line, paragraph, required
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.zone.models import Commune, Quarter, Theme

OTHERS = {
    RaiserKind.PERSON: "Une autre personne",
    RaiserKind.ANONYMOUS: "Quelqu’un qui ne donne pas son nom",
    RaiserKind.COLLECTIVE: "Un groupe",
}
_NO_FACTS = "Écrivez ce que la personne a dit, avec ses mots."
_NO_THEME = "Choisissez un thème."


def _theme() -> Any:
    return radio("Thème", {}, need=_NO_THEME, coerce=int)


def _show_themes(field: Any, themes: Sequence[Theme]) -> None:
    field.choices = [SelectChoice(str(theme.id), theme.label) for theme in themes]


class OrientedForm(StaffForm):
    """A form that asks first what was said: of what is not noted here it keeps nothing, whatever else is in it."""

    orientation = radio("Qu’est-ce que c’est ?", labels.ORIENTATIONS, default=Orientation.CONCERN.value)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._start: dict[str, Any] = kwargs.get("data") or {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; a complaint or an emergency gets its way out at once, and the form is empty again."""
        way_out = ELSEWHERE.get(self.orientation.data)
        if way_out is None:
            return super().validate(extra_validators)
        self.process(None, data=self._start | {"orientation": self.orientation.data})
        self.refuse(Refused(way_out, field="orientation"))
        return False


def name_of(registration: Registration) -> str:
    """How a registration is called when nothing else is said: its name, or its reference."""
    return registration.name or f"Inscription {registration.reference}"


class QuickConcernForm(OrientedForm):
    """A concern in the room. Give the meeting's registrations and the themes; `draft(meeting)` goes to `log_concern`.

    Registrations that were ticked come first, called as `shown` says. `settled`, when filled, says that it was
    settled on the spot.
    """

    at: ClassVar[dict[str, str]] = {"registration": "who", "quarter": "who", "commune": "who"}

    who = SelectField(
        "Qui l’a dit ?", validators=[required("Choisissez qui l’a dit.")], invalid_choice_message=FROM_LIST
    )
    facts = paragraph("Ses mots", need=_NO_FACTS)
    theme = _theme()
    place = line("Où exactement ?")
    channel = radio("Quel retour veut cette personne ?", labels.CHANNELS, need="Choisissez le retour voulu.")
    name = line("Nom")
    mail = line("Adresse e-mail", maximum=254)
    phone = line("Téléphone", maximum=30)
    address = paragraph("Adresse postale", maximum=ADDRESS)
    reference = line("Référence de ce qui est acté ailleurs", maximum=REFERENCE)
    settled = paragraph("Réglé sur place : ce que vous avez répondu")

    def __init__(
        self,
        registrations: Sequence[Registration],
        themes: Sequence[Theme],
        *,
        shown: Callable[[Registration], str] = name_of,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.registrations = {str(each.id): each for each in registrations}
        self.themes = {theme.id: theme for theme in themes}
        ticked_first = sorted(registrations, key=lambda each: not each.is_present)
        people = [SelectChoice(str(each.id), shown(each)) for each in ticked_first]
        others = [SelectChoice(str(key), label) for key, label in OTHERS.items()]
        self.who.choices = [SelectChoice("", "Choisissez"), *people, *others]
        _show_themes(self.theme, themes)
        if self.orientation.data == Orientation.OFFENCE_TO_RECORD:
            self.facts.validators = [Optional()]  # only its reference is kept

    def draft(self, meeting: Meeting) -> ConcernDraft:
        """What `log_concern` takes, from a form that validated."""
        return ConcernDraft(
            commune=meeting.commune,
            quarter=meeting.quarter,
            meeting=meeting,
            theme=self.themes[self.theme.data],
            orientation=Orientation(self.orientation.data),
            place=self.place.data or "",
            facts=self.facts.data or "",
            reference=self.reference.data or "",
            settled=self.settled.data or "",
            raisers=[self._raiser()],
        )

    def _raiser(self) -> RaiserDraft:
        known = self.registrations.get(self.who.data)
        kind = RaiserKind.PERSON if known else RaiserKind(self.who.data)
        return RaiserDraft(
            kind=kind,
            registration=known,
            channel=Channel(self.channel.data),
            name=self.name.data or "",
            mail=self.mail.data or "",
            phone=self.phone.data or "",
            address=self.address.data or "",
        )

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal at the field that this form has for it."""
        super().refuse(Refused(refusal.message, field=self.at.get(refusal.field or "", refusal.field)))


def _called(commune: Commune, quarter: Quarter | None) -> str:
    return f"{quarter.name} ({commune.name})" if quarter else f"{commune.name}, sans quartier"


class ConcernForm(OrientedForm, RaiserForm):
    """A concern noted at the desk: what it is comes first, then where, what, and who."""

    at: ClassVar[dict[str, str]] = {"quarter": "where", "commune": "where", "registration": "kind"}

    where = SelectField("Quartier", validators=[required("Choisissez un quartier.")], invalid_choice_message=FROM_LIST)
    place = line("Où exactement ?")
    theme = _theme()
    facts = paragraph("Ce que la personne a dit")
    title = line("Titre pour l’équipe")
    reference = line("Référence de ce qui est acté ailleurs", maximum=REFERENCE)

    def __init__(
        self, quarters: Sequence[Quarter], communes: Sequence[Commune], themes: Sequence[Theme], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.places = {f"q{each.id}": (each.commune, each) for each in quarters} | {
            f"c{each.id}": (each, None) for each in communes
        }
        self.themes = {theme.id: theme for theme in themes}
        named = [SelectChoice(key, _called(*place)) for key, place in self.places.items()]
        self.where.choices = [SelectChoice("", "Choisissez"), *sorted(named, key=lambda choice: choice.label)]
        _show_themes(self.theme, themes)

    @property
    def commune(self) -> Commune:
        """The commune that was chosen, from a form that validated."""
        return self.places[self.where.data][0]

    def draft(self, meeting: Meeting | None) -> ConcernDraft:
        """What `log_concern` takes, from a form that validated."""
        commune, quarter = self.places[self.where.data]
        return ConcernDraft(
            commune=commune,
            quarter=quarter,
            meeting=meeting,
            theme=self.themes[self.theme.data],
            orientation=Orientation(self.orientation.data),
            place=self.place.data or "",
            title=self.title.data or "",
            facts=self.facts.data or "",
            reference=self.reference.data or "",
            raisers=[self.raiser()],
        )

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal at the field that this form has for it."""
        super().refuse(Refused(refusal.message, field=self.at.get(refusal.field or "", refusal.field)))
