"""What stands on the papers of the day: concern slips and an officer's cards, as plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SlipContent:
    """What a slip to write a concern on says. `complaint`: where a complaint against the police goes."""

    cafe: str
    day: date
    code: str
    complaint: str
    dpo: str
    zone_name: str


@dataclass(frozen=True)
class CardContent:
    """What an officer's card says; what the officer keeps to themselves is empty.

    `phone` is the officer's own, else the commissariat's, and `station_phone` the latter where it is another one.
    """

    name: str
    quarters: tuple[str, ...]
    phone: str
    mail: str
    station: str
    address: str
    station_phone: str
    site: str
    zone_name: str
    colour: str = "#000000"
