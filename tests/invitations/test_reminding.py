import threading

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, subject_of
from cafepol.invitations import operations, queries, reminding
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners.models import Partner, PartnerContact
from tests.invitations.asking import answer, invite, leave, link_in, messages, people, read, refuse
from tests.post import contact, host, plan

PHONE = {"mail": None, "phone": "+3265001232"}


@pytest.fixture
def meeting_id(app):
    return plan()


def remind_all(meeting_id):
    with transaction():
        found = reminding.remind_all(get_meeting_by_id(meeting_id), by=host(), now=now())
        return [each.contact.name for each in found]


def ask_again(invitation_id):
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        reminding.ask_again(invitation, get_meeting_by_id(invitation.meeting_id), by=None, now=now())


def test_five_partners_one_answers_four_are_reminded(meeting_id, clock):
    first, *_ = [invite(meeting_id, each) for each in people(5)]
    leave(clock)
    answer(first, Answer.NO)
    assert remind_all(meeting_id) == ["Mme 1", "Mme 2", "Mme 3", "Mme 4"]
    mails = leave(clock)
    assert sorted(mail["To"].addresses[0].addr_spec for mail in mails) == [
        f"p{number}@partner.example" for number in range(1, 5)
    ]
    assert all(str(mail["Subject"]).startswith("Rappel") for mail in mails)


def test_who_said_yes_maybe_or_no_and_who_was_revoked_is_never_reminded(meeting_id, clock):
    ids = [invite(meeting_id, each) for each in people(5)]
    leave(clock)
    for invitation_id, said in zip(ids, (Answer.YES, Answer.MAYBE, Answer.NO), strict=False):
        answer(invitation_id, said)
    with transaction():
        operations.revoke(queries.get_invitation(ids[3]), now=now())
    for _ in range(3):
        leave(clock)
        clock.advance(days=1)
        assert remind_all(meeting_id) == ["Mme 4"]


def test_nobody_is_reminded_twice_in_a_day(meeting_id, clock):
    invite(meeting_id, contact())
    leave(clock)
    assert remind_all(meeting_id) == ["Mme Dubois"]
    leave(clock)
    clock.advance(hours=23)
    assert remind_all(meeting_id) == []
    clock.advance(hours=1)
    assert remind_all(meeting_id) == ["Mme Dubois"]


def test_who_has_not_heard_of_the_invitation_yet_is_not_reminded_of_it(meeting_id):
    invite(meeting_id, contact())
    invite(meeting_id, contact("M. Petit", partner="PCS", **PHONE))
    assert remind_all(meeting_id) == []
    assert [message.kind for message in messages()] == ["invitation", "invitation"]


def test_who_has_no_mail_is_a_call_once_more_when_the_first_was_made(meeting_id, clock):
    invite(meeting_id, contact("M. Petit", **PHONE))
    with transaction() as session:
        for call in messages():
            session.merge(call).state = "done"
    assert remind_all(meeting_id) == ["M. Petit"]
    assert [(each.channel, each.kind, each.state) for each in messages()] == [
        ("call", "invitation", "done"),
        ("call", "invitation_reminder", "to_do"),
    ]


def test_nobody_is_reminded_of_what_has_begun_or_is_no_longer_announced(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    clock.set(read_meeting(meeting_id).starts_at)
    with pytest.raises(Refused, match="déjà commencé"):
        remind_all(meeting_id)
    with pytest.raises(Refused, match="déjà commencé"):
        ask_again(invitation_id)


def read_meeting(meeting_id):
    with transaction():
        return get_meeting_by_id(meeting_id)


def test_two_who_press_the_button_at_once_remind_once(app, meeting_id, clock):
    for each in people(3):
        invite(meeting_id, each)
    leave(clock)
    with transaction():
        host()
    ready, told, failures = threading.Barrier(2), [], []

    def work():
        try:
            with app.app_context():
                ready.wait()
                told.append(remind_all(meeting_id))
        except Exception as error:  # noqa: BLE001 -- shown by the test
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert sorted(map(len, told)) == [0, 3]
    assert len([each for each in messages() if each.kind == "invitation_reminder"]) == 3


def test_a_reminder_is_a_new_mail_with_its_own_link_and_the_first_link_lives_on(meeting_id, clock):
    invitation_id = invite(meeting_id, contact())
    first = messages()[0].text
    leave(clock)
    clock.advance(days=7)
    ask_again(invitation_id)
    second = messages()[1]
    assert second.subject.startswith("Rappel")
    assert second.message_id != messages()[0].message_id
    with transaction():
        for text in (first, second.text):
            token = link_in(text).rpartition("/")[2]
            assert subject_of(token, Purpose.INVITATION, now=now()) == invitation_id
    assert read(invitation_id).reminded_at == now()


@pytest.mark.parametrize("said", Answer)
def test_who_answered_is_not_reminded(meeting_id, said):
    invitation_id = invite(meeting_id, contact())
    answer(invitation_id, said, substitute="M. Leroy")
    with pytest.raises(Refused, match="répondu"):
        ask_again(invitation_id)


@pytest.mark.parametrize(("ways", "words"), [({}, "pas encore partie"), (PHONE, "déjà à faire")])
def test_one_who_has_not_heard_yet_is_not_reminded(meeting_id, ways, words):
    invitation_id = invite(meeting_id, contact(**ways))
    with pytest.raises(Refused, match=words):
        ask_again(invitation_id)
    assert read(invitation_id).status is State.SENT


@pytest.mark.parametrize("said", Answer)
def test_a_reminder_does_not_leave_any_more_once_they_answered_by_the_link_of_the_first_mail(meeting_id, clock, said):
    invitation_id = invite(meeting_id, contact())
    leave(clock)
    remind_all(meeting_id)
    answer(invitation_id, said, substitute="M. Leroy")
    assert leave(clock) == []
    assert [each.state for each in messages()] == ["sent", "dropped"]
    assert read(invitation_id).reminded_at is None


def test_a_call_to_remind_them_is_not_made_any_more_either(meeting_id):
    invitation_id = invite(meeting_id, contact("M. Petit", **PHONE))
    with transaction() as session:
        session.merge(messages()[0]).state = "done"
    remind_all(meeting_id)
    answer(invitation_id, Answer.NO)
    assert [each.state for each in messages()] == ["done", "dropped"]


def test_who_was_taken_off_the_directory_is_not_reminded(meeting_id, clock):
    gone, closed = [invite(meeting_id, each) for each in people(2)]
    leave(clock)
    with transaction() as session:
        session.get(PartnerContact, read(gone).contact_id).is_active = False
        session.get(Partner, session.get(PartnerContact, read(closed).contact_id).partner_id).is_active = False
    assert remind_all(meeting_id) == []
    for invitation_id in (gone, closed):
        with pytest.raises(Refused, match="annuaire"):
            ask_again(invitation_id)


def test_who_never_got_the_invitation_is_not_reminded_of_it(meeting_id, clock):
    lost, _ = [invite(meeting_id, each) for each in people(2)]
    refuse(clock, "p0@partner.example")
    assert remind_all(meeting_id) == ["Mme 1"]
    with pytest.raises(Refused, match="pas arrivé"):
        ask_again(lost)
