from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import Scope
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.problems import queries
from cafepol.problems.models import Problem, ProblemConcern, ProblemEntry
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone
from tests import factories

pytestmark = pytest.mark.engines


def rows():
    """Every concern and raiser, whole."""
    db.session.remove()
    tables = (Concern.__table__, Raiser.__table__)
    return [db.session.execute(table.select().order_by(table.c.id)).all() for table in tables]


def test_two_concerns_become_a_problem_of_their_quarter_and_theme(street):
    first, second = street.concerns()
    number = street.group(first, second)
    assert number == "P-2027-1"
    with street.problem(number) as problem:
        assert (problem.stage, problem.title, problem.version) == ("scanning", "Vitesse rue de l’École", 1)
        assert [each.concern.number for each in problem.grouped] == [first, second]
        assert (problem.where, problem.what) == ("Wasmes", zone.themes()[0].label)
        assert problem.owner_id == street.cafe.officer_id
        assert [(each.kind, each.text) for each in problem.entries] == [("grouped", "2\N{NO-BREAK SPACE}doléances")]


def test_numbers_follow_one_another(street):
    assert [street.group(), street.group()] == ["P-2027-1", "P-2027-2"]


def test_who_groups_without_being_an_officer_there_leaves_it_to_who_answers_for_the_first(street):
    with transaction() as session:
        session.get_one(Officer, street.cafe.officer_id).account_id = None
    number = street.group()
    with street.problem(number) as problem:
        assert problem.owner_id == street.cafe.officer_id


def test_what_is_not_shared_is_not_the_problems(street):
    number = street.group(*street.concerns(1), street.there("colfontaine", 1, theme=1))
    with street.problem(number) as problem:
        assert (problem.theme_id, problem.what) == (None, "tous les thèmes")
        assert (problem.quarter_id, problem.where) == (None, "Colfontaine")


def test_one_concern_is_no_problem(street):
    with pytest.raises(Refused, match="au moins deux"):
        street.group(*street.concerns(1))


def test_a_problem_has_a_name(street):
    with pytest.raises(Refused, match="Donnez un nom"):
        street.group(title=" ")
    with pytest.raises(Refused, match="numéro national"):
        street.group(title="85.07.30-033.28")


def test_concerns_of_two_communes_are_no_problem(street):
    (here,) = street.concerns(1)
    somebody_answers_in("boussu")
    there = street.there("boussu")
    with pytest.raises(Refused, match="une seule commune"):
        street.group(here, there)


@pytest.mark.parametrize("state", ["heard", "in_progress", "feedback_due", "closed"])
def test_grouping_changes_nothing_of_the_concerns(street, state):
    numbers = street.concerns()
    street.cafe.bring(numbers[0], state)
    before = rows()
    number = street.group(*numbers)
    street.analyse(number)
    street.take_back(number, "scanning")
    assert rows() == before


def test_a_voided_concern_is_not_grouped(street):
    void = street.void()
    with pytest.raises(Refused, match=void):
        street.group(void, *street.concerns(1))


def test_a_concern_that_closed_over_a_year_ago_is_not_grouped(street, clock):
    numbers = street.concerns()
    street.cafe.bring(numbers[0], "closed")
    clock.advance(days=366)
    with pytest.raises(Refused, match=numbers[0]):
        street.group(*numbers)


def test_a_concern_is_in_one_open_problem_and_free_again_once_it_is_closed(street, clock):
    first, second, third = street.concerns(3)
    number = street.group(first, second)
    with pytest.raises(Refused, match=number):
        street.group(second, third)
    bring(street, number, "closed", clock)
    assert street.group(second, third) == "P-2027-2"


def test_the_database_itself_keeps_a_concern_in_one_open_problem(street):
    first, second = street.group(), street.group()
    with street.problem(first) as problem:
        concern_id, other_id = problem.grouped[0].concern_id, problem.id + 1
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(ProblemConcern(problem_id=other_id, concern_id=concern_id, is_open=True))
    assert second != first


def somebody_answers_in(commune):
    with transaction():
        chief = factories.make_account("Mme Ailleurs", "chef@zone.example", Role.CHIEF, commissariat=commune)
        factories.make_officer("Mme Ailleurs", commissariat=commune, account_id=chief.id)


def bring(street, number, stage, clock):
    """Lead a problem from the scanning to a stage by the operations."""
    street.analyse(number)
    if stage == "analysis":
        return
    street.respond(number)
    if stage == "response":
        return
    clock.advance(days=91)
    street.assess(number)
    if stage == "closed":
        street.close(number)


def test_concerns_are_added_and_left_out_until_the_response(street):
    number = street.group()
    (other,) = street.concerns(1, theme=1)
    street.add(number, other)
    with street.problem(number) as problem:
        assert len(problem.grouped) == 3
        assert problem.theme_id is None
    street.leave_out(number, other)
    with street.problem(number) as problem:
        assert len(problem.grouped) == 2
        assert problem.theme_id is not None
        assert [each.kind for each in problem.entries] == ["grouped", "added", "left_out"]
        assert problem.version == 3


def test_two_concerns_must_stay(street):
    numbers = street.concerns()
    number = street.group(*numbers)
    with pytest.raises(Refused, match="au moins deux"):
        street.leave_out(number, numbers[0])
    with pytest.raises(Refused, match="n’est pas dans ce problème"):
        street.leave_out(number, "D-2027-99")


def test_nothing_chosen_is_nothing_added(street):
    number = street.group()
    with pytest.raises(Refused, match="Choisissez une doléance"):
        street.add(number)


def test_after_the_response_its_concerns_stay(street):
    numbers = street.concerns()
    number = street.group(*numbers)
    street.analyse(number)
    street.respond(number)
    for act in (street.add, street.leave_out):
        with pytest.raises(Refused, match="ne changent plus"):
            act(number, numbers[0])


def test_the_response_has_its_first_day_and_the_day_of_its_evaluation(street):
    number = street.group()
    street.analyse(number)
    street.respond(number, begins=3, evaluate=40, window=30)
    with street.problem(number) as problem:
        assert (problem.stage, problem.response, problem.window_days) == ("response", "Un radar préventif.", 30)
        assert problem.response_from == today() + timedelta(days=3)
        assert problem.evaluate_on == today() + timedelta(days=40)
        told = problem.entries[-1].text.replace("\N{NO-BREAK SPACE}", " ")
        assert told.startswith("Dès le dimanche 10 janvier 2027. Évaluation le mardi 16 février 2027.")


def test_an_evaluation_waits_for_its_day(street, clock):
    number = street.group()
    bring(street, number, "response", clock)
    clock.advance(days=90)
    with transaction():
        assert queries.count_due(range(1, 20), today()) == 0
    with pytest.raises(Refused, match="à partir du jour prévu"):
        street.assess(number)
    clock.advance(days=1)
    with transaction():
        assert queries.count_due(range(1, 20), today()) == 1
        assert queries.count_due([], today()) == 0
    street.assess(number)
    with transaction():
        assert queries.count_due(range(1, 20), today()) == 0


def test_the_counts_are_frozen_at_the_assessment(street, clock):
    """Concerns were recorded for longer than the window; two were heard before, one after, one was void."""
    long_ago = street.concerns(1)[0]
    clock.advance(days=100)
    numbers = street.concerns()
    street.concerns(1, theme=1)  # of another theme: not counted
    number = street.group(*numbers)
    clock.advance(days=1)
    bring(street, number, "response", clock)
    clock.advance(days=1)
    street.concerns(1, at_meeting=False)
    street.void()
    clock.advance(days=90)
    with street.problem(number) as problem:
        seen = queries.comparison(problem, today())
    street.assess(number)
    street.concerns(1, at_meeting=False)
    with street.problem(number) as problem:
        assert (problem.counted.before, problem.counted.after) == (seen.before, seen.after)
        assert problem.counted.after == 1
        assert problem.verdict == "better"
        assert problem.entries[-1].text.startswith("Mieux. Avant : ")
    assert long_ago


def test_before_the_response_nothing_is_compared_and_an_incomplete_window_is_not_counted(street, clock):
    number = street.group()
    with street.problem(number) as problem:
        assert not queries.comparison(problem, today()).is_complete
    bring(street, number, "response", clock)
    with street.problem(number) as problem:
        found = queries.comparison(problem, today())
        assert (found.before, found.after, found.n) == (None, None, None)


def test_a_problem_of_a_whole_commune_counts_all_themes_and_quarters(street, clock):
    numbers = [*street.concerns(1), street.there("colfontaine", 1, theme=1)]
    clock.advance(days=100)
    number = street.group(*numbers)
    street.there("colfontaine", 1, theme=2)
    street.analyse(number)
    street.respond(number, window=30, evaluate=31)
    clock.advance(days=31)
    with street.problem(number) as problem:
        assert (problem.quarter_id, problem.theme_id, problem.where) == (None, None, "Colfontaine")
        assert (queries.comparison(problem, today()).before, queries.comparison(problem, today()).after) == (0, 1)


def test_from_the_assessment_it_goes_back_and_keeps_what_was_found_in_its_timeline(street, clock):
    number = street.group()
    bring(street, number, "assessment", clock)
    street.take_back(number, "analysis")
    with street.problem(number) as problem:
        assert (problem.stage, problem.verdict, problem.before_count) == ("analysis", None, None)
        assert problem.verdict_text == ""
        assert [each.kind for each in problem.entries][-2:] == ["assessed", "back"]
        assert "On roule moins vite." in problem.entries[-2].text
        assert problem.entries[-1].text == "Analyse.\nLes plaintes continuent."
    street.respond(number)


def test_a_closed_problem_stays_closed(street, clock):
    number = street.group()
    bring(street, number, "closed", clock)
    with street.problem(number) as problem:
        assert problem.closed_at == now()
        assert not problem.is_open
    for act in (street.analyse, street.respond, street.assess, street.close):
        with pytest.raises(Refused):
            act(number)
    with pytest.raises(Refused):
        street.take_back(number, "analysis")


@pytest.mark.parametrize(("act", "at"), [("analyse", "scanning"), ("respond", "analysis"), ("assess", "response")])
def test_every_step_says_something(street, clock, act, at):
    number = street.group()
    if at != "scanning":
        bring(street, number, at, clock)
    clock.advance(days=91)
    with pytest.raises(Refused, match="Écrivez"):
        getattr(street, act)(number, text="  ")


def test_a_step_back_and_the_closing_say_why(street, clock):
    number = street.group()
    bring(street, number, "assessment", clock)
    with pytest.raises(Refused, match="Écrivez pourquoi"):
        street.take_back(number, "analysis", reason="")
    with pytest.raises(Refused, match="en retenir"):
        street.close(number, lesson="")


def test_of_two_who_save_at_once_the_second_looks_again(street):
    number = street.group()
    street.analyse(number)
    for act in (street.analyse, street.add):
        with pytest.raises(Stale):
            act(number, version=1)


def test_each_change_is_on_the_audit_trail_by_numbers_only(street):
    numbers = street.concerns()
    number = street.group(*numbers)
    street.analyse(number)
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "problem").order_by(AuditEntry.id)).all()
    assert [(each.action, each.account_id) for each in trail] == [
        ("problem_grouped", street.by),
        ("problem_analysed", street.by),
    ]
    assert trail[0].detail == {"concerns": numbers}
    assert trail[1].detail == {}


def test_the_timeline_is_only_added_to(street):
    street.group()
    with pytest.raises(TypeError), transaction() as session:
        session.scalars(select(ProblemEntry)).one().text = "autre chose"
    with pytest.raises(TypeError), transaction() as session:
        session.scalars(select(Problem)).one().number = "P-2027-9"


def test_a_problem_exists_only_in_its_commissariat(street):
    number = street.group()
    with transaction():
        with pytest.raises(NotFound):
            queries.get_problem(number, [])
        assert queries.find_problem_id(number, []) is None
        assert queries.open_problems([]) == queries.closed_problems([]) == []
        assert [(each.problem.number, each.concerns) for each in queries.open_problems(range(1, 20))] == [(number, 2)]


def test_concerns_to_group_are_those_one_sees_that_are_in_no_open_problem_the_nearest_first(street):
    far, near, named = street.concerns(1, theme=1) + street.concerns(2)
    street.void()
    street.group()
    with transaction():
        (first,) = queries.concerns_named([named], street.everywhere)
        found = queries.candidates(street.everywhere, today(), commune_id=first.commune_id, near=first)
        assert [each.number for each in found] == [named, near, far]
        assert [each.number for each in queries.candidates(street.everywhere, today())] == [named, near, far]
        assert queries.candidates(Scope(), today()) == []
        assert queries.visible([first.id], Scope()) == set()
        assert queries.visible([first.id], street.everywhere) == {first.id}
