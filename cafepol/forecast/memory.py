"""What the closed meetings taught, as it is kept between two closings."""

from collections.abc import Hashable, Mapping
from typing import Any

from cafepol.forecast.inputs import Group
from cafepol.forecast.model import Fit, Local, Rate, Share


def written(known: Fit) -> dict[str, Any]:
    """As plain lists and numbers; communes are numbers."""
    return {
        "correlation": known.correlation,
        "dispersion": known.dispersion,
        "late": known.late,
        "meetings": known.meetings,
        "communes": {str(commune): _local(local) for commune, local in known.communes.items()},
        "elsewhere": _local(known.elsewhere),
    }


def _local(local: Local) -> dict[str, Any]:
    return {
        "meetings": local.meetings,
        "shares": {group.value: [share.a, share.b] for group, share in local.shares.items()},
        "walk_ins": [local.walk_ins.a, local.walk_ins.b],
    }


def read(content: Mapping[str, Any]) -> Fit:
    """What was written."""
    communes: dict[Hashable, Local] = {int(key): _read_local(local) for key, local in content["communes"].items()}
    return Fit(
        correlation=content["correlation"],
        dispersion=content["dispersion"],
        late=content["late"],
        meetings=content["meetings"],
        communes=communes,
        elsewhere=_read_local(content["elsewhere"]),
    )


def _read_local(content: Mapping[str, Any]) -> Local:
    shares = {Group(group): Share(*pair) for group, pair in content["shares"].items()}
    return Local(content["meetings"], shares, Rate(*content["walk_ins"]))
