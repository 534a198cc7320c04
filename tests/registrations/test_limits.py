"""One laptop, one address, one meeting: how much of each a stranger gets."""

import pytest

from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.registrations import rounds
from cafepol.registrations.forms import RegistrationForm
from cafepol.registrations.operations import confirm_registration
from cafepol.registrations.rounds import answer_by_mails
from tests import databases
from tests.pages import words

pytestmark = pytest.mark.engines


def limit(**values):
    for name, value in values.items():
        object.__setattr__(settings(), name, value)


def test_a_victims_address_gets_three_mails_in_a_day_over_all_meetings(meeting, register, messages, clock):
    for day in range(5):
        there = meeting(days=day)
        for spelled in ("Victime@x.be", "victime@X.be"):
            register(there, mail=spelled)
    assert len(messages()) == 3
    clock.advance(hours=23)
    assert len(messages()) == 3
    clock.advance(hours=4)
    assert len(messages()) == 5, "what waited is written before it lapses"


def test_a_mail_that_waited_too_long_lapses_with_its_answer(meeting, register, act, messages, clock):
    limit(answer_mails_per_address_day=1)
    here, there = meeting(), meeting(days=1)
    first = register(here, mail="jean@x.be")
    assert len(messages()) == 1
    act(confirm_registration, first.registration)
    register(there, mail="jean@x.be")
    register(here, mail="jean@x.be")
    kinds = [each.kind for each in messages()]
    assert kinds == ["registration_confirm", "registration_confirmed"]
    clock.advance(hours=49)
    assert [each.kind for each in messages()] == kinds


def test_one_meeting_leads_to_so_many_mails_in_an_hour(meeting, register, messages, clock):
    limit(answer_mails_per_meeting_hour=2)
    there = meeting()
    for number in range(4):
        register(there, mail=f"p{number}@x.be")
    assert len(messages()) == 2
    clock.advance(minutes=70)
    assert len(messages()) == 4


def test_nothing_is_written_of_a_meeting_that_was_called_off(meeting, register, messages, reload):
    made = register(meeting(), mail="jean@x.be").registration
    with transaction():
        cancel_meeting(get_meeting_by_id(made.meeting_id), reason="La salle est fermée.", now=now())
    assert messages() == []
    assert reload(made).tell_at is None


def test_two_workers_write_one_mail_and_none_for_an_answer_that_is_gone(meeting, register, monkeypatch, messages):
    made = [register(meeting(days=day), mail="jean@x.be").registration.id for day in range(2)]
    monkeypatch.setattr(rounds, "mails_to_write", lambda _now: [*made, *made])
    with transaction() as session:
        session.connection().exec_driver_sql(f"DELETE FROM registration WHERE id = {made[0]}")
    assert answer_by_mails(now()) == 1
    assert len(messages()) == 1


def test_strangers_hold_half_the_places_the_rest_need_an_address_or_the_host(meeting, register, act, states, reload):
    there = meeting(capacity=30)
    for _ in range(3):
        assert not register(there, party_size=5).is_waiting
    late = register(there, party_size=1)
    assert not late.is_waiting, "the meeting is not full"
    assert reload(late.registration).is_held
    mailed = register(there, party_size=4, mail="jean@x.be")
    register(there, party_size=8, channel="phone")
    assert states(there) == ["confirmed"] * 3 + ["waiting", "waiting", "confirmed"]
    act(confirm_registration, mailed.registration)
    assert reload(mailed.registration).state == "confirmed"
    assert not register(there, kind="interested").registration.is_held


def test_a_meeting_takes_so_many_answers_of_strangers_in_a_day_then_gives_its_phone(client, meeting, register, clock):
    limit(unproven_answers_per_meeting=2)
    there = meeting()
    for kind in ("going", "interested"):
        register(there, kind=kind, mail="jean@x.be")
    typed = {"kind": "interested", "party_size": "1"}
    refused = client.submit(f"/rencontres/{there.code}", typed)
    assert refused.status_code == 429
    assert 'href="tel:' in refused.text
    register(there, channel="phone")
    clock.advance(hours=25)
    assert client.submit(f"/rencontres/{there.code}", typed).status_code == 303


def test_the_page_over_the_limit_gives_the_phone_number(client, meeting):
    limit(registrations_per_address_hour=1)
    path = f"/essai/{meeting().code}"
    refused = [client.submit(path, {"kind": "going", "party_size": "1"}) for _ in range(2)][-1]
    assert refused.status_code == 429
    assert "Appelez-nous" in words(refused.text)
    assert 'href="tel:' in refused.text


@pytest.mark.parametrize(("proxies", "let_in"), [(0, 2), (1, 4)])
def test_a_visitor_is_who_the_trusted_proxy_says(app, tmp_path, database_url, clock, meeting, proxies, let_in):
    there = meeting()
    db.session.remove()
    strict = databases.make_app(
        tmp_path / "strict", database_url, clock, trusted_proxies=proxies, registrations_per_address_hour=2
    )
    with strict.app_context():
        browser = strict.test_client()
        statuses = []
        for number in range(6):
            jeton = tokens.issue(RegistrationForm.purpose, there.code, now=now())
            data = {"kind": "going", "party_size": "1", "jeton": jeton}
            who = {"X-Forwarded-For": f"6.6.6.{number}, 198.51.100.{number % 2}"}
            statuses.append(browser.post(f"/rencontres/{there.code}", data=data, headers=who).status_code)
        databases.close(strict)
    assert statuses.count(303) == let_in
