"""Noting a concern, or one more person who raised it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite

from cafepol.accounts import audit
from cafepol.concerns import transitions
from cafepol.concerns.debts import Channel, check_given_on
from cafepol.concerns.models import LINE, SEARCH, Concern, ConcernSerial, Raiser
from cafepol.concerns.naming import plain_title, search_words
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.raising import RaiserDraft, blaming, make_raiser, tell_what_follows
from cafepol.concerns.records import TEXT, Entry, Feedback
from cafepol.concerns.transitions import Actor, Orientation, Outcome, State
from cafepol.concerns.versions import claim_version
from cafepol.concerns.wording import said, said_line
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.meetings.lifecycle import HELD
from cafepol.meetings.models import Meeting
from cafepol.staff.models import Officer
from cafepol.staff.queries import chief_officer, officer_of_quarter
from cafepol.zone.models import Commune, Quarter, Theme

REFERENCE = 60
_NO_FACTS = "Écrivez ce que la personne a dit."


@dataclass(frozen=True)
class ConcernDraft:
    """What was heard, as typed. `settled`: what was said on the spot, if that settled it."""

    commune: Commune
    theme: Theme
    raisers: Sequence[RaiserDraft]
    facts: str = ""
    orientation: Orientation = Orientation.CONCERN
    meeting: Meeting | None = None
    quarter: Quarter | None = None
    place: str = ""
    title: str = ""
    reference: str = ""
    settled: str = ""


def log_concern(draft: ConcernDraft, *, by: Actor, now: datetime, today: date) -> Concern:
    """Note what was heard: owner, number and promises are set here, and whoever left a mail address hears what follows.

    Raises Refused at the field to correct; for a complaint against the police or an emergency with where to go:
    of those nothing is stored.
    """
    transitions.check_may_log(by.roles, draft.orientation)
    _check_held(draft.meeting, today=today)
    concern = _concern(draft, by=by, now=now)
    settled = said(draft.settled, field="settled", maximum=TEXT) if concern.facts else ""
    raisers = _raisers(draft, now=now, today=today)
    concern.owner = _owner(draft)
    concern.number = _next_number(today.year)
    concern.search = search_words(concern.number, concern.title, concern.place, concern.theme.label, maximum=SEARCH)
    concern.next_on = min(raiser.promised_on for raiser in raisers)
    concern.raisers, concern.entries = raisers, [_entry(draft, by=by, now=now)]
    db.session.add(concern)
    db.session.flush()
    if settled:
        _settle(concern, settled, by=by, now=now, today=today)
    for raiser in raisers:
        tell_what_follows(concern, raiser, settled=bool(settled), now=now)
    audit.record("concern_logged", account_id=by.account_id, now=now, subject="concern", subject_id=concern.id)
    return concern


def _raisers(draft: ConcernDraft, *, now: datetime, today: date) -> list[Raiser]:
    """Everybody who said it, each once. Raises Refused, naming of whom the field is to be corrected."""
    if not draft.raisers:
        raise Refused("Notez qui l’a dit, ou « quelqu’un qui ne donne pas son nom ».", field="name")
    raisers: list[Raiser] = []
    for position, given in enumerate(draft.raisers):
        with blaming(position):
            _check_new(given, raisers)
            raisers.append(make_raiser(given, draft.meeting, now=now, today=today))
    return raisers


def _check_new(given: RaiserDraft, raisers: Collection[Raiser]) -> None:
    known = given.registration
    if known is not None and any(each.registration is known for each in raisers):
        raise Refused("Cette personne est déjà notée.", field="registration")


def add_raiser(
    concern: Concern,
    given: RaiserDraft,
    *,
    by: Actor,
    now: datetime,
    today: date,
    meeting: Meeting | None = None,
    position: int = 0,
) -> Raiser:
    """One more person who says the same, with a promise of their own; an open closing form becomes stale.

    `meeting`: where this person said it, if not at the concern's own. Raises Refused at the field to correct (of the
    person at `position` of a form), or when the concern is not open any more.
    """
    transitions.check_may_log(by.roles, Orientation.CONCERN)
    if not lock_concern(concern).is_open:
        raise Refused("Cette doléance n’est plus ouverte. Notez-en une nouvelle.")
    _check_held(meeting, today=today)
    with blaming(position):
        _check_new(given, concern.raisers)
        raiser = make_raiser(given, meeting or concern.meeting, now=now, today=today)
    claim_version(concern, concern.version)
    concern.raisers.append(raiser)
    if concern.status is State.FEEDBACK_DUE and raiser.waits:
        concern.next_step = "Donner les retours"
    concern.next_on = min(day for day in (concern.next_on, raiser.promised_on) if day)
    db.session.flush()
    tell_what_follows(concern, raiser, settled=False, now=now)
    audit.record(
        "raiser_added", account_id=by.account_id, now=now, subject="concern", subject_id=concern.id, raiser=raiser.id
    )
    return raiser


def _check_held(meeting: Meeting | None, *, today: date) -> None:
    """Something is heard only at a meeting that takes place, and not before its day."""
    if meeting is None:
        return
    if meeting.state not in HELD:
        raise Refused("Cette rencontre n’a pas lieu : notez la doléance hors rencontre.")
    if meeting.day > today:
        raise Refused("Cette rencontre est encore à venir : notez la doléance hors rencontre.")


def _concern(draft: ConcernDraft, *, by: Actor, now: datetime) -> Concern:
    if draft.quarter is not None and draft.quarter.commune_id != draft.commune.id:
        raise Refused("Ce quartier n’est pas dans cette commune.", field="quarter")
    if draft.meeting is not None and draft.meeting.commune_id != draft.commune.id:
        raise Refused("Cette rencontre n’a pas eu lieu dans cette commune.", field="commune")
    recorded = draft.orientation is Orientation.OFFENCE_TO_RECORD
    place = "" if recorded else said_line(draft.place, field="place", maximum=LINE)
    title = "" if recorded else said_line(draft.title, field="title", maximum=LINE)
    return Concern(
        orientation=draft.orientation,
        state=State.HEARD,
        version=1,
        meeting=draft.meeting,
        commune=draft.commune,
        quarter=draft.quarter,
        theme=draft.theme,
        place=place,
        title=(title or plain_title(draft.theme.label, place))[:LINE],
        facts=""
        if recorded
        else said(draft.facts, field="facts", maximum=TEXT, need="Écrivez ce que la personne a dit."),
        reference=said_line(
            draft.reference,
            field="reference",
            maximum=REFERENCE,
            need="Notez la référence de ce qui est acté ailleurs." if recorded else "",
        ),
        next_step="Décider de la suite",
        created_at=now,
        created_by_id=by.account_id,
    )


def _owner(draft: ConcernDraft) -> Officer:
    """The officer of the quarter, else the host, else the chief of the commissariat."""
    found = officer_of_quarter(draft.quarter.id) if draft.quarter else None
    host = draft.meeting.host if draft.meeting else None
    if found is None and host and host.is_active and host.commissariat_id == draft.commune.commissariat_id:
        found = host
    found = found or chief_officer(draft.commune.commissariat_id)
    if found is None:
        raise Refused("Personne n’est responsable de ce quartier. Parlez-en à votre administration.", field="quarter")
    return found


def _next_number(year: int) -> str:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(ConcernSerial)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": ConcernSerial.last + 1})
        .returning(ConcernSerial.last)
    )
    return f"D-{year}-{db.session.scalar(statement)}"


def _entry(draft: ConcernDraft, *, by: Actor, now: datetime) -> Entry:
    where = f"Au {draft.meeting.cafe}." if draft.meeting else "Hors rencontre."
    return Entry(compartment="resident", kind="heard", text=where, author_id=by.account_id, at=now)


def _settle(concern: Concern, settled: str, *, by: Actor, now: datetime, today: date) -> None:
    """What was settled at once: feedback to those who were there, and nothing left to decide."""
    concern.state, concern.outcome, concern.decided = State.FEEDBACK_DUE, Outcome.RESOLVED, settled
    concern.entries.append(Entry(compartment="internal", kind="decided", text=settled, author_id=by.account_id, at=now))
    channel, day = (Channel.MEETING, concern.meeting.day) if concern.meeting else (Channel.VISIT, today)
    for raiser in concern.raisers:
        if concern.meeting is None or raiser.registration is not None:
            check_given_on(day, heard_on=raiser.heard_on, today=today, field="settled")
            raiser.feedbacks.append(
                Feedback(
                    given_on=day, channel=channel, text=settled, author_id=by.account_id, created_at=now, message=None,
                    cycle=1, is_answer=True, meeting_id=concern.meeting_id, returned_on=None,
                    registration=raiser.registration if concern.meeting else None,
                )
            )  # fmt: skip
    db.session.flush()
    concern.next_step = "Donner les retours" if concern.waiting else "Clôturer"
