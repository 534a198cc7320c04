"""What residents find in their mails, and what passes between them and the team."""

import re

from sqlalchemy import select

from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.dialogue import questioning, reopening, rounds
from cafepol.dialogue.queries import find_question, get_raiser
from cafepol.messages.models import Message

QUESTION = "À quelle heure passent-elles ?"
REASON = "Les voitures sont revenues."


def link(kind="concern_heard", path="/suivi/"):
    """The path in the first mail of a kind that was written."""
    with transaction() as session:
        body = session.scalars(select(Message.text).where(Message.kind == kind).order_by(Message.id)).first()
    return re.search(rf"{path}\S+", body).group()


def opinion_link():
    """The path in the mail that asks for an opinion, once the worker wrote it."""
    rounds.run_dialogue(now())
    return link("concern_opinion", "/avis/")


def written(kind):
    """The messages of a kind, in their order."""
    with transaction() as session:
        return session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def ask(cafe, number, *, position=0, text=QUESTION, by=None):
    """Ask the raiser at this position; begin the follow-up first where it has not begun."""
    with cafe.concern(number) as concern:
        if concern.state == "heard":
            cafe.start(concern)
        questioning.ask(
            concern, concern.raisers[position], version=concern.version, text=text,
            by=by or cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip


def reply(raiser_id, text="Vers huit heures."):
    with transaction():
        questioning.answer(get_raiser(raiser_id), text, now=now(), today=today())


def question_state(cafe, number):
    """The state of the open question, or None."""
    with cafe.concern(number) as concern:
        found = find_question(concern.id)
        return found and found.state


def want_again(cafe, number, *, position=None, by=None, reason=REASON):
    with cafe.concern(number) as concern:
        raiser = None if position is None else concern.raisers[position]
        reopening.request_reopening(
            concern, version=concern.version, reason=reason, raiser=raiser,
            by=by or cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip


def accept(cafe, number, by=None, reason="Il faut regarder encore."):
    with cafe.concern(number) as concern:
        reopening.accept_reopening(
            concern, version=concern.version, reason=reason, by=by or cafe.as_chief, now=now(), today=today()
        )


def refuse(cafe, number, by=None, reason="Tout a été fait."):
    with cafe.concern(number) as concern:
        reopening.refuse_reopening(concern, version=concern.version, reason=reason, by=by or cafe.as_chief, now=now())
