"""Undoing what has not left, and taking back what has: what the invited person's calendar is told."""

import icalendar
import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.core.links import Purpose, subject_of
from cafepol.invitations import operations, queries, reminding
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.unarrived import retry_mail
from tests.invitations.asking import answer, invite, leave, link_in, messages, read, refuse, state
from tests.post import TUESDAY, calendar_of, cancel, contact, host, plan

PHONE = {"mail": None, "phone": "+3265001232"}


@pytest.fixture
def meeting_id(app):
    return plan()


def take_back(invitation_id):
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        operations.take_back(invitation, get_meeting_by_id(invitation.meeting_id), now=now())


def revoke(invitation_id):
    with transaction():
        operations.revoke(queries.get_invitation(invitation_id), by=host(), now=now())


def listed(meeting_id):
    with transaction():
        return [each.id for each in queries.invitations_of(meeting_id)]


@pytest.mark.parametrize("ways", [{}, PHONE])
def test_undone_in_time_it_is_as_if_it_had_never_been(meeting_id, ways, clock):
    invitation_id = invite(meeting_id, contact(**ways))
    (message,) = messages()
    take_back(invitation_id)
    assert listed(meeting_id) == []
    assert [each.state for each in messages()] == ["dropped"]
    if not ways:
        with transaction(), pytest.raises(NotFound):
            subject_of(link_in(message.text).rpartition("/")[2], Purpose.INVITATION, now=now())
    with transaction():
        assert queries.invitations_ever(meeting_id) == 0
        assert queries.invitation_counts([meeting_id]) == {}
        assert len(queries.contacts_to_invite(get_meeting_by_id(meeting_id))) == 1
    assert leave(clock) == []


def test_who_was_undone_is_invited_anew_by_a_message_of_its_own(meeting_id, clock):
    contact_id = contact()
    invitation_id = invite(meeting_id, contact_id)
    take_back(invitation_id)
    assert invite(meeting_id, contact_id) == invitation_id
    (mail,) = leave(clock)
    assert str(mail["Subject"]).startswith("Invitation au")
    assert state(invitation_id) is State.SENT


def test_what_has_left_or_was_never_sent_is_not_undone(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    with pytest.raises(Refused, match="déjà parti"):
        take_back(invitation_id)
    revoke(invitation_id)
    with pytest.raises(Refused, match="déjà parti"):
        take_back(invitation_id)


def test_a_reminder_is_undone_alone(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    with transaction():
        reminding.remind_all(get_meeting_by_id(meeting_id), by=None, now=now())
    take_back(invitation_id)
    found = read(invitation_id)
    assert (found.status, found.reminded_at) == (State.SENT, None)
    assert leave(clock) == []
    with transaction():
        assert reminding.remind_all(get_meeting_by_id(meeting_id), by=None, now=now())


def test_within_24_hours_there_is_no_quiet_time(app, clock):
    meeting_id = plan(day=TUESDAY.replace(month=1, day=8, hour=8))
    invite(meeting_id, contact())
    (message,) = messages()
    assert message.not_before == now()


def test_who_heard_of_it_is_told_and_the_entry_leaves_their_calendar_alone(meeting_id, clock):
    invitation_id = invite(meeting_id, contact("Mme Été-O’Neill"))
    (first,) = leave(clock)
    clock.advance(hours=1)
    revoke(invitation_id)
    (mail,) = leave(clock)
    assert str(mail["Subject"]).startswith("Invitation retirée : café de Colfontaine")
    assert "a bien lieu" in mail.get_body(("plain",)).get_content()
    assert "ANNULÉE" not in mail.as_string() + str(mail["Subject"])
    asked, ended = (calendar_of(each)[0] for each in (first, mail))
    (request,), (event,) = (icalendar.Calendar.from_ical(each).walk("VEVENT") for each in (asked, ended))
    assert event["DTSTAMP"].dt > request["DTSTAMP"].dt  # of two with one SEQUENCE the later counts: RFC 5546 2.1.5


def test_who_has_no_mail_is_called_with_the_news_if_they_were_called_before(meeting_id):
    invitation_id = invite(meeting_id, contact(**PHONE))
    with transaction() as session:
        session.merge(messages()[0]).state = "done"
    revoke(invitation_id)
    call = messages()[1]
    assert (call.channel, call.state, call.kind) == ("call", "to_do", "invitation_end")
    assert "l’invitation est retirée ; la rencontre a bien lieu" in call.text


@pytest.mark.parametrize("said", [Answer.YES, Answer.MAYBE])
def test_who_said_that_they_come_is_told(meeting_id, clock, said):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    answer(invitation_id, said)
    revoke(invitation_id)
    assert len(leave(clock)) == 1


def test_who_declined_whose_meeting_is_called_off_or_has_begun_is_left_in_peace(meeting_id, clock):
    declined, late = invite(meeting_id, contact()), invite(meeting_id, contact("M. Petit", mail="p@partner.example"))
    off = plan(day=TUESDAY.replace(day=16))
    called_off = invite(off, contact("M. Long", mail="l@partner.example"))
    leave(clock)
    answer(declined, Answer.NO)
    revoke(declined)
    cancel(off)
    revoke(called_off)
    with transaction():
        clock.set(get_meeting_by_id(meeting_id).starts_at)
    revoke(late)
    assert [each.kind for each in messages()] == ["invitation"] * 3


def test_twice_is_once(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    revoke(invitation_id)
    leave(clock)
    revoke(invitation_id)
    assert leave(clock) == []
    assert listed(meeting_id) == [invitation_id]
    with transaction():
        assert queries.invitations_ever(meeting_id) == 1


def test_invited_again_before_they_read_that_they_are_not_they_read_only_that_they_are(meeting_id, clock):
    contact_id = contact()
    invitation_id = invite(meeting_id, contact_id)
    first = link_in(messages()[0].text)
    leave(clock)
    revoke(invitation_id)
    invite(meeting_id, contact_id)
    (mail,) = leave(clock)
    assert str(mail["Subject"]).startswith("Invitation au")
    with transaction(), pytest.raises(NotFound):
        subject_of(first.rpartition("/")[2], Purpose.INVITATION, now=now())


def test_undone_after_having_been_invited_before_they_are_told_that_they_are_not(meeting_id, clock):
    contact_id = contact()
    invitation_id = invite(meeting_id, contact_id)
    leave(clock)
    revoke(invitation_id)
    invite(meeting_id, contact_id)
    take_back(invitation_id)
    (mail,) = leave(clock)
    assert str(mail["Subject"]).startswith("Invitation retirée")
    assert listed(meeting_id) == [invitation_id]


def test_what_did_not_arrive_cannot_be_tried_again_once_the_invitation_is_taken_back(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    with transaction():
        reminding.remind_all(get_meeting_by_id(meeting_id), by=None, now=now())
    leave(clock)
    with transaction() as session:
        session.merge(messages()[0]).state = "bounced"
    revoke(invitation_id)
    assert [each.state for each in messages()] == ["dropped", "sent", "queued"]
    with transaction() as session, pytest.raises(Refused):
        retry_mail(session.merge(messages()[0]), now=now())


def test_who_never_got_it_is_not_told_that_it_is_taken_back(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    refuse(clock, "dubois@partner.example")
    revoke(invitation_id)
    assert [each.state for each in messages()] == ["dropped"]
