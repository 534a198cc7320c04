from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.concerns import handing
from cafepol.concerns.extending import extend_promises
from cafepol.concerns.handing_queries import cases_of, count_tasks, owners
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused, Stale
from cafepol.messages.models import Message
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat
from tests.concerns.conftest import anonymous, phone_call
from tests.pages import words

HOME = "/equipe/doleances"


def hire(name="Mme Nova", commissariat="colfontaine"):
    with transaction() as session:
        place = session.scalars(select(Commissariat.id).where(Commissariat.slug == commissariat)).one()
        officer = Officer(name=name, rank="INP", title="Inspectrice", commissariat_id=place)
        session.add(officer)
        session.flush()
        return officer.id


def owed_call(cafe, number):
    """A call to make about a concern: the new day of what was promised."""
    with cafe.concern(number) as concern:
        (message,) = extend_promises(
            concern, [concern.raisers[0].id], version=concern.version, to_on=date(2027, 1, 27), reason="Mesures.",
            by=cafe.as_chief, now=now(), today=today(),
        )  # fmt: skip
        return message.id


def whose(message_id):
    with transaction() as session:
        return session.get(Message, message_id).officer_id


def place(cafe):
    with transaction():
        return cafe.person(cafe.chief).commissariat_id


def test_all_that_somebody_who_is_still_there_answers_for_goes_at_once_with_its_calls(cafe):
    numbers = [cafe.log(phone_call()) for _ in range(2)]
    closed = cafe.log(anonymous())
    cafe.bring(closed, "closed")
    call, new, here = owed_call(cafe, numbers[0]), hire(), place(cafe)
    with transaction() as session:
        former = session.get(Officer, cafe.officer_id)
        assert [(officer.id, cases) for officer, cases in owners([here])] == [(cafe.officer_id, 2)]
        assert count_tasks(cafe.officer_id, [here]) == 1
        cases = cases_of(cafe.officer_id, [here])
        assert [each.number for each in cases] == numbers
        to = session.get(Officer, new)
        assert handing.hand_over_all(cases, former, to=to, by=cafe.as_chief, now=now()) == 2
    for number in numbers:
        with cafe.concern(number) as concern:
            assert (concern.owner_id, concern.entries[-1].kind) == (new, "handed_over")
    assert whose(call) == new
    with cafe.concern(closed) as concern:
        assert concern.owner_id == cafe.officer_id


def test_one_concern_goes_alone_with_its_calls(cafe):
    number, other = cafe.log(phone_call()), cafe.log(phone_call())
    call, stays, new = owed_call(cafe, number), owed_call(cafe, other), hire()
    with cafe.concern(number) as concern:
        promised = concern.due_on
        handing.give(concern, version=concern.version, to=db.session.get(Officer, new), by=cafe.as_chief, now=now())
    with cafe.concern(number) as concern:
        assert (concern.owner_id, concern.due_on) == (new, promised)
    assert (whose(call), whose(stays)) == (new, cafe.officer_id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused_and_to_whom(cafe):
    number, new, away = cafe.log(phone_call()), hire(), hire("M. Loin", "boussu")

    def try_to_give(to, by=cafe.as_chief, version=1):
        with cafe.concern(number) as concern:
            handing.give(concern, version=version, to=db.session.get(Officer, to), by=by, now=now())

    for to, by, field in (
        (away, cafe.as_chief, "officer"),
        (cafe.officer_id, cafe.as_chief, "officer"),
        (new, cafe.as_officer, None),
    ):
        with pytest.raises(Refused) as refusal:
            try_to_give(to, by)
        assert refusal.value.field == field
    with pytest.raises(Stale):
        try_to_give(new, version=4)
    with cafe.concern(number) as concern:
        someone, to = db.session.get(Officer, away), db.session.get(Officer, new)
        with pytest.raises(Refused):
            handing.hand_over_all([concern], someone, to=to, by=cafe.as_chief, now=now())


def test_the_chief_reads_what_goes_and_it_goes_only_as_it_was_listed(cafe):
    number = cafe.log(phone_call(), title="Trottoir pris")
    new, where = hire(), f"{HOME}/transmettre/{cafe.officer_id}"
    assert where in {a["href"] for a in cafe.chief.page(f"{HOME}/{number}").select("#autres a")}
    assert where in {a["href"] for a in cafe.chief.page(f"{HOME}/transmettre").select("main a")}
    page = cafe.chief.page(where)
    assert "1 doléance passe chez un collègue" in words(str(page))
    assert "Trottoir pris" in words(str(page))
    seen = page.select_one("input[name=seen]")["value"]
    cafe.log(anonymous())
    changed = cafe.chief.submit(where, {"officer": str(new), "seen": seen})
    assert changed.status_code == 409
    assert "La liste a changé depuis." in words(changed.text)
    fresh = BeautifulSoup(changed.text, "html.parser").select_one("input[name=seen]")["value"]
    done = cafe.chief.submit(where, {"officer": str(new), "seen": fresh}, follow=True)
    assert "2 doléances transmises à Inspectrice Nova." in words(done.text)
    assert "n’a pas de doléance à transmettre" in words(cafe.chief.get(where).text)


def test_one_is_given_on_its_own_page(cafe):
    number, new = cafe.log(phone_call()), hire()
    where = f"{HOME}/{number}/transmettre"
    done = cafe.chief.submit(where, {"officer": str(new)}, follow=True)
    assert "Inspectrice Nova est maintenant responsable." in words(done.text)
    late = cafe.chief.submit(where, {"officer": str(cafe.officer_id), "version": "1"})
    assert late.status_code == 409
    assert "Les deux versions" in words(late.text)


def test_an_officer_gives_nothing_away(cafe):
    number, new = cafe.log(phone_call()), hire()
    assert cafe.officer.get(f"{HOME}/transmettre").status_code == 404
    assert cafe.officer.get(f"{HOME}/transmettre/{cafe.officer_id}").status_code == 404
    token = cafe.officer.page(f"{HOME}/{number}").select_one("main input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "version": "1", "officer": str(new)}
    assert cafe.officer.post(f"{HOME}/{number}/transmettre", data=sent).status_code == 422
    assert cafe.officer.post(f"{HOME}/transmettre/{cafe.officer_id}", data=sent).status_code == 404
    with cafe.concern(number) as concern:
        assert concern.owner_id == cafe.officer_id


def test_who_left_is_on_the_chiefs_lane_at_once_and_one_action_is_enough(cafe):
    cafe.log(phone_call())
    cafe.log(anonymous())
    new = hire()
    with transaction():
        cafe.person(cafe.officer).is_active = False
    board = cafe.chief.page(HOME)
    assert "Sans responsable" in [words(str(each)) for each in board.select("h2")]
    done = cafe.chief.submit(HOME, {"officer": str(new)}, action="/transmettre", follow=True)
    assert "2 doléances transmises" in words(done.text)
    after = BeautifulSoup(done.text, "html.parser")
    assert "Sans responsable" not in [words(str(each)) for each in after.select("h2")]
