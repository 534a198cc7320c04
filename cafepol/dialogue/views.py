"""The resident's own page, by the link of a mail: what you said, where it stands, what was done, what you add."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cafepol.casework.promise_queries import closed_since
from cafepol.concerns import labels
from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Raiser
from cafepol.concerns.records import Entry
from cafepol.concerns.signing import signatory
from cafepol.core import receipts
from cafepol.core.clock import local, now, today
from cafepol.core.links import Purpose, subject_of
from cafepol.core.web import undo_changes
from cafepol.dialogue import adding, questioning
from cafepol.dialogue.forms import AnswerForm, FollowUpForm, NoteForm
from cafepol.dialogue.labels import RESIDENT_TITLES
from cafepol.dialogue.models import RaiserQuestion
from cafepol.dialogue.queries import find_question, get_raiser, is_alone
from cafepol.dialogue.questioning import TOO_LATE
from cafepol.dialogue.talking import LISTENING, awaits_answer, own_words

blueprint = Blueprint("concerns", __name__)  # the mails of the concerns lead here by this name

WAYS = {
    Channel.MAIL: "Nous vous écrirons par courriel, comme vous l’avez demandé.",
    Channel.LETTER: "Nous vous enverrons une lettre, comme vous l’avez demandé.",
    Channel.PHONE: "Nous vous appellerons, comme vous l’avez demandé.",
    Channel.VISIT: "Nous passerons vous voir, comme vous l’avez demandé.",
    Channel.MEETING: "Nous vous le dirons à une rencontre, comme vous l’avez demandé.",
}


def _raiser(token: str) -> Raiser:
    return get_raiser(subject_of(token, Purpose.FOLLOWUP, now=now()))


@blueprint.get("/suivi/<token>")
def follow_up(token: str) -> Any:
    """Where it stands, for the one person who holds the link; looking changes nothing."""
    raiser = _raiser(token)
    subject = str(raiser.id)
    return _page(raiser, token, note=NoteForm(subject), answer=AnswerForm(subject))


@blueprint.post("/suivi/<token>/precision")
def add(token: str) -> Any:
    """Add something: it enters the timeline, and nothing else changes."""
    raiser = _raiser(token)
    form = NoteForm(str(raiser.id))
    if _once(form, token, lambda: adding.add_note(raiser, form.words.data, now=now())):
        return redirect(url_for(".follow_up", token=token, _anchor="ajout"), 303)
    return _again(token, note=form, answer=AnswerForm.beside(form))


@blueprint.post("/suivi/<token>/reponse")
def answer(token: str) -> Any:
    """Answer what was asked; words that come too late are kept, to be sent as something to add."""
    raiser = _raiser(token)
    form = AnswerForm(str(raiser.id))
    if _once(form, token, lambda: questioning.answer(raiser, form.answer.data, now=now(), today=today())):
        return redirect(url_for(".follow_up", token=token), 303)
    return _again(token, note=NoteForm.beside(form), answer=form)


def _once(form: FollowUpForm, token: str, act: Callable[[], object]) -> bool:
    def done() -> str:
        act()
        return url_for(".follow_up", token=token)

    return form.done(lambda: receipts.once(form.key, done, now=now()))


def _again(token: str, *, note: NoteForm, answer: AnswerForm) -> tuple[str, int]:
    """The page once more, as the database has it, with what was typed."""
    refused = note if note.errors else answer
    undo_changes()
    return _page(_raiser(token), token, note=note, answer=answer, refused=refused), refused.status


def _page(
    raiser: Raiser, token: str, *, note: NoteForm, answer: AnswerForm, refused: FollowUpForm | None = None
) -> str:
    concern, question = raiser.concern, _open_question(raiser)
    is_late = refused is answer and question is None
    if is_late:
        note.words.data = answer.answer.data
    alone = is_alone(raiser)
    return render_template(
        "dialogue/follow_up.html",
        raiser=raiser, concern=concern, token=token, note=note, answer=answer, question=question,
        refused=None if is_late else refused, late=TOO_LATE if is_late else "", alone=alone,
        words=own_words(raiser.words, concern.facts, is_alone=alone),
        told=[each for each in raiser.feedbacks if each.counts], done=_read_by(raiser),
        thanked=_was_heard_today(raiser), listens=concern.status in LISTENING,
        closed_since=closed_since(raiser),
        ways=WAYS, titles=RESIDENT_TITLES, labels=labels, today=today(), signatory=signatory(concern),
    )  # fmt: skip


def _open_question(raiser: Raiser) -> RaiserQuestion | None:
    found = find_question(raiser.concern_id)
    is_theirs = found is not None and found.raiser_id == raiser.id
    return found if found and is_theirs and awaits_answer(found.state, raiser.concern.status) else None


def _read_by(raiser: Raiser) -> list[Entry]:
    """What is marked for the resident, and for nobody else among them; the newest first."""
    return [
        each for each in reversed(raiser.concern.entries)
        if each.compartment == "resident" and each.kind != "heard" and each.raiser_id in {None, raiser.id}
    ]  # fmt: skip


def _was_heard_today(raiser: Raiser) -> bool:
    mine = [each for each in raiser.concern.entries if each.kind == "resident_note" and each.raiser_id == raiser.id]
    return any(local(each.at).date() == today() for each in mine)
