import pytest

from cafepol.absences.addresses import ADDRESS_MAX, Place, check_reachable, normal_address, place_of
from cafepol.core.errors import Refused


def test_an_address_leads_to_host_port_and_path():
    assert place_of("https://exemple.be/agenda.ics?x=1#y") == Place("exemple.be", 443, "/agenda.ics?x=1")
    assert place_of("HTTPS://Exemple.be:8443") == Place("exemple.be", 8443, "/")


@pytest.mark.parametrize("scheme", ["webcal", "webcals", "WebCal", "https"])
def test_calendar_addresses_are_kept_as_https(scheme):
    assert normal_address(f" {scheme}://exemple.be/a.ics ").lower() == "https://exemple.be/a.ics"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "agenda",
        "http://exemple.be/a.ics",
        "file:///etc/passwd",
        "ftp://exemple.be/",
        "https://",
        "https://jean:secret@exemple.be/",
        "https://exemple.be:99999/",
        "https://[::1/",
        "https://exemple.be/a b",
        "https://exemple.be/a\r\nX: y",
        "https://exemplé.be/",
        "https://exemple.be/" + "x" * ADDRESS_MAX,
    ],
)
def test_anything_else_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match=r"https://exemple\.be/agenda\.ics") as refusal:
        normal_address(typed)
    assert refusal.value.field == "address"


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 -- an address that must be refused
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "64:ff9b::7f00:1",
    ],
)
def test_a_machine_that_is_not_public_is_refused(number):
    for found in ([number], ["93.184.216.34", number]):
        with pytest.raises(Refused, match="l’intérieur d’un réseau"):
            check_reachable("exemple.be", found, trusted=())


def test_public_machines_are_reached_and_trusted_ones_too():
    assert check_reachable("exemple.be", ["93.184.216.34"], trusted=()) == "93.184.216.34"
    assert check_reachable("exemple.be", ["2606:2800:220:1::1"], trusted=()) == "2606:2800:220:1::1"
    assert check_reachable("Exchange.local", ["10.0.0.1"], trusted=("exchange.local",)) == "10.0.0.1"


def test_a_host_without_a_number_is_unknown():
    with pytest.raises(Refused, match="n’est pas connu"):
        check_reachable("nulle-part.example", [], trusted=())
