"""Whatever anybody does in whatever order: nobody is closed over, lost or put off.

What is owed is worked out here from the bare rows, by the words of the specification, never by the code's own rules.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select, update

from cafepol.concerns import operations, queries
from cafepol.concerns.contacting import Contact, correct_raiser
from cafepol.concerns.correcting import Correction, correct_concern, plan_step, record_elsewhere
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.extending import extend_promises
from cafepol.concerns.handing import give
from cafepol.concerns.queries import Scope
from cafepol.concerns.returning import mark_returned
from cafepol.concerns.saying import say_at
from cafepol.concerns.transitions import CHIEF, OFFICER, RAISER, SYSTEM, Action, Actor
from cafepol.core.clock import now, today
from cafepol.core.db import Base, db, set_writing, transaction
from cafepol.core.errors import DomainError, Refused
from cafepol.dialogue.adding import add_note
from cafepol.dialogue.queries import get_raiser
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone
from tests.clients import START
from tests.concerns.conftest import WORDS, anonymous, letter, mail, phone_call
from tests.concerns.doors import CLOSE_UNSOLVED, DOORS
from tests.concerns.specification import OTHERS, target
from tests.factories import make_partner_contact

EVERYWHERE = Scope(chief_of=frozenset(range(1, 100)))
OPEN = {"heard", "in_progress", "relayed", "awaiting_info", "feedback_due"}
WHO = [{OFFICER}, {OFFICER}, {OFFICER, CHIEF}, {OFFICER, CHIEF}, {CHIEF}, {CHIEF}, {SYSTEM}, {RAISER}, OTHERS]
who = st.sampled_from(WHO).map(frozenset)
which = st.integers(0, 3)
PEOPLE = {
    "by phone": phone_call,
    "by mail": mail,
    "by letter": letter,
    "without a name": anonymous,
    "without a name, waiting": lambda: anonymous(Channel.PHONE),
    "by the registration": lambda: operations.RaiserDraft(channel=Channel.MEETING),
}
TABLES = ("concern", "raiser", "promise", "feedback", "impossible", "message", "registration", "extension", "officer")


promised = attrgetter("raiser_id", "cycle", "heard_on", "due_on", "days", "skipped", "made_at")
said = attrgetter("raiser_id", "cycle", "given_on", "channel", "text", "is_answer", "author_id", "created_at")


class Books:
    """What the tables hold, each row by its id, read past the models."""

    def __init__(self):
        for name in TABLES:
            table = Base.metadata.tables[name]
            rows = db.session.connection().execute(select(table))
            setattr(self, name, {row.id: row for row in rows})
        self.people = {}
        for row in self.raiser.values():
            self.people.setdefault(row.concern_id, set()).add(row.id)

    def owed(self, concern_id):
        """Who wants feedback and has, in this cycle, neither an answer that counts nor a coded reason why not."""
        return {
            each for each in self.people.get(concern_id, ()) if self.raiser[each].wants_feedback and self._waits(each)
        }

    def said_later(self, promise_id):
        """Each time a chief moved that promise, saying why."""
        return [each for each in self.extension.values() if each.promise_id == promise_id and each.reason]

    def _waits(self, raiser_id):
        cycle = max(each.cycle for each in self.promise.values() if each.raiser_id == raiser_id)
        mine = [each for each in self.feedback.values() if (each.raiser_id, each.cycle) == (raiser_id, cycle)]
        coded = [each for each in self.impossible.values() if (each.raiser_id, each.cycle) == (raiser_id, cycle)]
        return not coded and not any(map(self._counts, mine))

    def _counts(self, told):
        if not told.is_answer or told.returned_on:
            return False
        if told.channel == "mail":
            sent = self.message[told.message_id]
            return sent.handed_over_at is not None and sent.state not in {"bounced", "dead", "dropped"}
        if told.channel == "letter":
            return told.posted_on is not None
        if told.channel == "meeting":
            return told.registration_id is not None and (self.registration[told.registration_id].present or 0) > 0
        return True


END = "the answer is decided and told, and it is closed"
WAYS = [
    (), (Action.START,), (Action.START, Action.ASK), (Action.START, Action.RELAY), (Action.START, Action.CONCLUDE),
    (END,), (END, Action.REQUEST_REOPENING), (END, Action.REQUEST_REOPENING, Action.REQUEST_REOPENING),
]  # fmt: skip


def gesture(name, **values):
    return st.tuples(st.just(name), st.fixed_dictionaries(values))


GESTURES = [
    gesture(
        "log", people=st.lists(st.sampled_from(list(PEOPLE)), max_size=3), roles=who, meeting=st.booleans(),
        settled=st.booleans(),
    ),
    gesture("add", which=which, person=st.sampled_from(list(PEOPLE)), roles=who),
    gesture("tell_all", which=which, channel=st.sampled_from([Channel.PHONE, Channel.VISIT])),
    gesture(
        "post_office", which=which, position=which, day=st.sampled_from(["posted", "came back", "sent", "bounced"])
    ),
    gesture("give_up", which=which, position=which, code=st.sampled_from(ImpossibleCode), roles=who),
    gesture(
        "around", what=st.sampled_from(["ticked", "not ticked", "leaves", "is there", "hand over"]), roles=who
    ),
    gesture(
        "tool", which=which, tool=st.sampled_from(["extend", "plan", "correct", "record", "give", "say", "reach"]),
        days=st.integers(-1, 20), roles=who,
    ),
    gesture("add_words", which=which, position=which),
    gesture("wait", hours=st.sampled_from([1, 24, 240])),
]  # fmt: skip


class Lives(RuleBasedStateMachine):
    """Concerns of one commissariat, and everybody at once. Nothing is ever committed."""

    cafe, clock, done = None, None, Counter()

    def __init__(self):
        super().__init__()
        self.clock.set(START)
        set_writing(writing=True)
        self.now_doing = None
        self.seen = self.held = Books()

    def teardown(self):
        db.session.rollback()
        db.session.remove()

    @contextmanager
    def tried(self, name, step=None, roles=frozenset()):
        """Something is tried: it is done, or refused and undone. `step` and `roles`, if it is one of the table."""
        self.now_doing = (step, roles)
        try:
            with db.session.begin_nested():
                yield
            self.done[name] += 1
        except DomainError:
            self.done[f"{name}, refused"] += 1
        db.session.expunge_all()
        self.held = Books()
        self.all_is_kept()

    def pick(self, which):
        numbers = [row.number for row in self.held.concern.values()]
        return queries.get_concern(numbers[which % len(numbers)], EVERYWHERE)

    def actor(self, roles):
        known = self.cafe.chief.account_id if roles == {CHIEF} else self.cafe.officer.account_id
        return Actor(known if roles - {SYSTEM, RAISER} else None, roles)

    @initialize(people=st.lists(st.sampled_from(list(PEOPLE)), min_size=1, max_size=3), way=st.sampled_from(WAYS))
    def begin(self, people, way):
        self.log(people, frozenset({OFFICER}), meeting=True, settled=False)
        if not self.held.concern:  # it was refused
            self.log(["by phone"], frozenset({OFFICER}), meeting=True, settled=False)
        for step in way:
            if step is END:
                self.bring_to_its_end(0, Channel.PHONE)
            else:
                self.a_step(0, step, frozenset({OFFICER}))

    @rule(gesture=st.one_of(*GESTURES))
    def aside(self, gesture):
        """Whatever is done beside the steps of the table."""
        name, values = gesture
        getattr(self, name)(**values)

    def log(self, people, roles, meeting, settled):
        with self.tried("log"):
            quarter = zone.quarters(zone.commune_by_slug("colfontaine").id)[0]
            drafts = [self._draft(each, meeting) for each in people]
            operations.log_concern(
                operations.ConcernDraft(
                    commune=quarter.commune, quarter=quarter,
                    meeting=get_meeting_by_id(self.cafe.meeting_id) if meeting else None, theme=zone.themes()[0],
                    facts=WORDS, raisers=drafts, settled="Réparé." if settled else "",
                ),
                by=self.actor(roles), now=now(), today=today(),
            )  # fmt: skip

    def _draft(self, name, meeting):
        draft = PEOPLE[name]()
        if draft.channel is Channel.MEETING and meeting:
            known = db.session.scalars(select(Registration).order_by(Registration.id)).first()
            return operations.RaiserDraft(channel=draft.channel, registration=known)
        return draft

    def add(self, which, person, roles):
        with self.tried("add"):
            concern = self.pick(which)
            draft = self._draft(person, meeting=concern.meeting_id is not None)
            operations.add_raiser(concern, draft, by=self.actor(roles), now=now(), today=today())

    @rule(which=which, step=st.sampled_from(list(DOORS)), roles=who)
    def a_step(self, which, step, roles):
        with self.tried(str(step), step, roles):
            DOORS[step].act(self.pick(which), self.actor(roles))

    @rule(which=which, choice=which, roles=st.sampled_from([{OFFICER}, {CHIEF}, {OFFICER, CHIEF}]).map(frozenset))
    def a_step_of_the_table(self, which, choice, roles):
        """One that is open to these roles, if any is: whether it is whole is another question."""
        state = self.pick(which).state
        if steps := [each for each in DOORS if target(state, each, roles)]:
            step = steps[choice % len(steps)]
            self.a_step(which, step, roles)

    @rule(which=which, position=which, channel=st.sampled_from(Channel), answer=st.booleans(), roles=who)
    def tell(self, which, position, channel, answer, roles):
        with self.tried(f"tell by {channel}"):
            self._tell(*self._person(which, position), channel, answer, roles)

    def tell_all(self, which, channel):
        with self.tried("tell all"):
            concern = self.pick(which)
            for raiser in concern.waiting:
                self._tell(concern, raiser, channel, True, frozenset({OFFICER}))

    @rule(which=which, channel=st.sampled_from([Channel.PHONE, Channel.VISIT]))
    def bring_to_its_end(self, which, channel):
        """The way that most concerns go: the answer is decided and told, then it is closed."""
        self.a_step(which, Action.CONCLUDE, frozenset({OFFICER}))
        self.tell_all(which, channel)
        self.a_step(which, Action.CLOSE, frozenset({OFFICER}))

    @rule(which=which, step=st.sampled_from([Action.VOID, CLOSE_UNSOLVED, Action.REOPEN, Action.KEEP_CLOSED]))
    def what_a_chief_decides(self, which, step):
        """It is an error, it has no solution, or somebody asks to take it up again."""
        if step is CLOSE_UNSOLVED:
            self.a_step(which, Action.CONCLUDE, frozenset({OFFICER}))
            self.tell_all(which, Channel.PHONE)
        elif step is Action.VOID:
            self.log(["without a name"], frozenset({OFFICER}), meeting=False, settled=False)
            which = len(self.held.concern) - 1
        else:
            self.bring_to_its_end(which, Channel.PHONE)
            self.a_step(which, Action.REQUEST_REOPENING, frozenset({OFFICER}))
        self.a_step(which, step, frozenset({CHIEF}))

    def _tell(self, concern, raiser, channel, answer, roles):
        operations.give_feedback(
            concern, raiser, channel=channel, text="Réparé.", is_answer=answer, meeting_id=self.cafe.meeting_id,
            by=self.actor(roles), now=now(), today=today(),
        )  # fmt: skip

    def post_office(self, which, position, day):
        """What was written leaves, or comes back: one letter, or every mail."""
        with self.tried(day):
            concern, by = self.pick(which), self.actor(frozenset({OFFICER}))
            told = [each for raiser in concern.raisers for each in raiser.feedbacks]
            letter = told[position % len(told)] if told else None
            if day == "posted" and letter:
                operations.mark_posted(concern, letter, posted_on=today(), by=by, now=now(), today=today())
            elif day == "came back" and letter:
                mark_returned(concern, letter, returned_on=today(), by=by, now=now(), today=today())
            elif day == "sent":
                self._mails(Message.handed_over_at.is_(None), state="sent", handed_over_at=now())
            elif day == "bounced":
                self._mails(Message.handed_over_at.is_not(None), state="bounced")

    @staticmethod
    def _mails(which, **values):
        db.session.execute(update(Message).where(Message.channel == "mail", which).values(values))

    def give_up(self, which, position, code, roles):
        """Twice nobody answered, on two days; then it is coded."""
        for days in (0, 1):
            self.clock.advance(days=days)
            with self.tried("attempt"):
                concern, raiser = self._person(which, position)
                operations.add_attempt(
                    concern, raiser, tried_on=today(), by=self.actor(roles), now=now(), today=today()
                )
        with self.tried("impossible"):
            operations.mark_impossible(*self._person(which, position), code=code, by=self.actor(roles), now=now())

    def _person(self, which, position):
        concern = self.pick(which)
        if not concern.raisers:
            raise Refused("Elle est fusionnée : personne n’y est plus.")
        return concern, concern.raisers[position % len(concern.raisers)]

    def around(self, what, roles):
        """Somebody is ticked or not, the officer leaves or comes back, the chief hands over what was left."""
        with self.tried(what):
            if what in {"ticked", "not ticked"}:
                db.session.execute(update(Registration).values(present=1 if what == "ticked" else None))
            elif what in {"leaves", "is there"}:
                officer = update(Officer).where(Officer.id == self.cafe.officer_id)
                db.session.execute(officer.values(is_active=what == "is there"))
            else:
                operations.hand_over(queries.orphans(EVERYWHERE), to=self._chief(), by=self.actor(roles), now=now())

    def tool(self, which, tool, days, roles):
        """What is put right on the way; putting on record elsewhere concludes, and an extension says a later day."""
        with self.tried(tool, "conclude" if tool == "record" else None, roles):
            concern = self.pick(which)
            given = {"version": concern.version, "by": self.actor(roles), "now": now()}
            day = (concern.due_on or today()) + timedelta(days=days)
            if tool == "extend":
                chosen = [raiser.id for raiser in concern.waiting]
                extend_promises(concern, chosen, to_on=day, reason="Travaux.", today=today(), **given)
            elif tool == "plan":
                plan_step(concern, next_step="Repasser", next_on=day, today=today(), **given)
            elif tool == "correct":
                quarter = zone.quarters(concern.commune_id)[days % 2]
                correct_concern(concern, Correction(zone.themes()[days % 3], quarter, facts=WORDS), **given)
            elif tool == "record":
                record_elsewhere(concern, reference="MO.1", recorded_on=today(), today=today(), **given)
            elif tool == "say":  # in the room, during another café
                held = get_meeting_by_id(self.cafe.meeting_id)
                say_at(held, concern, said_on=held.day, **given)
            elif tool == "reach" and concern.raisers:
                person = concern.raisers[days % len(concern.raisers)]
                letter = Contact(
                    name=person.name or "", address="rue du Puits 3\n7340 Colfontaine", channel=Channel.LETTER
                )
                correct_raiser(concern, person, letter, **given)
            elif tool == "give":
                give(concern, to=self._chief(), **given)

    def _chief(self):
        return db.session.scalars(select(Officer).where(Officer.account_id == self.cafe.chief.account_id)).one()

    def add_words(self, which, position):
        """A resident writes by the link."""
        with self.tried("add words"):
            add_note(get_raiser(self._person(which, position)[1].id), "Ça continue.", now=now())

    def wait(self, hours):
        self.now_doing = None
        self.clock.advance(hours=hours)

    def all_is_kept(self):
        before, after = self.seen, self.held
        self._moves_by_the_table(before, after)
        self._nobody_is_lost(before, after)
        self._no_promise_moves(before, after)
        self._what_was_told_stays(before, after)
        for row in after.concern.values():
            if row.state in OPEN | {"reopen_requested"}:
                assert row.owner_id in after.officer, row.number
                assert row.next_on is not None, row.number
        self.seen = after

    def _moves_by_the_table(self, before, after):
        """Nothing changes its state but by a step of the table, and nothing closes over a debt."""
        for row in after.concern.values():
            was = before.concern.get(row.id)
            if was is None or was.state == row.state:
                continue
            step, roles = self.now_doing
            assert target(was.state, step, roles) == row.state, row.number
            if row.state == "voided" or step in {"close", "close_unsolved"}:
                assert not after.owed(row.id), row.number
            self.done["closed over somebody told" if step == "close" and self._wanted(after, row) else row.state] += 1

    @staticmethod
    def _wanted(books, row):
        return any(books.raiser[each].wants_feedback for each in books.people.get(row.id, ()))

    def _nobody_is_lost(self, before, after):
        for row in before.raiser.values():
            now_in = after.raiser[row.id].concern_id
            if now_in != row.concern_id:
                assert after.concern[row.concern_id].state == "merged"
                assert after.concern[row.concern_id].merged_into_id == now_in
                assert before.concern[row.concern_id].state != "merged"
                assert (row.id in after.owed(now_in)) == (row.id in before.owed(row.concern_id))
            assert after.raiser[row.id].wants_feedback or not row.wants_feedback
            assert after.raiser[row.id].heard_on == row.heard_on

    def _no_promise_moves(self, before, after):
        for row in before.promise.values():
            kept = after.promise[row.id]
            assert promised(kept) == promised(row)
            if kept.extended_to != row.extended_to:  # a chief said so, and why
                assert CHIEF in self.now_doing[1]
                assert kept.extended_to > (row.extended_to or row.due_on)
                assert len(after.said_later(row.id)) == len(before.said_later(row.id)) + 1
            assert row.on_time is None or kept.on_time == row.on_time  # frozen

    @staticmethod
    def _what_was_told_stays(before, after):
        for row in before.feedback.values():
            assert said(after.feedback[row.id]) == said(row)
        for row in after.feedback.values():
            assert after.raiser[row.raiser_id].heard_on <= row.given_on <= today()
        assert before.impossible.keys() <= after.impossible.keys()


ENOUGH = settings(
    max_examples=20, stateful_step_count=20, deadline=None, database=None, derandomize=True, print_blob=False,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_sequence_closes_over_a_debt_loses_a_raiser_or_moves_a_promise(cafe, clock):
    cafe.register("Mme Leroy", mail="leroy@exemple.be", mail_key="leroy@exemple.be")
    with transaction():
        make_partner_contact("Mme Logis", commune="colfontaine", partner="Logis", mail="logis@exemple.be")
    Lives.cafe, Lives.clock, Lives.done = cafe, clock, Counter()
    run_state_machine_as_test(Lives, settings=ENOUGH)
    assert Lives.done["closed over somebody told"] > 0  # it was not for nothing
    reached = {"in_progress", "relayed", "awaiting_info", "feedback_due", "reopen_requested"} & Lives.done.keys()
    assert len(reached) >= 3
