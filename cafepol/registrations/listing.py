"""The registrations of one meeting as its host reads them: narrowed, searched, a page at a time; what is to prepare."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.meetings import queries as meetings
from cafepol.messages.searching import search_text, search_words
from cafepol.registrations.doubles import possible_doubles
from cafepol.registrations.models import Registration, RegistrationEvent
from cafepol.registrations.queries import in_line
from cafepol.registrations.states import Event, Kind, State

PAGE = 50
SHORT = 8  # on the meeting's own page
MOST = 30  # needs and subjects on one page
_STANDS = and_(Registration.state != State.CANCELLED, Registration.confirmed_at.is_not(None))

# the lists of one meeting, by what an address asks for; what stands comes first, the others are folded away
CONDITIONS: dict[str, ColumnElement[bool]] = {
    "": _STANDS,
    "participent": and_(Registration.kind == Kind.GOING, Registration.state == State.CONFIRMED, _STANDS),
    "interesses": and_(Registration.kind == Kind.INTERESTED, Registration.state == State.CONFIRMED, _STANDS),
    "en-attente": in_line(),
    "non-confirmees": and_(Registration.state != State.CANCELLED, Registration.confirmed_at.is_(None)),
    "annulees": Registration.state == State.CANCELLED,
}


@dataclass(frozen=True)
class Listed:
    """One page of a list: `places` in the line from 1, by id; `counts` of rows of each list, by its name."""

    registrations: Sequence[Registration]
    has_more: bool
    places: dict[int, int]
    counts: dict[str, int]
    doubles: frozenset[int]


@dataclass(frozen=True)
class ToPrepare:
    """What those who stand asked for: needs with how many asked it, and the subjects that they want to bring up."""

    needs: list[tuple[str, int]]
    subjects: Sequence[Registration]


def listed(meeting_id: int, *, state: str = "", search: str = "", page: int = 1) -> Listed:
    """One page (from 1) of a list of `CONDITIONS`; `search`: words of a name, a reference, an address or a number."""
    chosen = [Registration.meeting_id == meeting_id, CONDITIONS[state]]
    if words := search_words(search):
        chosen.append(Registration.id.in_(_matching(chosen, words)))
    line = {number: place for place, number in enumerate(_line(meeting_id), start=1)}
    order = (Registration.waiting_since, Registration.id) if state == "en-attente" else (Registration.id,)
    query = select(Registration).where(*chosen).order_by(*order).offset((page - 1) * PAGE).limit(PAGE + 1)
    found = db.session.scalars(query).all()
    return Listed(found[:PAGE], len(found) > PAGE, line, counts_of(meeting_id), possible_doubles(meeting_id))


def _matching(chosen: Collection[ColumnElement[bool]], words: Collection[str]) -> list[int]:
    """Compared without accents and capitals, which no two databases do alike."""
    facts = Registration.id, Registration.name, Registration.mail, Registration.phone, Registration.reference
    found = []
    for number, name, mail, phone, reference in db.session.execute(select(*facts).where(*chosen)):
        text = f"{search_text(name=name or '', mail=mail, phone=phone)} {reference.casefold()}"
        if all(word in text for word in words):
            found.append(number)
    return found


def _line(meeting_id: int) -> Sequence[int]:
    waiting = select(Registration.id).where(Registration.meeting_id == meeting_id, in_line())
    return db.session.scalars(waiting.order_by(Registration.waiting_since, Registration.id)).all()


def counts_of(meeting_id: int) -> dict[str, int]:
    """How many registrations (rows, not people) each list has."""
    counted = [func.count(case((condition, 1))) for condition in CONDITIONS.values()]
    row = db.session.execute(select(*counted).where(Registration.meeting_id == meeting_id)).one()
    return dict(zip(CONDITIONS, row, strict=True))


def newest_of(meeting_id: int) -> Sequence[Registration]:
    """The last few who registered and stand, newest first."""
    query = select(Registration).where(Registration.meeting_id == meeting_id, _STANDS)
    return db.session.scalars(query.order_by(Registration.id.desc()).limit(SHORT)).all()


def to_prepare(meeting_id: int) -> ToPrepare:
    """What is to be ready when they come."""
    here = Registration.meeting_id == meeting_id, _STANDS
    asked = db.session.scalars(select(Registration.needs).where(*here, Registration.needs.is_not(None)))
    needs = Counter(" ".join((need or "").casefold().split()) for need in asked)
    subjects = select(Registration).where(*here, Registration.subject.is_not(None)).order_by(Registration.id)
    return ToPrepare(needs.most_common(MOST), db.session.scalars(subjects.limit(MOST)).all())


def subjects_since(meeting_ids: Collection[int], since: datetime) -> Sequence[Registration]:
    """The subjects that came in for these meetings, newest first, with their meeting; not confirmed ones too.

    An answer that changed since is shown again: a subject may have been written into it.

    Whoever writes that they are in danger is read the same day, whatever became of their address.
    """
    query = (
        select(Registration)
        .options(joinedload(Registration.meeting).options(*meetings.LOADED))
        .where(Registration.meeting_id.in_(meeting_ids), Registration.subject.is_not(None))
        .where(Registration.state != State.CANCELLED, or_(Registration.created_at > since, _changed(since)))
    )
    return db.session.scalars(query.order_by(Registration.id.desc()).limit(SHORT)).all()


def _changed(since: datetime) -> ColumnElement[bool]:
    changed = RegistrationEvent.kind == Event.CHANGED, RegistrationEvent.at > since
    return exists().where(RegistrationEvent.registration_id == Registration.id, *changed)
