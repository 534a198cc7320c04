"""What is typed where a concern is planned, corrected, extended or given to somebody else."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from cafepol.casework.forms import FROM_LIST, day_field
from cafepol.concerns.control_models import REASON, TYPED
from cafepol.concerns.hearing import REFERENCE
from cafepol.concerns.models import Raiser
from cafepol.core.filters import day_medium
from cafepol.core.forms import StaffForm, line, paragraph, required
from cafepol.core.versioned_forms import NO_VERSION, VERSION_MAX, VersionedForm
from cafepol.staff.models import Officer
from cafepol.zone.models import Quarter, Theme


def chosen_one(label: str, **kwargs: Any) -> SelectField:
    """One row of a list, by its id."""
    return SelectField(label, coerce=int, invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST, **kwargs)


class ExtendForm(VersionedForm):
    """A later day for those who wait."""

    raisers = SelectMultipleField(
        "Pour qui ?",
        coerce=int,
        validators=[InputRequired("Choisissez pour qui la date est repoussée.")],
        invalid_choice_message="Une de ces personnes n’attend plus de retour.",
    )
    to_on = day_field("Nouvelle date promise", need="Choisissez un jour.")
    reason = paragraph("Pourquoi ?", need="Écrivez pourquoi la date est repoussée.", maximum=REASON)

    def offer(self, waiting: Sequence[Raiser]) -> None:
        """Who waits, and until when."""
        self.raisers.choices = [
            SelectChoice(str(each.id), f"{each.label}, promis pour {day_medium(each.promised_on)}") for each in waiting
        ]


class PlanForm(VersionedForm):
    """The next step, and its day."""

    next_step = line("Prochaine étape", need="Écrivez la prochaine étape.")
    next_on = day_field("Pour quel jour ?", need="Choisissez un jour.")


class RecordForm(VersionedForm):
    """Where it is on record elsewhere, since when."""

    reference = line("Référence", need="Notez la référence de ce qui est acté ailleurs.", maximum=REFERENCE)
    recorded_on = day_field("Acté quel jour ?", need="Choisissez un jour.")


class CorrectForm(VersionedForm):
    """What a concern should say. Of what is on record elsewhere only theme and quarter are kept here."""

    title = line("Titre")
    place = line("Où exactement ?")
    theme = chosen_one("Thème")
    quarter = chosen_one("Quartier")
    facts = paragraph("Ce que la personne a dit")

    def offer(self, themes: Sequence[Theme], quarters: Sequence[Quarter]) -> None:
        """The zone's themes, and the quarters of the concern's commune."""
        self.theme.choices = [SelectChoice(str(each.id), each.label) for each in themes]
        self.quarter.choices = [
            SelectChoice("0", "sans quartier"), *(SelectChoice(str(each.id), each.name) for each in quarters)
        ]  # fmt: skip


class MergeForm(VersionedForm):
    """The other concern, as it was shown beside this one."""

    into = HiddenField(validators=[InputRequired("Choisissez l’autre doléance.")])
    into_version = IntegerField(
        widget=HiddenInput(),
        validators=[required(NO_VERSION), NumberRange(1, VERSION_MAX, NO_VERSION)],
        invalid_value_message=NO_VERSION,
    )


class AccessForm(StaffForm):
    """Which concern of another commissariat, and why."""

    number = line("Numéro de la doléance", need="Écrivez le numéro de la doléance.", maximum=TYPED)
    reason = paragraph("Pourquoi la lire ?", need="Écrivez pourquoi, en quelques mots.", maximum=REASON)


class HandOverAllForm(StaffForm):
    """Who takes over all that somebody answers for, as the list showed it."""

    officer = chosen_one("Nouveau responsable")
    seen = HiddenField()

    def offer(self, officers: Sequence[Officer]) -> None:
        """Who may take over."""
        self.officer.choices = [SelectChoice(str(each.id), each.full_name) for each in officers]


class GiveForm(VersionedForm):
    """Who answers for a concern from now on."""

    officer = chosen_one("Nouveau responsable")

    def offer(self, officers: Sequence[Officer]) -> None:
        """Who may take over."""
        self.officer.choices = [SelectChoice(str(each.id), each.full_name) for each in officers]
