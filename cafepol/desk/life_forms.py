"""The forms of the ways back in a meeting's life."""

from wtforms import BooleanField

from cafepol.core.errors import DomainError
from cafepol.core.forms import StaffForm, paragraph
from cafepol.meetings.conflicts import SoftConflicts


class RestoreForm(StaffForm):
    """A cancellation taken back; doubts about the day are shown, and passed over when somebody says so."""

    override = BooleanField("Continuer quand même")
    doubts: tuple[str, ...] = ()

    def show(self, refusal: DomainError) -> None:
        """Put what stands in the way above the form; doubts are shown as a note with « Continuer quand même »."""
        if isinstance(refusal, SoftConflicts):
            self.doubts = tuple(each.sentence for each in refusal.conflicts)
            self.override.errors = ["Lisez la remarque, puis cochez « Continuer quand même »."]
        else:
            self.refuse(refusal)


class ReopenForm(StaffForm):
    """Why a closed meeting is opened again."""

    reason = paragraph("Pourquoi ?", need="Écrivez en une phrase pourquoi vous rouvrez cette rencontre.", maximum=300)
