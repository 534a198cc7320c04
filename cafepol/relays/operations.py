"""A question to a partner: asked once it was read as they will read it, answered once, or taken back.

Whatever happens to it, no promise moves and no concern closes. Who acts takes the concern's row first.
"""

from datetime import date, datetime

from cafepol.concerns import transitions
from cafepol.concerns.models import Concern
from cafepol.concerns.names import names_minor
from cafepol.concerns.records import TEXT
from cafepol.concerns.steps import WORKER, next_state
from cafepol.concerns.transitions import Action, Actor
from cafepol.concerns.wording import said, said_line
from cafepol.core.db import db
from cafepol.core.errors import Gone, Refused
from cafepol.core.filters import day_long
from cafepol.core.marking import marked
from cafepol.core.text import private_number
from cafepol.messages.operations import tick_call, withdraw_all
from cafepol.partners.models import PartnerContact
from cafepol.partners.queries import contacts_of_commune
from cafepol.relays import asking
from cafepol.relays.ending import closed_around, end, leave_behind, step_about, take, whom, write_line
from cafepol.relays.models import PLACE, QUESTION, Relay
from cafepol.relays.posting import ONE_DAY, post, say_ended
from cafepol.relays.queries import open_relay_of
from cafepol.relays.question import Question, question_on

OVER = marked(
    "Cette question n’est plus posée : vous ne devez plus répondre. Appelez-nous si vous voulez nous en parler."
)
NEED = marked("Écrivez votre réponse.")
NOT_OPEN = "Cette question n’est plus ouverte."


def prepare(
    concern: Concern,
    *,
    contact: PartnerContact | None,
    question: str,
    place: str,
    answer_by: date,
    by: Actor,
    today: date,
) -> Question:
    """What the partner would read, stored nowhere; the raisers are loaded. Raises Refused at the field to correct."""
    transitions.check(concern.status, Action.RELAY, by.roles)
    if contact is None or contact not in contacts_of_commune(concern.commune_id):
        raise Refused("Choisissez une personne de la liste.", field="contact")
    text = said(question, field="question", maximum=QUESTION, need="Écrivez la question.")
    where = said_line(place, field="place", maximum=PLACE)
    people = [each.person for each in concern.raisers]
    asking.check_minimum(text, field="question", people=people, facts=concern.facts)
    asking.check_minimum(where, field="place", people=people, facts=concern.facts)
    asking.check_answer_by(answer_by, today=today, closed=closed_around(today))
    return question_on(concern, contact, text=text, place=where, answer_by=answer_by)


def send_relay(
    concern: Concern,
    *,
    contact: PartnerContact | None,
    question: str,
    place: str,
    answer_by: date,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Relay:
    """Ask a partner: a mail with a link that opens until the day of the answer is over, or a call to make.

    Raises Refused as `prepare` does, or Stale.
    """
    target = next_state(concern, Action.RELAY, version=version, by=by)
    asked = prepare(concern, contact=contact, question=question, place=place, answer_by=answer_by, by=by, today=today)
    left = open_relay_of(concern)
    if left is not None:  # of before, which the worker has not seen yet
        leave_behind(left, now=now)
    relay = Relay(
        concern=concern, contact=asked.contact, cycle=concern.cycle, question=asked.text, place=asked.place,
        answer_by=answer_by, sent_at=now, sent_by_id=by.account_id, state="open",
    )  # fmt: skip
    db.session.add(relay)
    db.session.flush()
    relay.message = post(relay, "asked", now=now)
    concern.state, concern.next_on = target, answer_by
    concern.next_step = step_about("Attendre la réponse de", relay)
    where = f"Endroit : {asked.place}.\n" if asked.place else ""
    told = f"À {whom(relay)}, réponse attendue pour le {day_long(answer_by)}.\n{where}{asked.text}"
    write_line(relay, "relayed", told, by=by, now=now)
    return relay


def answer_relay(relay: Relay, *, text: str, now: datetime, today: date) -> None:
    """The partner's one answer, by the link; what comes after it changes nothing.

    Raises Refused at the field, or Gone when the question is not asked any more.
    """
    version = take(relay)
    if relay.is_answered:
        return
    if not relay.is_awaited:
        raise Gone(OVER)
    _check_private(text)
    written = said(text, field="answer", maximum=TEXT, need=NEED)
    _answered(relay, written, version=version, by=WORKER, written_by="partner", now=now, today=today)


def note_answer(relay: Relay, *, text: str, version: int, by: Actor, now: datetime, today: date) -> None:
    """What the partner said otherwise, noted by an officer; a call to make is done. Raises Refused or Stale."""
    take(relay)
    written = said(text, field="answer", maximum=TEXT, need="Écrivez ce que le partenaire a répondu.")
    _check_open(relay)
    _answered(relay, written, version=version, by=by, written_by="staff", now=now, today=today)


def take_back(relay: Relay, *, version: int, by: Actor, now: datetime, today: date) -> None:
    """Go on without the answer: the link opens nothing any more, and the partner is told. Raises Refused or Stale."""
    take(relay)
    _check_open(relay)
    end(relay, "ended", "Décider de la suite", version=version, by=by, today=today)
    say_ended(relay, now=now)
    write_line(relay, "relay_ended", f"{whom(relay)} ne doit plus répondre.", by=by, now=now)


def usual_day(today: date) -> date:
    """The day by which an answer is usually expected: two weeks from now, or the working day after."""
    return asking.working_day_from(today + asking.USUAL, closed_around(today))


def _check_private(text: str) -> None:
    """The same that staff may not write, said in a sentence that partners read in their language."""
    if private_number(text):
        raise Refused(marked("N’écrivez pas ce numéro : c’est un numéro privé."), field="answer")
    if names_minor(text):
        raise Refused(marked("N’écrivez le nom d’aucun enfant."), field="answer")


def _check_open(relay: Relay) -> None:
    if not relay.is_open:
        raise Refused(NOT_OPEN)


def _answered(relay: Relay, text: str, *, version: int, by: Actor, written_by: str, now: datetime, today: date) -> None:
    step = step_about("Lire la réponse de", relay)
    end(relay, "answered", step, version=version, by=by, today=today + ONE_DAY)
    relay.answer, relay.answered_at = text, now
    if relay.message is not None and relay.message.channel == "call":
        tick_call(relay.message, outcome="Réponse notée.", by_account_id=by.account_id, now=now)
    withdraw_all(relay.keys)
    write_line(relay, "relay_answered", text, by=by, now=now, written_by=written_by)
