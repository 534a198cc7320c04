"""The version of a concern: of two people who save at once, the second is told to look again."""

from cafepol.concerns.models import Concern
from cafepol.core import versions


def claim_version(concern: Concern, version: int) -> None:
    """Take the next version. Raises Stale when `version` is not the present one."""
    stale = "Quelqu’un d’autre a enregistré entre-temps. Comparez, puis recommencez."
    versions.claim_version(concern, version, stale=stale)
