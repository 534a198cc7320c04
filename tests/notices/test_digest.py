"""On the morning of a working day officers and chiefs read how many concerns need them; never a word of one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from cafepol.accounts.models import Grant
from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import State
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.messages.models import Message
from cafepol.notices.digest import KIND, is_digest_due, tell_digests
from cafepol.staff.models import Officer
from cafepol.zone.closure_models import Closure
from tests.concerns.conftest import cafe, phone_call  # noqa: F401 -- a fixture
from tests.dialogue.residents import refuse, want_again

pytestmark = pytest.mark.engines

CLOSED = date(2027, 1, 27)
LATE = datetime(2027, 1, 26, 7, 30, tzinfo=UTC)  # a Tuesday, 8 h 30 in Brussels; heard on the 7th


@pytest.fixture
def number(cafe):  # noqa: F811 -- the fixture
    return cafe.log(phone_call())


def written():
    with transaction():
        if is_digest_due(now()):
            tell_digests(now=now())
    with transaction() as session:
        found = session.scalars(select(Message).where(Message.kind == KIND).order_by(Message.id))
        return [(message.recipient_mail, message.text) for message in found]


def test_its_owner_and_the_chief_are_told_once(cafe, number, clock):  # noqa: F811
    clock.set(LATE)
    (first, own), (second, whole) = written()
    assert (first, second) == (cafe.officer.mail, cafe.chief.mail)
    assert "Vos doléances ce matin" in own
    assert "Les doléances du commissariat ce matin" in whole
    assert "1\xa0doléance en retard" in own
    assert "/equipe/doleances" in own
    clock.advance(hours=1)
    assert len(written()) == 2


def test_the_chief_reads_what_is_to_be_evaluated_and_what_is_wanted_reopened(cafe, number, clock, monkeypatch):  # noqa: F811
    cafe.put(number, State.REOPEN_REQUESTED)
    monkeypatch.setattr("cafepol.notices.digest.count_due", lambda _places, _today: 2)
    clock.set(LATE)
    [(told, text)] = written()
    assert told == cafe.chief.mail
    assert "1\xa0réouverture demandée" in text
    assert "2\xa0problèmes à évaluer" in text


def test_no_word_of_the_concern_and_no_name_is_in_it(cafe, number, clock):  # noqa: F811
    clock.set(LATE)
    with transaction() as session:
        concern = session.scalars(select(Concern)).one()
        secrets = (concern.number, concern.title, concern.place, concern.facts, "Martin", "065 00 99 33")
        written()
        for message in session.scalars(select(Message).where(Message.kind == KIND)):
            said = message.subject + message.text + message.html
            assert not [each for each in secrets if each and each in said]


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        (datetime(2027, 1, 26, 5, 59, tzinfo=UTC), False),
        (datetime(2027, 1, 26, 6, 0, tzinfo=UTC), True),
        (datetime(2027, 1, 26, 10, 59, tzinfo=UTC), True),
        (datetime(2027, 1, 26, 11, 0, tzinfo=UTC), False),
        (datetime(2027, 1, 30, 8, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2027, 3, 29, 7, 0, tzinfo=UTC), False),  # Easter Monday
        (datetime(2027, 3, 30, 5, 0, tzinfo=UTC), True),  # 7 h, summer time
        (datetime(2027, 1, 27, 8, 0, tzinfo=UTC), False),  # the zone is closed
    ],
)
def test_mornings_of_working_days_alone(app, clock, at, is_due):
    with transaction() as session:
        session.add(
            Closure(
                kind="closure",
                label="Fête",
                starts_on=at.date().replace(month=1, day=27),
                ends_on=at.date().replace(month=1, day=27),
            )
        )
    clock.set(at)
    assert is_digest_due(now()) is is_due


def test_with_nothing_to_do_nobody_is_told(cafe, clock):  # noqa: F811
    clock.set(LATE)
    assert written() == []


def test_who_left_is_told_nothing_and_the_chief_hears_that_nobody_follows(cafe, number, clock):  # noqa: F811
    with transaction() as session:
        session.execute(update(Officer).where(Officer.id == cafe.officer_id).values(is_active=False))
    clock.set(LATE)
    ((to, text),) = written()
    assert to == cafe.chief.mail
    assert "1\xa0doléance sans responsable" in text


def test_who_is_officer_and_chief_in_one_commissariat_reads_one_as_its_chief(cafe, number, clock):  # noqa: F811
    with transaction() as session:
        place = session.get(Officer, cafe.officer_id).commissariat_id
        session.add(Grant(account_id=cafe.officer.account_id, role=Role.CHIEF, commissariat_id=place))
    clock.set(LATE)
    (_, text), _ = written()
    assert "Les doléances du commissariat ce matin" in text


def test_two_workers_write_one(cafe, number, clock):  # noqa: F811
    clock.set(LATE)
    with transaction():
        assert tell_digests(now=now()) == 2
    with transaction():
        assert tell_digests(now=now()) == 0


def test_what_was_not_handed_over_by_noon_never_leaves(cafe, number, clock):  # noqa: F811
    clock.set(LATE)
    written()
    with transaction() as session:
        ends = {message.expires_at for message in session.scalars(select(Message).where(Message.kind == KIND))}
    assert ends == {datetime(2027, 1, 26, 11, 0, tzinfo=UTC)}
    assert timedelta(0) < ends.pop() - now()


def test_who_is_owed_an_answer_anew_after_the_closing_is_not_forgotten(cafe, number, clock):  # noqa: F811
    cafe.bring(number, "closed")
    want_again(cafe, number, position=0)
    refuse(cafe, number)
    clock.set(LATE)
    told = written()
    assert [mail for mail, _ in told] == [cafe.officer.mail, cafe.chief.mail]
    assert all("1\xa0suivi clos" in text for _, text in told)
