"""Over a real mail server: what a partner’s calendar is told, read by a mail parser and two calendar readers."""

from datetime import timedelta

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import operations, queries, reminding
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.notices.operations import run_notices
from tests.invitations.asking import invite, leave
from tests.invitations.itip import by_libical, by_vobject
from tests.post import TUESDAY, calendar_of, cancel, contact, move, plan

DUBOIS = (("mailto:dubois@partner.example", "FALSE"),)


@pytest.fixture
def meeting_id(app):
    return plan()


def told_by(mail):
    """What the mail tells a calendar; its MIME header, its body and both readers agree."""
    part, method = calendar_of(mail)
    told = by_vobject(part)
    assert by_libical(part) == told
    assert method == told.method
    (outside,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    assert outside["Content-Type"].params["charset"] == "utf-8"
    assert [each.addr_spec for each in mail["To"].addresses] == ["dubois@partner.example"]
    assert (told.attendees, told.organizer) == (DUBOIS, "mailto:cafepol@zone.example")
    return told


def changed(clock):
    """The one mail that a change makes once its quiet time is over."""
    clock.advance(seconds=600)
    assert run_notices(now()) == 1
    (mail,) = leave(clock)
    return mail


def uid_of(meeting_id):
    with transaction():
        return get_meeting_by_id(meeting_id).uid


def test_invited_reminded_moved_twice_and_called_off(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    (asked,) = leave(clock)
    with transaction():
        reminding.ask_again(queries.get_invitation(invitation_id), get_meeting_by_id(meeting_id), by=None, now=now())
    (reminded,) = leave(clock)
    move(meeting_id, day=TUESDAY.replace(hour=15))
    later = changed(clock)
    move(meeting_id, day=TUESDAY + timedelta(days=1))
    other_day = changed(clock)
    cancel(meeting_id)
    off = changed(clock)
    told = [told_by(mail) for mail in (asked, reminded, later, other_day, off)]
    assert [each.method for each in told] == ["REQUEST"] * 4 + ["CANCEL"]
    assert [each.sequence for each in told] == [0, 0, 1, 2, 3]
    assert {each.uid for each in told} == {uid_of(meeting_id)}
    assert [each.status for each in told] == ["CONFIRMED"] * 4 + ["CANCELLED"]


def test_taken_back_the_meeting_itself_is_not_called_off(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    (asked,) = leave(clock)
    with transaction():
        operations.revoke(queries.get_invitation(invitation_id), now=now())
    (ended,) = leave(clock)
    first, last = told_by(asked), told_by(ended)
    assert (last.method, last.uid, last.sequence) == ("CANCEL", first.uid, first.sequence)
    assert last.status == ""  # RFC 5546 3.2.5
