"""Who may ask, and who reads and answers what was asked."""

from datetime import datetime

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core import limits
from cafepol.core.config import settings
from cafepol.requests.models import CafeRequest
from cafepol.requests.queries import get_request

HANDLERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION)
ANSWERERS = (Role.OFFICER, Role.CHIEF)
TOO_MANY = "Trop de demandes viennent de votre connexion. Appelez-nous, nous la notons."


def count_attempt(address: str | None, *, now: datetime) -> None:
    """Count one posted request from a network address, before anything is read. Raises TooMany."""
    allowed = settings().registrations_per_address_hour
    limits.count_attempt("request", address, allowed=allowed, sentence=TOO_MANY, now=now)


def handled_places() -> frozenset[int]:
    """The commissariats whose requests this person reads and notes."""
    return current_viewer().places(*HANDLERS)


def readable_request(request_id: int) -> CafeRequest:
    """A request of one's own commissariat. Raises NotFound."""
    return get_request(request_id, handled_places())


def answerable_request(request_id: int) -> CafeRequest:
    """A request that this person may answer. Raises NotFound."""
    return get_request(request_id, current_viewer().places(*ANSWERERS))
