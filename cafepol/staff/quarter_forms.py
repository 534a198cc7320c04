"""Who answers for a quarter."""

from collections.abc import Iterable

from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from cafepol.core.forms import StaffForm
from cafepol.staff.models import Officer


class QuarterForm(StaffForm):
    """The officers of one quarter."""

    officer_ids = SelectMultipleField(
        "Policiers de ce quartier",
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        invalid_value_message="Choisissez une réponse de la liste.",
        invalid_choice_message="Choisissez une réponse de la liste.",
    )

    def offer(self, officers: Iterable[Officer]) -> "QuarterForm":
        """Give the officers to choose from; the form itself, to go on with."""
        self.officer_ids.choices = [SelectChoice(str(each.id), each.full_name) for each in officers]
        return self
