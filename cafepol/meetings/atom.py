"""Meetings as an Atom feed (RFC 4287), for readers of news: one entry each, the last changed first."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from cafepol.core.filters import phone, when
from cafepol.core.links import url
from cafepol.meetings.models import Meeting
from cafepol.zone.queries import the_zone

ATOM = "http://www.w3.org/2005/Atom"


def feed(meetings: Iterable[Meeting], *, title: str, address: str, page: str, changed_at: datetime) -> str:
    """The feed of this full `address`, which shows what `page` shows. `changed_at` is when it last changed."""
    ET.register_namespace("", ATOM)
    root = ET.Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "updated", _instant(changed_at))
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    _add(_add(root, "author"), "name", the_zone().name)
    for meeting in sorted(meetings, key=lambda each: (each.updated_at, each.id), reverse=True):
        root.append(_entry(meeting))
    return str(ET.tostring(root, encoding="utf-8", xml_declaration=True), "utf-8")


def _entry(meeting: Meeting) -> ET.Element:
    """An entry keeps its id for ever; it is dated from the last change that somebody made to the meeting."""
    entry = ET.Element(_name("entry"))
    _add(entry, "id", f"urn:uuid:{meeting.uid}")
    _add(entry, "title", _title(meeting))
    _add(entry, "updated", _instant(meeting.updated_at))
    if meeting.first_published_at:
        _add(entry, "published", _instant(meeting.first_published_at))
    _add(entry, "link", rel="alternate", type="text/html", href=url("front.meeting", code=meeting.code))
    _add(entry, "category", term=meeting.commune.slug, label=meeting.commune.name)
    _add(entry, "content", _content(meeting), type="text")
    return entry


def _title(meeting: Meeting) -> str:
    cancelled = "ANNULÉE : " if meeting.is_cancelled else ""
    return f"{cancelled}{meeting.title} – {meeting.place}, {when(meeting.starts_local, meeting.ends_local)}"


def _content(meeting: Meeting) -> str:
    reason = f"Cette rencontre n’a pas lieu. {meeting.cancel_reason or ''}".strip() if meeting.is_cancelled else ""
    question = f"Une question ? {phone(meeting.phone)}" if meeting.phone else ""
    lines = [reason, f"{meeting.venue.name}, {meeting.venue.address}", meeting.public_text, question]
    return "\n".join(line for line in lines if line)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _name(name), attributes)
    child.text = text
    return child


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
