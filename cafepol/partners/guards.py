"""Whose directory it is: read and written by communes, which follow the commissariats of the viewer."""

from collections.abc import Iterable
from typing import TypeVar

from cafepol.accounts.roles import Role, Viewer
from cafepol.core.errors import NotFound
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone.models import Commune
from cafepol.zone.queries import communes

Row = TypeVar("Row", Partner, PartnerContact)

WRITERS = (Role.OFFICER, Role.CHIEF)
READERS = (*WRITERS, Role.DIRECTORATE, Role.COMMUNICATION)


def writable_communes(viewer: Viewer) -> list[Commune]:
    """The communes whose partners this person keeps: those of the commissariats where they are officer or chief."""
    return communes(viewer.places(*WRITERS))


def readable_communes(viewer: Viewer) -> list[Commune]:
    """The communes whose partners this person sees: the whole zone for its readers, else those they keep."""
    return communes() if viewer.sees_whole_zone else writable_communes(viewer)


def chosen_commune(slug: str | None, communes: Iterable[Commune]) -> Commune | None:
    """The one of these communes that an address names; None: none is named. Raises NotFound for one out of scope."""
    if not slug:
        return None
    for commune in communes:
        if commune.slug == slug:
            return commune
    raise NotFound


def chosen_row(wanted: str | None, choice: Iterable[Row]) -> Row:
    """The one of these partners, or people, whose number is named. Raises NotFound for any other."""
    for each in choice:
        if str(each.id) == wanted:
            return each
    raise NotFound
