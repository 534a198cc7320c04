"""What is asked about a partner and about the people there."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from cafepol.core.filters import phone
from cafepol.core.forms import StaffForm, SwitchForm, line, required
from cafepol.partners.listing import LANGUAGES, Person
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone.models import Commune, PartnerKind


class ApartForm(SwitchForm):
    """The number of whom the first is told apart (`avec`), or is so no more (`retour`)."""

    avec = HiddenField()


class PartnerForm(StaffForm):
    """An organisation: its name, its kind, the communes it serves."""

    name = line("Nom du partenaire", need="Écrivez le nom du partenaire.")
    kind_id = RadioField("Sorte de partenaire", coerce=int, validators=[required("Choisissez une sorte.")])
    commune_ids = SelectMultipleField(
        "Communes", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, kinds: Iterable[PartnerKind], communes: Iterable[Commune]) -> "PartnerForm":
        """Give the lists to choose from; the form itself, to go on with."""
        self.kind_id.choices = [SelectChoice(str(kind.id), kind.label) for kind in kinds]
        self.commune_ids.choices = [SelectChoice(str(commune.id), commune.name) for commune in communes]
        return self


class ContactForm(StaffForm):
    """A person at a partner."""

    name = line("Nom", need="Écrivez le nom de la personne.", maximum=80)
    function = line("Fonction", maximum=80)
    mail = line("Adresse e-mail", maximum=254)
    phone = line("Téléphone", maximum=40)
    language = RadioField("Langue", validators=[required("Choisissez une langue.")])

    def offer(self, languages: list[str]) -> "ContactForm":
        """Give the zone's languages to choose from: the first one is proposed, the only one taken unasked."""
        self.language.choices = [SelectChoice(code, LANGUAGES.get(code, code)) for code in languages]
        is_asked = len(languages) > 1
        if not is_asked:
            self.language.validators = ()
        if not is_asked or (self.language.data is None and not self.is_submitted()):
            self.language.data = languages[0]
        return self

    def facts(self) -> dict[str, Any]:
        """What the operations need."""
        fields = (self.name, self.function, self.mail, self.phone, self.language)
        return {field.name: field.data or "" for field in fields}


class MergeForm(StaffForm):
    """What stays of two partners that are one. `name` is the id of the partner whose name it is."""

    name = RadioField("Nom", coerce=int, validators=[required("Choisissez un nom.")])
    kind_id = RadioField("Sorte de partenaire", coerce=int, validators=[required("Choisissez une sorte.")])
    commune_ids = SelectMultipleField(
        "Communes", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, one: Partner, other: Partner, communes: Iterable[Commune]) -> "MergeForm":
        """Give what both have to choose from; the communes of both are proposed. The form itself."""
        both = {commune.id for commune in (*one.communes, *other.communes)}
        kept = [commune for commune in communes if commune.id in both]
        _propose(self.name, {one.id: one.name, other.id: other.name})
        _propose(self.kind_id, {one.kind_id: one.kind.label, other.kind_id: other.kind.label})
        self.commune_ids.choices = [SelectChoice(str(commune.id), commune.name) for commune in kept]
        if not self.is_submitted():
            self.commune_ids.data = [commune.id for commune in kept]
        return self


class MergeContactsForm(StaffForm):
    """What stays of two people that are one: each answer is the id of the contact whose fact it is."""

    name = RadioField("Nom", coerce=int, validators=[required("Choisissez un nom.")])
    function = RadioField("Fonction", coerce=int, validators=[required("Choisissez une fonction.")])
    mail = RadioField("Adresse e-mail", coerce=int, validators=[required("Choisissez une adresse.")])
    phone = RadioField("Téléphone", coerce=int, validators=[required("Choisissez un numéro.")])
    language = RadioField("Langue", coerce=int, validators=[required("Choisissez une langue.")])

    def offer(self, one: PartnerContact, other: PartnerContact) -> "MergeContactsForm":
        """Give what both have to choose from; what only one of them has is taken unasked. The form itself."""
        for field in self.facts:
            shown = {each.id: _in_words(field.name, getattr(each, field.name) or "") for each in (one, other)}
            _propose(field, {number: text for number, text in shown.items() if text} or shown)
        return self

    @property
    def facts(self) -> tuple[Any, ...]:
        """The fields, in their order."""
        return (self.name, self.function, self.mail, self.phone, self.language)

    def person(self, one: PartnerContact, other: PartnerContact) -> Person:
        """Who stays."""
        whose = {one.id: one, other.id: other}
        return Person(**{field.name: getattr(whose[field.data], field.name) for field in self.facts})


def _in_words(fact: str, value: str) -> str:
    """A fact of a person as people write it."""
    return LANGUAGES.get(value, value) if fact == "language" else phone(value) if fact == "phone" else value


def _propose(field: RadioField, labels: dict[int, str]) -> None:
    """Give a field what to choose from, the first one proposed; what both say alike is taken unasked."""
    distinct = {label: number for number, label in reversed(labels.items())}
    field.choices = [SelectChoice(str(number), label) for number, label in labels.items() if distinct[label] == number]
    if len(field.choices) == 1:
        field.validators = ()
    if len(field.choices) == 1 or field.data is None:
        field.data = next(iter(labels))
