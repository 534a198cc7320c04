"""A chief says a later day than the one that was promised: the only way in which a promise moves.

The day that was promised first is kept, and is the one that figures use.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from cafepol.concerns import mails
from cafepol.concerns.control_models import REASON, Extension
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.promises import check_extension
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.raising import tell_raiser
from cafepol.concerns.rights import Tool, check_tool
from cafepol.concerns.steps import write
from cafepol.concerns.transitions import Actor, State
from cafepol.concerns.versions import claim_version
from cafepol.concerns.wording import said
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.filters import day_long
from cafepol.messages.models import Message
from cafepol.zone.queries import closed_days

_NOBODY = "Choisissez pour qui la date est repoussée."


def extend_promises(
    concern: Concern,
    raiser_ids: Sequence[int],
    *,
    version: int,
    to_on: date,
    reason: str,
    by: Actor,
    now: datetime,
    today: date,
) -> list[Message | None]:
    """Move what is promised to these people to a later working day; each is told, with the reason.

    Gives what was written to each: a mail, else a call or a letter for the officer, else None. Raises Refused at the
    field to correct (for one who waits no more, too), or Stale.
    """
    lock_concern(concern)
    claim_version(concern, version)
    check_tool(Tool.EXTEND, concern.status, by.roles)
    text = said(reason, field="reason", maximum=REASON, need="Écrivez pourquoi la date est repoussée.")
    chosen = [raiser for raiser in concern.waiting if raiser.id in set(raiser_ids)]
    if not chosen or len(chosen) < len(set(raiser_ids)):
        raise Refused(_NOBODY if not raiser_ids else "Une de ces personnes n’attend plus de retour.", field="raisers")
    closed = closed_days(to_on, to_on)
    before = concern.due_on
    written = []
    for raiser in chosen:
        check_extension(raiser.promised_on, to_on, today=today, closed=closed)
        written.append(_extend(concern, raiser, to_on, text, by=by, now=now))
    _move_next_date(concern, before)
    db.session.flush()
    return written


def _extend(concern: Concern, raiser: Raiser, to_on: date, reason: str, *, by: Actor, now: datetime) -> Message | None:
    from_on, raiser.promise.extended_to = raiser.promised_on, to_on
    row = Extension(
        promise_id=raiser.promise.id, from_on=from_on, to_on=to_on, reason=reason, by_id=by.account_id, at=now
    )
    db.session.add(row)
    db.session.flush()
    days = f"Promis pour {day_long(from_on)}, repoussé au {day_long(to_on)}."
    write(concern, "extended", f"{days}\n{reason}", by=by, now=now, compartment="resident", raiser_id=raiser.id)
    tell = partial(mails.extended, extension=row)
    return tell_raiser(concern, raiser, tell, kind="concern_extended", number=row.id, now=now)


def _move_next_date(concern: Concern, before: date | None) -> None:
    """Where the next date was the promise itself, it moves along."""
    if concern.status in {State.HEARD, State.FEEDBACK_DUE} and concern.next_on == before and concern.due_on:
        concern.next_on = concern.due_on
