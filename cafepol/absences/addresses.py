"""The address at which a calendar can be read again: what it may look like, and which machines it may not mean."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from cafepol.core.errors import Refused

ADDRESS_MAX = 500  # characters
HTTPS = 443


@dataclass(frozen=True)
class Place:
    """Where a calendar is fetched: host and port to speak to, and what to ask for there."""

    host: str
    port: int
    path: str


def normal_address(typed: str) -> str:
    """An address as it is kept: https, also for `webcal:`. Raises Refused, at `address`, in a sentence."""
    typed = typed.strip()
    scheme, _, rest = typed.partition("://")
    address = f"https://{rest}" if scheme.lower() in {"webcal", "webcals"} else typed
    place_of(address)
    return address


def place_of(address: str) -> Place:
    """Where that address leads. Raises Refused, at `address`, for anything but https without name and password."""
    try:
        parts = urlsplit(address)
        port = parts.port or HTTPS
    except ValueError as error:
        raise _refusal() from error
    if len(address) > ADDRESS_MAX or not address.isascii() or any(sign <= " " for sign in address):
        raise _refusal()
    if parts.scheme.lower() != "https" or not parts.hostname or parts.username is not None:
        raise _refusal()
    return Place(parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _refusal() -> Refused:
    return Refused(
        "Écrivez une adresse qui commence par https://. Exemple : https://exemple.be/agenda.ics", field="address"
    )


def check_reachable(host: str, found: Collection[str], *, trusted: Collection[str]) -> str:
    """The number at which to reach a host, out of those its name stands for (IP addresses).

    Raises Refused when one of them is no public machine (this one, a private network, a link's own), unless the
    installation trusts that host by name.
    """
    if not found:
        raise Refused("Ce serveur n’est pas connu. Vérifiez l’adresse.", field="address")
    if host.lower() not in {each.lower() for each in trusted} and not all(map(_is_public, found)):
        raise Refused("Cette adresse mène à l’intérieur d’un réseau : elle ne peut pas être lue.", field="address")
    return next(iter(found))


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _is_public(str(inner))
        if address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
