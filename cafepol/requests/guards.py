"""Who may ask, and who reads and answers what was asked."""

from datetime import datetime

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core import limits
from cafepol.core.config import settings
from cafepol.core.errors import TooMany
from cafepol.requests.models import CafeRequest
from cafepol.requests.queries import get_request

HANDLERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION)
ANSWERERS = (Role.OFFICER, Role.CHIEF)
AN_HOUR = 3600


def count_attempt(address: str | None, *, now: datetime) -> None:
    """Count one posted request from a network address, before anything is read. Raises TooMany."""
    name, most = f"request:{limits.network_of(address)}", settings().registrations_per_address_hour
    if not limits.allow(name, most=most, window_seconds=AN_HOUR, now=now):
        raise TooMany("Trop de demandes viennent de votre connexion. Appelez-nous, nous la notons.")


def handled_places() -> frozenset[int]:
    """The commissariats whose requests this person reads and notes."""
    return current_viewer().places(*HANDLERS)


def readable_request(request_id: int) -> CafeRequest:
    """A request of one's own commissariat. Raises NotFound."""
    return get_request(request_id, handled_places())


def answerable_request(request_id: int) -> CafeRequest:
    """A request that this person may answer. Raises NotFound."""
    return get_request(request_id, current_viewer().places(*ANSWERERS))
