"""The people who raised a concern: how they are reached, what is promised, and the mail that says what happens now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from cafepol.concerns import deadlines, mails
from cafepol.concerns.deadlines import promise_date
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.models import LINE, Concern, Raiser
from cafepol.concerns.promises import next_cycle
from cafepol.concerns.records import TEXT, Promise
from cafepol.concerns.signing import given_name
from cafepol.concerns.wording import REFERENCE_ONLY, said, said_line
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, issue_link
from cafepol.core.text import normal_mail, normal_phone
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message
from cafepol.messages.searching import search_text
from cafepol.registrations.models import Registration
from cafepol.zone.queries import closed_days, the_zone

LINK_DAYS = 365
ADDRESS = 300
_LONGEST_CLOSURE = timedelta(days=120)


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
    words: str = ""  # this person's own, where the concern's are somebody else's


@contextmanager
def blaming(position: int) -> Iterator[None]:
    """What is refused of the people of a form after the first names its field with their position: « mail.2 »."""
    try:
        yield
    except Refused as refusal:
        field = f"{refusal.field}.{position}" if position and refusal.field else refusal.field
        raise Refused(refusal.message, field=field) from refusal


def make_raiser(given: RaiserDraft, meeting: Meeting | None, *, now: datetime, today: date) -> Raiser:
    """The raiser of a draft, with the promise that is made now. Raises Refused at the field to correct."""
    person = _contact(given, meeting)
    day = given.heard_on or (meeting.day if meeting else today)
    if day > today:
        raise Refused("Cette date est encore à venir.", field="heard_on")
    person.heard_on = day
    person.words = said(given.words, field="facts", maximum=TEXT)
    person.search = search_text(name=person.name or "", mail=person.mail, phone=person.phone)
    person.promises, person.feedbacks, person.attempts, person.impossibles = [], [], [], []
    promise_to(person, heard_on=day, now=now)
    check_channel(person)
    return person


def promise_to(raiser: Raiser, *, heard_on: date, now: datetime) -> Promise:
    """What is promised in the raiser's next cycle, which begins on `heard_on`; the promises so far are loaded."""
    days = the_zone().promise_days
    found = promise_after(heard_on, days)
    promise = Promise(
        cycle=next_cycle(each.cycle for each in raiser.promises),
        heard_on=heard_on,
        due_on=found.due_on,
        days=days,
        skipped=[[skipped.isoformat(), reason] for skipped, reason in found.skipped],
        made_at=now,
    )
    raiser.promises.append(promise)
    return promise


def promise_after(heard_on: date, days: int) -> deadlines.Promise:
    """The day that lies so many working days after another, by the zone's own closed days."""
    end = heard_on + timedelta(days=2 * days) + _LONGEST_CLOSURE
    while True:
        promise = promise_date(heard_on, days, closed_days(heard_on, end))
        if promise.due_on <= end:
            return promise
        end = promise.due_on + _LONGEST_CLOSURE


def _contact(given: RaiserDraft, meeting: Meeting | None) -> Raiser:
    known = given.registration
    if known is not None and (meeting is None or known.meeting_id != meeting.id):
        raise Refused("Cette inscription est pour une autre rencontre.", field="registration")
    raiser = Raiser(kind=given.kind, channel=given.channel, wants_feedback=given.channel is not Channel.NONE)
    lasting = known is not None and (known.is_present or not known.is_pending)
    raiser.registration = known if lasting else None  # an unconfirmed one is deleted after two days
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
    return registration.name or REFERENCE_ONLY + registration.reference


_MISSING = {
    Channel.MAIL: ("mail", "Notez l’adresse e-mail à laquelle répondre."),
    Channel.LETTER: ("address", "Notez l’adresse à laquelle envoyer la lettre."),
    Channel.PHONE: ("phone", "Notez le numéro auquel rappeler."),
    Channel.VISIT: ("address", "Notez l’adresse où passer."),
}


def check_channel(raiser: Raiser) -> None:
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


def tell_what_follows(concern: Concern, raiser: Raiser, *, settled: bool, now: datetime) -> None:
    """Mail whoever left an address and waits: by when, and where to look. None of the concern's text."""
    if not raiser.mail or not raiser.wants_feedback:
        return
    heard = partial(mails.heard, settled=settled)
    mail_raiser(concern, raiser, heard, kind="concern_heard", number=raiser.id, now=now)


def mail_raiser(
    concern: Concern,
    raiser: Raiser,
    write: Callable[[Concern, Raiser, str], Draft],
    *,
    kind: str,
    number: int | str,
    now: datetime,
) -> Message | None:
    """Mail somebody what `write` makes with a new link to follow their concern; one mail of a kind and number."""
    to = Recipient(name=given_name(raiser), mail=raiser.mail)
    return _post(concern, raiser, write, to=to, kind=kind, number=number, now=now)


def tell_raiser(
    concern: Concern,
    raiser: Raiser,
    write: Callable[[Concern, Raiser, str], Draft],
    *,
    kind: str,
    number: int,
    now: datetime,
) -> Message | None:
    """The same to anybody: without a mail address it is a call to make, else a letter; None when there is no way."""
    to = Recipient(name=given_name(raiser), mail=raiser.mail, phone=raiser.phone, address=raiser.address)
    return _post(concern, raiser, write, to=to, kind=kind, number=number, now=now)


def _post(
    concern: Concern,
    raiser: Raiser,
    write: Callable[[Concern, Raiser, str], Draft],
    *,
    to: Recipient,
    kind: str,
    number: int | str,
    now: datetime,
) -> Message | None:
    token = issue_link(Purpose.FOLLOWUP, raiser.id, expires_at=now + timedelta(days=LINK_DAYS))
    return post_message(
        write(concern, raiser, token),
        to=to,
        kind=kind,
        unique_key=f"{kind}:{number}",
        now=now,
        meeting_id=concern.meeting_id,
        commissariat_id=concern.commune.commissariat_id,
        officer_id=concern.owner_id,
    )
