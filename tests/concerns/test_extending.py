import re
import secrets
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.concerns.control_models import Extension
from cafepol.concerns.extending import extend_promises
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import Refused, Stale
from cafepol.messages.models import Message
from cafepol.zone.closure_models import Closure
from tests.concerns.conftest import anonymous, letter, mail, phone_call
from tests.pages import words

DUE, LATER = date(2027, 1, 20), date(2027, 1, 27)
WHY = "La commune doit d’abord mesurer la vitesse."


def path(number, *rest):
    return "/".join(["/equipe/doleances", number, *map(str, rest)])


def extend(cafe, concern, *, to_on=LATER, reason=WHY, by=None, ids=None, version=None):
    return extend_promises(
        concern, [raiser.id for raiser in concern.waiting] if ids is None else ids,
        version=version or concern.version, to_on=to_on, reason=reason, by=by or cafe.as_chief,
        now=now(), today=today(),
    )  # fmt: skip


def test_a_chief_moves_the_day_that_holds_and_the_first_one_is_kept(cafe):
    number = cafe.log(phone_call(), letter())
    with cafe.concern(number) as concern:
        extend(cafe, concern, ids=[concern.raisers[0].id])
    with cafe.concern(number) as concern:
        moved, other = concern.raisers
        assert (moved.promised_on, moved.promise.due_on) == (LATER, DUE)
        assert (other.promised_on, other.promise.extended_to) == (DUE, None)
        assert (concern.entries[-1].kind, concern.entries[-1].raiser_id) == ("extended", moved.id)
    with transaction() as session:
        row = session.scalars(select(Extension)).one()
        assert (row.from_on, row.to_on, row.reason, row.by_id) == (DUE, LATER, WHY, cafe.as_chief.account_id)
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (last.action, last.detail) == ("concern_extended", {})


def test_figures_use_the_day_that_was_promised_first(cafe, clock):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        extend(cafe, concern)
    clock.advance(days=15)  # after the first day, before the later one
    cafe.bring(number, "closed")
    with cafe.concern(number) as concern:
        assert concern.raisers[0].on_time is False


def test_each_is_told_by_mail_else_on_the_phone_else_by_letter(cafe):
    number = cafe.log(mail(), phone_call(), letter(), anonymous(channel="letter"))
    with cafe.concern(number) as concern:
        written = extend(cafe, concern)
        assert [message and message.channel for message in written] == ["mail", "call", "letter", None]
        for message in written[:3]:
            assert message.officer_id == concern.owner_id
            assert "27 janvier 2027" in words(message.text)
            assert WHY in message.text
        assert "/suivi/" not in written[1].text


def test_moved_twice_it_goes_from_the_day_that_held(cafe):
    number = cafe.log(phone_call())
    for day in (LATER, date(2027, 2, 3)):
        with cafe.concern(number) as concern:
            extend(cafe, concern, to_on=day)
    with transaction() as session:
        rows = session.scalars(select(Extension).order_by(Extension.id)).all()
        assert [(row.from_on, row.to_on) for row in rows] == [(DUE, LATER), (LATER, date(2027, 2, 3))]


def test_the_next_date_that_was_the_promise_moves_along_and_a_planned_step_does_not(cafe):
    heard, begun = cafe.log(phone_call()), cafe.log(phone_call())
    cafe.bring(begun, "in_progress")
    for number, next_on in ((heard, LATER), (begun, today())):
        with cafe.concern(number) as concern:
            extend(cafe, concern)
            assert concern.next_on == next_on


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused_and_where(cafe):
    number = cafe.log(phone_call(), anonymous())
    with cafe.concern(number) as concern:
        waiting, other = [raiser.id for raiser in concern.raisers]
    for changed, field in (
        ({"by": cafe.as_officer}, None),
        ({"to_on": DUE}, "to_on"),
        ({"to_on": date(2027, 1, 30)}, "to_on"),  # a Saturday
        ({"reason": " "}, "reason"),
        ({"ids": []}, "raisers"),
        ({"ids": [waiting, other]}, "raisers"),  # this one wants none
    ):
        with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
            extend(cafe, concern, **changed)
        assert refusal.value.field == field, changed
    with pytest.raises(Stale), cafe.concern(number) as concern:
        extend(cafe, concern, version=7)
    cafe.bring(number, "closed")
    with pytest.raises(Refused), cafe.concern(number) as concern:
        extend(cafe, concern, ids=[waiting])


def test_the_chief_extends_from_the_concerns_page_for_all_or_for_one(cafe):
    number = cafe.log(phone_call(), letter())
    one = cafe.raiser_id(number, 1)
    links = [a["href"] for a in cafe.chief.page(path(number)).select("#autres a")]
    assert path(number, "prolonger") in links
    assert path(number, "prolonger") + f"?personne={one}" in links
    page = cafe.chief.page(path(number, "prolonger") + f"?personne={one}")
    assert [box["value"] for box in page.select("input[name=raisers][checked]")] == [str(one)]
    done = cafe.chief.submit(path(number, "prolonger"), {"to_on": "2027-01-27", "reason": WHY}, follow=True)
    said = words(done.text)
    assert "La nouvelle date est notée. 2 appels ou lettres attendent le responsable." in said
    assert "Promis pour mercredi 20 janvier, repoussé au mercredi 27 janvier" in said
    assert "Pourquoi le 27 janvier ?" in said


def test_nobody_but_the_chief_is_led_there_nor_can_post_to_it(cafe):
    number = cafe.log(phone_call())
    page = cafe.officer.page(path(number))
    assert "prolonger" not in str(page)
    seen = cafe.officer.get(path(number, "prolonger"), follow_redirects=True)
    assert "Seul le chef de commissariat repousse une date promise." in words(seen.text)
    token = page.select_one("main input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "version": "1", "raisers": str(cafe.raiser_id(number)), "to_on": "2027-01-27"}
    refused = cafe.officer.post(path(number, "prolonger"), data=sent | {"reason": WHY})
    assert refused.status_code == 422
    assert "Seul le chef de commissariat" in words(refused.text)
    with cafe.concern(number) as concern:
        assert concern.raisers[0].promised_on == DUE


def test_a_wrong_day_is_told_at_its_field_and_an_old_page_shows_both_versions(cafe):
    number = cafe.log(phone_call())
    where, typed = path(number, "prolonger"), {"to_on": "2027-01-30", "reason": WHY}
    page = BeautifulSoup(cafe.chief.submit(where, typed).text, "html.parser")
    assert "C’est un week-end" in words(str(page.select_one("#to_on-err")))
    assert WHY in words(str(page.select_one("textarea")))
    old = {"version": "1", "to_on": "2027-01-27", "reason": WHY, "key": secrets.token_hex(8)}
    cafe.bring(number, "in_progress")
    late = cafe.chief.submit(where, old)
    assert late.status_code == 409
    assert "Les deux versions" in words(late.text)
    again = BeautifulSoup(late.text, "html.parser")
    assert again.select_one("input[name=version]")["value"] == "2"


def test_of_a_closed_concern_the_page_is_a_sentence(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "closed")
    answer = cafe.chief.get(path(number, "prolonger"), follow_redirects=True)
    assert "Cette doléance n’est plus ouverte." in words(answer.text)


def test_a_closure_that_came_later_moves_nothing_and_is_told(cafe):
    number = cafe.log(phone_call())
    with transaction() as session:
        session.add(Closure(kind="closure", starts_on=date(2027, 1, 14), ends_on=date(2027, 1, 14), label="Grève"))
    said = words(cafe.officer.get(path(number)).text)
    assert (
        "Jeudi 14 janvier n’est devenu un jour de fermeture (Grève) qu’après la promesse : la date ne bouge pas."
        in said
    )
    assert "Pourquoi le 20 janvier ?" in said


def test_the_resident_reads_why_the_date_stays_or_was_moved(cafe, client):
    number = cafe.log(mail())
    with transaction() as session:
        session.add(Closure(kind="closure", starts_on=date(2027, 1, 14), ends_on=date(2027, 1, 14), label="Grève"))
        link = re.search(r"/suivi/\S+", session.scalars(select(Message.text)).first()).group()
    said = words(client.get(link).text)
    assert "Jeudi 14 janvier a été fermé après notre promesse (Grève) : la date ne bouge pas." in said
    with cafe.concern(number) as concern:
        extend(cafe, concern)
    said = words(client.get(link).text)
    assert "Vous aurez une réponse au plus tard mercredi 27 janvier 2027." in said
    assert "Nous avions d’abord promis mercredi 20 janvier." in said
    assert WHY in said
