"""The forms of the desk with which a concern is noted: what it is; then the words, and up to six people at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, Optional

from cafepol.casework.forms import FROM_LIST, day_field
from cafepol.casework.noting_forms import (
    AS_REGISTERED,
    KNOWN,
    NO_CHANNEL,
    NO_FACTS,
    NO_REGISTRATION,
    OTHERS,
    WordsForm,
    channel_of,
    name_of,
    show_themes,
    theme_field,
)  # fmt: skip
from cafepol.concerns import labels
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.hearing import REFERENCE, ConcernDraft
from cafepol.concerns.raising import ADDRESS, RaiserDraft
from cafepol.concerns.transitions import Orientation
from cafepol.core.errors import DomainError, Refused
from cafepol.core.forms import StaffForm, line, paragraph, required
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.zone.models import Commune, Quarter, Theme

MOST = 6  # people on one form; more are added to the concern afterwards
_WHAT = "Choisissez ce que c’est."
_TYPED = ("name", "phone", "mail", "address")


class OrientationForm(StaffForm):
    """What was said, before anything is written: four buttons."""

    orientation = StringField(
        "Qu’est-ce que c’est ?", validators=[required(_WHAT), AnyOf([str(each) for each in Orientation], _WHAT)]
    )


@dataclass(frozen=True)
class Person:
    """The fields of one person on the form."""

    position: int
    who: Field
    channel: Field
    name: Field
    phone: Field
    mail: Field
    address: Field

    @property
    def typed(self) -> dict[str, str]:
        """Name and contact, as typed."""
        return {name: getattr(self, name).data or "" for name in _TYPED}

    @property
    def is_left_empty(self) -> bool:
        """Whether nobody was noted here: a line more that was not needed."""
        return self.position > 0 and not (any(self.typed.values()) or self.channel.data)


def _person(position: int) -> dict[str, Any]:
    fields = {
        "who": SelectField("Qui l’a dit ?", default=RaiserKind.PERSON.value, invalid_choice_message=FROM_LIST),
        "channel": SelectField("Quel retour veut cette personne ?", default="", invalid_choice_message=FROM_LIST),
        "name": line("Nom"),
        "phone": line("Téléphone", maximum=30),
        "mail": line("Adresse e-mail", maximum=254),
        "address": paragraph("Adresse postale", maximum=ADDRESS),
    }
    return {f"{name}_{position}": field for name, field in fields.items()}


_People: Any = type("_People", (WordsForm,), {k: v for each in range(MOST) for k, v in _person(each).items()})


def _called(commune: Commune, quarter: Quarter | None) -> str:
    return f"{quarter.name} ({commune.name})" if quarter else f"{commune.name}, sans quartier"


class IntakeForm(_People):
    """A concern, or the reference of an offence that is on record elsewhere, with everybody who said it.

    Three buttons besides « Noter »: `more` shows one person more, `look` the concerns that may be the same, and `same`
    (a number) adds the people to that one instead.
    """

    at: ClassVar[dict[str, str]] = {"quarter": "where", "commune": "where", "registration": "who", "kind": "who"}

    where = SelectField("Quartier", validators=[required("Choisissez un quartier.")], invalid_choice_message=FROM_LIST)
    place = line("Où exactement ?")
    theme = theme_field()
    facts = paragraph("Ce qui a été dit", need=NO_FACTS)
    title = line("Titre pour l’équipe")
    settled = paragraph("Réglé sur place : ce que vous avez répondu")
    reference = line("Référence de ce qui est acté ailleurs", maximum=REFERENCE)
    heard_on = day_field("Dit quel jour ?")
    many = HiddenField(default="1")
    more = line("Une personne de plus")
    look = line("Voir les doléances proches")
    same = line("C’est la même")

    def __init__(
        self,
        quarters: Sequence[Quarter],
        communes: Sequence[Commune],
        themes: Sequence[Theme],
        registrations: Sequence[Registration],
        *,
        kind: Orientation,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.places = {f"q{each.id}": (each.commune, each) for each in quarters} | {
            f"c{each.id}": (each, None) for each in communes
        }
        self.themes = {each.id: each for each in themes}
        self.registrations = {str(each.id): each for each in registrations}
        named = [SelectChoice(key, _called(*place)) for key, place in self.places.items()]
        self.where.choices = [SelectChoice("", "Choisissez"), *sorted(named, key=lambda choice: choice.label)]
        show_themes(self.theme, themes)
        self._offer_people(registrations)
        if self.is_offence:
            self.facts.validators = [Optional()]  # only its reference is kept
        if self.more.data:
            self.many.data = str(min(self._many + 1, MOST))

    def _offer_people(self, registrations: Sequence[Registration]) -> None:
        ticked_first = sorted(registrations, key=lambda each: not each.is_present)
        known = [SelectChoice(str(each.id), name_of(each)) for each in ticked_first]
        others = [SelectChoice(str(key), label) for key, label in OTHERS.items()]
        usual = [SelectChoice(KNOWN, AS_REGISTERED)] if known else []
        ways = [SelectChoice(str(key), label) for key, label in labels.CHANNELS.items()]
        for each in self._all():
            each.who.choices = [*known, *others]
            each.channel.choices = [SelectChoice("", "Choisissez"), *usual, *ways]

    def _all(self) -> Iterator[Person]:
        for position in range(MOST):
            yield Person(position, *(self[f"{name}_{position}"] for name in ("who", "channel", *_TYPED)))

    @property
    def _many(self) -> int:
        typed = str(self.many.data or "")
        return min(max(int(typed), 1), MOST) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 1

    @property
    def people(self) -> list[Person]:
        """The people that the page shows."""
        return list(self._all())[: self._many]

    @property
    def takes_more(self) -> bool:
        """Whether one person more may be shown."""
        return self._many < MOST

    @property
    def is_offence(self) -> bool:
        """Whether only the reference of what is on record elsewhere is kept."""
        return self.kind is Orientation.OFFENCE_TO_RECORD

    @property
    def is_only_shown(self) -> bool:
        """Whether a button asks for the page again as it is, with one thing more on it."""
        return bool(self.more.data or self.look.data)

    @property
    def place_and_theme(self) -> tuple[Commune, Quarter | None, Theme] | None:
        """Where and about what, once both are chosen; None for what is on record elsewhere."""
        place, theme = self.places.get(self.where.data or ""), self.themes.get(self.theme.data or 0)
        return (*place, theme) if place and theme and not self.is_offence else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields and the people; of who is added to another concern, the people alone."""
        super().validate(extra_validators)
        if self.same.data:
            for field in (self.where, self.theme, self.facts):
                field.errors = []
        for each in self._noted:
            self._check(each, self.registrations)
        return not self.errors

    @staticmethod
    def _check(person: Person, registrations: Collection[str]) -> None:
        if not person.channel.data:
            person.channel.errors = [*person.channel.errors, NO_CHANNEL]
        elif person.channel.data == KNOWN and person.who.data not in registrations:
            person.channel.errors = [*person.channel.errors, NO_REGISTRATION]

    def raisers(self) -> list[RaiserDraft]:
        """Everybody who said it, from a form that validated; who joins another concern brings the own words."""
        words = (self.facts.data or "") if self.same.data else ""
        return [self._raiser(each, words) for each in self._noted]

    @property
    def _noted(self) -> list[Person]:
        return [each for each in self.people if not each.is_left_empty]

    def _raiser(self, person: Person, words: str) -> RaiserDraft:
        known = self.registrations.get(person.who.data)
        channel = person.channel.data
        return RaiserDraft(
            kind=RaiserKind.PERSON if known else RaiserKind(person.who.data),
            registration=known,
            channel=channel_of(known) if known and channel == KNOWN else Channel(channel),
            heard_on=self.heard_on.data,
            words=words,
            **person.typed,
        )

    def draft(self, meeting: Meeting | None) -> ConcernDraft:
        """What `log_concern` takes, from a form that validated."""
        commune, quarter = self.places[self.where.data]
        return ConcernDraft(
            commune=commune,
            quarter=quarter,
            meeting=meeting,
            theme=self.themes[self.theme.data],
            orientation=self.kind,
            place=self.place.data or "",
            title=self.title.data or "",
            facts=self.facts.data or "",
            reference=self.reference.data or "",
            settled=self.settled.data or "",
            raisers=self.raisers(),
        )

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal at the field that this form has for it; « mail.2 » is that of the third who was noted."""
        field, _, position = (refusal.field or "").partition(".")
        field = self.at.get(field, field)
        if f"{field}_0" in self._fields:
            field = f"{field}_{self._noted[int(position or 0)].position}"
        super().refuse(Refused(refusal.message, field=field))
