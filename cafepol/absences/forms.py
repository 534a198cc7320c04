"""Noting when one is not there: by hand, by a calendar file, by a calendar's address."""

from datetime import datetime, tzinfo

from wtforms import DateField, FileField, HiddenField, TimeField, URLField
from wtforms.validators import Optional

from cafepol.absences.addresses import ADDRESS_MAX
from cafepol.absences.periods import Busy, typed_period
from cafepol.core.forms import StaffForm, at_most, plausible_day, required
from cafepol.core.tables import MAX_BYTES

DAY_FORM = "%Y-%m-%d"
TIME_FORMS = ["%H:%M", "%H:%M:%S"]
BAD_DAY = "Écrivez la date comme ceci : 2027-01-12"
BAD_TIME = "Écrivez l’heure comme ceci : 18:30"


class AbsenceForm(StaffForm):
    """One absence: a day or several, whole or from hour to hour."""

    first = DateField(
        "Premier jour",
        validators=[required("Écrivez le premier jour."), plausible_day],
        format=DAY_FORM,
        invalid_value_message=BAD_DAY,
    )
    last = DateField(
        "Dernier jour", validators=[Optional(), plausible_day], format=DAY_FORM, invalid_value_message=BAD_DAY
    )
    starts = TimeField("De", validators=[Optional()], format=TIME_FORMS, invalid_value_message=BAD_TIME)
    ends = TimeField("À", validators=[Optional()], format=TIME_FORMS, invalid_value_message=BAD_TIME)

    def period(self, *, tz: tzinfo, now: datetime) -> Busy:
        """The time that was typed. Raises Refused at the field to correct."""
        return typed_period(self.first.data, self.last.data, self.starts.data, self.ends.data, tz=tz, now=now)


class CalendarFileForm(StaffForm):
    """A calendar as a file."""

    file = FileField("Fichier ICS", validators=[required("Choisissez un fichier.")])

    @property
    def content(self) -> bytes:
        """What was sent, one byte above the bound at most."""
        data: bytes = self.file.data.read(MAX_BYTES + 1) if hasattr(self.file.data, "read") else b""
        return data


class CalendarAddressForm(StaffForm):
    """A calendar at an address."""

    address = URLField(
        "Adresse du calendrier", validators=[required("Écrivez l’adresse du calendrier."), at_most(ADDRESS_MAX)]
    )


class ForgetForm(StaffForm):
    """Which of the calendars is forgotten: the file or the address."""

    source = HiddenField()
