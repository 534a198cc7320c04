"""What stands on a paper: plain values, so that it can be drawn, shown as a page or tested without a database."""

from dataclasses import dataclass
from datetime import date, time

from cafepol.zone.contents import LogoData


@dataclass(frozen=True)
class FlyerContent:
    """What a flyer or a poster says. Empty texts and tuples are left out of the drawing; `phone` must be there.

    `link` is what the QR code holds, `short_link` how the same address is printed, `round_code` the signs that say on
    the telephone which round brought it; `colour` is the zone's (« #14396b »), printed black where it would be too
    pale. Its sentences are said in `language` (ISO 639-1). A draft says that it is one.
    """

    title: str
    day: date
    starts: time
    ends: time
    place_name: str
    host_name: str
    phone: str
    link: str
    short_link: str
    zone_name: str
    publisher: str
    street: str = ""
    locality: str = ""
    quarter: str = ""
    partners: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    colour: str = "#000000"
    co_hosts: tuple[str, ...] = ()
    round_code: str = ""
    language: str = "fr"
    is_draft: bool = False
    is_cancelled: bool = False
    logo: LogoData | None = None


@dataclass(frozen=True)
class SignInSheetContent:
    """What the sheet at the door says; `registered` holds names as they may be shown, and numbers of people."""

    title: str
    day: date
    starts: time
    ends: time
    place: str
    host_name: str
    code: str
    privacy: str
    zone_name: str
    registered: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ReturnLine:
    """Something that was said at an earlier café: `what` it was about and where, the day, and what became of it."""

    what: str
    heard_on: date
    answer: str


@dataclass(frozen=True)
class ReturnSheetContent:
    """What the host reads out at a café, under headings; no group: there is nothing to say."""

    day: date
    starts: time
    ends: time
    place: str
    zone_name: str
    groups: tuple[tuple[str, tuple[ReturnLine, ...]], ...] = ()


@dataclass(frozen=True)
class PreviewContent:
    """What the picture of a link says."""

    heading: str
    day: date
    starts: time
    ends: time
    place: str
    street: str
    zone_name: str
    colour: str
    is_cancelled: bool = False
