"""A notice is worked out while an edit is being saved: it waits, and says what was saved."""

from datetime import timedelta

import pytest

from cafepol.core.clock import now
from cafepol.core.db import db
from cafepol.meetings import operations as meetings
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.notices.changes import tell_change
from cafepol.notices.contacts import tell_new_contact
from cafepol.notices.nags import tell_nag
from tests.notices.saying import clear, news, plain, register
from tests.post import host, move, plan, wishes
from tests.waiting import meanwhile

SOON = timedelta(hours=20)  # nothing waits for the quiet time


@pytest.fixture
def meeting_id(app, clock):
    """A meeting of tomorrow with somebody registered."""
    meeting_id = plan()
    register(meeting_id, mail="a@resident.example")
    clear()
    clock.set(get_meeting_by_id(meeting_id).starts_at - SOON)
    return meeting_id


def saving(meeting_id, **wanted):
    """The meeting's form, being saved in the transaction that is open."""

    def save():
        meeting = get_meeting_by_id(meeting_id)
        meetings.edit_meeting(meeting, version=meeting.version, **wishes(**wanted))

    return save


def test_a_change_names_the_place_and_the_host_that_are_being_saved(app, meeting_id):
    move(meeting_id, hours=3)
    save = saving(meeting_id, hours=3, venue=1, officer="Mme Leroy")
    assert meanwhile(app, save, lambda: tell_change(meeting_id, now=now())) == 1
    said = plain(news()["a@resident.example"].text)
    assert get_meeting_by_id(meeting_id).venue.name in said
    assert "Leroy" in said


def test_a_new_contact_is_the_one_that_is_being_saved(app, meeting_id, clock):
    clock.advance(seconds=1)
    move(meeting_id, officer="Mme Leroy")
    save = saving(meeting_id, officer="Mme Nouvelle")
    assert meanwhile(app, save, lambda: tell_new_contact(meeting_id, now=now())) == 1
    assert "Nouvelle" in news("meeting_contact")["a@resident.example"].text


def test_the_host_who_is_reminded_is_the_one_that_is_being_saved(app, meeting_id, clock):
    clock.advance(days=5)

    def save():
        host("Mme Leroy").mail = "leroy@zone.example"
        get_meeting_by_id(meeting_id).host = host("Mme Leroy")
        db.session.flush()

    assert meanwhile(app, save, lambda: tell_nag(meeting_id, now=now())) == 1
    assert set(news("meeting_nag")) == {"leroy@zone.example"}
