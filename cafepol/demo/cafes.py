"""One café from its first line in the diary to its closing: planned, announced, held."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from cafepol.concerns.transitions import OFFICER, Actor
from cafepol.core.config import settings
from cafepol.demo.diary import Diary
from cafepol.demo.follower import Follower
from cafepol.demo.guests import CAPACITY_WHEN_FULL, Guests
from cafepol.demo.names import Pool
from cafepol.demo.press import note_press
from cafepol.demo.program import HELD, Kind, Plan
from cafepol.demo.reach import note_reach
from cafepol.demo.walks import Walks
from cafepol.desk import operations as desk
from cafepol.distribution.code_queries import named_rounds
from cafepol.invitations import operations as invitations
from cafepol.invitations.answers import Answer, State
from cafepol.invitations.models import Invitation
from cafepol.meetings.lifecycle import NAG_DAYS
from cafepol.meetings.models import Meeting
from cafepol.meetings.operations import create_meeting
from cafepol.meetings.stages import cancel_meeting, publish_meeting
from cafepol.notices.nags import tell_nag
from cafepol.notices.operations import tell_changes
from cafepol.notices.reminders import tell_reminders
from cafepol.partners.models import PartnerContact
from cafepol.registrations.models import Registration
from cafepol.registrations.presence import note_flyers, set_head_count, tick
from cafepol.registrations.states import MAIL_BEFORE
from cafepol.zone.models import PreventionTopic
from cafepol.zone.queries import the_zone

LEAD = timedelta(days=28)
TEXTS = (
    "Venez prendre un café et parler de la vie dans votre rue. Le café est offert.",
    "On s’assied, on parle, on écoute. Venez seul, en couple ou entre voisins.",
    "Une question, une idée, un souci dans le quartier. Votre policier de quartier vous écoute.",
)
REASONS = (
    "La salle est fermée pour des travaux. Nous cherchons un autre jour.",
    "Votre policier de quartier est malade. Nous cherchons un autre jour.",
)
WALK_INS = (6, 4, 9, 13, 5, 8, 24, 4, 10, 7, 16)  # people who come without being registered
FEWEST, MOST = 8, 45  # people at a café
LATER_ANSWERS = (Answer.YES, Answer.NO, Answer.MAYBE, Answer.OTHER)
STILL_INVITING = frozenset({Kind.COMING, Kind.FULL})


class Cafe:
    """Writes one plan into the diary; each step writes down the next."""

    def __init__(
        self,
        plan: Plan,
        diary: Diary,
        *,
        pool: Pool,
        contacts: Sequence[PartnerContact],
        topics: Sequence[PreventionTopic],
        followers: Sequence[Follower],
    ) -> None:
        self.plan = plan
        self.diary = diary
        self.contacts = contacts
        self.topics = topics
        self.draw = Random(f"{plan.team.commune.slug} {plan.number}")  # noqa: S311 -- the same on every first start
        self.guests = Guests(plan, diary, self.draw, pool)
        self.followers = followers
        self.meeting: Meeting
        self.invited: list[Invitation] = []

    def plan_it(self) -> None:
        """Write down when it is created: four weeks before, or last week."""
        zone = the_zone()
        lead = max(LEAD, timedelta(days=zone.flyer_days + 7))
        day = min(self.plan.day - lead, self.diary.today - timedelta(days=8))
        self.diary.note(self.diary.at(day, 10, self.plan.number), self._create)

    def _create(self, now: datetime) -> None:
        plan = self.plan
        self.meeting = create_meeting(
            commune=plan.team.commune,
            quarter=plan.quarter,
            venue=plan.venue,
            host=plan.host,
            co_hosts=[each for each in plan.team.officers if each is not plan.host and plan.number % 3 == 0],
            title=the_zone().default_title,
            public_text=TEXTS[plan.number % len(TEXTS)],
            topics=self.topics[plan.number % (len(self.topics) + 1) :][:1],
            starts_local=plan.starts_local,
            ends_local=plan.ends_local,
            capacity=CAPACITY_WHEN_FULL if plan.kind is Kind.FULL else plan.venue.capacity,
            phone=plan.host.phone or the_zone().phone,
            language=the_zone().languages[0],
            created_by=plan.host.account_id,
            now=now,
            tz=self.diary.zone,
            override_soft=plan.kind is Kind.TODAY,  # today may be a holiday
        )
        if plan.kind is not Kind.DRAFT:
            self.diary.note(now + timedelta(hours=23), self._publish)

    def _publish(self, now: datetime) -> None:
        publish_meeting(self.meeting, now=now)
        self.diary.note(now + timedelta(days=1, hours=1), self._invite)
        self._remind()
        called_off = self._called_off
        until = called_off or min(self.meeting.starts_at, self.diary.morning)
        self.guests.note(self.meeting, since=now + timedelta(days=1), until=until - timedelta(hours=3))
        note_reach(self.meeting, self.plan, self.diary, until=until)
        Walks(self.plan, self.diary, self.contacts).note(self.meeting, since=now)
        note_press(self.meeting, self.plan, self.diary, since=now, until=until)
        if called_off is not None:
            self.diary.note(called_off, self._call_off)
        elif self.plan.kind in HELD:
            self.diary.note(self.meeting.starts_at + timedelta(minutes=20), self._count)
        elif self.plan.kind in STILL_INVITING:
            self.diary.note(self.diary.at(self.diary.last_workday, 15, self.plan.number), self._invite_by_phone)

    def _remind(self) -> None:
        """Two days before, its people are reminded, if that was before now."""
        due = self.meeting.starts_at - timedelta(hours=MAIL_BEFORE)
        if due <= self.diary.now:
            self.diary.note(due, lambda later: tell_reminders(self.meeting.id, now=later))

    @property
    def _called_off(self) -> datetime | None:
        """When it is called off, if it is: two days before, or for one to come on the last working day."""
        if self.plan.kind is Kind.CALLED_OFF:
            return self.diary.at(self.plan.day - timedelta(days=2), 11)
        return self.diary.at(self.diary.last_workday, 11) if self.plan.kind is Kind.CANCELLED else None

    def _invite(self, now: datetime) -> None:
        """Two contacts in turn, three for what is to come; there, those who can only be called are called last."""
        turn = self.plan.number % len(self.contacts)
        chosen = [*self.contacts[turn:], *self.contacts[:turn]][: 2 if self.plan.kind in HELD else 3]
        if self.plan.kind in STILL_INVITING:
            chosen = [contact for contact in chosen if contact.mail]
        for number, contact in enumerate(chosen):
            invitation = invitations.invite(self.meeting, contact, by=self.plan.host, now=now)
            self.invited.append(invitation)
            if number == 0 or self.plan.kind in HELD:
                self.diary.note(now + timedelta(days=1, hours=3 + number), partial(self._answer, number))

    def _invite_by_phone(self, now: datetime) -> None:
        for contact in self.contacts:
            if not contact.mail:
                invitations.invite(self.meeting, contact, by=self.plan.host, now=now)

    def _answer(self, number: int, now: datetime) -> None:
        """The first comes; the others say all that may be said."""
        turn = (self.plan.number + number) % len(LATER_ANSWERS)
        answer = Answer.YES if number == 0 else LATER_ANSWERS[turn]
        invitations.answer(
            self.invited[number],
            self.meeting,
            answer=answer,
            substitute="Une collègue de l’équipe" if answer is Answer.OTHER else "",
            now=now,
        )

    def _call_off(self, now: datetime) -> None:
        cancel_meeting(self.meeting, reason=REASONS[self.plan.number % len(REASONS)], now=now)
        told = now + timedelta(seconds=settings().quiet_seconds, minutes=10)
        self.diary.note(told, lambda later: tell_changes(now=later))

    def _count(self, now: datetime) -> None:
        """In the room: who came, how many there are, what they say."""
        came = self.guests.who_came()
        for registration in came:
            tick(registration, present=True, now=now)
        ticked = sum(each.party_size for each in came)
        turn = self.plan.number + sum(self.plan.team.commune.slug.encode())
        room = min(self.plan.venue.capacity or MOST, MOST)
        heads = max(ticked, min(max(FEWEST, ticked + WALK_INS[turn % len(WALK_INS)]), room))
        set_head_count(self.meeting, heads, now=now + timedelta(hours=1))
        note_flyers(self.meeting, self._with_flyers(came), now=now)
        for number, follower in enumerate(self.followers):
            said = self.meeting.ends_at - timedelta(minutes=15 - 3 * number)
            self.diary.note(said, partial(follower.hear, self.meeting, came, self._host))
        if self.plan.kind is Kind.TO_CLOSE:
            self._recall()
        else:
            self.diary.note(self.meeting.ends_at + timedelta(minutes=20), partial(self._close, heads))

    def _with_flyers(self, came: Sequence[Registration]) -> dict[int | None, int]:
        """Who came with a flyer: those who had answered with its code, a neighbour, and some who do not know which."""
        people: dict[int | None, int] = {each.id: 1 for each in named_rounds([self.meeting.id]) if each.is_walked}
        for each in came:
            if each.round_id in people:
                people[each.round_id] += each.party_size
        return people | {None: self.plan.number % 2}

    def _recall(self) -> None:
        """Nobody closes it: its host was reminded of that, as often as was due until now."""
        for days in NAG_DAYS:
            due = self.meeting.ends_at + timedelta(days=days)
            if due <= self.diary.now:
                self.diary.note(due, lambda later: tell_nag(self.meeting.id, now=later))

    @property
    def _host(self) -> Actor:
        return Actor(self.plan.host.account_id or 0, frozenset({OFFICER}))

    def _close(self, heads: int, now: datetime) -> None:
        present = [each.id for each in self.invited if each.status is State.ACCEPTED]
        desk.close(self.meeting, head_count=heads, partners=present, no_concern=not self.followers, now=now)
