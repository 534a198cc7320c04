"""Nobody else is named in what leaves: every message, calendar and partner's page of a test is read at its end.

What was posted is compared with everybody whom the test's database knows: residents and partners' contacts. Officers,
the commissariats and the meeting's own number are public. Recording is one line; a test without a message asks nothing.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.concerns.models import Raiser
from cafepol.core.db import db
from cafepol.core.links import Link, Purpose
from cafepol.invitations.models import Invitation
from cafepol.meetings.models import Meeting
from cafepol.messages import operations
from cafepol.partners.models import PartnerContact
from cafepol.registrations.models import Registration
from cafepol.relays.models import Relay
from cafepol.requests.models import CafeRequest
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat, Zone

RESIDENTS = (Registration, Raiser, CafeRequest)
PARTNER_PAGES = ("/partenaires/", "/invitations/", "/relais/")

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d\s./()-]{7,}\d")
_FOLD = re.compile(r"\r?\n[ \t]")
LAST_DIGITS = 8  # what 065 00 12 32 and +32 65 00 12 32 have in common


@dataclass
class Record:
    """What left during one test: the rows of the messages, and pages by their path."""

    messages: list[dict] = field(default_factory=list)
    pages: list[tuple[str, str]] = field(default_factory=list)

    def clear(self) -> None:
        self.messages.clear()
        self.pages.clear()


RECORD = Record()
_insert = operations._insert_once


def _insert_and_note(values):
    RECORD.messages.append(values)
    return _insert(values)


operations._insert_once = _insert_and_note


def note_page(path: str, mimetype: str, content: bytes) -> None:
    """Keep a page that a partner or a calendar program was given."""
    if mimetype == "text/calendar" or (path.startswith(PARTNER_PAGES) and mimetype == "text/html"):
        RECORD.pages.append((path, _FOLD.sub("", content.decode())))


@contextmanager
def watched() -> Iterator[Record]:
    """Read what leaves in this block, in an app context; AssertionError names who is told of whom."""
    RECORD.clear()
    yield RECORD
    found = leaks()
    RECORD.clear()
    assert found == []


def leaks() -> list[str]:
    """Who is named to somebody else in what was recorded."""
    if not RECORD.messages and not RECORD.pages:
        return []
    residents, everybody = _people(*RESIDENTS), _people(*RESIDENTS, PartnerContact)
    public = _public()
    found = [
        f"{message['kind']} to {message['recipient_name']} names {value}"
        for message in RECORD.messages
        for value in _named(_words_of(message), _others(everybody, message) - public)
    ]
    strangers = {path: _strangers(path, residents, everybody) - public for path, _ in RECORD.pages}
    db.session.remove()
    return found + [
        f"{path} names {value}" for path, text in RECORD.pages for value in _named(_plain(text), strangers[path])
    ]


def _strangers(path: str, residents: list[set[str]], everybody: list[set[str]]) -> set[str]:
    """What those are known by whom a page may not name: everybody, on a partner's page all but who holds its link.

    Of a link that was forgotten meanwhile nobody knows whose it was: residents alone are looked for.
    """
    known = set().union(*everybody, _substitutes())
    if not path.startswith(PARTNER_PAGES):
        return known
    holder = _holder(path.split("/")[2])
    if holder is None:
        return set().union(*residents)
    alike = _known(holder.name, holder.mail, "")  # a number may be that of a whole office
    own = _known("", "", holder.phone).union(alike, *(each for each in everybody if each & alike))
    return known - own - _substitutes(holder.id)


def _holder(token: str) -> PartnerContact | None:
    """The contact who was given a link."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    link = db.session.scalar(select(Link).where(Link.token_hash == hashed))
    if link is None:
        return None
    kind = {Purpose.INVITATION: Invitation, Purpose.RELAY: Relay}.get(link.purpose)
    about = db.session.get(kind, link.subject_id) if kind else None
    return db.session.get(PartnerContact, about.contact_id if about else link.subject_id)


def _substitutes(contact_id: int | None = None) -> set[str]:
    """The full names of those who come instead of somebody; of one contact alone, if one is given."""
    named = select(Invitation.substitute)
    chosen = named if contact_id is None else named.where(Invitation.contact_id == contact_id)
    return set().union(*(_known(name, "", "") for name in db.session.scalars(chosen)))


def _people(*models) -> list[set[str]]:
    """What each person is known by: full name, mail address, last digits of the number."""
    db.session.remove()
    rows = {row for model in models for row in db.session.execute(select(model.name, model.mail, model.phone)).all()}
    db.session.remove()
    return [_known(*row) for row in rows]


def _known(name, mail, phone) -> set[str]:
    full = _plain(name or "")
    return {value for value in (full if " " in full else "", (mail or "").casefold(), _digits(phone or "")) if value}


def _public() -> set[str]:
    db.session.remove()
    officers = db.session.scalars(select(Officer)).all()
    numbers = [*db.session.scalars(select(Meeting.phone)), *db.session.scalars(select(Commissariat.phone))]
    zone = db.session.scalars(select(Zone)).all()
    staff = db.session.execute(select(Account.name, Account.mail)).all()
    known = [_known(each.name, each.mail, each.phone) for each in officers]
    known += [_known(each.full_name, "", "") for each in officers] + [_known(*each, "") for each in staff]
    known += [_known("", each.mail, each.phone) for each in zone] + [{_digits(number)} for number in numbers]
    db.session.remove()
    return set().union(*known)


def _others(people: list[set[str]], message: dict) -> set[str]:
    """What everybody but the recipient is known by; two rows that share a contact are one person, or one household."""
    own = _known(*(message.get(f"recipient_{each}") for each in ("name", "mail", "phone")))
    mine = set().union(own, *(person for person in people if person & own))
    return set().union(*people) - mine


def _words_of(message: dict) -> str:
    calendar = _FOLD.sub("", message.get("calendar") or "")
    parts = (message["subject"], message["text"], html.unescape(message["html"]), calendar.replace("\\", ""))
    return _plain("\n".join(parts))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-LAST_DIGITS:]


def _named(words: str, values: set[str]) -> set[str]:
    """Which of these are there: a mail address, a number however it is written, a full name as whole words."""
    mails, numbers = set(_MAIL.findall(words)), {_digits(each) for each in _NUMBER.findall(words)}
    names = {each for each in values if each in words and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", words)}
    return values & (mails | numbers) | {each for each in names if " " in each}
