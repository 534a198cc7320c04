"""A calendar fetched from an address that somebody typed: https, public machines only, bounded in size and redirects.

Time is bounded from outside: this runs in a process that ends at its deadline (bounded.py).
"""

import socket
import ssl
import zlib
from collections.abc import Collection
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urljoin

from cafepol.absences.addresses import Place, check_reachable, place_of
from cafepol.core.errors import Refused
from cafepol.core.tables import MAX_BYTES

REDIRECTS = 3
SECONDS = 10
GZIP_WINDOW = 31  # zlib's number for « gzip, any window »
OK, MOVED = 200, frozenset({301, 302, 303, 307, 308})


class _Pinned(HTTPSConnection):
    """A connection to the very machine that was checked: its name is not looked up a second time."""

    def __init__(self, place: Place, number: str) -> None:
        super().__init__(place.host, place.port, timeout=SECONDS, context=ssl.create_default_context())
        self.number = number

    def connect(self) -> None:
        """Open the line to the number, and check the certificate against the name."""
        line = socket.create_connection((self.number, self.port), SECONDS)
        self.sock = self._context.wrap_socket(line, server_hostname=self.host)  # type: ignore[attr-defined]  # set by HTTPSConnection


def fetch_calendar(address: str, *, trusted: Collection[str]) -> bytes:
    """What lies at an address. `trusted`: hosts that may be inside a network. Raises Refused, at `address`."""
    host = place_of(address).host
    try:
        for _ in range(REDIRECTS + 1):
            place = place_of(address)
            if place.host != host:
                raise Refused("Cette adresse renvoie vers un autre serveur. Donnez l’adresse finale.", field="address")
            found = _ask(place, trusted)
            if isinstance(found, bytes):
                return found
            address = urljoin(address, found)
    except ssl.SSLError as error:
        raise Refused("Le certificat de ce serveur n’est pas valable.", field="address") from error
    except (OSError, HTTPException, zlib.error, ValueError) as error:
        raise Refused("Ce serveur ne répond pas comme il faut.", field="address") from error
    raise Refused("Cette adresse renvoie sans fin vers d’autres.", field="address")


def _ask(place: Place, trusted: Collection[str]) -> bytes | str:
    """The content, or the address to which one is sent."""
    connection = _Pinned(place, check_reachable(place.host, _numbers(place), trusted=trusted))
    try:
        connection.request("GET", place.path, headers={"Accept": "text/calendar", "Accept-Encoding": "gzip"})
        with connection.getresponse() as answer:
            moved = answer.getheader("Location") if answer.status in MOVED else None
            if moved:
                return moved
            if answer.status != OK:
                raise Refused(f"Ce serveur refuse de donner le calendrier (réponse {answer.status}).", field="address")
            return _content(answer)
    finally:
        connection.close()


def _numbers(place: Place) -> list[str]:
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(each[4][0]) for each in found]


def _content(answer: HTTPResponse) -> bytes:
    """The body, unpacked if it is packed, one byte above the bound at most."""
    body = answer.read(MAX_BYTES + 1)
    coding = (answer.getheader("Content-Encoding") or "identity").lower()
    if coding == "gzip":
        body = zlib.decompressobj(GZIP_WINDOW).decompress(body, MAX_BYTES + 1)
    elif coding != "identity":
        raise Refused("Ce serveur envoie le calendrier sous une forme inconnue.", field="address")
    if len(body) > MAX_BYTES:
        raise Refused("Ce calendrier dépasse 2 Mo.", field="address")
    return body
