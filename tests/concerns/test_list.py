"""The list: what is looked for is found within the scope alone, taken away without names, and on record."""

import csv
import io

import pytest
from sqlalchemy import select, update

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.casework.list_queries import exported, find_concerns, unnamed
from cafepol.casework.wanted import from_args
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import Scope
from cafepol.concerns.records import Entry
from cafepol.concerns.transitions import State
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.staff.models import Officer
from tests.concerns.conftest import anonymous, letter, mail, phone_call
from tests.pages import words

HOME = "/equipe/doleances"


def found(cafe, scope=None, **args):
    with transaction():
        mine = scope or Scope(officer_id=cafe.officer_id)
        return [slip.number for slip in find_concerns(mine, from_args(args), today=today()).slips]


def trail(action):
    with transaction() as session:
        return list(session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action)))


@pytest.mark.engines
def test_a_word_is_found_in_the_concern_or_in_who_raised_it(cafe):
    first = cafe.log(phone_call(), title="Camions", place="rue du Béguinage")
    second = cafe.log(mail("Mme Frère"), title="Camions 100 %_", place="place Verte")
    for typed, numbers in {
        "camions": [first, second],
        "beguinage": [first],
        "Martin Camions": [first],
        "frere": [second],
        "simon@exemple.be": [second],
        "065 00 99 33": [first],
        second: [second],
        "%": [],
        "_": [],
        "Petit": [],
        "' OR 1=1--": [],
    }.items():
        assert found(cafe, q=typed) == numbers, typed


@pytest.mark.engines
def test_each_criterion_narrows_and_all_of_them_together(cafe):
    one, other = cafe.log(phone_call()), cafe.log(anonymous(), theme=1, quarter=None)
    with transaction() as session:
        known, wide = session.scalars(select(Concern).order_by(Concern.id))
        args = {
            "commune": known.commune_id, "quartier": known.quarter_id, "theme": known.theme_id,
            "agent": cafe.officer_id, "etat": "entendues", "depuis": "2027-01-06",
        }  # fmt: skip
        args = {name: str(value) for name, value in args.items()}
        themes = {one: str(known.theme_id), other: str(wide.theme_id)}
    assert found(cafe, **args) == [one]
    for number, theme in themes.items():
        assert found(cafe, theme=theme) == [number]
    for name in ("commune", "quartier", "theme", "agent"):
        assert found(cafe, **args | {name: "99999"}) == [], name
    assert found(cafe, etat="toutes", depuis="2027-01-08") == found(cafe, jusqu="2027-01-05") == []
    assert found(cafe, etat="cloturees") == []


@pytest.mark.engines
def test_lanes_and_states_hold_what_the_board_counts(cafe):
    heard, closed = cafe.log(phone_call()), cafe.log(anonymous())
    cafe.bring(closed, "closed")
    relayed, asked = cafe.log(phone_call()), cafe.log(anonymous())
    for number, state in ((relayed, State.RELAYED), (asked, State.REOPEN_REQUESTED)):
        cafe.put(number, state)
    assert found(cafe, file="chez-un-partenaire") == [relayed]
    assert found(cafe, file="reouvertures") == found(cafe, etat="reouvertures") == [asked]
    assert found(cafe, file="en-cours") == [heard]
    assert found(cafe, file="a-redonner") == []
    assert found(cafe, etat="cloturees") == [closed]
    assert found(cafe, etat="toutes") == [asked, relayed, closed, heard]
    with transaction() as session:
        session.execute(update(Officer).where(Officer.id == cafe.officer_id).values(is_active=False))
        scope = Scope(chief_of=frozenset({cafe.person(cafe.chief).commissariat_id}))
    assert found(cafe, scope, file="sans-responsable") == [heard, relayed, asked]


def test_somebody_elses_concern_is_in_no_search_no_list_no_file_and_no_count(cafe, sign_in):
    number = cafe.log(phone_call())
    away = sign_in(Role.OFFICER, "boussu")
    for asked in ("", "?q=Martin", f"?q={number}", "?etat=toutes", "?file=en-cours", f"?agent={cafe.officer_id}"):
        page = away.get(HOME + asked)
        assert page.status_code == 200
        assert "Mme Martin" not in page.text
        assert f"/{number}" not in page.text
        assert "1 doléance" not in words(page.text)
        assert number not in away.get(f"{HOME}.csv{asked}").text.removeprefix(asked)
    assert found(cafe, Scope(), etat="toutes") == []
    with transaction():
        assert exported(Scope(), from_args({"etat": "toutes"}), today=today()) == []


def test_a_search_is_on_record_by_what_it_found_and_not_by_its_words(cafe):
    number = cafe.log(phone_call())
    cafe.officer.get(f"{HOME}?q=Martin")
    cafe.officer.get(f"{HOME}?etat=toutes")
    assert trail("concerns_searched") == [{"numbers": [number]}]
    assert trail("concerns_listed") == [{"numbers": [number]}]


def test_what_was_typed_stays_in_the_form_and_a_bad_date_is_said(cafe):
    page = cafe.officer.page(f"{HOME}?q=caddie&depuis=hier&jusqu=2027-01-31&etat=cloturees&file=a-redonner")
    assert page.select_one("#q")["value"] == "caddie"
    assert page.select_one("#depuis")["value"] == "hier"
    assert page.select_one("#jusqu")["value"] == "2027-01-31"
    assert [each["value"] for each in page.select("option[selected]")] == ["cloturees", "a-redonner"]
    error = page.select_one(f"#{page.select_one('#depuis')['aria-describedby']}")
    assert words(str(error)) == "Erreur : Écrivez la date comme ceci : 2027-01-12"


def test_pages_of_the_list_hold_each_open_concern_once_the_nearest_promise_first(cafe, monkeypatch):
    monkeypatch.setattr("cafepol.casework.list_queries.PAGE", 2)
    numbers = [cafe.log(phone_call()) for _ in range(5)]
    pages = [found(cafe, etat="ouvertes", page=str(page)) for page in (1, 2, 3, 4)]
    assert pages == [numbers[:2], numbers[2:4], numbers[4:], []]
    assert "Revenir à la première page" in words(cafe.officer.get(f"{HOME}?etat=ouvertes&page=4").text)


def test_nothing_found_among_the_open_ones_leads_to_all(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "closed")
    page = cafe.officer.page(f"{HOME}?q={number}")
    assert page.select_one(".empty a")["href"] == f"{HOME}?q={number}&etat=toutes"


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_the_file_holds_what_the_list_shows_without_who_raised_it_and_runs_nothing(cafe):
    first = cafe.log(phone_call(), letter(), title="=cmd|' /C calc'!A0")
    second = cafe.log(mail(), theme=1)
    cafe.bring(second, "closed")
    answer = cafe.officer.get(f"{HOME}.csv?etat=toutes")
    assert answer.headers["Content-Disposition"] == "attachment; filename=doleances-2027-01-07.csv"
    assert answer.mimetype == "text/csv"
    closed, heard = rows_of(answer)
    assert (heard["Numéro"], heard["Objet"], heard["Personnes qui attendent"]) == (first, "'=cmd|' /C calc'!A0", "2")
    assert (heard["Dit le"], heard["Date promise"], heard["Clôturée le"]) == ("2027-01-06", "2027-01-20", "")
    assert (closed["Numéro"], closed["Résultat"], closed["Clôturée le"]) == (second, "réglé", "2027-01-07")
    for private in ("Martin", "Petit", "Simon", "00 99 33", "caddie", "rue du Puits"):
        assert private not in answer.text
    assert [row["Numéro"] for row in rows_of(cafe.officer.get(f"{HOME}.csv"))] == [first]
    assert trail("concerns_exported") == [{"numbers": sorted([first, second])}, {"numbers": [first]}]


def test_the_list_leads_to_its_own_file(cafe):
    cafe.log(phone_call())
    page = cafe.officer.page(f"{HOME}?q=Martin&etat=toutes")
    assert page.select_one("main .actions a")["href"] == f"{HOME}.csv?q=Martin&etat=toutes"


@pytest.mark.engines
def test_the_directorate_reads_the_zone_without_a_word_of_it(cafe, sign_in):
    number = cafe.log(phone_call(), title="Camions", place="rue du Béguinage")
    cafe.bring(number, "closed")
    directorate = sign_in(Role.DIRECTORATE, None)
    page = directorate.get(f"{HOME}/anonymes")
    said = words(page.text)
    for shown in (number, "Janvier 2027", "Colfontaine", "clôturée", "réglé"):
        assert shown in said
    for hidden in ("Camions", "Béguinage", "Martin", "Wasmes", "caddie", "poteaux"):
        assert hidden not in page.text
    assert trail("concerns_listed_unnamed") == [{"numbers": [number]}]
    assert number not in directorate.get(f"{HOME}/anonymes?etat=ouvertes").text
    assert number in directorate.get(f"{HOME}/anonymes?agent=99999&q=rien&depuis=2090-01-01").text
    assert directorate.get(f"{HOME}/{number}").status_code == directorate.get(HOME).status_code == 404


@pytest.mark.engines
def test_what_was_merged_elsewhere_keeps_the_day_it_was_noted(cafe):
    number = cafe.log(anonymous())
    cafe.put(number, State.MERGED)
    with transaction() as session:
        session.execute(update(Concern).where(Concern.number == number).values(owner_id=cafe.officer_id))
    assert found(cafe, etat="fusionnees") == [number]
    with transaction():
        [one], total = unnamed(from_args({"etat": "toutes"}))
        assert (one.number, one.state, one.outcome, total) == (number, "merged", None, 1)


def test_an_answer_that_nobody_followed_up_is_to_read_today(cafe):
    number = cafe.log(phone_call())
    line = {"compartment": "partner", "kind": "relay_answered", "text": "Fait.", "at": now()}

    def write(**more):
        with transaction() as session:
            of = session.scalars(select(Concern.id).where(Concern.number == number)).one()
            session.add(Entry(concern_id=of, raiser_id=None, relay_id=None, **line, **more))

    assert "Une réponse est à lire" not in words(cafe.officer.get(HOME).text)
    write(written_by="partner", author_id=None)
    for page in (HOME, "/equipe/"):
        assert "Une réponse est à lire" in words(cafe.officer.get(page).text)
    write(written_by="staff", author_id=cafe.officer.account_id)
    assert "Une réponse est à lire" not in words(cafe.officer.get(HOME).text)


def test_what_a_resident_adds_after_the_closing_is_to_read_too(cafe, clock):
    number, other = cafe.log(phone_call()), cafe.log(phone_call())
    for each in (number, other):
        cafe.bring(each, "closed")
    with transaction() as session:
        of = session.scalars(select(Concern.id).where(Concern.number == number)).one()
        line = {"compartment": "resident", "kind": "resident_note", "text": "Merci.", "at": now()}
        session.add(Entry(concern_id=of, raiser_id=None, relay_id=None, written_by="resident", author_id=None, **line))
    said = words(str(cafe.officer.page(HOME).select_one("#a-faire")))
    assert f"{number}, " in said
    assert "Une réponse est à lire" in said
    assert other not in said
    clock.advance(days=100)
    cafe.stay_signed_in()
    assert number not in cafe.officer.get(HOME).text


def test_a_reopening_is_for_the_chief_to_decide(cafe):
    number = cafe.log(anonymous())
    cafe.put(number, State.REOPEN_REQUESTED)
    assert f"{number}, " in words(str(cafe.chief.page(HOME).select_one("#a-faire")))
    assert number not in words(str(cafe.officer.page(HOME).select_one("#a-faire")))
    assert "Réouvertures demandées" in words(cafe.officer.get(HOME).text)


def test_problems_that_wait_for_their_evaluation_are_named_on_the_desk(cafe, monkeypatch):
    assert "à évaluer" not in words(cafe.officer.get("/equipe/").text)
    monkeypatch.setattr("cafepol.desk.queries.count_due", lambda _places, _today: 2)
    assert "2 problèmes sont à évaluer" in words(cafe.officer.get("/equipe/").text)


def test_a_proposed_outcome_is_no_outcome_yet(cafe, sign_in):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    [row] = rows_of(cafe.officer.get(f"{HOME}.csv"))
    assert (row["État"], row["Résultat"]) == ("retour à donner", "")
    assert "réglé" not in sign_in(Role.DIRECTORATE, None).get(f"{HOME}/anonymes").text
