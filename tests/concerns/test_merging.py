import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.extending import extend_promises
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import OFFICER, Actor
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import Refused, Stale
from cafepol.messages.models import Message
from cafepol.zone import queries as zone
from tests.concerns.conftest import WORDS, anonymous, letter, mail, phone_call
from tests.concerns.joining import join
from tests.pages import words

LATER = date(2027, 1, 27)


def path(number, *rest):
    return "/".join(["/equipe/doleances", number, *map(str, rest)])


def debts(cafe, *numbers):
    """Who waits, until when, since when: of all these concerns together."""
    found = []
    for number in numbers:
        with cafe.concern(number) as concern:
            found += [(r.id, r.heard_on, r.promise.due_on, r.promised_on) for r in concern.waiting]
    return sorted(found)


@pytest.mark.engines
def test_who_raised_it_moves_with_promises_and_feedback_and_no_debt_is_lost(cafe, clock):
    source = cafe.log(phone_call(), letter(), anonymous())
    clock.advance(days=1)
    target = cafe.log(mail(), at_meeting=False)
    with cafe.concern(source) as concern:
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.PHONE, text="Fait.", by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
        extend_promises(
            concern, [concern.raisers[1].id], version=1, to_on=LATER, reason="Mesures.", by=cafe.as_chief,
            now=now(), today=today(),
        )  # fmt: skip
    before = debts(cafe, source, target)
    assert len(before) == 2
    assert join(cafe, source, target) == 3
    assert debts(cafe, source, target) == debts(cafe, target) == before
    with cafe.concern(source) as concern:
        assert (concern.state, concern.raisers, concern.next_on) == ("merged", [], None)
        assert concern.entries[-1].text == f"Fusionnée avec {target}."
        source_id = concern.id
    with cafe.concern(target) as concern:
        told = next(raiser for raiser in concern.raisers if raiser.name == "Mme Martin")
        assert [each.text for each in told.feedbacks] == ["Fait."]
        assert [raiser.moved_from_id for raiser in concern.raisers] == [source_id, source_id, source_id, None]
        assert (concern.entries[-1].kind, concern.entries[-1].text) == ("merged_in", f"{source}, avec qui l’a dit.")
        assert concern.next_on == concern.due_on
    cafe.bring(target, "feedback_due")
    with pytest.raises(Refused) as refusal, cafe.concern(target) as concern:
        cafe.close(concern)
    assert "attendent encore leur retour." in refusal.value.message


def test_what_was_ready_to_close_waits_for_those_who_came(cafe):
    target, source = cafe.log(anonymous()), cafe.log(phone_call())
    cafe.bring(target, "feedback_due")
    join(cafe, source, target)
    with cafe.concern(target) as concern:
        assert (concern.state, concern.next_step) == ("feedback_due", "Donner les retours")


def test_the_words_of_somebody_who_was_alone_stay_theirs(cafe):
    source, target = cafe.log(phone_call(), facts="Trop de bruit."), cafe.log(letter(), facts=WORDS)
    join(cafe, source, target)
    with cafe.concern(target) as concern:
        assert {raiser.name: raiser.words for raiser in concern.raisers} == {
            "Mme Martin": "Trop de bruit.",
            "M. Petit": WORDS,
        }


def test_what_was_to_say_to_those_who_move_is_the_other_owners_to_say(cafe, sign_in):
    source, target = cafe.log(phone_call()), cafe.log(letter())
    other = sign_in(Role.OFFICER, "colfontaine", name="Mme Autre")
    with cafe.concern(source) as concern:
        extend_promises(
            concern, [concern.raisers[0].id], version=1, to_on=LATER, reason="Mesures.", by=cafe.as_chief,
            now=now(), today=today(),
        )  # fmt: skip
    with cafe.concern(target) as concern:
        concern.owner = cafe.person(other)
        owner_id = concern.owner.id
    join(cafe, source, target, by=cafe.as_chief)
    with transaction() as session:
        call = session.scalars(select(Message).where(Message.kind == "concern_extended")).one()
        assert (call.channel, call.officer_id) == ("call", owner_id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused(cafe):
    source, target, closed = (cafe.log(anonymous()) for _ in range(3))
    elsewhere = cafe.log(anonymous())
    with transaction() as session:
        far = {"commune_id": zone.commune_by_slug("quaregnon").id, "quarter_id": None}
        session.execute(update(Concern).where(Concern.number == elsewhere).values(far))
    cafe.bring(closed, "closed")
    stranger = Actor(cafe.officer.account_id, frozenset())
    for one, other, by_target, field in (
        (source, source, cafe.as_officer, "into"),
        (source, elsewhere, cafe.as_officer, "into"),
        (source, closed, cafe.as_officer, "into"),
        (source, target, stranger, "into"),
        (closed, target, cafe.as_officer, None),
    ):
        with pytest.raises(Refused) as refusal:
            join(cafe, one, other, by_target=by_target)
        assert refusal.value.field == field, (one, other)
    with pytest.raises(Refused):
        join(cafe, source, target, by=stranger, by_target=cafe.as_officer)
    for stale in ({"version": 9}, {"target_version": 9}):
        with pytest.raises(Stale):
            join(cafe, source, target, **stale)
    join(cafe, source, target, by=cafe.as_chief)
    with pytest.raises(Refused):  # merged away already
        join(cafe, target, source)


def test_the_other_is_chosen_who_moves_is_shown_and_both_pages_say_it(cafe, client):
    source, target = cafe.log(mail(), title="Trottoir pris"), cafe.log(letter(), title="Voitures mal garées")
    with transaction() as session:
        link = re.search(r"/suivi/\S+", session.scalars(select(Message.text)).first()).group()
    choose = path(source, "fusionner")
    assert choose in {a["href"] for a in cafe.officer.page(path(source)).select("#autres a")}
    page = cafe.officer.page(choose)
    assert f"{choose}?avec={target}" in {a["href"] for a in page.select("main a")}
    preview = cafe.officer.page(f"{choose}?avec={target.lower()}")
    assert "Mme Simon" in words(str(preview.select_one("[aria-labelledby=h-passent]")))
    assert "M. Petit" not in words(str(preview.select_one("[aria-labelledby=h-passent]")))
    with transaction() as session:
        seen = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "concern_viewed")).all()
        ids = dict(session.execute(select(Concern.number, Concern.id)).all())
        assert seen[-2:] == [ids[source], ids[target]]
    done = cafe.officer.submit(f"{choose}?avec={target}", follow=True)
    said = words(done.text)
    assert f"{source} est fusionnée avec {target}." in said
    assert "Mme Simon" in said
    assert f"Jointes ici : {source}" in said
    left = cafe.officer.page(path(source))
    assert f"Fusionnée avec {target}" in words(str(left))
    assert path(target) in {a["href"] for a in left.select("main .note a")}
    assert not left.select("main form[method=post]")
    follow = client.get(link)
    assert follow.status_code == 200
    assert target in words(follow.text)


def test_a_number_that_is_not_theirs_is_refused_alike_and_on_record(cafe, sign_in):
    source = cafe.log(mail())
    away = sign_in(Role.OFFICER, "boussu")
    with transaction():
        quarter = zone.quarters(zone.commune_by_slug("boussu").id)[0]
        draft = operations.ConcernDraft(
            commune=quarter.commune, quarter=None, theme=zone.themes()[0], raisers=[anonymous()], facts=WORDS
        )
        sign_in(Role.CHIEF, "boussu")
        by = Actor(away.account_id, frozenset({OFFICER}))
        theirs = operations.log_concern(draft, by=by, now=now(), today=today()).number
    answers = [cafe.officer.get(path(source, "fusionner") + f"?avec={number}") for number in (theirs, "D-2027-999")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("Aucune doléance de ce numéro n’est à vous." in words(answer.text) for answer in answers)
    token = cafe.officer.page(path(source)).select_one("main input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "version": "1", "into": theirs, "into_version": "1"}
    assert cafe.officer.post(path(source, "fusionner"), data=sent).status_code == 404
    assert cafe.state(source) == "heard"
    with transaction() as session:
        refused = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "concern_refused")).all()
        assert [each["number"] for each in refused] == [theirs, "D-2027-999", theirs]


def test_what_changed_since_the_preview_is_shown_again(cafe):
    source, target = cafe.log(mail()), cafe.log(letter())
    where = f"{path(source, 'fusionner')}?avec={target}"
    cafe.bring(target, "in_progress")
    late = cafe.officer.submit(where, {"into_version": "1"})
    assert late.status_code == 409
    assert "Quelqu’un d’autre a enregistré entre-temps." in words(late.text)
    again = BeautifulSoup(late.text, "html.parser")
    assert again.select_one("input[name=into_version]")["value"] == "2"
    assert cafe.state(source) == "heard"
    cafe.bring(target, "closed")
    gone = cafe.officer.get(where)
    assert gone.status_code == 422
    assert "Cette autre doléance n’est plus ouverte." in words(gone.text)
    token = again.select_one("input[name=csrf_token]")["value"]
    empty = cafe.officer.post(path(source, "fusionner"), data={"csrf_token": token, "version": "1"})
    assert empty.status_code == 422
    cafe.bring(source, "closed")
    closed = cafe.officer.get(path(source, "fusionner"), follow_redirects=True)
    assert "Seule une doléance ouverte peut être fusionnée." in words(closed.text)
