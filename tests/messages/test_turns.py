"""In which order mails leave that could not leave at once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.messages.delivery import deliver_due
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import hold_back, post_message
from cafepol.messages.retries import DELAYS
from cafepol.messages.smtp import Never, NotNow, Unreachable
from cafepol.messages.unarrived import retry_mail
from tests.post import plan

DUBOIS, PETIT = "dubois@partner.example", "petit@partner.example"
AWAY, LATER = Unreachable("ConnectionRefusedError: refused"), NotNow("451 greylisted")


class Server:
    """Takes every mail, or raises what it is told; keeps the subjects that it was offered and those that it took."""

    def __init__(self):
        self.raises, self.offered, self.taken = None, [], []

    def send(self, mail, **_to):
        self.offered.append(mail["Subject"])
        if self.raises:
            raise self.raises
        self.taken.append(mail["Subject"])


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def meeting_id(app):
    return plan()


def post(subject, meeting_id, to=DUBOIS, **more):
    with transaction():
        draft, who = Draft(subject, "Bonjour"), Recipient("Mme Dubois", to)
        post_message(draft, to=who, kind="test", unique_key=subject, now=now(), meeting_id=meeting_id, **more)


def row(subject):
    with transaction() as session:
        return session.scalars(select(Message).where(Message.subject == subject)).one()


def round_(server):
    return deliver_due(now=now(), transport=server, owner="w")


def fail(server, clock, error, times):
    """The oldest mail is tried in vain so often."""
    server.raises = error
    for delay in DELAYS[:times]:
        round_(server)
        clock.advance(seconds=delay.total_seconds())
    round_(server)
    server.raises = None


@pytest.mark.parametrize("error", [AWAY, LATER], ids=["away", "put off"])
def test_the_newest_mail_about_a_meeting_is_read_last(meeting_id, server, clock, error):
    post("Inscrit", meeting_id)
    fail(server, clock, error, 4)  # the next try is hours away
    post("ANNULÉE", meeting_id)
    assert round_(server) == 2
    assert server.taken == ["Inscrit", "ANNULÉE"]


def test_while_the_earlier_mail_is_put_off_the_later_waits_with_it_and_says_why(meeting_id, server, clock):
    post("Inscrit", meeting_id)
    post("ANNULÉE", meeting_id)
    server.raises = LATER
    assert round_(server) == 0
    waits = row("ANNULÉE")
    assert server.offered == ["Inscrit"]
    assert (waits.attempts, waits.next_try_at, waits.last_error) == (0, now() + DELAYS[0], "451 greylisted")
    assert round_(server) == 0
    assert server.offered == ["Inscrit"]
    server.raises = None
    clock.advance(minutes=1)
    assert round_(server) == 2
    assert server.taken == ["Inscrit", "ANNULÉE"]


def test_what_was_refused_for_good_holds_nothing_up(meeting_id, server):
    post("Inscrit", meeting_id)
    post("ANNULÉE", meeting_id)
    server.raises = Never("550 no such user")
    round_(server)
    assert server.offered == ["Inscrit", "ANNULÉE"]


def test_others_and_other_meetings_do_not_wait(meeting_id, server, clock):
    post("Inscrit", meeting_id)
    post("Compte", None)
    server.raises = LATER
    round_(server)
    server.raises = None
    post("Autre personne", meeting_id, PETIT)
    post("Autre rencontre", plan(day=now().replace(tzinfo=None) + timedelta(days=40)))
    post("Lien", None)
    assert round_(server) == 3
    assert server.taken == ["Autre personne", "Autre rencontre", "Lien"]


def test_what_is_held_back_on_purpose_lets_others_pass(meeting_id, server):
    post("Invitation", meeting_id, not_before=now() + timedelta(minutes=10))
    post("Inscrit", meeting_id)
    assert round_(server) == 1
    assert server.taken == ["Inscrit"]


def test_when_our_server_is_back_all_that_waited_for_it_leaves(meeting_id, server, clock):
    post("Première", meeting_id)
    fail(server, clock, AWAY, 6)
    assert row("Première").next_try_at == now() + DELAYS[6]
    post("Seconde", meeting_id, PETIT)
    assert round_(server) == 2


def test_when_our_server_is_back_what_another_server_put_off_still_waits(meeting_id, server, clock):
    post("Première", meeting_id)
    fail(server, clock, LATER, 3)
    post("Seconde", meeting_id, PETIT)
    assert round_(server) == 1
    assert server.taken == ["Seconde"]


def test_a_mail_that_another_worker_hands_over_goes_first(meeting_id, server):
    post("Inscrit", meeting_id)
    post("ANNULÉE", meeting_id)

    class Slow(Server):
        def send(self, _mail, **_to):
            assert round_(server) == 0

    assert deliver_due(now=now(), transport=Slow(), owner="first", limit=1) == 1
    assert round_(server) == 1


def test_when_our_server_is_back_what_waited_behind_another_still_has_its_quiet_time(meeting_id, server, clock):
    post("Inscrit", meeting_id)
    fail(server, clock, AWAY, 2)
    post("Invitation", meeting_id, not_before=now() + timedelta(minutes=40))
    server.raises = AWAY
    clock.advance(minutes=30)
    round_(server)  # it waits for two hours, and what follows it with it
    server.raises = None
    post("Autre", meeting_id, PETIT)
    round_(server)
    assert server.taken == ["Autre", "Inscrit"]
    assert row("Invitation").next_try_at == row("Invitation").not_before


def test_when_our_server_is_back_what_was_held_back_meanwhile_still_waits(meeting_id, server, clock):
    post("Invitation", meeting_id)
    fail(server, clock, AWAY, 2)
    with transaction():
        hold_back(meeting_id, ["test"], until=now() + timedelta(minutes=10))
    post("Autre", None)
    assert round_(server) == 1
    clock.advance(minutes=10)
    assert round_(server) == 1
    assert server.taken == ["Autre", "Invitation"]


@pytest.mark.parametrize(("newer", "states"), [("BEGIN:VCALENDAR", ["bounced", "sent"]), (None, ["sent", "sent"])])
def test_an_older_calendar_is_not_tried_again_after_a_newer_one(meeting_id, server, newer, states):
    for subject, calendar in (("Inscrit", "BEGIN:VCALENDAR"), ("Nouveau jour", newer)):
        draft = Draft(subject, "Bonjour", calendar=calendar, calendar_method=calendar and "PUBLISH")
        server.raises = Never("550 no such user") if subject == "Inscrit" else None
        with transaction():
            to = Recipient("Mme Dubois", DUBOIS)
            post_message(draft, to=to, kind="test", unique_key=subject, now=now(), meeting_id=meeting_id)
        round_(server)
    with suppress(Refused), transaction() as session:
        retry_mail(session.scalars(select(Message).where(Message.subject == "Inscrit")).one(), now=now())
    round_(server)
    assert [row("Inscrit").state, row("Nouveau jour").state] == states
