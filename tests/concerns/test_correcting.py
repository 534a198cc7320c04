import secrets
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.concerns.correcting import Correction, correct_concern, plan_step, record_elsewhere
from cafepol.concerns.records import Entry
from cafepol.concerns.transitions import Orientation, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused, Stale
from cafepol.zone import queries as zone
from tests.concerns.conftest import WORDS, anonymous, phone_call
from tests.pages import words

NEW_WORDS = "Les voitures se garent sur le trottoir, devant l’école."


def path(number, *rest):
    return "/".join(["/equipe/doleances", number, *map(str, rest)])


def plan(cafe, concern, *, step="Mesurer la vitesse", on=date(2027, 1, 14), by=None, version=None):
    plan_step(
        concern, version=version or concern.version, next_step=step, next_on=on, by=by or cafe.as_officer,
        now=now(), today=today(),
    )  # fmt: skip


def correct(cafe, concern, *, by=None, version=None, **given):
    same = {
        "theme": concern.theme, "quarter": concern.quarter, "title": concern.title, "place": concern.place,
        "facts": concern.facts,
    }  # fmt: skip
    correct_concern(
        concern, Correction(**same | given), version=version or concern.version, by=by or cafe.as_officer, now=now()
    )


def record(cafe, concern, *, reference="PV 12/2027", on=date(2027, 1, 7), by=None, version=None):
    record_elsewhere(
        concern, version=version or concern.version, reference=reference, recorded_on=on,
        by=by or cafe.as_officer, now=now(), today=today(),
    )  # fmt: skip


def test_a_step_is_planned_anew_in_whatever_open_state_that_has_begun(cafe):
    number = cafe.log(phone_call())
    with pytest.raises(Refused), cafe.concern(number) as concern:
        plan(cafe, concern)  # nobody has begun
    for by in (cafe.as_officer, cafe.as_chief):
        cafe.bring(number, {cafe.as_officer: "in_progress", cafe.as_chief: "feedback_due"}[by])
        with cafe.concern(number) as concern:
            promised, state = concern.due_on, concern.state
            plan(cafe, concern, by=by)
            assert (concern.next_step, concern.next_on) == ("Mesurer la vitesse", date(2027, 1, 14))
            assert (concern.due_on, concern.state, concern.entries[-1].kind) == (promised, state, "planned")
    for changed, field in (({"on": date(2027, 1, 6)}, "next_on"), ({"step": " "}, "next_step")):
        with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
            plan(cafe, concern, **changed)
        assert refusal.value.field == field
    with pytest.raises(Stale), cafe.concern(number) as concern:
        plan(cafe, concern, version=1)


def test_what_was_noted_is_put_right_and_the_old_text_stays_for_the_team(cafe):
    number = cafe.log(phone_call())
    other = zone.themes()[1]
    with cafe.concern(number) as concern:
        promised = concern.due_on
        correct(cafe, concern, theme=other, quarter=None, place="rue du Puits", facts=NEW_WORDS)
    with cafe.concern(number) as concern:
        assert (concern.theme_id, concern.quarter_id, concern.place) == (other.id, None, "rue du Puits")
        assert concern.title == f"{other.label}, rue du Puits"  # nobody had written another
        assert (concern.facts, concern.due_on, concern.version) == (NEW_WORDS, promised, 2)
        assert "rue du puits" in concern.search
        before, facts = [entry for entry in concern.entries if entry.kind == "corrected"]
        assert (before.compartment, facts.compartment, facts.text) == ("internal", "internal", WORDS)
        for said in ("Lieu : rue de l’École", f"Thème : {zone.themes()[0].label}", "Quartier : "):
            assert said in before.text


def test_a_written_title_stays_and_only_the_facts_may_change(cafe):
    number = cafe.log(phone_call(), title="Trottoir pris")
    with cafe.concern(number) as concern:
        correct(cafe, concern, facts=NEW_WORDS)
        assert concern.title == "Trottoir pris"
        assert [entry.text for entry in concern.entries if entry.kind == "corrected"] == ["Les faits.", WORDS]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_correction_that_is_refused(cafe):
    number = cafe.log(phone_call())
    with transaction():
        elsewhere = zone.quarters(zone.commune_by_slug("quaregnon").id)[0]
    for changed, field in (
        ({}, None),
        ({"facts": " "}, "facts"),
        ({"quarter": elsewhere}, "quarter"),
        ({"title": "x" * 121}, "title"),
    ):
        with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
            correct(cafe, concern, **changed)
        assert refusal.value.field == field
    with pytest.raises(Stale), cafe.concern(number) as concern:
        correct(cafe, concern, version=3, facts=NEW_WORDS)
    cafe.bring(number, "closed")
    with pytest.raises(Refused), cafe.concern(number) as concern:
        correct(cafe, concern, facts=NEW_WORDS)


def test_of_what_is_on_record_elsewhere_only_theme_and_quarter_are_corrected(cafe):
    number = cafe.log(anonymous(), orientation=Orientation.OFFENCE_TO_RECORD, reference="PV 3", facts="", place="")
    with cafe.concern(number) as concern:
        correct(cafe, concern, facts=NEW_WORDS, place="rue du Puits", theme=zone.themes()[1])
        assert (concern.facts, concern.place, concern.theme_id) == ("", "", zone.themes()[1].id)


def test_what_is_put_on_record_elsewhere_remains_to_be_told(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "in_progress")
    with cafe.concern(number) as concern:
        record(cafe, concern)
    with cafe.concern(number) as concern:
        assert (concern.state, concern.outcome, concern.next_step) == (
            "feedback_due",
            "on_record",
            "Donner les retours",
        )
        assert (concern.reference, concern.recorded_on) == ("PV 12/2027", date(2027, 1, 7))
        assert words(concern.decided) == "C’est acté depuis jeudi 7 janvier 2027."
        assert len(concern.waiting) == 1


def test_what_was_decided_stays_when_it_is_put_on_record_afterwards(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        record(cafe, concern)
        assert (concern.outcome, concern.decided) == ("on_record", "Des poteaux seront posés.")
        cafe.close(concern, Outcome.ON_RECORD)
    assert cafe.state(number) == "closed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_record_that_is_refused(cafe):
    number = cafe.log(phone_call())
    for changed, field in (
        ({"reference": " "}, "reference"),
        ({"on": date(2027, 1, 8)}, "recorded_on"),
        ({"on": date(2027, 1, 5)}, "recorded_on"),
        ({"by": cafe.as_chief}, None),
    ):
        with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
            record(cafe, concern, **changed)
        assert refusal.value.field == field, changed
    with pytest.raises(Stale), cafe.concern(number) as concern:
        record(cafe, concern, version=9)


def test_on_record_needs_a_reference_at_the_decision_and_at_the_closing(cafe):
    number = cafe.log(anonymous())
    with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
        cafe.conclude(concern, Outcome.ON_RECORD)
    assert refusal.value.field == "outcome"
    cafe.bring(number, "feedback_due")
    with pytest.raises(Refused), cafe.concern(number) as concern:
        cafe.close(concern, Outcome.ON_RECORD)


def test_the_three_pages_are_led_to_and_do_their_work(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "in_progress")
    links = {a["href"] for a in cafe.officer.page(path(number)).select("#autres a")}
    assert {path(number, end) for end in ("etape", "corriger", "acter")} <= links
    assert path(number, "acter") not in {a["href"] for a in cafe.chief.page(path(number)).select("#autres a")}
    done = cafe.officer.submit(path(number, "etape"), {"next_step": "Mesurer", "next_on": "2027-01-14"}, follow=True)
    assert "Prochaine étape : jeudi 14 janvier" in words(done.text)
    assert cafe.officer.submit(path(number, "corriger"), {"facts": NEW_WORDS}).status_code == 302
    assert cafe.officer.submit(path(number, "acter"), {"reference": "PV 12/2027"}).status_code == 302
    said = words(cafe.officer.get(path(number)).text)
    assert f"« {NEW_WORDS} »" in said
    assert "Référence : PV 12/2027." in said
    assert cafe.chief.post(path(number, "acter")).status_code == 400  # without the form's token


def test_an_old_correction_shows_both_versions_and_keeps_what_was_typed(cafe):
    number = cafe.log(phone_call())
    page = cafe.officer.page(path(number, "corriger"))
    token = page.select_one("main input[name=csrf_token]")["value"]
    with cafe.concern(number) as concern:
        correct(cafe, concern, place="rue du Puits")
    typed = {
        "csrf_token": token, "version": "1", "key": secrets.token_hex(8), "title": "Mon titre", "place": "ici",
        "facts": NEW_WORDS, "theme": page.select_one("#theme option[selected]")["value"], "quarter": "0",
    }  # fmt: skip
    late = cafe.officer.post(path(number, "corriger"), data=typed)
    assert late.status_code == 409
    again = BeautifulSoup(late.text, "html.parser")
    both = words(str(again.select_one("table.versions")))
    for said in ("rue du Puits", "ici", "Mon titre", NEW_WORDS, WORDS, "sans quartier"):
        assert said in both
    assert again.select_one("#facts").text.strip() == NEW_WORDS
    assert again.select_one("input[name=version]")["value"] == "2"
    with transaction():
        assert db.session.scalars(select(Entry.kind).where(Entry.kind == "corrected")).all() == ["corrected"]


def test_who_may_not_is_told_so_on_the_page_itself(cafe):
    number = cafe.log(phone_call())
    for client, end, sentence in (
        (cafe.officer, "etape", "Une étape se change quand le suivi a commencé."),
        (cafe.chief, "acter", "C’est le policier de quartier qui note où c’est acté."),
    ):
        assert sentence in words(client.get(path(number, end), follow_redirects=True).text)
    token = cafe.chief.page(path(number)).select_one("main input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "version": "1", "reference": "PV", "recorded_on": "2027-01-07"}
    assert cafe.chief.post(path(number, "acter"), data=sent).status_code == 422
    assert cafe.state(number) == "heard"
