"""An announcement that has not left is not sent once its café is called off, a draft again, or elsewhere."""

import pytest

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.outreach.announcing import announce_meetings
from cafepol.outreach.subscribing import TEXT_VERSION
from cafepol.outreach.subscription_models import Subscription
from cafepol.planning import operations as planning
from cafepol.zone import queries as zone
from tests.notices.saying import LATER, QUIET, hasten, news
from tests.planning.changing import call_off, correct_venue, move
from tests.post import mail_server, plan


@pytest.fixture
def announced(app, clock):
    """A café of Colfontaine that two people are told of, and nothing left yet; its id."""
    subscribe("a@x.be", "b@x.be")
    meeting_id = plan()
    clock.advance(seconds=QUIET)
    announce_meetings(now())
    return meeting_id


def subscribe(*mails):
    commune_id = zone.commune_by_slug("colfontaine").id
    with transaction() as session:
        for mail in mails:
            agreed = {"asked_at": now(), "confirmed_at": now(), "text_version": TEXT_VERSION}
            session.add(Subscription(commune_id=commune_id, mail=mail, mail_key=mail, **agreed))


def draft(meeting_id):
    with transaction():
        planning.withdraw(get_meeting_by_id(meeting_id), now=now())


def publish(meeting_id):
    with transaction():
        planning.publish(get_meeting_by_id(meeting_id), by=None, now=now())


def restore(meeting_id):
    with transaction():
        planning.restore(get_meeting_by_id(meeting_id), override_soft=True, now=now(), tz=zone_time())


def states():
    return {mail: message.state for mail, message in news("announcement").items()}


@pytest.mark.parametrize(("change", "back"), [(call_off, restore), (draft, publish)])
def test_it_is_taken_back_and_a_cafe_that_takes_place_after_all_is_announced_once(announced, clock, change, back):
    change(announced)
    clock.advance(seconds=QUIET)
    announce_meetings(now())
    assert states() == {"a@x.be": "dropped", "b@x.be": "dropped"}
    back(announced)
    clock.advance(seconds=QUIET)
    assert [announce_meetings(now()) for _ in range(2)] == [2, 0]
    assert states() == {"a@x.be": "queued", "b@x.be": "queued"}


@pytest.mark.parametrize("change", [correct_venue, lambda meeting_id: move(meeting_id, **LATER)])
def test_a_cafe_that_moves_is_announced_as_it_is_once_its_quiet_time_is_over(announced, clock, change):
    before = news("announcement")["a@x.be"].text
    change(announced)
    assert announce_meetings(now()) == 0
    clock.advance(seconds=QUIET)
    assert announce_meetings(now()) == 2
    assert states() == {"a@x.be": "queued", "b@x.be": "queued"}
    assert news("announcement")["a@x.be"].text.partition("/annonces/")[0] != before.partition("/annonces/")[0]


def test_who_read_of_it_hears_of_it_no_second_time(announced, clock):
    hasten()
    with mail_server() as sink:
        sink.deliver()
    call_off(announced)
    restore(announced)
    clock.advance(seconds=QUIET)
    assert announce_meetings(now()) == 0
    assert states() == {"a@x.be": "sent", "b@x.be": "sent"}
