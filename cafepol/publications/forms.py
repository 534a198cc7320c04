"""What is asked when a text was published, and about an issue of a paper."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from cafepol.core.errors import Refused
from cafepol.core.forms import StaffForm, at_most, line, plausible_day, required
from cafepol.core.versioned_forms import NO_VERSION, Versioned, VersionedForm
from cafepol.publications.models import TITLE
from cafepol.publications.stamping import LINK_MAX, checked_link
from cafepol.zone.models import Commune

A_DAY = "Choisissez le jour où le texte a été publié."
A_COPY_DAY = "Choisissez le dernier jour pour envoyer les textes."
AN_ISSUE_DAY = "Choisissez le jour où le journal paraît."
A_COMMUNE = "Choisissez une commune de la liste."


def _readable_link(_form: object, field: Any) -> None:
    try:
        checked_link(field.data or "")
    except Refused as refusal:
        raise ValidationError(refusal.message) from refusal


def _day(label: str, need: str) -> DateField:
    return DateField(label, validators=[required(need), plausible_day], invalid_value_message=need)


class StampForm(StaffForm):
    """« Publié le … »: for one of the channels of a page, which names the fields apart."""

    published_on = _day("Publié le", A_DAY)
    link = StringField(
        "Son adresse sur internet",
        filters=[lambda value: value.strip() if value else value],
        validators=[Optional(), at_most(LINK_MAX), _readable_link],
    )
    shown = IntegerField(widget=HiddenInput(), validators=[required(NO_VERSION)], invalid_value_message=NO_VERSION)

    def of(self, slug: str) -> Self:
        """The form of this channel: its fields have ids of their own."""
        for field in (self.published_on, self.link):
            field.id = f"{field.name}-{slug}"
            field.label.field_id = field.id
        return self


class IssueForm(StaffForm):
    """An issue of a communal paper."""

    commune_id = SelectField(
        "Commune",
        coerce=int,
        validators=[required(A_COMMUNE)],
        invalid_value_message=A_COMMUNE,
        invalid_choice_message=A_COMMUNE,
    )
    title = line("Quel numéro ?", need="Donnez un nom au numéro. Exemple : janvier 2027.", maximum=TITLE)
    copy_by = _day("Dernier jour pour les textes", A_COPY_DAY)
    appears_on = _day("Jour de parution", AN_ISSUE_DAY)

    def offer(self, communes: Iterable[Commune]) -> Self:
        """Give the communes to choose from; the form itself."""
        self.commune_id.choices = [SelectChoice(str(each.id), each.name) for each in communes]
        return self


class IssueEditForm(VersionedForm):
    """An issue that is noted already, corrected; it stays its commune's."""

    title = line("Quel numéro ?", need="Donnez un nom au numéro. Exemple : janvier 2027.", maximum=TITLE)
    copy_by = _day("Dernier jour pour les textes", A_COPY_DAY)
    appears_on = _day("Jour de parution", AN_ISSUE_DAY)


class DropForm(Versioned, StaffForm):
    """The button that takes an issue away, for the version that its page showed."""
