"""Whose quarters a signed-in person keeps, and who they are as an officer."""

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound
from cafepol.staff.models import Officer
from cafepol.staff.queries import find_officer
from cafepol.zone.models import Quarter
from cafepol.zone.queries import get_quarter

KEEPERS = (Role.CHIEF, Role.ADMINISTRATOR)


def kept_places() -> frozenset[int] | None:
    """The commissariats whose quarters this person gives out; None: all of them."""
    viewer = current_viewer()
    return None if viewer.has(Role.ADMINISTRATOR) else viewer.places(Role.CHIEF)


def kept_quarter(quarter_id: int) -> Quarter:
    """A quarter that this person gives out. Raises NotFound for any other."""
    quarter, places = get_quarter(quarter_id), kept_places()
    if places is not None and quarter.commune.commissariat_id not in places:
        raise NotFound
    return quarter


def oneself() -> Officer:
    """The officer who is signed in. Raises NotFound for somebody who is none."""
    officer = find_officer(current_viewer().account_id)
    if officer is None or not officer.is_active:
        raise NotFound
    return officer
