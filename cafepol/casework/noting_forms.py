"""The forms with which a concern is noted: in full at the desk, in less than a minute in the room."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from cafepol.casework.forms import FROM_LIST, radio
from cafepol.concerns import labels
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.hearing import REFERENCE, ConcernDraft
from cafepol.concerns.names import named, warning
from cafepol.concerns.raising import ADDRESS, RaiserDraft
from cafepol.concerns.transitions import ELSEWHERE, Orientation
from cafepol.core.errors import DomainError, Refused
from cafepol.core.forms import StaffForm, line, paragraph, required
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.zone.models import Theme

OTHERS = {
    RaiserKind.PERSON: "Une autre personne",
    RaiserKind.ANONYMOUS: "Quelqu’un qui ne donne pas son nom",
    RaiserKind.COLLECTIVE: "Un groupe",
}
KNOWN = "known"  # the channel that a registration already tells
AS_REGISTERED = "comme à l’inscription"
NO_FACTS = "Écrivez ce que la personne a dit, avec ses mots."
NO_CHANNEL = "Choisissez le retour voulu."
NO_REGISTRATION = "Sans inscription, choisissez le retour voulu."
_NO_THEME = "Choisissez un thème."
_BETWEEN = ", "  # the names that were asked about


def theme_field() -> Any:
    """The theme, as tiles; `show_themes` fills it."""
    return radio("Thème", {}, need=_NO_THEME, coerce=int)


def show_themes(field: Any, themes: Sequence[Theme]) -> None:
    """Offer these themes."""
    field.choices = [SelectChoice(str(theme.id), theme.label) for theme in themes]


def name_of(registration: Registration) -> str:
    """How a registration is called when nothing else is said: its name, or its reference."""
    return registration.name or f"Inscription {registration.reference}"


def channel_of(registration: Registration) -> Channel:
    """How somebody who registered is told: by what they left then, or at a café."""
    if registration.mail:
        return Channel.MAIL
    return Channel.PHONE if registration.phone else Channel.MEETING


class WordsForm(StaffForm):
    """Words about a concern: what looks like somebody's name in them is asked about once, then it stays."""

    worded: ClassVar[tuple[str, ...]] = ("facts", "place", "title", "settled")

    seen = HiddenField()  # the names that were asked about

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that each name in the words was asked about before."""
        is_valid = super().validate(extra_validators)
        before = (self.seen.data or "").split(_BETWEEN)
        found: list[str] = []
        for field in (self[name] for name in self.worded if name in self._fields):
            names = named(field.data or "")
            found += names
            if ask := warning([name for name in names if name not in before]):
                field.errors = [*field.errors, ask]
                is_valid = False
        self.seen.data = _BETWEEN.join(dict.fromkeys(found))
        return is_valid


class QuickConcernForm(WordsForm):
    """A concern in the room. Give the meeting's registrations and the themes; `draft(meeting)` goes to `log_concern`.

    Registrations that were ticked come first, called as `shown` says. `settled`, when filled, says that it was
    settled on the spot.
    """

    at: ClassVar[dict[str, str]] = {"registration": "who", "quarter": "who", "commune": "who"}

    orientation = radio("Qu’est-ce que c’est ?", labels.ORIENTATIONS, default=Orientation.CONCERN.value)
    who = SelectField(
        "Qui l’a dit ?", validators=[required("Choisissez qui l’a dit.")], invalid_choice_message=FROM_LIST
    )
    facts = paragraph("Ses mots", need=NO_FACTS)
    theme = theme_field()
    place = line("Où exactement ?")
    also = SelectMultipleField(
        "Qui d’autre dit la même chose ?", validators=[Optional()], choices=[], validate_choice=True
    )
    channel = radio(
        "Quel retour veut cette personne ?", {KNOWN: AS_REGISTERED, **labels.CHANNELS}, need=NO_CHANNEL, default=KNOWN
    )
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
        self.also.choices = people
        show_themes(self.theme, themes)
        if self.orientation.data == Orientation.OFFENCE_TO_RECORD:
            self.facts.validators = [Optional()]  # only its reference is kept

    @property
    def way_out(self) -> Orientation | None:
        """What this is when it is not noted here: nothing else of the form is looked at then."""
        found = Orientation(self.orientation.data) if self.orientation.data in set(Orientation) else None
        return found if found in ELSEWHERE else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that nobody is to be told as they registered who did not."""
        is_valid = super().validate(extra_validators)
        if self.channel.data == KNOWN and self.who.data and self.who.data not in self.registrations:
            self.channel.errors = [*self.channel.errors, NO_REGISTRATION]
            return False
        return is_valid

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
            raisers=[self._raiser(), *self._others()],
        )

    def _others(self) -> list[RaiserDraft]:
        """Who says the same, each to be told by what they left at the registration."""
        known = [self.registrations[each] for each in self.also.data or () if each != self.who.data]
        return [RaiserDraft(registration=each, channel=channel_of(each)) for each in known]

    def _raiser(self) -> RaiserDraft:
        known = self.registrations.get(self.who.data)
        kind = RaiserKind.PERSON if known else RaiserKind(self.who.data)
        return RaiserDraft(
            kind=kind,
            registration=known,
            channel=channel_of(known) if known and self.channel.data == KNOWN else Channel(self.channel.data),
            name=self.name.data or "",
            mail=self.mail.data or "",
            phone=self.phone.data or "",
            address=self.address.data or "",
        )

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal at the field that this form has for it; what is said of who said the same, at their list."""
        field, _, position = (refusal.field or "").partition(".")
        super().refuse(Refused(refusal.message, field="also" if position else self.at.get(field, field)))
