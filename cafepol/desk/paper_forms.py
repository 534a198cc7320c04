"""The sheet of the door, typed afterwards: everybody on one page, saved at once."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, IntegerField
from wtforms.validators import NumberRange, Optional

from cafepol.core.forms import StaffForm
from cafepol.registrations.models import Registration

_PREFIX = "people_"


class PaperForm(StaffForm):
    """How many people were there; made by `paper_form` with one field more for each registration."""

    head_count = IntegerField(
        "Combien de personnes en tout ?",
        validators=[Optional(), NumberRange(min=0, max=2000, message="Écrivez un nombre de 0 à 2000.")],
    )

    def of(self, registration: Registration) -> Field:
        """The field of one registration."""
        return self[f"{_PREFIX}{registration.id}"]

    @property
    def people(self) -> dict[int, int]:
        """How many came of each registration, by its id."""
        found = {name.removeprefix(_PREFIX): field.data for name, field in self._fields.items() if _PREFIX in name}
        return {int(key): people or 0 for key, people in found.items()}


def paper_form(registrations: Sequence[Registration], *, head_count: int | None) -> PaperForm:
    """The form of a meeting, filled with who is ticked already."""
    fields = {f"{_PREFIX}{each.id}": _people(each) for each in registrations}
    made: Any = type("PaperForm", (PaperForm,), fields)
    form: PaperForm = made(head_count=head_count)
    return form


def _people(registration: Registration) -> IntegerField:
    most = registration.party_size
    return IntegerField(
        registration.name or f"Sans nom, {registration.reference}",
        default=registration.present,
        validators=[Optional(), NumberRange(min=0, max=most, message=f"Écrivez un nombre de 0 à {most}.")],
    )
