"""The forms of the page on which a host judges the answers of strangers."""

from datetime import datetime, timedelta

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice

from cafepol.core.forms import StaffForm
from cafepol.core.web import BIGGEST_ID

SPANS = (("1", "Depuis une heure"), ("24", "Depuis un jour"), ("0", "Toutes"))
LONG_AGO = timedelta(days=3650)


def _row(sent: str) -> int:
    """The id that was sent; 0, which no row has, for what no column holds. Raises ValueError."""
    number = int(sent)
    return number if 0 < number <= BIGGEST_ID else 0


class ChosenForm(StaffForm):
    """Some of the answers that are shown."""

    chosen = SelectMultipleField("Réponses", coerce=_row, choices=[], validate_choice=False)


class SpanForm(StaffForm):
    """All answers since an instant."""

    span = SelectField("Lesquelles", choices=[SelectChoice(value, label) for value, label in SPANS])

    def since(self, now: datetime) -> datetime:
        """The instant that was chosen."""
        hours = int(self.span.data or 0)
        return now - (timedelta(hours=hours) if hours else LONG_AGO)


class BatchForm(StaffForm):
    """What was set aside together."""

    batch = HiddenField()


class ApprovalForm(StaffForm):
    """Whether answers wait for the host from now on."""

    wanted = HiddenField()
