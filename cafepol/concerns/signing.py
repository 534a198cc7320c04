"""How a resident is greeted, and in whose name they are answered."""

from dataclasses import dataclass

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.wording import REFERENCE_ONLY


@dataclass(frozen=True)
class Signatory:
    """Who answers for a concern: a person, or the commissariat. `phone` is empty when nothing nearer is known."""

    name: str
    phone: str
    is_officer: bool


def signatory(concern: Concern) -> Signatory:
    """The owner; the commissariat for an owner who has left: nobody is sent to somebody who is not there."""
    owner = concern.owner
    if owner.is_active:
        return Signatory(owner.full_name, owner.phone or "", is_officer=True)
    place = concern.commune.commissariat
    return Signatory(place.name, place.phone, is_officer=False)


def given_name(raiser: Raiser) -> str:
    """The name that somebody gave, or none: the reference of a registration is not one."""
    return "" if not raiser.name or raiser.name.startswith(REFERENCE_ONLY) else raiser.name


def greeting(raiser: Raiser) -> str:
    """The first line of what is written to somebody."""
    name = given_name(raiser)
    return f"Bonjour {name}," if name else "Bonjour,"
