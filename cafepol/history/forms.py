"""Bringing a table of past cafés."""

from wtforms import FileField

from cafepol.core.forms import StaffForm, required
from cafepol.core.tables import MAX_BYTES


class TableForm(StaffForm):
    """A table as a CSV file."""

    file = FileField("Fichier CSV", validators=[required("Choisissez un fichier.")])

    @property
    def content(self) -> bytes:
        """What was sent, one byte above the bound at most."""
        data: bytes = self.file.data.read(MAX_BYTES + 1) if hasattr(self.file.data, "read") else b""
        return data
