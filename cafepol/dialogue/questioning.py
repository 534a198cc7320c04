"""A question to one who raised a concern: asked, answered by link or by voice, or lapsed. The promise keeps running."""

from datetime import date, datetime

from cafepol.concerns.aloud import check_names_nobody
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.raising import mail_raiser, promise_after
from cafepol.concerns.records import TEXT
from cafepol.concerns.signing import given_name
from cafepol.concerns.steps import BY_LINK, WORKER, next_state, present_version, write
from cafepol.concerns.transitions import Action, Actor
from cafepol.concerns.wording import said
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.dialogue import mails
from cafepol.dialogue.models import QUESTION, RaiserQuestion
from cafepol.dialogue.queries import find_message, find_question, get_raiser
from cafepol.dialogue.talking import QUESTION_DAYS, awaits_answer, is_lapsed, may_be_asked
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import hand_over_messages, post_message, tick_call, withdraw, withdraw_all

KIND = "concern_question"
NO_WAY = "Cette personne n’a laissé ni adresse e-mail, ni téléphone, ni adresse postale."
LEFT_IN_PEACE = "Cette personne ne veut plus être contactée, ou elle est décédée : il est noté ainsi."
TOO_LATE = "Nous n’attendons plus cette réponse. Vos mots sont plus bas : vous pouvez nous les envoyer quand même."


def ask(
    concern: Concern, raiser: Raiser, *, version: int, text: str, by: Actor, now: datetime, today: date
) -> RaiserQuestion:
    """Ask one raiser, by mail with a link, else by a call or a letter that the officer has to do.

    It lapses after 10 working days. Raises Refused, also for somebody who cannot be reached or must not be, or Stale.
    """
    target = next_state(concern, Action.ASK, version=version, by=by)
    if not (raiser.mail or raiser.phone or raiser.address):
        raise Refused(NO_WAY, field="raiser")
    if not may_be_asked(each.code for each in raiser.impossibles):
        raise Refused(LEFT_IN_PEACE, field="raiser")
    words = said(text, field="text", maximum=QUESTION, need="Écrivez la question.")
    others = (each.person for each in concern.raisers if each.id != raiser.id)
    check_names_nobody(words, others, field="text")
    _settle_left(concern)
    asked = RaiserQuestion(
        concern_id=concern.id,
        raiser_id=raiser.id,
        text=words,
        asked_on=today,
        lapses_on=promise_after(today, QUESTION_DAYS).due_on,
        asked_by_id=by.account_id,
        state="open",
    )
    db.session.add(asked)
    concern.state, concern.next_step, concern.next_on = target, "Attendre la réponse à la question", asked.lapses_on
    write(concern, "asked", words, by=by, now=now, compartment="resident", raiser_id=raiser.id)
    asked.message_id = _send(concern, raiser, asked, now=now)
    return asked


def _send(concern: Concern, raiser: Raiser, asked: RaiserQuestion, *, now: datetime) -> int | None:
    """Say it; what was said at another address before has a key of its own."""
    number = str(asked.id) if asked.message_id is None else f"{asked.id}:{asked.message_id}"
    if raiser.mail:
        sent = mail_raiser(
            concern, raiser, lambda *whom: mails.question(whom[0], whom[1], asked, whom[2]),
            kind=KIND, number=number, now=now,
        )  # fmt: skip
    else:
        sent = post_message(
            mails.question(concern, raiser, asked, None),
            to=Recipient(name=given_name(raiser), phone=raiser.phone, address=raiser.address),
            kind=KIND, unique_key=f"{KIND}:{number}", now=now,
            commissariat_id=concern.commune.commissariat_id, officer_id=concern.owner_id,
        )  # fmt: skip
    return sent.id if sent else None


def answer(raiser: Raiser, text: str, *, now: datetime, today: date) -> None:
    """The raiser answers, by the link: the follow-up goes on. Raises Refused when nothing is asked any more."""
    concern = raiser.concern
    version, asked = present_version(concern), find_question(concern.id)
    if asked is None or asked.raiser_id != raiser.id or not awaits_answer(asked.state, concern.status):
        raise Refused(TOO_LATE)
    words = said(text, field="answer", maximum=TEXT, need="Écrivez votre réponse.")
    target = next_state(concern, Action.RESUME, version=version, by=WORKER)
    _answered(concern, asked, words, target, now=now, today=today)
    write(
        concern, "answered", words, by=BY_LINK, now=now,
        compartment="resident", written_by="resident", raiser_id=raiser.id,
    )  # fmt: skip
    _withdraw(asked)


def note_answer(concern: Concern, *, version: int, text: str, by: Actor, now: datetime, today: date) -> None:
    """Note what a raiser answered by voice; the call or the letter that was to do for it is done.

    Raises Refused or Stale.
    """
    target = next_state(concern, Action.RESUME, version=version, by=by)
    asked = find_question(concern.id)
    if asked is None:
        raise Refused("Il n’y a pas de question ouverte.")
    words = said(text, field="text", maximum=TEXT, need="Écrivez la réponse.")
    _answered(concern, asked, words, target, now=now, today=today)
    write(concern, "answered", words, by=by, now=now, compartment="resident", raiser_id=asked.raiser_id)
    message = find_message(asked.message_id)
    if message is not None and message.channel != "mail":
        tick_call(message, outcome="La réponse est notée.", by_account_id=by.account_id, now=now)
    _withdraw(asked)


def _answered(concern: Concern, asked: RaiserQuestion, words: str, target: str, *, now: datetime, today: date) -> None:
    asked.state, asked.answer, asked.answered_at = "answered", words, now
    concern.state, concern.next_step, concern.next_on = target, "Lire la réponse de la personne", today


def settle(concern: Concern, *, now: datetime, today: date) -> int:
    """What the worker does with an open question: end one that lapsed or that the team went on without.

    One that went to a mail address given up is said again where the person is reached now: its link is dead. A call or
    letter that waits is the present owner's to do. Said twice, it is done once; whether anything was done.
    """
    version, asked = present_version(concern), find_question(concern.id)
    if asked is None:
        return 0
    if not awaits_answer(asked.state, concern.status):
        _settle_left(concern)
        return 1
    if not is_lapsed(asked.lapses_on, today):
        return _say_elsewhere(concern, asked, now=now) or _follow_owner(concern, asked)
    concern.state = next_state(concern, Action.RESUME, version=version, by=WORKER)
    concern.next_step, concern.next_on = "Continuer sans la réponse", today
    _settle_left(concern)
    write(concern, "lapsed", "", by=WORKER, now=now, written_by="system", raiser_id=asked.raiser_id)
    return 1


def _say_elsewhere(concern: Concern, asked: RaiserQuestion, *, now: datetime) -> int:
    """Ask anew where somebody is reached now that their mail address was put right; whether that was to be done."""
    message, raiser = find_message(asked.message_id), get_raiser(asked.raiser_id)
    if message is None or message.channel != "mail" or message.recipient_mail == raiser.mail:
        return 0
    _withdraw(asked)
    asked.message_id = _send(concern, raiser, asked, now=now)
    db.session.flush()
    return 1


def _follow_owner(concern: Concern, asked: RaiserQuestion) -> int:
    """The call or the letter is to do for whoever answers for the concern now; whether that changed."""
    message = find_message(asked.message_id)
    if message is None or message.state != "to_do" or message.officer_id == concern.owner_id:
        return 0
    hand_over_messages([message.id], successor_id=concern.owner_id)
    return 1


def _settle_left(concern: Concern) -> None:
    """End a question that nobody answers any more: what was still to be said for it is not said."""
    left = find_question(concern.id)
    if left is not None:
        left.state = "lapsed"
        _withdraw(left)
        db.session.flush()


def _withdraw(asked: RaiserQuestion) -> None:
    """What was not said yet for it, at whatever address, is not said."""
    withdraw(f"{KIND}:{asked.id}")
    withdraw_all(f"{KIND}:{asked.id}:")
