"""Whatever is done to a meeting, and whenever it is told: what each person reads last is so, and never twice."""

from datetime import timedelta
from itertools import pairwise, product
from random import Random

import pytest
from sqlalchemy import select, update

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.filters import when
from cafepol.invitations.answers import Answer
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.planning.operations import edit, restore
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from tests.notices.saying import invite, plain, register, run, wait
from tests.post import TUESDAY, cancel, contact, plan, wishes

pytestmark = pytest.mark.once

WRITTEN, LEFT = "written", "left"
STEPS = tuple(product(("turn", "move"), ("", WRITTEN, LEFT)))
TOLD_OR_NOT = [step for step in STEPS if step[1] != WRITTEN]
SCENARIOS = [*product(TOLD_OR_NOT, repeat=3), *Random(7).sample(list(product(STEPS, repeat=4)), 16)]  # noqa: S311
SAID = ("meeting_change", "meeting_change_place", "invitation_moved", "invitation_restored")
WAITING = "w@resident.example"


class Cafe:
    """A meeting of whose ups and downs five people hear: by mail and on the phone, residents and partners.

    One of them waits for a place, which comes free before anything changes: nobody told them of it by then.
    """

    def __init__(self, day, contacts, clock):
        self.day, self.clock, self.moves = day, clock, 0
        self.id = plan(day=day, capacity=3)
        register(self.id, mail="a@resident.example")
        register(self.id, phone="0470 12 34 56")
        gives_up = register(self.id, mail="g@resident.example")
        register(self.id, mail=WAITING)
        for each in contacts:
            invite(self.id, each, Answer.YES)
        self.leave()
        with transaction():
            cancel_registration(get_registration(gives_up), now=now())

    def turn(self):
        """Call it off, or take that back."""
        with transaction():
            meeting = get_meeting_by_id(self.id)
            is_cancelled = meeting.is_cancelled
            if is_cancelled:
                restore(meeting, override_soft=True, now=now(), tz=zone_time())
        if not is_cancelled:
            cancel(self.id)

    def move(self):
        """To the next day, to later hours there, and back; what is off is restored with it."""
        self.moves += 1
        turns = (self.day, self.day + timedelta(days=1), (self.day + timedelta(days=1)).replace(hour=16))
        with transaction():
            meeting = get_meeting_by_id(self.id)
            wanted = wishes(day=turns[self.moves % len(turns)])
            at = {"now": wanted.pop("now"), "tz": wanted.pop("tz")}
            edit(meeting, version=meeting.version, plan=wanted, restores=True, **at)

    def round(self):
        wait(self.clock)
        run()

    def leave(self):
        """What was written leaves."""
        waits = update(Message).where(Message.meeting_id == self.id)
        with transaction() as session:
            session.execute(waits.where(Message.state == "queued").values(state="sent"))
            session.execute(waits.where(Message.state == "to_do").values(state="done"))

    def stories(self):
        """What each person read of the changes, in turn: whether it is off, and the day and hours."""
        with transaction() as session:
            said = session.scalars(
                select(Message)
                .where(Message.meeting_id == self.id, Message.kind.in_(SAID), Message.state != "dropped")
                .order_by(Message.id)
            )
            told = {}
            for each in said:
                told.setdefault(each.recipient_mail or each.recipient_phone, []).append(each)
            return told

    def places(self):
        """How often somebody read of the place that came free."""
        read = Message.kind.in_(("registration_promoted", "meeting_change_place")) & (Message.state != "dropped")
        with transaction() as session:
            return len(session.scalars(select(Message).where(Message.meeting_id == self.id, read)).all())

    @property
    def truth(self):
        with transaction():
            meeting = get_meeting_by_id(self.id)
            return meeting.is_cancelled, plain(when(meeting.starts_local, meeting.ends_local))


def test_the_last_that_people_read_is_how_it_stands_and_never_the_same_twice(app, clock):
    contacts = [contact(), contact("M. Petit", mail=None, phone="+3265001232")]
    # what is told does not depend on the engine, and every step stands in many scenarios: a part is enough on each
    part = slice(0, None, 2) if db.engine.dialect.name == "sqlite" else slice(1, None, 8)
    for number, steps in enumerate(SCENARIOS[part]):
        cafe = Cafe(TUESDAY + timedelta(days=3 * number), contacts, clock)
        planned = cafe.truth
        for step, told in steps:
            getattr(cafe, step)()
            if told:
                cafe.round()
            if told == LEFT:
                cafe.leave()
        cafe.round()
        cafe.leave()
        check(cafe, planned, steps)


def check(cafe, planned, steps):
    is_off, hours = cafe.truth
    people = cafe.stories()
    if (is_off, hours) != planned:
        assert len(people) == 5, steps
    assert cafe.places() == 1 or (is_off and not cafe.places()), steps
    for person, messages in people.items():
        subjects = [plain(message.subject) for message in messages]
        offs = ["ANNULÉE" in subject for subject in subjects]
        assert offs[-1] is is_off, (steps, person, subjects)
        assert is_off or hours in subjects[-1], (steps, person, subjects)
        assert not any(first and second for first, second in pairwise(offs)), (steps, subjects)
        assert all(first != second for first, second in pairwise(subjects)), (steps, subjects)
        assert offs[0] or planned[1] not in subjects[0], (steps, person, subjects)
