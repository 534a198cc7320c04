"""The lines of a calendar file (RFC 5545, 3.1) with their numbers, and of them only what says when somebody is busy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines, LineError

# of an appointment nothing else is even parsed: no title, no place, no guests
KEPT = frozenset(
    {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS", "TRANSP"}
)
_NO_CALENDAR = "Ce n’est pas un calendrier : le fichier doit commencer par BEGIN:VCALENDAR."


@dataclass(frozen=True)
class Line:
    """One content line, unfolded; `number` is that of its first line in the file."""

    number: int
    text: str

    @property
    def name(self) -> str:
        """« DTSTART »: what stands before the first parameter or the value."""
        return self.text.partition(":")[0].partition(";")[0].strip().upper()


@dataclass
class Appointment:
    """A VEVENT: the line on which it begins, and the lines of it that are kept."""

    number: int
    lines: list[Line] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """Its line of that name, or None."""
        return next((each for each in self.lines if each.name == name), None)


@dataclass
class Outline:
    """A calendar file taken apart: its appointments, and the definitions of its own time zones as they stand."""

    appointments: list[Appointment] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """A calendar of the kept lines alone."""
        events = (
            line
            for each in self.appointments
            for line in ("BEGIN:VEVENT", *(kept.text for kept in each.lines), "END:VEVENT")
        )
        return "\r\n".join(["BEGIN:VCALENDAR", *self.zones, *events, "END:VCALENDAR", ""])


def outline(text: str) -> Outline:
    """Take a calendar file apart. Raises Refused for no calendar at all, BadLines where parts do not close."""
    found, stack = Outline(), list[Line]()
    for line in _unfolded(text):
        if line.name == "BEGIN":
            stack.append(line)
            if _within(stack) == ["VCALENDAR", "VEVENT"]:
                found.appointments.append(Appointment(line.number))
        if not stack or _kind(stack[0]) != "VCALENDAR":
            raise Refused(_NO_CALENDAR, field="file")
        _keep(line, _within(stack), found)
        if line.name == "END":
            _close(stack, line)
    if stack:
        raise BadLines(LineError(each.number, f"{_kind(each)} n’est pas refermé.") for each in stack)
    if not found.appointments and not text.strip():
        raise Refused(_NO_CALENDAR, field="file")
    return found


def _keep(line: Line, within: list[str], found: Outline) -> None:
    if within[1:2] == ["VTIMEZONE"]:
        found.zones.append(line.text)
    elif within == ["VCALENDAR", "VEVENT"] and line.name in KEPT:
        found.appointments[-1].lines.append(line)


def _close(stack: list[Line], line: Line) -> None:
    opened = stack.pop()
    if _kind(line) != _kind(opened):
        raise BadLines(
            [LineError(line.number, f"{_kind(opened)}, ouvert à la ligne {opened.number}, n’est pas refermé.")]
        )


def _kind(line: Line) -> str:
    return line.text.partition(":")[2].strip().upper()[:40]


def _within(stack: Iterable[Line]) -> list[str]:
    return [_kind(each) for each in stack]


def _unfolded(text: str) -> Iterator[Line]:
    """The content lines: a line that begins with a space or a tab goes on with the one before it."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield Line(first, "".join(parts))
        parts, first = ([line], number) if line.strip() else ([], number)
    if parts:
        yield Line(first, "".join(parts))
