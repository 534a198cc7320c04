"""What is asked about a partner and about the people there."""

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from cafepol.core.forms import StaffForm, line, required
from cafepol.zone.models import Commune, PartnerKind

LANGUAGES = {"fr": "français", "nl": "néerlandais", "de": "allemand", "en": "anglais"}


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
