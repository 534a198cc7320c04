"""Taking a closed concern up again: asked by a raiser or the team, decided by the chief with a reason."""

from datetime import date, datetime

from cafepol.concerns import labels
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.raising import mail_raiser, promise_to
from cafepol.concerns.steps import BY_LINK, next_state, present_version, write
from cafepol.concerns.transitions import Action, Actor, Outcome
from cafepol.concerns.wording import said
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.dialogue import mails
from cafepol.dialogue.models import REASON, Reopening
from cafepol.dialogue.queries import chiefs_of, find_request, find_wish
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message
from cafepol.staff.models import Officer
from cafepol.staff.queries import chief_officer, officer_of_quarter

KIND = "concern_reopening"


def ask_again(raiser: Raiser, reason: str, *, now: datetime, today: date) -> Reopening:
    """A raiser asks, by the link, to take it up again: once after each closing. Raises Refused."""
    concern = raiser.concern
    version = present_version(concern)
    if find_wish(raiser.id, concern) is not None:
        raise Refused("Vous l’avez déjà demandé. Appelez-nous, nous en parlerons.")
    return request_reopening(concern, version=version, reason=reason, raiser=raiser, by=BY_LINK, now=now, today=today)


def request_reopening(
    concern: Concern, *, version: int, reason: str, raiser: Raiser | None, by: Actor, now: datetime, today: date
) -> Reopening:
    """Ask to take a closed concern up again; the chiefs are told. `raiser`: on whose behalf, who is owed an answer.

    Raises Refused or Stale.
    """
    target = next_state(concern, Action.REQUEST_REOPENING, version=version, by=by)
    if raiser is not None and by.account_id is not None and not raiser.wants_feedback:
        raise Refused("Cette personne ne veut pas de retour : demandez-le au nom de l’équipe.", field="asked_by")
    words = said(reason, field="reason", maximum=REASON, need="Écrivez pourquoi il faut reprendre.")
    asked = Reopening(concern_id=concern.id, cycle=concern.cycle, reason=words, asked_at=now)
    asked.raiser_id, asked.asked_by_id = (raiser.id, None) if raiser else (None, by.account_id)
    db.session.add(asked)
    concern.state, concern.next_step, concern.next_on = target, "Décider de reprendre ou non", today
    by_link = by.account_id is None
    write(
        concern, "reopen_asked", words, by=by, now=now, compartment="resident" if by_link else "internal",
        written_by="resident" if by_link else "staff", raiser_id=raiser.id if raiser else None,
    )  # fmt: skip
    _tell_chiefs(concern, asked, by=by, now=now)
    return asked


def _tell_chiefs(concern: Concern, asked: Reopening, *, by: Actor, now: datetime) -> None:
    place = concern.commune.commissariat_id
    for chief in chiefs_of(place):
        if chief.id != by.account_id:
            post_message(
                mails.to_decide(concern), to=Recipient(name=chief.name, mail=chief.mail),
                kind=KIND, unique_key=f"{KIND}:{asked.id}:{chief.id}", now=now, commissariat_id=place,
            )  # fmt: skip


def accept_reopening(concern: Concern, *, version: int, reason: str, by: Actor, now: datetime, today: date) -> None:
    """Take it up again: a new cycle, and a new promise from the day it was asked for all who want feedback.

    What was decided before stays in the timeline; the verdicts of earlier cycles stay as they are. Who has a mail
    address is told. Raises Refused or Stale.
    """
    concern.state = next_state(concern, Action.REOPEN, version=version, by=by)
    words, asked = _decide(concern, reason, accepted=True, by=by, now=now)
    before = labels.OUTCOMES[Outcome(str(concern.outcome))]
    concern.cycle += 1
    concern.outcome, concern.decided, concern.summary, concern.closed_at = None, "", "", None
    concern.next_step, concern.next_on = "Reprendre le suivi", today
    write(concern, "reopened", f"{words}\nLe résultat était : {before}.", by=by, now=now)
    _find_owner(concern, by=by, now=now)
    for raiser in lock_concern(concern).raisers:
        if raiser.wants_feedback:
            promise = promise_to(raiser, heard_on=local(asked.asked_at).date(), now=now)
            db.session.flush()
            if raiser.mail and not raiser.impossibles:  # nobody is written to who could not be told
                mail_raiser(concern, raiser, mails.taken_up, kind="concern_reopened", number=promise.id, now=now)


def _find_owner(concern: Concern, *, by: Actor, now: datetime) -> None:
    """Somebody who is there answers for it: the officer of the quarter, else the host, else the chief."""
    if not concern.is_orphan:
        return
    place = concern.commune.commissariat_id
    of_quarter = officer_of_quarter(concern.quarter_id) if concern.quarter_id else None
    host = concern.meeting.host if concern.meeting else None
    for officer in (of_quarter, host, chief_officer(place)):
        if officer is not None and _is_there(officer, place):
            concern.owner = officer
            write(concern, "handed_over", f"Désormais chez {officer.name}.", by=by, now=now)
            return


def _is_there(officer: Officer, commissariat_id: int) -> bool:
    return officer.is_active and officer.commissariat_id == commissariat_id


def refuse_reopening(concern: Concern, *, version: int, reason: str, by: Actor, now: datetime) -> None:
    """Leave it closed; the raiser who asked is owed an answer to that, from the day it was asked.

    Raises Refused or Stale.
    """
    concern.state = next_state(concern, Action.KEEP_CLOSED, version=version, by=by)
    words, asked = _decide(concern, reason, accepted=False, by=by, now=now)
    concern.next_step, concern.next_on = "", None
    write(concern, "kept_closed", words, by=by, now=now)
    for raiser in lock_concern(concern).raisers:
        if raiser.id == asked.raiser_id:
            promise_to(raiser, heard_on=local(asked.asked_at).date(), now=now)
            db.session.flush()


def _decide(concern: Concern, reason: str, *, accepted: bool, by: Actor, now: datetime) -> tuple[str, Reopening]:
    """What the chief decided, and about which wish. Raises Refused."""
    words = said(reason, field="reason", maximum=REASON, need="Écrivez pourquoi.")
    asked = find_request(concern.id)
    if asked is None:
        raise Refused("Personne ne demande de rouvrir cette doléance.")
    asked.decided_at, asked.decided_by_id, asked.accepted, asked.decision = now, by.account_id, accepted, words
    return words, asked
