"""The « fiche retour » of a meeting: what was said at earlier cafés there, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from cafepol.concerns.aloud import names_somebody
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.presence_queries import told_aloud
from cafepol.concerns.transitions import State
from cafepol.core.db import db
from cafepol.flyers.content import ReturnLine, ReturnSheetContent
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.zone.queries import the_zone

LONGEST = timedelta(days=365)  # what was closed before is not told any more
_OVER = ("closed", "voided", "merged")
# what is said while there is no answer yet
_ALIVE = {
    "heard": "Entendu : le suivi n’a pas encore commencé.",
    "relayed": "Nous attendons la réponse d’un partenaire.",
    "reopen_requested": "On nous demande de reprendre ce suivi.",
}
_TOLD_APART = {State.CLOSED: "La réponse est donnée.", State.FEEDBACK_DUE: "Une réponse est prête."}


@dataclass(frozen=True)
class Said:
    """One concern as it is read out: never who said it. `is_withheld`: its text seemed to name somebody."""

    number: str
    state: State
    place: str
    theme: str
    heard_on: date
    answer: str
    is_withheld: bool


@dataclass(frozen=True)
class ReturnSheet:
    """What is read out at a meeting, what has its answer first."""

    said: tuple[Said, ...]

    @property
    def groups(self) -> list[tuple[str, list[Said]]]:
        """The concerns under their headings, empty ones left out."""
        done = [each for each in self.said if each.state is State.CLOSED]
        ready = [each for each in self.said if each.state is State.FEEDBACK_DUE]
        alive = [each for each in self.said if each not in done and each not in ready]
        headed = [("Ce qui a eu sa réponse", done), ("Une réponse est prête", ready), ("Encore en cours", alive)]
        return [(heading, said) for heading, said in headed if said]


def return_sheet(meeting: Meeting) -> ReturnSheet:
    """What was raised at earlier cafés of the meeting's quarter (else its commune), alive or closed since the last one.

    What is on record elsewhere is nobody's business there and is left out.
    """
    there = Concern.quarter_id == meeting.quarter_id if meeting.quarter_id else Concern.commune_id == meeting.commune_id
    fresh = and_(Concern.state == State.CLOSED, Concern.closed_at >= _since(meeting))
    people = selectinload(Concern.raisers).load_only(Raiser.name, Raiser.mail, Raiser.phone, Raiser.address)
    query = (
        select(Concern)
        .join(Concern.meeting)
        .where(there, Meeting.starts_at < meeting.starts_at, *told_aloud())
        .where(or_(Concern.state.not_in(_OVER), fresh))
        .options(contains_eager(Concern.meeting).load_only(Meeting.starts_local), people)
        .options(joinedload(Concern.quarter), joinedload(Concern.commune), joinedload(Concern.theme))
        .order_by(Meeting.starts_at, Concern.id)
    )
    return ReturnSheet(tuple(map(_said, db.session.scalars(query))))


def _since(meeting: Meeting) -> datetime:
    """The end of the last café there, but no more than a year before this one."""
    there = Meeting.quarter_id == meeting.quarter_id if meeting.quarter_id else Meeting.commune_id == meeting.commune_id
    held = Meeting.state.in_((MeetingState.PUBLISHED, MeetingState.CLOSED))
    query = select(Meeting.ends_at).where(there, held, Meeting.ends_at <= meeting.starts_at)
    last = db.session.scalar(query.order_by(Meeting.ends_at.desc()).limit(1))
    earliest = meeting.starts_at - LONGEST
    return max(last, earliest) if last else earliest


def _said(concern: Concern) -> Said:
    people = [raiser.person for raiser in concern.raisers]
    answer = {State.CLOSED: concern.summary, State.FEEDBACK_DUE: concern.decided}.get(concern.status, "")
    tells_place, tells_answer = (names_somebody(text, people) for text in (concern.place, answer))
    if concern.status not in _TOLD_APART:
        answer = _ALIVE.get(concern.state, "On s’en occupe.")
    elif tells_answer or not answer:
        answer = _TOLD_APART[concern.status]
    meeting = concern.meeting
    assert meeting is not None  # noqa: S101 -- joined
    return Said(
        number=concern.number,
        state=concern.status,
        place=concern.where if tells_place or not concern.place else concern.place,
        theme=concern.theme.label,
        heard_on=meeting.day,
        answer=answer,
        is_withheld=tells_place or tells_answer,
    )


def sheet_content(meeting: Meeting, sheet: ReturnSheet) -> ReturnSheetContent:
    """The same on paper."""
    groups = tuple(
        (heading, tuple(ReturnLine(f"{each.place} – {each.theme}", each.heard_on, each.answer) for each in said))
        for heading, said in sheet.groups
    )
    return ReturnSheetContent(
        day=meeting.day,
        starts=meeting.starts_local.time(),
        ends=meeting.ends_local.time(),
        place=f"{meeting.venue.name}, {meeting.place}",
        zone_name=the_zone().name,
        groups=groups,
    )
