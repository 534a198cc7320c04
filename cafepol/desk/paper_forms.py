"""The sheet of the door, typed afterwards: everybody on one page, saved at once.

What its page showed and nobody changed there is not written: of two who type a sheet at once, or beside the room's own
screen, nobody undoes what the other noted.
"""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Field, HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

from cafepol.core.forms import StaffForm
from cafepol.registrations.models import Registration

_PREFIX = "people_"
_IN_ALL = "total"
_SEEN = re.compile(r"(\w+):(\d*)")


class PaperForm(StaffForm):
    """How many people were there; made by `paper_form` with one field more for each registration."""

    head_count = IntegerField(
        "Combien de personnes en tout ?",
        validators=[Optional(), NumberRange(min=0, max=2000, message="Écrivez un nombre de 0 à 2000.")],
    )

    seen = HiddenField()  # what the page showed: « 12:1 13:0 total:9 »

    def of(self, registration: Registration) -> Field:
        """The field of one registration."""
        return self[f"{_PREFIX}{registration.id}"]

    @property
    def people(self) -> dict[int, int]:
        """How many came of each registration of which another number was written, by its id."""
        found = {name.removeprefix(_PREFIX): field.data or 0 for name, field in self._fields.items() if _PREFIX in name}
        return {int(key): people for key, people in found.items() if self._shown.get(key) != str(people)}

    def head_count_or(self, present: int | None) -> int | None:
        """The number in all; what is `present` (None: nobody counted) where the page's own was left as it was."""
        is_left = self._shown.get(_IN_ALL) == _text(self.head_count.data)
        return present if is_left else self.head_count.data

    @property
    def _shown(self) -> dict[str, str]:
        return dict(_SEEN.findall(self.seen.data or ""))


def paper_form(registrations: Sequence[Registration], *, head_count: int | None) -> PaperForm:
    """The form of a meeting, filled with who is ticked already."""
    fields = {f"{_PREFIX}{each.id}": _people(each) for each in registrations}
    made: Any = type("PaperForm", (PaperForm,), fields)
    seen = [f"{each.id}:{each.present or 0}" for each in registrations]
    form: PaperForm = made(head_count=head_count, seen=" ".join([*seen, f"{_IN_ALL}:{_text(head_count)}"]))
    return form


def _people(registration: Registration) -> IntegerField:
    most = registration.party_size
    return IntegerField(
        registration.name or f"Sans nom, {registration.reference}",
        default=registration.present,
        validators=[Optional(), NumberRange(min=0, max=most, message=f"Écrivez un nombre de 0 à {most}.")],
    )


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
