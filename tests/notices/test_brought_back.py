"""Who was nobody's guest while a change was told hears of it once they are one."""

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.approving import accept_answers, bring_back, require_approval, set_aside
from cafepol.registrations.strangers import crowd_of
from tests.notices.saying import LATER, clear, news, register, run, wait
from tests.post import cancel, move, plan

PHONE = "+32470123456"


def judge(operation, meeting_id, *args, **values):
    with transaction():
        return operation(get_meeting_by_id(meeting_id), *args, by=None, now=now(), **values)


def told_of(meeting_id, clock, change):
    """The meeting changes and everyone hears of it; to whom."""
    change(meeting_id)
    wait(clock)
    run()
    return set(news())


def later(meeting_id):
    move(meeting_id, **LATER)


def test_who_was_set_aside_while_it_moved_is_called_when_brought_back(app, clock):
    meeting_id = plan()
    stranger = register(meeting_id, channel="web", phone="0470 12 34 56")
    register(meeting_id, mail="a@x.be")
    clear()
    judge(set_aside, meeting_id, ids=[stranger])
    assert told_of(meeting_id, clock, later) == {"a@x.be"}
    with transaction():
        batch = crowd_of(get_meeting_by_id(meeting_id), now=now()).aside.batch
    judge(bring_back, meeting_id, batch)
    assert [run(), run()] == [1, 0]
    assert news()[PHONE].state == "to_do"


def test_whose_answer_the_host_accepts_after_it_moved_is_called(app, clock):
    meeting_id = plan()
    judge(require_approval, meeting_id, wanted=True)
    stranger = register(meeting_id, channel="web", confirm=False, phone="0470 12 34 56")
    assert told_of(meeting_id, clock, later) == set()
    judge(accept_answers, meeting_id, ids=[stranger])
    assert [run(), run()] == [1, 0]
    assert set(news()) == {PHONE}


def test_a_call_of_a_change_comes_back_unless_the_meeting_is_called_off(app, clock):
    meeting_id = plan()
    stranger = register(meeting_id, channel="web", phone="0470 12 34 56")
    clear()
    assert told_of(meeting_id, clock, later) == {PHONE}
    judge(set_aside, meeting_id, ids=[stranger])
    assert news()[PHONE].state == "dropped"
    with transaction():
        batch = crowd_of(get_meeting_by_id(meeting_id), now=now()).aside.batch
    judge(bring_back, meeting_id, batch)
    assert (run(), news()[PHONE].state) == (0, "to_do")
    assert told_of(meeting_id, clock, cancel) == {PHONE}
    assert "ANNULÉE" in news()[PHONE].text
    assert run() == 0
