"""What the staff's pages show, gathered from the rooms below."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from cafepol.accounts.roles import Role, Viewer
from cafepol.casework import board_queries as boards
from cafepol.concerns import meeting_queries as concerns_there
from cafepol.concerns import queries as concerns
from cafepol.concerns.board import Board, Due, Slip
from cafepol.desk.preparation import steps_of
from cafepol.desk.round_queries import Results, results_of
from cafepol.distribution.queries import Line, Rounds, late_rounds, rounds_of
from cafepol.invitations import queries as invitations
from cafepol.invitations.answers import State as Answered
from cafepol.invitations.models import Invitation
from cafepol.invitations.waiting import among, invitations_called
from cafepol.meetings import queries as meetings
from cafepol.meetings.lifecycle import ClosingFacts
from cafepol.meetings.models import Meeting
from cafepol.meetings.preparation import Step, next_step
from cafepol.messages import queries as messages
from cafepol.messages.models import Message
from cafepol.problems.queries import count_due
from cafepol.registrations import queries as registrations
from cafepol.registrations.attendance import RoomCount
from cafepol.registrations.doubles import possible_doubles
from cafepol.registrations.listing import newest_of, subjects_since
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import Counts
from cafepol.registrations.strangers import Crowd, crowd_of
from cafepol.staff.models import Officer

CALLERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION)
WRITERS = (Role.OFFICER, Role.CHIEF)
LATELY = timedelta(days=3)  # over a weekend


@dataclass(frozen=True)
class Cadence:
    """What a commune achieved in a month against the zone's target, in meetings."""

    commune: str
    held: int
    planned: int


@dataclass(frozen=True)
class Day:
    """One person's day: what is on today, what is owed, what is to prepare and to close."""

    today: list[Meeting] = field(default_factory=list)
    coming: list[Meeting] = field(default_factory=list)
    to_close: list[Meeting] = field(default_factory=list)
    due: Due = field(default_factory=Due)  # of the concerns
    calls: Sequence[Message] = ()
    letters: Sequence[Message] = ()
    board: Board | None = None
    counts: dict[int, Counts] = field(default_factory=dict)
    answers: dict[int, dict[Answered, int]] = field(default_factory=dict)
    cadence: list[Cadence] = field(default_factory=list)
    next_steps: dict[int, Step] = field(default_factory=dict)  # of preparing, by meeting id
    called: dict[int, Invitation] = field(default_factory=dict)  # whom a call invites, by its id
    subjects: Sequence[Registration] = ()  # what those who registered lately want to bring up
    evaluations: int = 0  # of problems, whose day has come
    late_rounds: Sequence[Line] = ()  # of flyers, to be handed out at once


@dataclass(frozen=True)
class Hub:
    """Everything about one meeting that its page shows."""

    counts: Counts
    room: RoomCount
    registrations: Sequence[Registration]  # the last few
    doubles: frozenset[int]  # registrations that share a phone number
    invitations: Sequence[Invitation]
    concerns: list[Slip]
    messages: Sequence[Message]
    steps: list[Step]  # what is to be prepared
    crowd: Crowd  # the answers of strangers
    rounds: Rounds  # of flyers
    results: Results  # of those rounds
    officer_id: int | None = None  # who looks, and where they are chief
    chief_of: Collection[int] = ()

    @property
    def to_do(self) -> list[Message]:
        """Calls to make and letters to post about this meeting, as far as who looks may know of them."""
        waiting = [each for each in self.messages if each.state == "to_do"]
        return [each for each in waiting if each.is_for(self.officer_id, self.chief_of)]

    @property
    def called(self) -> dict[int, Invitation]:
        """Whom a call invites, by its id."""
        return among(self.to_do, self.invitations)

    @property
    def sent(self) -> list[Message]:
        """What left, or is about to, oldest first."""
        return [each for each in self.messages if each.state != "to_do"]

    @property
    def invited(self) -> list[Invitation]:
        """Those who were told of the meeting, or are about to be."""
        return [each for each in self.invitations if each.status is not Answered.PREPARED]

    @property
    def unanswered(self) -> int:
        """How many invited people have not answered."""
        return sum(1 for each in self.invitations if each.status is Answered.SENT)


def day_of(viewer: Viewer, officer: Officer | None, *, now: datetime, today: date, tz: tzinfo) -> Day:
    """The desk of somebody: an officer's own meetings and debts, a chief's whole commissariat."""
    hosted = meetings.meetings_hosted_by(officer.id, now) if officer else []
    chief_of = viewer.places(Role.CHIEF)
    scope = concerns.Scope(officer_id=officer.id if officer else None, chief_of=chief_of)
    ids = [each.id for each in hosted]
    answers = invitations.invitation_counts(ids)
    steps = steps_of(hosted, tz=tz, invited=answers) if hosted else {}
    places, mine = viewer.places(*CALLERS), None if chief_of or officer is None else officer.id
    calls = messages.calls_to_do(places, mine, chief_of=chief_of)
    return Day(
        today=[each for each in hosted if each.day == today],
        coming=[each for each in hosted if each.day > today],
        to_close=_to_close(viewer, officer, now=now),
        due=boards.due_today(scope, today=today) if officer or chief_of else Due(),
        calls=calls,
        called=invitations_called(calls) if viewer.places(*WRITERS) else {},
        letters=messages.letters_to_do(places, mine, chief_of=chief_of),
        board=boards.counts_of(concerns.Scope(chief_of=chief_of), today=today) if chief_of else None,
        counts=registrations.counts_of(ids, now=now),
        answers=answers,
        subjects=subjects_since(ids, now - LATELY) if ids else (),
        next_steps={key: step for key, found in steps.items() if (step := next_step(found))},
        cadence=_cadence(viewer, now=now, today=today),
        late_rounds=late_rounds(today, officer_id=scope.officer_id, chief_of=chief_of),
        evaluations=count_due(led, today) if (led := viewer.places(*WRITERS)) else 0,
    )


def _to_close(viewer: Viewer, officer: Officer | None, *, now: datetime) -> list[Meeting]:
    found = meetings.meetings_to_close(viewer, now)
    chief_of = viewer.places(Role.CHIEF)
    return [
        each
        for each in found
        if each.commune.commissariat_id in chief_of or (officer and officer.id in {host.id for host in each.hosts})
    ]


def _cadence(viewer: Viewer, *, now: datetime, today: date) -> list[Cadence]:
    counted = meetings.month_counts(today, now, commissariat_ids=viewer.commissariat_ids)
    return [Cadence(commune.name, held, planned) for commune, held, planned in counted]


def hub_of(
    meeting: Meeting, *, now: datetime, tz: tzinfo, officer_id: int | None = None, chief_of: Collection[int] = ()
) -> Hub:
    """The page of one meeting; the template shows identities only to those whom the guard named."""
    invited = invitations.invitations_of(meeting.id)
    rounds = rounds_of(meeting, today=now.astimezone(tz).date())
    return Hub(
        counts=registrations.counts_of([meeting.id], now=now)[meeting.id],
        room=registrations.room_count(meeting.id),
        registrations=newest_of(meeting.id),
        doubles=possible_doubles(meeting.id),
        invitations=invited,
        concerns=concerns_there.concerns_of_meeting(meeting.id),
        messages=messages.messages_of(meeting.id),
        steps=steps_of([meeting], tz=tz, invited={meeting.id: Counter(each.status for each in invited)})[meeting.id],
        crowd=crowd_of(meeting, now=now),
        rounds=rounds,
        results=results_of(meeting.id, [line.round for line in rounds.lines]) if rounds.lines else Results({}),
        officer_id=officer_id,
        chief_of=chief_of,
    )


def partner_choices(hub: Hub) -> dict[str, str]:
    """Who may have come to the table: every invitation that was not revoked, and who came all the same."""
    return {
        str(each.id): f"{each.contact.partner.name}, {each.attendee}"
        for each in hub.invitations
        if each.status is not Answered.REVOKED or each.was_present
    }


def uninvited(meeting: Meeting) -> dict[str, str]:
    """Who else of the commune's partners may have come to the table."""
    return {str(each.id): f"{each.partner.name}, {each.name}" for each in invitations.contacts_to_invite(meeting)}


def accepted(hub: Hub) -> list[int]:
    """The invitations to tick in advance: who was noted as there before, else who said that they would come."""
    noted = any(each.was_present is not None for each in hub.invitations)
    return [each.id for each in hub.invitations if (each.was_present if noted else each.status is Answered.ACCEPTED)]


def closing_facts(meeting: Meeting, *, no_concern: bool) -> ClosingFacts:
    """What is known of a meeting that is about to be closed."""
    room = registrations.room_count(meeting.id)
    return ClosingFacts(
        head_count=room.head_count,
        ticked_people=room.ticked,
        concerns=concerns_there.count_of_meeting(meeting.id),
        no_concern=no_concern,
    )
