import threading
from datetime import timedelta

import icalendar
import pytest
import vobject
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Gone, NotFound, Refused
from cafepol.core.links import Purpose, subject_of
from cafepol.invitations import operations, queries
from cafepol.invitations.answers import Answer, State
from cafepol.invitations.guards import invited
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.partners.models import PartnerContact
from cafepol.partners.queries import get_contact
from tests.post import TUESDAY, calendar_of, cancel, contact, host, mail_server, move, plan


def invite(meeting_id, contact_id):
    with transaction():
        return operations.invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=host(), now=now()).id


def messages():
    with transaction():
        return list(db.session.scalars(select(Message).order_by(Message.id)))


def token_in(text):
    return text.split("/invitations/")[1].split()[0]


def read(invitation_id):
    with transaction():
        return queries.get_invitation(invitation_id)


def answer(invitation_id, said, **more):
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        operations.answer(invitation, get_meeting_by_id(invitation.meeting_id), answer=said, now=now(), **more)


def test_a_contact_with_mail_gets_a_real_mail_with_a_calendar_request(app, clock):
    meeting_id = plan()
    invite(meeting_id, contact("Mme Été-O’Neill"))
    clock.advance(minutes=10)
    with mail_server() as sink:
        assert sink.deliver() == 1
        (mail,) = sink.mails
    assert mail["To"].addresses[0].addr_spec == "dubois@partner.example"
    assert "mardi 9 février 2027, de 14 h à 16 h" in mail["Subject"]
    for body in (mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()):
        said = body.replace("\u00a0", " ")
        for fact in ("mardi 9 février 2027", "de 14 h à 16 h", "065 00 12 32", "/invitations/"):
            assert fact.casefold() in said.casefold()
    part, method = calendar_of(mail)
    calendar = icalendar.Calendar.from_ical(part)
    (event,) = calendar.walk("VEVENT")
    assert (method, calendar["METHOD"]) == ("REQUEST", "REQUEST")
    assert event["UID"] == read_meeting(meeting_id).uid
    assert event["SEQUENCE"] == 0
    assert event["ATTENDEE"] == "mailto:dubois@partner.example"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["CN"] == "Mme Été-O’Neill"
    second = vobject.readOne(part.decode())
    assert len(second.vevent.attendee_list) == 1
    assert second.method.value == "REQUEST"
    assert max(len(line) for line in part.split(b"\r\n")) <= 75


def read_meeting(meeting_id):
    with transaction():
        return get_meeting_by_id(meeting_id)


def test_a_contact_without_mail_is_a_call_to_make_on_the_desk_of_who_invites(app):
    invite(plan(officer="Mme Leroy"), contact("M. Petit", mail=None, phone="+3265001232"))
    (call,) = messages()
    with transaction():
        assert call.officer_id == host().id
    assert (call.channel, call.state, call.calendar) == ("call", "to_do", None)
    assert "M. Petit – directrice – Toit & Moi" in call.text
    assert "Inviter à la rencontre" in call.text
    assert "http" not in call.text


def test_inviting_twice_says_it_once(app):
    meeting_id, contact_id = plan(), contact()
    assert invite(meeting_id, contact_id) == invite(meeting_id, contact_id)
    assert len(messages()) == 1


def test_two_who_invite_at_once_say_it_once(app):
    meeting_id, contact_id = plan(), contact()
    failures = []
    ready = threading.Barrier(3)

    def work():
        try:
            with app.app_context():
                ready.wait()
                invite(meeting_id, contact_id)
        except Exception as error:  # noqa: BLE001 -- shown by the test
            failures.append(error)

    with transaction():
        host()
    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert len(messages()) == 1


def test_nobody_is_invited_to_a_draft_nor_once_it_has_begun(app, clock):
    contact_id = contact()
    draft, published = plan(publish=False), plan(day=TUESDAY + timedelta(days=30))
    with pytest.raises(Refused, match="Publiez"):
        invite(draft, contact_id)
    clock.set(read_meeting(published).starts_at)
    with pytest.raises(Refused, match="déjà commencé"):
        invite(published, contact_id)
    assert messages() == []


def test_a_contact_that_left_is_not_invited(app):
    meeting_id, contact_id = plan(), contact()
    with transaction() as session:
        session.get(PartnerContact, contact_id).is_active = False
    with pytest.raises(Refused, match="active"):
        invite(meeting_id, contact_id)


@pytest.mark.parametrize(
    ("said", "state", "label"),
    [
        (Answer.YES, State.ACCEPTED, "Oui, je viens"),
        (Answer.MAYBE, State.TENTATIVE, "Peut-être"),
        (Answer.NO, State.DECLINED, "Non, pas cette fois"),
    ],
)
def test_an_answer_is_noted_and_may_change(app, said, state, label):
    invitation_id = invite(plan(), contact())
    assert (read(invitation_id).answer_label, read(invitation_id).label) == ("", "sans réponse")
    answer(invitation_id, Answer.OTHER, substitute="M. Leroy", note="À bientôt.")
    first = read(invitation_id)
    assert (first.status, first.attendee, first.note) == (State.ACCEPTED, "M. Leroy", "À bientôt.")
    answer(invitation_id, said, substitute="M. Leroy")
    found = read(invitation_id)
    assert (found.status, found.answer_label, found.substitute) == (state, label, "")
    assert found.attendee == "Mme Dubois"


@pytest.mark.parametrize(("field", "length"), [("substitute", 81), ("note", 501)])
def test_an_answer_has_its_bounds(app, field, length):
    invitation_id = invite(plan(), contact())
    with pytest.raises(Refused, match="trop long") as refusal:
        answer(invitation_id, Answer.OTHER, **{field: "x" * length})
    assert refusal.value.field == field


def test_a_cancelled_meeting_takes_no_answer(app):
    meeting_id = plan()
    invitation_id = invite(meeting_id, contact())
    cancel(meeting_id)
    with pytest.raises(Refused, match="annulée"):
        answer(invitation_id, Answer.YES)


def test_a_revoked_link_stays_dead_also_after_a_new_invitation(app):
    meeting_id, contact_id = plan(), contact()
    invitation_id = invite(meeting_id, contact_id)
    with transaction():
        operations.revoke(queries.get_invitation(invitation_id), now=now())
    assert invite(meeting_id, contact_id) == invitation_id
    first, second = messages()
    assert (first.state, second.state) == ("dropped", "queued")
    with transaction():
        with pytest.raises(NotFound):
            subject_of(token_in(first.text), Purpose.INVITATION, now=now())
        assert subject_of(token_in(second.text), Purpose.INVITATION, now=now()) == invitation_id


def test_a_link_ends_at_the_start_and_opens_nothing_else(app, clock):
    meeting_id = plan()
    invite(meeting_id, contact())
    token = token_in(messages()[0].text)
    with transaction(), pytest.raises(NotFound):
        subject_of(token, Purpose.REGISTRATION, now=now())
    clock.set(read_meeting(meeting_id).starts_at)
    with transaction(), pytest.raises(Gone):
        invited(token, now=now())


def test_the_link_of_an_earlier_mail_ends_at_the_start_of_the_meeting_that_moved_later(app, clock):
    meeting_id = plan()
    invitation_id = invite(meeting_id, contact())
    token = token_in(messages()[0].text)
    former = read_meeting(meeting_id).starts_at
    move(meeting_id, day=TUESDAY + timedelta(days=7))
    clock.set(former + timedelta(days=1))
    with transaction():
        assert invited(token, now=now())[0].id == invitation_id
    clock.set(read_meeting(meeting_id).starts_at)
    with transaction(), pytest.raises(Gone):
        invited(token, now=now())


def test_what_the_pages_read(app):
    meeting_id = plan()
    dubois, petit = contact(), contact("M. Petit", mail="petit@partner.example", partner="PCS")
    leroy = contact("Mme Leroy", mail="leroy@partner.example")
    first, second = invite(meeting_id, dubois), invite(meeting_id, petit)
    answer(first, Answer.YES)
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        assert [contact.id for contact in queries.contacts_to_invite(meeting)] == [leroy]
        assert [each.id for each in queries.invitations_of(meeting_id)] == [second, first]
        assert [partner.name for partner in queries.expected_partners(meeting_id)] == ["Toit & Moi"]
        assert queries.invitation_counts([meeting_id]) == {meeting_id: {State.ACCEPTED: 1, State.SENT: 1}}
        assert queries.find_invitation(meeting_id, leroy) is None
        with pytest.raises(NotFound):
            queries.get_invitation(first, meeting_id=meeting_id + 1)
        with pytest.raises(NotFound):
            queries.get_invitation(0)
