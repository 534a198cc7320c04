"""What an officer shows of themselves, and their photograph."""

from wtforms import BooleanField, FileField

from cafepol.core.forms import StaffForm, required
from cafepol.staff.portraits import GIVEN_MAX


class ShownForm(StaffForm):
    """What residents are shown of an officer."""

    name = BooleanField("Mon nom")
    phone = BooleanField("Mon téléphone de service")
    mail = BooleanField("Mon adresse e-mail")
    photo = BooleanField("Ma photo")


class PhotoForm(StaffForm):
    """A photograph of oneself."""

    file = FileField("Fichier de la photo", validators=[required("Choisissez une photo.")])

    @property
    def content(self) -> bytes:
        """What was sent, one byte above the bound at most."""
        data: bytes = self.file.data.read(GIVEN_MAX + 1) if hasattr(self.file.data, "read") else b""
        return data
