"""What is asked about a venue."""

from collections.abc import Iterable

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from cafepol.core.forms import StaffForm, line, required
from cafepol.core.versioned_forms import VersionedForm
from cafepol.zone.models import Quarter
from cafepol.zone.rooms import Facts

CAPACITY_MAX = 5000
A_NUMBER = f"Écrivez un nombre de 1 à {CAPACITY_MAX}."
FROM_LIST = "Choisissez un quartier de la liste."


class VenueForm(StaffForm):
    """A venue: where it is, how many it holds, how one gets in, whom to call."""

    name = line("Nom du lieu", need="Écrivez le nom du lieu.")
    quarter_id = SelectField(
        "Quartier",
        coerce=int,
        validators=[required(FROM_LIST)],
        invalid_value_message=FROM_LIST,
        invalid_choice_message=FROM_LIST,
    )
    street = line("Rue et numéro", need="Écrivez la rue et le numéro.")
    postal_code = line("Code postal", need="Écrivez le code postal.", maximum=10)
    locality = line("Localité", need="Écrivez la localité.", maximum=80)
    capacity = IntegerField(
        "Nombre de places",
        validators=[Optional(), NumberRange(1, CAPACITY_MAX, A_NUMBER)],
        invalid_value_message=A_NUMBER,
    )
    is_accessible = BooleanField("Accessible aux personnes à mobilité réduite")
    access_note = line("Comment on entre", maximum=300)
    opening_hours = line("Heures d’ouverture", maximum=200)
    contact_name = line("Qui appeler pour la salle", maximum=80)
    contact_phone = line("Son téléphone", maximum=40)
    contact_mail = line("Son adresse e-mail", maximum=254)

    def offer(self, quarters: Iterable[Quarter]) -> "VenueForm":
        """Give the quarters to choose from; the form itself, to go on with."""
        self.quarter_id.choices = [
            SelectChoice(str(each.id), each.name, optgroup=each.commune.name) for each in quarters
        ]
        return self

    @property
    def facts(self) -> Facts:
        """What the operations take, from a form that validated."""
        words = ("name", "street", "postal_code", "locality", "access_note", "opening_hours")
        contact = ("contact_name", "contact_phone", "contact_mail")
        return Facts(
            capacity=self.capacity.data,
            is_accessible=self.is_accessible.data,
            **{name: self[name].data or "" for name in (*words, *contact)},
        )


class VenueEditForm(VersionedForm, VenueForm):
    """A venue that is there already, corrected."""
