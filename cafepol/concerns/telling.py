"""Feedback, and the tries that failed: rows that are only ever added.

Each takes the concern's row first: of two who do it at once, the second is judged by what the first one left.
"""

from datetime import date, datetime
from functools import partial

from cafepol.accounts import audit
from cafepol.concerns import mails, transitions
from cafepol.concerns.debts import Channel, ImpossibleCode, RaiserKind, check_day, check_given_on, check_impossible
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.presence_queries import attended_by
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.raising import mail_raiser
from cafepol.concerns.records import TEXT, Attempt, Feedback, Impossible
from cafepol.concerns.transitions import Actor
from cafepol.concerns.wording import said
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.registrations.models import Registration

_WRITTEN = frozenset({Channel.MAIL, Channel.LETTER})


def give_feedback(
    concern: Concern,
    raiser: Raiser,
    *,
    channel: Channel,
    text: str,
    given_on: date | None = None,
    is_answer: bool = True,
    meeting_id: int | None = None,
    by: Actor,
    now: datetime,
    today: date,
) -> Feedback:
    """Tell one raiser what was done. A mail leaves from here; a letter counts once it is marked as posted.

    Mails and letters bear today's date, « said at the meeting » the day of that meeting; calls and visits the given
    day. `is_answer` false: news on the way, an acknowledgement; it discharges nothing. Raises Refused when the channel
    cannot work, or the day is not between the day it was heard and today.
    """
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    _check_reachable(raiser, channel)
    there = _attendance(raiser, meeting_id, today) if channel is Channel.MEETING else None
    day = there.meeting.day if there else today if channel in _WRITTEN else given_on or today
    check_given_on(day, heard_on=raiser.promise.heard_on, today=today)
    if there and is_answer and raiser.was_answered_at(there.meeting_id):
        raise Refused("C’est déjà noté pour cette rencontre.", field="meeting")
    feedback = tell(
        concern, raiser, channel=channel, text=text, given_on=day, is_answer=is_answer, there=there, by=by, now=now
    )
    if channel is Channel.MAIL:
        _send(concern, raiser, feedback, now=now)
    return feedback


def tell(
    concern: Concern,
    raiser: Raiser,
    *,
    channel: Channel,
    text: str,
    given_on: date,
    is_answer: bool = True,
    there: Registration | None = None,
    by: Actor,
    now: datetime,
) -> Feedback:
    """Write down what one raiser was told, its way being checked; `there`: as whom they were at the meeting."""
    feedback = Feedback(
        given_on=given_on,
        channel=channel,
        text=said(text, field="text", maximum=TEXT, need="Écrivez ce que vous avez dit, ou ce que vous répondez."),
        author_id=by.account_id,
        created_at=now,
        cycle=raiser.promise.cycle,
        is_answer=is_answer,
        meeting_id=there.meeting_id if there else None,
        returned_on=None,
    )
    feedback.message, feedback.registration = None, there
    raiser.feedbacks.append(feedback)
    db.session.flush()
    _audit("feedback_given", concern, by=by, now=now, raiser=raiser.id, channel=channel)
    return feedback


def _attendance(raiser: Raiser, meeting_id: int | None, today: date) -> Registration:
    """As whom this person was at the meeting at which they were told."""
    attended = attended_by(raiser, today=today)
    if not attended:
        missing = "Cette personne n’est cochée présente à aucune rencontre depuis le jour où elle l’a dit."
        raise Refused(missing, field="channel")
    for each in attended:
        if each.meeting_id == meeting_id:
            return each
    raise Refused("Choisissez la rencontre où vous l’avez dit.", field="meeting")


def _check_reachable(raiser: Raiser, channel: Channel) -> None:
    if channel is Channel.NONE:
        raise Refused("Choisissez comment vous répondez.", field="channel")
    if channel is Channel.MAIL and not raiser.mail:
        raise Refused("Cette personne n’a pas laissé d’adresse e-mail.", field="channel")
    if channel is Channel.LETTER and not raiser.address:
        raise Refused("Cette personne n’a pas laissé d’adresse postale.", field="channel")


def _send(concern: Concern, raiser: Raiser, feedback: Feedback, *, now: datetime) -> None:
    answer = partial(mails.feedback, feedback=feedback)
    feedback.message = mail_raiser(concern, raiser, answer, kind="concern_feedback", number=feedback.id, now=now)
    db.session.flush()


def mark_posted(
    concern: Concern, feedback: Feedback, *, posted_on: date, by: Actor, now: datetime, today: date
) -> None:
    """The letter went to the post: from that day on it counts. Raises Refused."""
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    if feedback.channel != Channel.LETTER:
        raise Refused("Ce retour n’est pas une lettre.")
    if feedback.posted_on is not None:
        raise Refused("Cette lettre est déjà notée comme postée.", field="posted_on")
    early = "Cette date vient avant le jour où la lettre est écrite."
    check_day(posted_on, since=feedback.given_on, today=today, field="posted_on", early=early)
    if concern.wiped_at and not feedback.text and posted_on > local(concern.wiped_at).date():
        raise Refused("Le texte de cette lettre est effacé depuis : écrivez-en une autre.")
    feedback.posted_on = posted_on
    db.session.flush()
    _audit("letter_posted", concern, by=by, now=now, feedback=feedback.id)


def add_attempt(concern: Concern, raiser: Raiser, *, tried_on: date, by: Actor, now: datetime, today: date) -> Attempt:
    """Note a try to reach a raiser that failed. Raises Refused."""
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    check_given_on(tried_on, heard_on=raiser.promise.heard_on, today=today, field="tried_on")
    attempt = Attempt(tried_on=tried_on, author_id=by.account_id, created_at=now, cycle=raiser.promise.cycle)
    raiser.attempts.append(attempt)
    db.session.flush()
    _audit("attempt_noted", concern, by=by, now=now, raiser=raiser.id)
    return attempt


def mark_impossible(concern: Concern, raiser: Raiser, *, code: ImpossibleCode, by: Actor, now: datetime) -> Impossible:
    """Say, with a reason, that this person cannot be told. Raises Refused."""
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    if not raiser.waits:
        raise Refused("Cette personne n’attend plus de retour.")
    check_impossible(code, kind=RaiserKind(raiser.kind), tried_on=[each.tried_on for each in raiser.tries])
    impossible = Impossible(code=code, author_id=by.account_id, at=now, cycle=raiser.promise.cycle)
    raiser.impossibles.append(impossible)
    db.session.flush()
    _audit("feedback_impossible", concern, by=by, now=now, raiser=raiser.id, code=code)
    return impossible


def _audit(action: str, concern: Concern, *, by: Actor, now: datetime, **detail: object) -> None:
    audit.record(action, account_id=by.account_id, now=now, subject="concern", subject_id=concern.id, **detail)
