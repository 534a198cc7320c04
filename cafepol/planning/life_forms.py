"""The forms of the ways back in a meeting's life."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from cafepol.core.errors import DomainError
from cafepol.core.forms import StaffForm, paragraph
from cafepol.core.versioned_forms import VersionedForm
from cafepol.meetings.conflicts import HardConflicts, SoftConflicts
from cafepol.meetings.handover import Candidate
from cafepol.meetings.lifecycle import NotReady
from cafepol.staff.models import Officer


class RestoreForm(StaffForm):
    """A cancellation taken back; doubts about the day are shown, and passed over when somebody says so."""

    override = BooleanField("Continuer quand même")
    doubts: tuple[str, ...] = ()
    wants_host = False  # another host has to be chosen first
    wants_plan = False  # another day or place, or other people beside the host

    def show(self, refusal: DomainError) -> None:
        """Put what stands in the way above the form, and which page mends it; doubts are shown as a note."""
        if isinstance(refusal, NotReady):
            self.wants_host, self.wants_plan = refusal.host_left, refusal.place_retired
        elif isinstance(refusal, HardConflicts):
            fields = {each.field for each in refusal.conflicts}
            self.wants_host, self.wants_plan = "host" in fields, fields != {"host"}
        if isinstance(refusal, SoftConflicts):
            self.doubts = tuple(each.sentence for each in refusal.conflicts)
            self.override.errors = ["Lisez la remarque, puis cochez « Continuer quand même »."]
        else:
            self.refuse(refusal)


class ReopenForm(StaffForm):
    """Why a closed meeting is opened again."""

    reason = paragraph("Pourquoi ?", need="Écrivez en une phrase pourquoi vous rouvrez cette rencontre.", maximum=300)


class HostForm(VersionedForm):
    """Who receives instead: those who are free, and whether the former host stays."""

    host = RadioField("Qui reçoit désormais ?", coerce=int, validators=[InputRequired("Choisissez qui reçoit.")])
    stays = BooleanField("La personne qui recevait reste, comme co-hôte")

    def __init__(self, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.candidates = list(candidates)
        self.taken = [each for each in self.candidates if not each.is_free]
        free = sorted((each for each in self.candidates if each.is_free), key=lambda each: bool(each.absences))
        self.host.choices = [(each.officer.id, each.officer.full_name) for each in free]
        self.absences = {each.officer.id: f"{'. '.join(each.absences)}." for each in free if each.absences}

    @property
    def successor(self) -> Officer:
        """The officer who was chosen, from a form that validated."""
        return next(each.officer for each in self.candidates if each.officer.id == self.host.data)
