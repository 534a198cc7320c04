"""An answer that was said aloud at a meeting: it discharges those who wait and were there, and nobody else.

Each takes the concern's row first, so that of two who say it at once the second finds it said.
"""

from datetime import date, datetime

from cafepol.accounts import audit
from cafepol.concerns import transitions
from cafepol.concerns.control_models import ReturnSheet
from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.presence_queries import candidates, is_to_tell, raisers_present, sheet_told
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.records import Feedback
from cafepol.concerns.steps import write
from cafepol.concerns.telling import tell
from cafepol.concerns.transitions import Actor, State
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.filters import count
from cafepol.meetings.lifecycle import HELD
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.registrations.models import Registration


def say_at(
    meeting: Meeting, concern: Concern, *, version: int, said_on: date, by: Actor, now: datetime
) -> list[Raiser]:
    """The answer was said in the room, on the day of the meeting: who was told by it, of those who are ticked there.

    Said once more it tells nobody anew. `version`: of the answer as it was shown. Raises Refused on another day, or
    when the answer is another by now.
    """
    _check_to_say(concern, by)
    if meeting.state not in HELD or said_on != meeting.day:
        raise Refused("« Dit » se touche pendant le café. Après, confirmez depuis la fiche retour.")
    if concern.version != version:
        raise Refused("Cette réponse a changé entre-temps. Relisez-la, puis touchez « Dit ».")
    present = raisers_present(meeting.id, Concern.id == concern.id)
    told = [raiser for raiser in concern.waiting if is_to_tell(raiser, meeting.id, present)]
    for raiser in told:
        _tell(concern, raiser, meeting, present[raiser.id], by=by, now=now)
    if told:
        people = count(len(told), "personne présente", "personnes présentes")
        write(concern, "said", f"Au {meeting.cafe}, pour {people}.", by=by, now=now)
    return told


def confirm(
    meeting: Meeting, concern: Concern, raiser: Raiser, registration_id: int, *, by: Actor, now: datetime, today: date
) -> Feedback:
    """Afterwards somebody confirms by name that a raiser is who was ticked there, and heard the answer.

    Raises Refused when nothing speaks for it, or the answer was not there to be said.
    """
    _check_to_say(concern, by)
    found = candidates(meeting, Concern.id == concern.id, today=today)
    there = [
        each.registration for each in found if (each.raiser.id, each.registration.id) == (raiser.id, registration_id)
    ]
    if not there:
        raise Refused("Cette personne n’attend plus cette réponse, ou n’est pas cochée présente à ce café.")
    write(concern, "said", f"Au {meeting.cafe}, confirmé ensuite pour une personne.", by=by, now=now)
    return _tell(concern, raiser, meeting, there[0], by=by, now=now)


def note_sheet_told(meeting: Meeting, *, by_id: int, now: datetime, today: date) -> None:
    """The « fiche retour » was told at its meeting; noted once. Raises Refused before the meeting's day."""
    lock_meeting(meeting)
    if meeting.state not in HELD or meeting.day > today:
        raise Refused("Ce café n’a pas encore eu lieu.")
    if sheet_told(meeting.id) is not None:
        return
    db.session.add(ReturnSheet(meeting_id=meeting.id, told_at=now, by_id=by_id))
    db.session.flush()
    audit.record("return_sheet_told", account_id=by_id, now=now, subject="meeting", subject_id=meeting.id)


def _check_to_say(concern: Concern, by: Actor) -> None:
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    if concern.status is not State.FEEDBACK_DUE:
        raise Refused("Cette réponse n’est plus à dire : le suivi a changé entre-temps.")


def _tell(
    concern: Concern, raiser: Raiser, meeting: Meeting, there: Registration, *, by: Actor, now: datetime
) -> Feedback:
    return tell(
        concern,
        raiser,
        channel=Channel.MEETING,
        text=concern.decided,
        given_on=meeting.day,
        there=there,
        by=by,
        now=now,
    )
