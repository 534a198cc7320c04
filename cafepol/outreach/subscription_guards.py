"""Who may act on a subscription: whoever holds its link. How often a form may be sent."""

from datetime import datetime

from cafepol.core import limits
from cafepol.core.config import settings
from cafepol.core.errors import Gone
from cafepol.core.links import Purpose, subject_of
from cafepol.outreach.subscription_models import Subscription
from cafepol.outreach.subscription_queries import find_subscription

ENDED = "Cet abonnement est terminé : vous ne recevez plus d’annonces."
TOO_MANY = "Trop de demandes viennent de votre connexion. Réessayez plus tard, ou appelez-nous."


def count_attempt(address: str | None, *, now: datetime) -> None:
    """Count one posted form from a network address, before the request reads anything. Raises TooMany."""
    allowed = settings().registrations_per_address_hour
    limits.count_attempt("subscription", address, allowed=allowed, sentence=TOO_MANY, now=now)


def held(token: str, *, now: datetime) -> Subscription | None:
    """The subscription of a link; None once it ended. Raises NotFound, or Gone when the link is too old."""
    return find_subscription(subject_of(token, Purpose.SUBSCRIPTION, now=now))


def living(token: str, *, now: datetime) -> Subscription:
    """The subscription of a link. Raises NotFound, or Gone when the link is too old or it ended."""
    found = held(token, now=now)
    if found is None:
        raise Gone(ENDED)
    return found
