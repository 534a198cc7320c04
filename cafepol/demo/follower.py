"""One concern, from the café at which it is heard to the last step of its course."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from cafepol.concerns import operations as concerns
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.models import Concern
from cafepol.concerns.operations import ConcernDraft
from cafepol.concerns.records import Feedback
from cafepol.concerns.transitions import CHIEF, OFFICER, Actor, Orientation, Outcome
from cafepol.demo.courses import COURSES, OUTCOMES, Fate, Step
from cafepol.demo.detours import DETOURS
from cafepol.demo.diary import ONE_DAY, Diary
from cafepol.demo.program import Plan
from cafepol.demo.subjects import Story, theme_of
from cafepol.demo.voices import Voices
from cafepol.dialogue.opinions import consult
from cafepol.dialogue.queries import get_raiser, raisers_to_consult
from cafepol.meetings.models import Meeting
from cafepol.messages.operations import record_as_left
from cafepol.registrations.models import Registration
from cafepol.zone.models import Quarter
from cafepol.zone.queries import themes

FIRST_HOUR = 9  # of a working day; each step of a concern has its own
LATE_BY = timedelta(days=12)
NOTES = (
    ("resident", "Nous sommes passés sur place."),
    ("internal", "Le service de la commune est prévenu. Il répond cette semaine."),
    ("resident", "Nous avons demandé l’avis du service de la commune."),
)
REACHED_FIRST = frozenset({Fate.LATE_AT_WORK, Fate.HEARD})


class Follower:
    """Hears a story at a café and follows it up as its fate says. `number` counts the concerns of the café."""

    def __init__(self, fate: Fate, story: Story, plan: Plan, diary: Diary, voices: Voices, number: int) -> None:
        self.fate = fate
        self.story = story
        self.plan = plan
        self.diary = diary
        self.voices = voices
        self.number = number
        self.concern: Concern

    def hear(self, meeting: Meeting, came: Sequence[Registration], by: Actor, now: datetime) -> None:
        """Note what is said, and write down every step that follows."""
        on_record, story = self.fate is Fate.ON_RECORD, self.story
        draft = ConcernDraft(
            commune=meeting.commune,
            theme=theme_of(story.subject, themes()),
            raisers=self.voices.of(self.fate, came),
            facts="" if on_record else story.facts,
            orientation=Orientation.OFFENCE_TO_RECORD if on_record else Orientation.CONCERN,
            meeting=meeting,
            quarter=self._quarter(meeting),
            place="" if on_record else story.place,
            title="" if on_record else story.title,
            reference=f"Acte {meeting.day.year}/{100 + self.plan.number}" if on_record else "",
            settled=story.answer if self.fate is Fate.SETTLED else "",
        )
        self.concern = concerns.log_concern(draft, by=by, now=now, today=self.day(now))
        for count, (share, step) in enumerate(COURSES[self.fate]):
            self.diary.note(self._instant(now, share, count), partial(self._act, step))

    def _quarter(self, meeting: Meeting) -> Quarter | None:
        """Where it happens: in the café's quarter, or in one of the officer whom one can sign in as."""
        mine = self.plan.team.shares[0]
        return mine[0] if mine and self.fate in REACHED_FIRST else meeting.quarter

    def _instant(self, heard: datetime, share: float, count: int) -> datetime:
        """A share of the way to the promised day, or to yesterday; on the evening itself if there is no day left."""
        promised = min(raiser.promised_on for raiser in self.concern.raisers)
        if self.fate is Fate.MAILED_LATE:
            promised += LATE_BY
        days = self.diary.workdays(self.day(heard), min(promised, self.diary.today - ONE_DAY))
        if not days:
            return heard + timedelta(minutes=30 + 5 * count)
        day = days[min(int(share * len(days)), len(days) - 1)]
        return self.diary.at(day, FIRST_HOUR + count, (7 * self.number + 11 * self.plan.number) % 60)

    def _act(self, step: Step, now: datetime) -> None:
        if step in DETOURS:
            DETOURS[step](self, now)
            return
        act: dict[Step, Callable[[datetime], object]] = {
            Step.START: self._start,
            Step.NOTE: self._note,
            Step.CONCLUDE: self._conclude,
            Step.TELL: self._tell,
            Step.POST: self._post,
            Step.TRY: self._try,
            Step.GIVE_UP: self._give_up,
            Step.CLOSE: self._close,
            Step.VOID: self._void,
        }
        act[step](now)

    def _start(self, now: datetime) -> None:
        concern, day = self.concern, self.day(now)
        soon = self.diary.workdays(day, day + timedelta(days=21))[:4][-1]
        next_on = max(soon, concern.next_on or soon)  # a step is done by the day that was promised
        concerns.start_work(
            concern,
            version=concern.version,
            next_step=self.story.step,
            next_on=next_on,
            by=self.owner,
            now=now,
            today=day,
        )

    def _note(self, now: datetime) -> None:
        compartment, text = NOTES[(self.plan.number + self.number) % len(NOTES)]
        concerns.note(self.concern, compartment=compartment, text=text, by=self.owner, now=now)

    def _conclude(self, now: datetime) -> None:
        concern = self.concern
        decided = "Les faits sont actés au commissariat." if self.fate is Fate.ON_RECORD else self.story.decided
        concerns.make_feedback_due(
            concern,
            version=concern.version,
            decided=decided,
            outcome=self._outcome,
            by=self.owner,
            now=now,
            today=self.day(now),
        )

    def _tell(self, now: datetime) -> Feedback:
        raiser = self.concern.raisers[0]
        told = "Ce que vous nous avez dit est acté." if self.fate is Fate.ON_RECORD else self.story.answer
        return concerns.give_feedback(
            self.concern,
            raiser,
            channel=Channel(raiser.channel),
            text=told,
            by=self.owner,
            now=now,
            today=self.day(now),
        )

    def _post(self, now: datetime) -> None:
        letter, day = self.concern.raisers[0].feedbacks[-1], self.day(now)
        concerns.mark_posted(self.concern, letter, posted_on=day, by=self.owner, now=now, today=day)

    def _try(self, now: datetime) -> None:
        day = self.day(now)
        concerns.add_attempt(self.concern, self.concern.raisers[0], tried_on=day, by=self.owner, now=now, today=day)

    def _give_up(self, now: datetime) -> None:
        raiser, code = self.concern.raisers[0], ImpossibleCode.UNREACHABLE
        concerns.mark_impossible(self.concern, raiser, code=code, by=self.owner, now=now)

    def _close(self, now: datetime) -> None:
        """Mails that were written count once they have left; then who was told is asked what they think of it."""
        record_as_left(before=now)
        concern, by = self.concern, self.chief if self._outcome is Outcome.UNRESOLVED else self.owner
        summary = "Les faits ont été actés." if self.fate is Fate.ON_RECORD else self.story.summary
        concerns.close_concern(concern, version=concern.version, outcome=self._outcome, summary=summary, by=by, now=now)
        for each in raisers_to_consult(now):
            consult(get_raiser(each), now=now)

    def _void(self, now: datetime) -> None:
        concern = self.concern
        concerns.void_concern(concern, version=concern.version, reason="exact_duplicate", by=self.chief, now=now)

    @property
    def _outcome(self) -> Outcome:
        return OUTCOMES.get(self.fate, Outcome.RESOLVED)

    @property
    def owner(self) -> Actor:
        """Who answers for the concern."""
        return Actor(self.concern.owner.account_id or 0, frozenset({OFFICER}))

    @property
    def chief(self) -> Actor:
        """Who leads the commissariat."""
        return Actor(self.plan.team.chief.account_id or 0, frozenset({CHIEF}))

    def day(self, instant: datetime) -> date:
        """The zone's day at an instant."""
        return instant.astimezone(self.diary.zone).date()
