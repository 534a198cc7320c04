"""From the clock on the wall to the instant, and never silently: the two nights a year on which the clock jumps."""

from datetime import UTC, datetime, tzinfo

from cafepol.core.errors import Refused


def instant_of(local: datetime, timezone: tzinfo, *, field: str = "starts") -> datetime:
    """The UTC instant of a naive local time. Raises Refused (at `field`) when it does not exist or comes twice."""
    first = local.replace(tzinfo=timezone, fold=0)
    second = local.replace(tzinfo=timezone, fold=1)
    instant = first.astimezone(UTC)
    if instant.astimezone(timezone).replace(tzinfo=None) != local:
        raise _refusal(local, "n’existe pas", field)
    if first.utcoffset() != second.utcoffset():
        raise _refusal(local, "vient deux fois", field)
    return instant


def _refusal(local: datetime, wrong: str, field: str) -> Refused:
    said = f"{local.hour} h {local.minute:02d}"
    return Refused(f"Cette nuit-là, l’heure change : {said} {wrong}. Choisissez une autre heure.", field=field)
