"""What a zone's profile holds, once it is read and checked."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LogoData:
    """A PNG that can be drawn, and its size in pixels."""

    picture: bytes
    width: int
    height: int


@dataclass(frozen=True)
class ZoneData:
    """The zone itself; counts are in the unit that the name says."""

    slug: str
    name: str
    short_name: str
    phone: str
    mail: str
    website: str
    address: str
    publisher: str
    controller: str
    dpo: str
    languages: tuple[str, ...]
    default_title: str
    promise_days: int
    cadence_min: int
    cadence_max: int
    travel_gap_minutes: int
    flyer_days: int
    round_late_days: int  # a round of flyers not done so many days before its meeting is late
    same_quarter_days: int
    horizon_months: int
    internal_control: str  # where a complaint against the police goes: lines of an address, with its telephone
    oversight: str


@dataclass(frozen=True)
class CommissariatData:
    """A neighbourhood police station."""

    slug: str
    name: str
    chief_title: str | None
    address: str
    phone: str
    mail: str
    hours: str


@dataclass(frozen=True)
class VenueData:
    """A room of a commune; `quarter` is a name among the commune's quarters."""

    name: str
    quarter: str | None
    street: str
    postal_code: str
    locality: str
    capacity: int | None
    access_note: str
    is_accessible: bool


@dataclass(frozen=True)
class CommuneData:
    """A municipality; `commissariat` and `nearby` are slugs."""

    slug: str
    name: str
    postal_code: str
    commissariat: str
    nearby: tuple[str, ...]
    quarters: tuple[str, ...]
    venues: tuple[VenueData, ...]
    streets: tuple[tuple[str, str], ...] = ()  # (quarter, name)


@dataclass(frozen=True)
class PriorityData:
    """A priority of the zonal safety plan."""

    slug: str
    plan: str
    kind: str
    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class ThemeData:
    """What concerns are about; `priority` is the slug of a plan priority."""

    slug: str
    label: str
    priority: str | None


@dataclass(frozen=True)
class ChoiceData:
    """A kind of partner, or a prevention topic."""

    slug: str
    label: str


@dataclass(frozen=True)
class ClosureData:
    """Days that are closed, blocked or taken by a local event; `commune` is a slug, None the whole zone."""

    starts_on: date
    ends_on: date
    label: str
    kind: str
    commune: str | None


@dataclass(frozen=True)
class PreparationData:
    """A step of preparing a meeting, due so many days before it; `derived` names what CaféPol knows by itself."""

    slug: str
    label: str
    days_before: int
    derived: str | None


@dataclass(frozen=True)
class ChannelData:
    """Where meetings are published; `kind` is the kind of text it takes, `maximum` its length in characters."""

    slug: str
    label: str
    kind: str
    maximum: int | None


@dataclass(frozen=True)
class Profile:
    """All of a zone's profile, checked."""

    zone: ZoneData
    colours: dict[str, str]
    commissariats: tuple[CommissariatData, ...]
    communes: tuple[CommuneData, ...]
    priorities: tuple[PriorityData, ...]
    themes: tuple[ThemeData, ...]
    partner_kinds: tuple[ChoiceData, ...]
    topics: tuple[ChoiceData, ...]
    closures: tuple[ClosureData, ...]
    preparation: tuple[PreparationData, ...]
    channels: tuple[ChannelData, ...]
    logo: LogoData | None = None
