"""Whose absences a signed-in person sees and notes: their own, and a chief those of the commissariat."""

from cafepol.absences.models import Absence
from cafepol.absences.queries import get_absence
from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound
from cafepol.staff.models import Officer
from cafepol.staff.queries import find_officer, get_officer, officers_of

READERS = (Role.OFFICER, Role.CHIEF)


def officers_here() -> list[Officer]:
    """The officers whose absences this person notes: a chief's whole commissariat, or oneself."""
    led = current_viewer().places(Role.CHIEF)
    found = officers_of(led) if led else []
    own = find_officer(current_viewer().account_id)
    if own is not None and own.is_active and own.id not in {each.id for each in found}:
        found.insert(0, own)
    return found


def officer_here(officer_id: int) -> Officer:
    """One of them. Raises NotFound for anybody else."""
    officer, viewer = get_officer(officer_id), current_viewer()
    if officer.account_id != viewer.account_id and officer.commissariat_id not in viewer.places(Role.CHIEF):
        raise NotFound
    return officer


def absence_here(officer: Officer, absence_id: int) -> Absence:
    """An absence of this very officer. Raises NotFound."""
    absence = get_absence(absence_id)
    if absence.officer_id != officer.id:
        raise NotFound
    return absence
