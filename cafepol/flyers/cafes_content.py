"""What stands on the back of a flyer, and on the sheet of a commune's next cafés, as plain values."""

from dataclasses import dataclass
from datetime import date, time

from cafepol.zone.contents import LogoData


@dataclass(frozen=True)
class CafeLine:
    """One café of a list: when, and where."""

    day: date
    starts: time
    ends: time
    place_name: str
    address: str


@dataclass(frozen=True)
class VersoContent:
    """What the back of a flyer says: what a café is, a coupon to hand in, the next cafés of the commune.

    `code` is the round's, or the meeting's where the flyer is of no round; `hand_in` says where the coupon is taken:
    a police station, with its address. Its sentences are said in `language` (ISO 639-1).
    """

    day: date
    commune: str
    code: str
    hand_in: str
    zone_name: str
    colour: str = "#000000"
    next_cafes: tuple[CafeLine, ...] = ()
    language: str = "fr"


@dataclass(frozen=True)
class MonthsContent:
    """What the sheet of a commune's next cafés says; `first` and `last` are the days that it covers.

    `phone` is the police station's; `link` is what the QR code holds, `short_link` how the same address is printed.
    """

    commune: str
    first: date
    last: date
    cafes: tuple[CafeLine, ...]
    phone: str
    link: str
    short_link: str
    zone_name: str
    publisher: str
    colour: str = "#000000"
    language: str = "fr"
    logo: LogoData | None = None

    @property
    def round_code(self) -> str:
        """None: it is of no round of distribution."""
        return ""
