"""Noting a concern: number, owner, promises, and the mail that tells each person what happens now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite

from cafepol.accounts import audit
from cafepol.concerns import mails, transitions
from cafepol.concerns.deadlines import Promise, promise_date
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.models import LINE, Concern, ConcernSerial, Raiser
from cafepol.concerns.queries import chief_officer
from cafepol.concerns.records import TEXT, Entry, Feedback
from cafepol.concerns.transitions import Actor, Orientation, Outcome, State
from cafepol.concerns.wording import said, said_line
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, issue_link
from cafepol.core.text import normal_mail, normal_phone
from cafepol.meetings.models import Meeting
from cafepol.messages.operations import Recipient, post_message
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.staff.queries import officer_of_quarter
from cafepol.zone.models import Commune, Quarter, Theme
from cafepol.zone.queries import closed_days, the_zone

LINK_DAYS = 365
REFERENCE = 60
ADDRESS = 300
_LONGEST_CLOSURE = timedelta(days=120)
_NO_FACTS = "Écrivez ce que la personne a dit."


@dataclass(frozen=True)
class RaiserDraft:
    """Somebody who raised it, as typed. `channel` none: no feedback wanted.

    Without `heard_on` it was heard on the meeting's day, or today. A registration of the concern's meeting
    lends its name, mail and telephone where nothing else is typed.
    """

    kind: RaiserKind = RaiserKind.PERSON
    channel: Channel = Channel.NONE
    name: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""
    registration: Registration | None = None
    heard_on: date | None = None


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
    concern = _concern(draft, by=by, now=now)
    raisers = [_raiser(each, draft, today=today) for each in draft.raisers]
    if not raisers:
        raise Refused("Notez qui l’a dit, ou « quelqu’un qui ne donne pas son nom ».", field="name")
    concern.owner = _owner(draft)
    concern.number = _next_number(today.year)
    concern.next_on = min(raiser.promised_on for raiser in raisers)
    concern.raisers, concern.entries = raisers, [_entry(draft, by=by, now=now)]
    db.session.add(concern)
    db.session.flush()
    settled = said(draft.settled, field="settled", maximum=TEXT)
    if settled:
        _settle(concern, settled, by=by, now=now, today=today)
    for raiser in raisers:
        _tell_what_follows(concern, raiser, settled=bool(settled), now=now)
    audit.record("concern_logged", account_id=by.account_id, now=now, subject="concern", subject_id=concern.id)
    return concern


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
        title=(title or _plain_title(draft.theme.label, place))[:LINE],
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


def _plain_title(theme: str, place: str) -> str:
    return f"{theme}, {place}" if place else theme


def _raiser(given: RaiserDraft, draft: ConcernDraft, *, today: date) -> Raiser:
    person = _contact(given, draft)
    day = given.heard_on or (draft.meeting.day if draft.meeting else today)
    if day > today:
        raise Refused("Cette date est encore à venir.", field="heard_on")
    days = the_zone().promise_days
    promise = _promise(day, days)
    person.heard_on, person.promised_on, person.promise_days = day, promise.due_on, days
    person.skipped = [[skipped.isoformat(), reason] for skipped, reason in promise.skipped]
    person.feedbacks, person.attempts, person.impossible = [], [], None
    _check_channel(person)
    return person


def _promise(heard_on: date, days: int) -> Promise:
    """The promise, with the closed days of a stretch that is long enough to hold it."""
    end = heard_on + timedelta(days=2 * days) + _LONGEST_CLOSURE
    while True:
        promise = promise_date(heard_on, days, closed_days(heard_on, end))
        if promise.due_on <= end:
            return promise
        end = promise.due_on + _LONGEST_CLOSURE


def _contact(given: RaiserDraft, draft: ConcernDraft) -> Raiser:
    known = given.registration
    if known is not None and (draft.meeting is None or known.meeting_id != draft.meeting.id):
        raise Refused("Cette inscription est pour une autre rencontre.", field="registration")
    raiser = Raiser(kind=given.kind, channel=given.channel, wants_feedback=given.channel is not Channel.NONE)
    raiser.registration = known
    if given.kind is RaiserKind.ANONYMOUS:
        if known is not None or given.name or given.mail or given.phone or given.address:
            raise Refused("Qui ne donne pas son nom ne laisse pas non plus d’adresse.", field="name")
        return raiser
    raiser.name = said_line(given.name, field="name", maximum=LINE) or _known_name(known) or None
    raiser.mail = normal_mail(given.mail) if given.mail.strip() else (known.mail if known else None)
    raiser.phone = normal_phone(given.phone) if given.phone.strip() else (known.phone if known else None)
    raiser.address = said(given.address, field="address", maximum=ADDRESS) or None
    return raiser


def _known_name(registration: Registration | None) -> str:
    if registration is None:
        return ""
    return registration.name or f"l’inscription {registration.reference}"


_MISSING = {
    Channel.MAIL: ("mail", "Notez l’adresse e-mail à laquelle répondre."),
    Channel.LETTER: ("address", "Notez l’adresse à laquelle envoyer la lettre."),
    Channel.PHONE: ("phone", "Notez le numéro auquel rappeler."),
}


def _check_channel(raiser: Raiser) -> None:
    """Feedback can be owed only in a way that can work. Somebody without a name may still wait: that is said later."""
    if raiser.kind == RaiserKind.ANONYMOUS or not raiser.wants_feedback:
        return
    if not raiser.name:
        raise Refused("Notez le nom de la personne qui attend un retour.", field="name")
    field, sentence = _MISSING.get(Channel(raiser.channel), ("", ""))
    if field and not getattr(raiser, field):
        raise Refused(sentence, field=field)
    if raiser.channel == Channel.MEETING and raiser.registration is None:
        raise Refused("Sans inscription à cette rencontre, choisissez une autre façon de répondre.", field="channel")


def _owner(draft: ConcernDraft) -> Officer:
    """The officer of the quarter, else the host, else the chief of the commissariat."""
    found = officer_of_quarter(draft.quarter.id) if draft.quarter else None
    if found is None and draft.meeting is not None and draft.meeting.host.is_active:
        found = draft.meeting.host
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
    concern.next_step = "Clôturer"
    concern.entries.append(Entry(compartment="internal", kind="decided", text=settled, author_id=by.account_id, at=now))
    channel, day = (Channel.MEETING, concern.meeting.day) if concern.meeting else (Channel.VISIT, today)
    for raiser in concern.raisers:
        if concern.meeting is None or raiser.registration is not None:
            raiser.feedbacks.append(
                Feedback(given_on=day, channel=channel, text=settled, author_id=by.account_id, created_at=now)
            )
    db.session.flush()


def _tell_what_follows(concern: Concern, raiser: Raiser, *, settled: bool, now: datetime) -> None:
    if not raiser.mail or not raiser.wants_feedback:
        return
    token = issue_link(Purpose.FOLLOWUP, raiser.id, expires_at=now + timedelta(days=LINK_DAYS))
    post_message(
        mails.heard(concern, raiser, token, settled=settled),
        to=Recipient(name=raiser.name or "", mail=raiser.mail),
        kind="concern_heard",
        unique_key=f"concern_heard:{raiser.id}",
        now=now,
        meeting_id=concern.meeting_id,
        commissariat_id=concern.commune.commissariat_id,
        officer_id=concern.owner_id,
    )
