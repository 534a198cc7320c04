"""Jobs and several workers: one file, whoever dies, and what does not print is named."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from cafepol.batches import plan, running
from cafepol.batches.models import PrintJob, PrintPart
from cafepol.batches.operations import JOBS_KEPT, cancel_job, claim_job, forget_files, start_job
from cafepol.batches.papers import KEEP, Edition
from cafepol.batches.queries import LEASE, has_file, parts_of, take_next_job
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.flyers.pieces import Format, Use
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from tests.batches.conftest import job
from tests.cafes import plan_many
from tests.printing.paper import Paper as Printed
from tests.waiting import meanwhile


@pytest.fixture
def between(monkeypatch):
    """`between(something)`: done before each step of the first job that runs from here on."""

    def during(something):
        steps = running.in_steps

        def disturbed(rows):
            monkeypatch.setattr(running, "in_steps", steps)
            for each in steps(rows, 2):
                something()
                yield each

        monkeypatch.setattr(running, "in_steps", disturbed)

    return during


def go() -> bool:
    return running.run_job(now)


def change(meeting_id, **values):
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == meeting_id).values(**values))


def stop(job_id):
    with transaction():
        cancel_job(db.session.get_one(PrintJob, job_id), now=now())


def parts(job_id) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).where(PrintPart.job_id == job_id))


def file(job_id) -> bytes:
    db.session.remove()
    return b"".join(parts_of(job_id))


def outcome(job_id):
    found = job(job_id)
    return found.state, found.done, found.total


def test_each_meeting_of_the_month_to_come_has_its_page_with_its_code_by_day(meeting, start, tmp_path):
    second, first = meeting(days=3), meeting(days=1)
    for elsewhere in ({"days": 30}, {"town": "boussu", "host": "M. Denis"}):
        meeting(**elsewhere)
    job_id = start(2)
    assert go()
    printed = Printed(file(job_id), tmp_path)
    links = [printed.codes(printed.picture(page=number + 1))[0] for number in range(len(printed.pages))]
    assert links == [f"http://localhost/s/{each.code}" for each in (first, second)]
    assert outcome(job_id) == ("done", 2, 2)
    assert job(job_id).size == len(file(job_id))
    assert has_file(job(job_id), now())
    assert not go()


def test_the_whole_zone_is_printed_two_on_a_page(meeting, start, tmp_path):
    meeting()
    meeting(town="boussu", host="M. Denis", days=1)
    job_id = start(2, place=None, paper=Edition(Format.A5, Use.OFFICE))
    go()
    printed = Printed(file(job_id), tmp_path)
    assert printed.size == (297, 210)
    assert len(printed.codes(printed.picture(page=2))) == 2


def test_what_does_not_print_is_named_and_the_others_are_printed(meeting, start, tmp_path):
    meeting()
    odd = meeting(days=1)
    change(odd.id, title="Un café 😀")
    draft = meeting(days=2, publish=False)
    job_id = start(2)
    go()
    assert len(Printed(file(job_id), tmp_path).pages) == 1
    left = [(each["code"], each["about"], each["draft"]) for each in job(job_id).skipped]
    assert left == [
        (draft.code, "Colfontaine, jeudi 11\u00a0février 2027", True),
        (odd.code, "Colfontaine, mercredi 10\u00a0février 2027", False),
    ]
    assert job(job_id).skipped[1]["field"] == "title"
    assert "😀" in job(job_id).skipped[1]["sentence"]


def test_when_nothing_prints_there_is_no_file(meeting, start):
    change(meeting().id, title="Un café 😀")
    job_id = start()
    go()
    assert (outcome(job_id), parts(job_id)) == (("done", 1, 1), 0)
    assert not has_file(job(job_id), now())


def test_what_is_no_longer_announced_when_its_turn_comes_is_named(meeting, start, between):
    ours = [meeting(days=days) for days in range(3)]
    job_id = start(3)
    between(lambda: change(ours[2].id, state=State.DRAFT))
    go()
    assert [(each["code"], each["sentence"]) for each in job(job_id).skipped] == [(ours[2].code, plan.GONE)]


def test_how_far_it_is_shows_while_it_goes_on_and_the_file_grows(start, between, monkeypatch):
    monkeypatch.setattr(running, "PART_BYTES", 1_000)
    plan_many(5)
    job_id, seen = start(5), []
    between(lambda: seen.append((*outcome(job_id), parts(job_id) > 0)))
    go()
    assert seen == [("running", 0, 5, False), ("running", 2, 5, True), ("running", 4, 5, True)]
    assert len(file(job_id)) == job(job_id).size


def test_stopped_in_the_middle_nothing_is_kept(start, between):
    plan_many(4)
    job_id = start(4)
    between(lambda: stop(job_id) if outcome(job_id)[1] == 2 else None)
    go()
    assert (outcome(job_id), parts(job_id)) == (("cancelled", 2, 4), 0)
    with pytest.raises(Refused, match="déjà finie"):
        stop(job_id)
    assert not go()


def test_stopped_at_the_very_end_nothing_is_kept(meeting, start, monkeypatch):
    meeting()
    job_id, finish = start(), running.Bundle.finish
    monkeypatch.setattr(running.Bundle, "finish", lambda bundle: (stop(job_id), stop(job_id), finish(bundle)))
    go()
    assert (outcome(job_id), parts(job_id)) == (("cancelled", 1, 1), 0)


def test_stopped_while_it_waits_it_is_never_begun(meeting, start):
    meeting()
    job_id = start()
    stop(job_id)
    assert not go()
    assert outcome(job_id) == ("cancelled", 0, 1)


def test_one_is_printed_at_a_time_for_a_commissariat_and_one_for_the_zone(start):
    start()
    start(place=None)
    for place in ("colfontaine", None):
        with pytest.raises(Refused, match="déjà en cours"):
            start(place=place)
    assert start(place="boussu")


@pytest.mark.parametrize("place", ["colfontaine", None])
def test_of_two_who_start_at_the_same_instant_one_is_told_to_wait(app, wanted, place):
    def late():
        try:
            return start_job(**wanted(place))
        except Refused as refusal:
            return refusal.message

    assert "déjà en cours" in meanwhile(app, lambda: start_job(**wanted(place)), late)


def test_of_two_workers_that_come_at_the_same_instant_one_has_the_job(app, start):
    job_id = start()

    def claim():
        claim_job(take_next_job(now()), now=now())

    assert meanwhile(app, claim, lambda: take_next_job(now())) is None
    assert job(job_id).state == "running"


def test_a_job_that_another_worker_took_after_the_look_is_left_to_it(start, monkeypatch):
    start()
    monkeypatch.setattr(running, "take_next_job", lambda _: None)
    assert not go()


def test_a_long_job_is_not_taken_from_a_worker_that_moves(start, between, clock):
    plan_many(6)
    job_id, came = start(6), []

    def later():
        clock.set(now() + LEASE - timedelta(seconds=1))
        came.append(go())

    between(later)
    assert go()
    assert (came, outcome(job_id)) == ([False] * 3, ("done", 6, 6))


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(start, between, clock, tmp_path):
    plan_many(4)
    job_id, came = start(4), []

    def slowly():
        clock.set(now() + LEASE)
        came.append(go())

    between(slowly)
    assert go()
    assert came == [True]
    assert outcome(job_id) == ("done", 4, 4)
    assert len(Printed(file(job_id), tmp_path).pages) == 4


def test_what_a_dead_worker_left_is_drawn_anew_into_one_file(start, clock, monkeypatch, tmp_path):
    monkeypatch.setattr(running, "PART_BYTES", 1_000)
    monkeypatch.setattr(running, "in_steps", lambda rows: [rows[:2], rows[2:]])
    plan_many(4)
    job_id, draw, steps = start(4), running._draw_step, []

    def dies(*told, **more):
        steps.append(told)
        if len(steps) == 2:
            raise OperationalError("SELECT", {}, Exception("the connection is gone"))
        return draw(*told, **more)

    monkeypatch.setattr(running, "_draw_step", dies)
    with pytest.raises(OperationalError):
        go()
    assert outcome(job_id) == ("running", 2, 4)
    assert parts(job_id) > 0
    assert not go()
    clock.set(now() + LEASE)
    assert go()
    assert outcome(job_id) == ("done", 4, 4)
    assert len(Printed(file(job_id), tmp_path).pages) == 4


def test_what_fails_leaves_no_part_and_the_next_job_is_done(meeting, start, monkeypatch):
    meeting()
    first = start()
    with monkeypatch.context() as broken:
        broken.setattr(running.Bundle, "add", lambda *_: 1 // 0)
        assert go()
    assert (outcome(first), parts(first)) == (("failed", 0, 1), 0)
    second = start()
    assert go()
    assert outcome(second) == ("done", 1, 1)


def test_what_was_left_in_the_middle_comes_before_what_waits(start, clock):
    waiting, left = start(), start(place=None)
    with transaction() as session:
        values = {"state": "running", "claimed_at": now()}
        session.execute(update(PrintJob).where(PrintJob.id == left).values(values))
    clock.set(now() + LEASE)
    with transaction():
        assert take_next_job(now()).id == left
    assert job(waiting).state == "waiting"


def test_a_file_is_there_for_a_day_and_the_job_for_a_month(meeting, start, clock):
    meeting()
    job_id = start()
    go()

    def forget(when):
        clock.set(when)
        with transaction():
            forget_files(now())

    made = job(job_id)
    forget(made.finished_at + KEEP - timedelta(seconds=1))
    assert parts(job_id) == 1
    forget(made.finished_at + KEEP)
    assert (parts(job_id), has_file(job(job_id), now())) == (0, False)
    forget(made.created_at + JOBS_KEPT)
    assert db.session.get(PrintJob, job_id) is None


def test_what_did_not_come_to_an_end_in_a_day_is_given_up(start, clock):
    job_id = start()
    clock.set(now() + KEEP)
    with transaction():
        forget_files(now())
    assert job(job_id).state == "failed"
    assert not go()


def test_printed_is_what_is_drawn_as_it_stands_now(meeting, start, clock):
    same, changed, taken_back, odd = (meeting(days=days) for days in range(4))
    change(odd.id, title="Un café 😀")
    clock.advance(minutes=1)
    job_id = start(4)
    go()
    clock.advance(minutes=1)
    change(changed.id, paper_changed_at=now())
    change(taken_back.id, state=State.DRAFT, first_published_at=None)
    meeting(days=5)
    assert [each.code for each in plan.printed_by(job(job_id))] == [same.code]
