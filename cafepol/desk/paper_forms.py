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
from cafepol.desk.round_queries import Tile
from cafepol.registrations.attendance import MOST_HEADS
from cafepol.registrations.models import Registration

_PREFIX, _FLYER = "people_", "flyer_"
_IN_ALL = "total"
_SEEN = re.compile(r"(\w+):(\d*)")


class PaperForm(StaffForm):
    """How many people were there; made by `paper_form` with one field more for each registration and each flyer."""

    head_count = IntegerField(
        "Combien de personnes en tout ?",
        validators=[Optional(), NumberRange(min=0, max=MOST_HEADS, message=f"Écrivez un nombre de 0 à {MOST_HEADS}.")],
    )

    seen = HiddenField()  # what the page showed: « 12:1 13:0 flyer_4:2 total:9 »

    def of(self, registration: Registration) -> Field:
        """The field of one registration."""
        return self[f"{_PREFIX}{registration.id}"]

    def of_flyer(self, tile: Tile) -> Field:
        """The field of one flyer."""
        return self[f"{_FLYER}{tile.id or 0}"]

    @property
    def flyers(self) -> dict[int | None, int]:
        """How many people came with each flyer of which another number was written, by the id of its round."""
        written = {name: field.data or 0 for name, field in self._fields.items() if name.startswith(_FLYER)}
        changed = {name: people for name, people in written.items() if self._shown.get(name) != str(people)}
        return {int(name.removeprefix(_FLYER)) or None: people for name, people in changed.items()}

    @property
    def people(self) -> dict[int, int]:
        """How many came of each registration of which another number was written, by its id."""
        found = {
            name.removeprefix(_PREFIX): field.data or 0
            for name, field in self._fields.items()
            if name.startswith(_PREFIX)
        }
        return {int(key): people for key, people in found.items() if self._shown.get(key) != str(people)}

    def head_count_or(self, present: int | None) -> int | None:
        """The number in all; what is `present` (None: nobody counted) where the page's own was left as it was."""
        is_left = self._shown.get(_IN_ALL) == _text(self.head_count.data)
        return present if is_left else self.head_count.data

    @property
    def _shown(self) -> dict[str, str]:
        return dict(_SEEN.findall(self.seen.data or ""))


def paper_form(registrations: Sequence[Registration], flyers: Sequence[Tile], *, head_count: int | None) -> PaperForm:
    """The form of a meeting, filled with who is ticked and which flyers were counted already."""
    fields = {f"{_PREFIX}{each.id}": _people(each) for each in registrations}
    fields |= {f"{_FLYER}{each.id or 0}": _number(each.label, default=each.people or None) for each in flyers}
    made: Any = type("PaperForm", (PaperForm,), fields)
    seen = [f"{each.id}:{each.present or 0}" for each in registrations]
    seen += [f"{_FLYER}{each.id or 0}:{each.people}" for each in flyers]
    form: PaperForm = made(head_count=head_count, seen=" ".join([*seen, f"{_IN_ALL}:{_text(head_count)}"]))
    return form


def _people(registration: Registration) -> IntegerField:
    label = registration.name or f"Sans nom, {registration.reference}"
    return _number(label, default=registration.present, most=registration.party_size)


def _number(label: str, *, default: int | None = None, most: int = MOST_HEADS) -> IntegerField:
    bounds = NumberRange(min=0, max=most, message=f"Écrivez un nombre de 0 à {most}.")
    return IntegerField(label, default=default, validators=[Optional(), bounds])


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
