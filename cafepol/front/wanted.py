"""What a visitor asks of the agenda, in the address: shared, it shows the same; what it asks wrongly is not asked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

PAGE_SIZE = 60
MONTHS_AHEAD = 60
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_PAGE = re.compile(r"[1-9]\d{0,3}", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What the agenda is narrowed to: a commune by its slug, a month by its first day, venues without steps."""

    slug: str | None = None
    month: date | None = None
    accessible: bool = False
    page: int = 1

    @property
    def narrowing(self) -> dict[str, str]:
        """Month and accessibility as they stand in an address; the commune stands in its path."""
        month = {"mois": f"{self.month:%Y-%m}"} if self.month else {}
        return month | ({"accessible": "1"} if self.accessible else {})

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day of the month and the first after it, if a month was asked for."""
        return (self.month, (self.month + timedelta(days=31)).replace(day=1)) if self.month else None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked but the beginning of the zone's agenda."""
        return self == Wanted()

    def on_page(self, page: int) -> "Wanted":
        """The same, on another page."""
        return replace(self, page=page)


def read_wanted(args: Mapping[str, str], slugs: Collection[str], *, today: date, slug: str | None = None) -> Wanted:
    """What an address asks for. `slug` is the commune of its path, if it names one."""
    asked = args.get("commune", "")
    return Wanted(
        slug=slug or (asked if asked in slugs else None),
        month=_month(args.get("mois", ""), today),
        accessible=args.get("accessible") == "1",
        page=int(args.get("page", "1")) if _PAGE.fullmatch(args.get("page", "1")) else 1,
    )


def _month(asked: str, today: date) -> date | None:
    """A month from this one to five years ahead, else none."""
    found = _MONTH.fullmatch(asked)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    ahead = (year - today.year) * 12 + month - today.month
    return date(year, month, 1) if 0 <= ahead <= MONTHS_AHEAD else None
