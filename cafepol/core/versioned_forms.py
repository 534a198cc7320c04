"""Forms of what several people edit: each carries the version it was opened on; what comes too late is compared."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from cafepol.core.filters import day_long, hour
from cafepol.core.forms import StaffForm, required

VERSION_MAX = 2**31 - 1
# A double click, or a browser that sends again what got no answer, comes within minutes. Later the same words are sent
# on purpose, when somebody else may have put them back meanwhile: they are saved or compared, as their version says.
SENT_TWICE = timedelta(minutes=5)
NO_VERSION = "Ce formulaire n’est plus valable. Rouvrez la page et recommencez."


class Versioned:
    """What a form of a row carries: the version its page showed; what is not saved yet will be the first."""

    version = IntegerField(
        widget=HiddenInput(),
        default=1,
        validators=[required(NO_VERSION), NumberRange(1, VERSION_MAX, NO_VERSION)],
        invalid_value_message=NO_VERSION,
    )

    def renew(self, version: int) -> None:
        """Carry the present version: saving again is then done knowingly."""
        self.version.raw_data, self.version.data = None, version


class VersionedForm(Versioned, StaffForm):
    """A form that changes a row, behind the sign-in."""

    receipt_life: ClassVar[timedelta] = SENT_TWICE

    @property
    def receipt(self) -> str:
        """The receipt's key of all that was sent: a double click has the same, a page gone back to and changed not."""
        sent = [(field.name, field.raw_data) for field in self if field.name != "csrf_token"]
        return hashlib.sha256(repr(sent).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One line of the two versions, as people read it: what is stored now, what was typed."""

    label: str
    stored: str
    typed: str


def differences(typed: Any, stored: Any, *, besides: Collection[str] = ()) -> list[Difference]:
    """Where two forms of one row differ; not told of hidden fields, nor of those named in `besides`."""
    pairs = [(field, stored[field.name]) for field in typed if field.name not in besides and not _is_hidden(field)]
    lines = [Difference(field.label.text, _words(other), _words(field)) for field, other in pairs]
    return [each for each in lines if each.stored != each.typed]


def _is_hidden(field: Any) -> bool:
    return getattr(field.widget, "input_type", "") == "hidden"


def _words(field: Any) -> str:
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = {str(each) for each in (field.data if isinstance(field.data, list) else [field.data])}
        return ", ".join(choice.label for choice in field.choices if choice.value and choice.value in chosen)
    if isinstance(field, BooleanField):
        return "oui" if field.data else "non"
    if isinstance(field, TimeField):
        return hour(field.data) if field.data else ""
    if isinstance(field, DateField):
        return day_long(field.data) if field.data else ""
    return "" if field.data is None else " ".join(str(field.data).split())
