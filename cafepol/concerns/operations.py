"""What moves a concern: every step of the table, and notes; noting it, feedback, hand-over from their own modules.

Each step takes the version that its page showed; Stale is raised when somebody else saved in between.
"""

from datetime import date, datetime

from cafepol.concerns import debts, transitions
from cafepol.concerns.aloud import check_names_nobody
from cafepol.concerns.contacting import Contact, correct_raiser
from cafepol.concerns.handing import hand_over
from cafepol.concerns.hearing import ConcernDraft, add_raiser, log_concern
from cafepol.concerns.models import LINE, SUMMARY, Concern
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.raising import RaiserDraft
from cafepol.concerns.records import TEXT, Entry
from cafepol.concerns.returning import mark_returned
from cafepol.concerns.steps import next_state, write
from cafepol.concerns.telling import add_attempt, give_feedback, mark_impossible, mark_posted
from cafepol.concerns.transitions import VOID_REASONS, Action, Actor, Outcome
from cafepol.concerns.wording import said, said_line
from cafepol.core.clock import local
from cafepol.core.errors import Refused

__all__ = [
    "Actor",
    "ConcernDraft",
    "Contact",
    "RaiserDraft",
    "add_attempt",
    "add_raiser",
    "back_to_work",
    "close_concern",
    "correct_raiser",
    "give_feedback",
    "hand_over",
    "log_concern",
    "make_feedback_due",
    "mark_impossible",
    "mark_posted",
    "mark_returned",
    "note",
    "start_work",
    "void_concern",
]


def start_work(
    concern: Concern, *, version: int, next_step: str, next_on: date, by: Actor, now: datetime, today: date
) -> None:
    """Begin, with a next step and its day. Raises Refused or Stale."""
    target = next_state(concern, Action.START, version=version, by=by)
    if concern.is_orphan:
        raise Refused("Le responsable n’est plus là. Le chef de commissariat en désigne d’abord un autre.")
    if next_on < today:
        raise Refused("Choisissez aujourd’hui ou un jour à venir.", field="next_on")
    concern.next_step = said_line(next_step, field="next_step", maximum=LINE, need="Écrivez la prochaine étape.")
    concern.state, concern.next_on = target, next_on
    write(concern, "started", f"Prochaine étape : {concern.next_step}", by=by, now=now)


def make_feedback_due(
    concern: Concern, *, version: int, decided: str, outcome: Outcome, by: Actor, now: datetime, today: date
) -> None:
    """Say what was decided and how it ends: what remains is to tell it. Raises Refused or Stale."""
    target = next_state(concern, Action.CONCLUDE, version=version, by=by)
    _keep_recorded(concern, outcome, today=today)
    concern.decided = said(decided, field="decided", maximum=TEXT, need="Écrivez ce qui a été décidé.")
    concern.state, concern.outcome = target, outcome
    concern.next_step = "Donner les retours" if concern.waiting else "Clôturer"
    concern.next_on = concern.due_on or today
    write(concern, "decided", concern.decided, by=by, now=now)


def back_to_work(concern: Concern, *, version: int, reason: str, by: Actor, now: datetime, today: date) -> None:
    """Take up again what was thought settled; the promise stays. Raises Refused or Stale."""
    target = next_state(concern, Action.RETURN, version=version, by=by)
    text = said(reason, field="reason", maximum=TEXT, need="Écrivez pourquoi il faut reprendre.")
    concern.state, concern.outcome, concern.recorded_on = target, None, None
    concern.next_step, concern.next_on = "Reprendre le suivi", max(concern.next_on or today, today)
    write(concern, "returned", text, by=by, now=now)


def close_concern(concern: Concern, *, version: int, outcome: Outcome, summary: str, by: Actor, now: datetime) -> None:
    """Close, once everyone who asked for feedback has it; whether each had it in time is frozen here.

    `summary` may be published: it names nobody who raised it. Raises Refused, with the names of those who still wait,
    or Stale.
    """
    target = next_state(concern, Action.CLOSE, version=version, by=by, outcome=outcome)
    _keep_recorded(concern, outcome, today=local(now).date())
    _check_nobody_waits(concern)
    need = "Écrivez en une phrase ce qui a été fait, sans aucun nom."
    concern.summary = said(summary, field="summary", maximum=SUMMARY, need=need)
    check_names_nobody(concern.summary, (each.person for each in concern.raisers), field="summary")
    concern.state, concern.outcome, concern.closed_at = target, outcome, now
    concern.next_step, concern.next_on = "", None
    for raiser in concern.raisers:
        if raiser.wants_feedback:
            raiser.promise.on_time = debts.kept_in_time(raiser.promise.due_on, raiser.discharged_on)
    write(concern, "closed", concern.summary, by=by, now=now)


def void_concern(concern: Concern, *, version: int, reason: str, by: Actor, now: datetime) -> None:
    """Take out an entry error or an exact duplicate that nobody expects feedback on. Raises Refused or Stale."""
    target = next_state(concern, Action.VOID, version=version, by=by)
    if reason not in VOID_REASONS:
        raise Refused("Choisissez pourquoi.", field="void_reason")
    _check_nobody_waits(concern)
    concern.state, concern.void_reason = target, reason
    concern.next_step, concern.next_on = "", None
    write(concern, "voided", f"Raison : {VOID_REASONS[reason]}.", by=by, now=now)


def note(concern: Concern, *, compartment: str, text: str, by: Actor, now: datetime) -> Entry:
    """Add a line to the history for one reader: `internal`, or `resident`: everybody who raised it. Raises Refused."""
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    if compartment not in {"internal", "resident"}:
        raise Refused("Choisissez qui pourra le lire.", field="compartment")
    written = said(text, field="text", maximum=TEXT, need="Écrivez ce que vous avez fait.")
    if compartment == "resident":
        check_names_nobody(written, (each.person for each in concern.raisers), field="text")
    return write(concern, "note", written, by=by, now=now, compartment=compartment)


def _keep_recorded(concern: Concern, outcome: Outcome, *, today: date) -> None:
    """What is said to be on record elsewhere has its reference, and a day from which its words are kept 30 days."""
    if outcome is not Outcome.ON_RECORD:
        return
    if not concern.reference:
        raise Refused("Notez d’abord la référence, sous « Acté ailleurs ».", field="outcome")
    concern.recorded_on = concern.recorded_on or today


def _check_nobody_waits(concern: Concern) -> None:
    names = [raiser.label for raiser in lock_concern(concern).waiting]
    if names:
        raise Refused(debts.waiting_sentence(names))
