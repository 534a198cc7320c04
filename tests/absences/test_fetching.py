import gzip
import tracemalloc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cafepol.absences import fetching
from cafepol.absences.bounded import read_address
from cafepol.absences.fetching import fetch_calendar
from cafepol.core.errors import Refused
from cafepol.core.tables import MAX_BYTES, BadLines
from tests.absences.calendars import ONE
from tests.absences.server import certificate, serving

NOW, TZ = datetime(2027, 1, 7, 8, tzinfo=UTC), ZoneInfo("Europe/Brussels")
HERE = ("localhost",)
BOMB = gzip.compress(bytes(60_000_000), 9)
ANSWERS = {
    "/a.ics": (200, {"Content-Type": "text/calendar"}, ONE),
    "/packed.ics": (200, {"Content-Encoding": "gzip"}, gzip.compress(ONE)),
    "/bomb.ics": (200, {"Content-Encoding": "gzip"}, BOMB),
    "/broken-gzip.ics": (200, {"Content-Encoding": "gzip"}, b"no gzip"),
    "/odd.ics": (200, {"Content-Encoding": "br"}, ONE),
    "/large.ics": (200, {}, b"x" * (MAX_BYTES + 1)),
    "/moved.ics": (302, {"Location": "/a.ics"}, b""),
    "/elsewhere.ics": (302, {"Location": "https://exemple.be/a.ics"}, b""),
    "/down.ics": (302, {"Location": "http://localhost/a.ics"}, b""),
    "/odd-place.ics": (302, {"Location": "https://[x/a.ics"}, b""),
    "/loop.ics": (302, {"Location": "/loop.ics"}, b""),
    "/page.ics": (200, {}, b"<html>"),
    "/bad.ics": (200, {}, ONE.replace(b"DTSTART:2027", b"DTSTART:9x")),
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def origin(keys):
    with serving(ANSWERS, *keys) as port:
        yield f"https://localhost:{port}"


@pytest.fixture
def trusting(keys, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(keys[0]))


@pytest.mark.parametrize("path", ["/a.ics", "/packed.ics", "/moved.ics"])
def test_a_calendar_is_fetched_also_packed_or_moved_on_its_server(origin, trusting, path):
    assert fetch_calendar(origin + path, trusted=HERE) == ONE


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nothing.ics", "réponse 404"),
        ("/odd-place.ics", "ne répond pas comme il faut"),
        ("/bomb.ics", "dépasse 2 Mo"),
        ("/large.ics", "dépasse 2 Mo"),
        ("/broken-gzip.ics", "ne répond pas comme il faut"),
        ("/odd.ics", "forme inconnue"),
        ("/elsewhere.ics", "vers un autre serveur"),
        ("/down.ics", "https://"),
        ("/loop.ics", "sans fin"),
    ],
)
def test_what_does_not_work_is_said(origin, trusting, path, words):
    with pytest.raises(Refused, match=words) as refusal:
        fetch_calendar(origin + path, trusted=HERE)
    assert refusal.value.field == "address"


def test_a_bomb_is_never_unpacked_beyond_the_bound(origin, trusting):
    tracemalloc.start()
    with pytest.raises(Refused):
        fetch_calendar(f"{origin}/bomb.ics", trusted=HERE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MAX_BYTES


def test_this_machine_is_not_read_unless_its_name_is_trusted(origin, trusting):
    for address in (origin, origin.replace("localhost", "127.0.0.1"), origin.replace("localhost", "[::1]")):
        with pytest.raises(Refused, match="l’intérieur d’un réseau"):
            fetch_calendar(f"{address}/a.ics", trusted=("exchange.example",))


def test_a_certificate_that_nobody_trusts_is_refused(origin):
    with pytest.raises(Refused, match="certificat"):
        fetch_calendar(f"{origin}/a.ics", trusted=HERE)


def test_a_server_that_is_not_there_is_said(trusting):
    with pytest.raises(Refused, match="ne répond pas"):
        fetch_calendar("https://localhost:9/a.ics", trusted=HERE)
    with pytest.raises(Refused, match="n’est pas connu"):
        fetch_calendar("https://nulle-part.invalid/a.ics", trusted=())


def test_the_machine_that_was_checked_is_the_one_that_is_spoken_to(monkeypatch):
    """A name that changes its number between two look-ups leads nowhere else."""
    asked = []

    def look_up(host, port, **_more):
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34", port))]

    def speak(address, *_more):
        raise OSError(address[0])

    monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(fetching.socket, "create_connection", speak)
    with pytest.raises(Refused) as refusal:
        fetch_calendar("https://exemple.be/a.ics", trusted=())
    assert asked == ["exemple.be"]
    assert str(refusal.value.__cause__) == "93.184.216.34"


def test_an_address_is_read_in_a_process_of_its_own(origin, trusting):
    read = {"trusted": HERE, "now": NOW, "tz": TZ}
    (found,) = read_address(f"{origin}/a.ics", **read)
    assert (found.starts_at, found.ends_at) == (
        datetime(2027, 2, 9, 8, tzinfo=UTC),
        datetime(2027, 2, 9, 16, tzinfo=UTC),
    )
    with pytest.raises(BadLines) as bad:
        read_address(f"{origin}/bad.ics", **read)
    assert (bad.value.errors[0].line, bad.value.field) == (7, "address")
    with pytest.raises(Refused, match="dépasse 2 Mo"):
        read_address(f"{origin}/bomb.ics", **read)
