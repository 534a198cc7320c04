"""Calendar files for tests, written by hand."""


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "SUMMARY:Rendez-vous secret", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test", "".join(parts) + "END:VCALENDAR", ""]
    ).encode()


ONE = calendar(event("UID:1", "DTSTART:20270209T080000Z", "DTEND:20270209T160000Z"))
