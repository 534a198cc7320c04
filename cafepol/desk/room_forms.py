"""The taps of the room. Each carries its own key: a resend changes nothing."""

from datetime import datetime, timedelta
from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from cafepol.core.clock import now
from cafepol.core.forms import StaffForm
from cafepol.core.versioned_forms import Versioned

KEPT = timedelta(hours=12)  # what was tapped without a network waits so long in the browser, and no longer
MOST_HEADS = 2000


class TapForm(StaffForm):
    """One tap. `ago`: how many seconds it waited in the browser for a network; the tablet's own clock may be wrong."""

    ago = IntegerField(
        "Attente",
        default=0,
        widget=HiddenInput(),
        validators=[
            Optional(),
            NumberRange(min=0, max=int(KEPT.total_seconds()), message="Cette coche a attendu plus de 12 heures."),
        ],
    )

    @property
    def at(self) -> datetime:
        """When the finger touched the screen."""
        return now() - timedelta(seconds=self.ago.data or 0)

    @property
    def told(self) -> str:
        """What is wrong with it, in words."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class TickForm(TapForm):
    """One registered party is there, all of them or some, or is not."""

    present = StringField()  # the button says which
    people = IntegerField("Personnes venues", validators=[Optional()])  # so does this button


class SayForm(Versioned, TapForm):
    """An answer was read out, as the page showed it."""


class WalkInForm(TapForm):
    """One person more or less in the room."""

    delta = StringField()  # the button says which

    @property
    def step(self) -> int:
        """One more, or one less."""
        return -1 if self.delta.data == "-1" else 1


class FlyerForm(TapForm):
    """One person more or less who came with a flyer."""

    flyer = StringField(validators=[Regexp(r"([A-Z0-9]{5})?[+-]\Z", message="Touchez « + » ou « − » d’un flyer.")])

    @property
    def round_code(self) -> str:
        """The code of its round; empty when nobody knows it. The button says which."""
        return str(self.flyer.data)[:-1]

    @property
    def step(self) -> int:
        """One more, or one less."""
        return -1 if str(self.flyer.data).endswith("-") else 1


class HeadCountForm(TapForm):
    """How many people are in the room; or that the number typed before was wrong, and the ticks count."""

    head_count = IntegerField(
        "Nombre de personnes",
        validators=[Optional(), NumberRange(min=0, max=MOST_HEADS, message="Écrivez un nombre de 0 à 2000.")],
    )
    undo = StringField()  # the button says it

    def validate(self, extra_validators: Any = None) -> bool:
        """A number, or the button that takes it back."""
        is_valid = super().validate(extra_validators)
        if is_valid and not self.undo.data and self.head_count.data is None:
            self.head_count.errors = ["Écrivez le nombre de personnes."]
            return False
        return is_valid

    @property
    def number(self) -> int | None:
        """The number; None takes it back."""
        return None if self.undo.data else self.head_count.data
