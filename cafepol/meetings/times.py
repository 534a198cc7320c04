"""From the clock on the wall to the instant, and never silently: the two nights a year on which the clock jumps."""

from datetime import UTC, datetime, tzinfo

from cafepol.core.errors import Refused


def instant_of(local: datetime, timezone: tzinfo, *, field: str = "starts") -> datetime:
    """The UTC instant of a naive local time. Raises Refused (at `field`) when it does not exist or comes twice."""
    first = local.replace(tzinfo=timezone, fold=0)
    second = local.replace(tzinfo=timezone, fold=1)
    instant = first.astimezone(UTC)
    if instant.astimezone(timezone).replace(tzinfo=None) != local:
        raise Refused(
            f"Cette nuit-là, l’heure change : {_hour(local)} n’existe pas. Choisissez une autre heure.", field=field
        )
    if first.utcoffset() != second.utcoffset():
        raise Refused(
            f"Cette nuit-là, l’heure change : {_hour(local)} vient deux fois. Choisissez une autre heure.", field=field
        )
    return instant


def _hour(local: datetime) -> str:
    return f"{local.hour} h {local.minute:02d}"
