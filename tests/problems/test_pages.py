import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.problems.models import Problem, ProblemEntry
from tests.clients import form_values
from tests.pages import words

HOME = "/equipe/problemes"


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def stage(street, number):
    with street.problem(number) as problem:
        return problem.stage


def steps_of(page):
    """The addresses to which the page's forms lead, without the problem's own."""
    return {form["action"].rsplit("/", 1)[1] for form in page.select("main form")}


def send(client, number, end, data, **kwargs):
    return client.submit(f"{HOME}/{number}", data, form=f"form[action$='/{end}']", **kwargs)


def test_a_person_finds_the_problems_from_the_list_and_from_a_concern(street):
    client, (number, *_) = street.cafe.officer, street.concerns()
    assert client.page("/equipe/doleances").select_one(f"a[href='{HOME}']")
    (link,) = [a for a in client.page(f"/equipe/doleances/{number}").select("a") if HOME in a["href"]]
    page = client.page(link["href"])
    assert [box["value"] for box in page.select("input[name=concerns][checked]")] == [number]
    assert client.page(HOME).select_one(f"a[href='{HOME}/nouveau']")


def test_concerns_are_grouped_through_the_page(street):
    numbers, client = street.concerns(), street.cafe.officer
    answer = client.submit(f"{HOME}/nouveau", {"title": "Vitesse", "concerns": numbers}, follow=True)
    assert "P-2027-1" in answer.text
    assert all(number in answer.text for number in numbers)
    assert words(client.page(HOME)).count("1 problème suivi") == 1


BAD_GROUPS = [
    ({"title": ""}, "Donnez un nom au problème."),
    ({"title": "x" * 121}, "120 caractères au plus"),
    ({"concerns": []}, "au moins deux doléances"),
    ({"concerns": ["D-2027-1"]}, "au moins deux doléances"),
    ({"concerns": ["D-2027-1", "D-2027-99"]}, "Choisissez une réponse de la liste."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD_GROUPS)
def test_what_cannot_be_grouped_is_told_and_nothing_typed_is_lost(street, changes, sentence):
    street.concerns()
    typed = {"title": "Vitesse", "concerns": ["D-2027-1", "D-2027-2"]} | changes
    answer = street.cafe.officer.submit(f"{HOME}/nouveau", typed)
    page = soup(answer)
    assert answer.status_code == 422
    assert sentence in words(page)
    assert page.select_one("input[name=title]")["value"] == typed["title"]
    kept = {box["value"] for box in page.select("input[name=concerns][checked]")}
    assert kept == set(typed["concerns"]) - {"D-2027-99"}
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Problem)) == 0


def test_a_concern_that_is_in_a_problem_leads_there(street):
    numbers = street.concerns()
    number = street.group(*numbers)
    answer = street.cafe.officer.get(f"{HOME}/nouveau?doleance={numbers[1]}")
    assert answer.headers["Location"].endswith(f"{HOME}/{number}")


def test_with_nothing_to_group_the_page_says_so(street):
    page = street.cafe.officer.page(f"{HOME}/nouveau")
    assert "Aucune doléance à réunir" in words(page)
    assert "Aucun problème n’est suivi." in words(street.cafe.officer.page(HOME))


def test_with_nothing_left_to_group_what_was_typed_is_kept(street):
    client, numbers = street.cafe.officer, street.concerns()
    values = form_values(client.page(f"{HOME}/nouveau").select_one("main form"))
    number = street.group(*numbers)
    page = soup(client.post(f"{HOME}/nouveau", data=values | {"title": "Vitesse", "concerns": numbers}))
    assert "Choisissez une réponse de la liste." in words(page)
    assert page.select_one("input[name=title]")["value"] == "Vitesse"
    crafted = form_values(client.page(f"{HOME}/{number}").select_one("form[action$='/analyser']"))
    answer = client.post(f"{HOME}/{number}/ajouter", data=crafted | {"concerns": numbers})
    assert answer.status_code == 422
    assert "Choisissez une réponse de la liste." in words(soup(answer))


def test_a_problem_goes_all_the_way_through_its_page(street, clock):
    client, number = street.cafe.officer, street.group()
    (other,) = street.concerns(1)
    assert send(client, number, "ajouter", {"concerns": [other]}).status_code == 302
    assert send(client, number, "retirer", {"number": other}).status_code == 302
    assert send(client, number, "analyser", {"analysis": "Chaque soir."}).status_code == 302
    plan = {
        "response": "Un radar.", "response_from": "2027-01-08", "window_days": "30", "evaluate_on": "2027-02-10",
    }  # fmt: skip
    assert send(client, number, "repondre", plan).status_code == 302
    assert "L’évaluation se fera à partir du mercredi 10 février 2027." in words(client.page(f"{HOME}/{number}"))
    assert "evaluer" not in steps_of(client.page(f"{HOME}/{number}"))
    clock.advance(days=34)
    street.cafe.stay_signed_in()
    assert "1 évaluation est à faire." in words(client.page(HOME))
    assert send(client, number, "evaluer", {"verdict": "partly", "verdict_text": "Un peu."}).status_code == 302
    page = words(client.page(f"{HOME}/{number}"))
    assert "Mieux en partie. Avant : NC, après : 0 (n = NC), sur 30 jours de chaque côté." in page
    assert send(client, number, "clore", {"lesson": "Garder le radar."}).status_code == 302
    assert steps_of(client.page(f"{HOME}/{number}")) == set()
    assert "Derniers problèmes clos" in words(client.page(HOME))


def test_the_page_offers_what_the_table_allows(street, clock):
    client, number = street.cafe.officer, street.group()
    assert steps_of(client.page(f"{HOME}/{number}")) == {"analyser", "retirer"}
    street.analyse(number)
    assert steps_of(client.page(f"{HOME}/{number}")) == {"repondre", "retirer", "revenir"}
    street.respond(number)
    assert steps_of(client.page(f"{HOME}/{number}")) == {"revenir"}
    clock.advance(days=91)
    street.cafe.stay_signed_in()
    assert steps_of(client.page(f"{HOME}/{number}")) == {"evaluer", "revenir"}
    street.assess(number)
    page = client.page(f"{HOME}/{number}")
    assert steps_of(page) == {"clore", "revenir"}
    assert {each["value"] for each in page.select("input[name=target]")} == {"analysis", "response"}
    assert send(client, number, "revenir", {"target": "analysis", "reason": "Pas assez."}).status_code == 302
    assert stage(street, number) == "analysis"


BAD_STEPS = [
    ("analyser", "scanning", {"analysis": ""}, "Écrivez ce que l’analyse montre."),
    ("analyser", "scanning", {"analysis": "x" * 1501}, "1500 caractères au plus"),
    ("analyser", "scanning", {"analysis": "85.07.30-033.28"}, "numéro national"),
    ("ajouter", "scanning", {"concerns": []}, "Choisissez une doléance à ajouter."),
    ("repondre", "analysis", {"response": ""}, "Écrivez ce qui est fait."),
    ("repondre", "analysis", {"response_from": "hier"}, "Écrivez la date comme ceci"),
    ("repondre", "analysis", {"evaluate_on": ""}, "Choisissez le jour de l’évaluation."),
    ("repondre", "analysis", {"evaluate_on": "2027-01-07"}, "Choisissez un jour à venir"),
    ("repondre", "analysis", {"evaluate_on": "2027-01-08"}, "vient après le début"),
    ("repondre", "analysis", {"evaluate_on": "2227-01-08"}, "Vérifiez l’année"),
    ("repondre", "analysis", {"window_days": "31"}, "Choisissez une réponse de la liste."),
    ("revenir", "analysis", {"target": "closed"}, "Choisissez une réponse de la liste."),
    ("revenir", "analysis", {"reason": ""}, "Écrivez pourquoi."),
]
GOOD = {
    "analyser": {"analysis": "Chaque soir."},
    "ajouter": {},
    "repondre": {
        "response": "Un radar.", "response_from": "2027-01-08", "window_days": "30", "evaluate_on": "2027-04-10",
    },
    "revenir": {"target": "scanning", "reason": "À revoir."},
}  # fmt: skip


@pytest.mark.parametrize(("end", "at", "changes", "sentence"), BAD_STEPS)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(street, end, at, changes, sentence):
    client, number = street.cafe.officer, street.group()
    street.concerns(1)
    if at == "analysis":
        street.analyse(number)
    typed = GOOD[end] | changes
    answer = send(client, number, end, typed)
    page = soup(answer)
    assert answer.status_code == 422
    assert sentence in words(page)
    sent = form_values(page.select_one(f"form[action$='/{end}']"))
    kept = {name: value for name, value in typed.items() if name not in {"target", "window_days", "concerns"}}
    assert {name: sent[name].strip() for name in kept} == kept
    assert stage(street, number) == at


@pytest.mark.parametrize("end", ["repondre", "evaluer", "clore", "revenir"])
def test_a_step_that_is_not_next_is_refused_by_crafted_post_and_what_was_typed_is_shown(street, end):
    client, number = street.cafe.officer, street.group()
    values = form_values(client.page(f"{HOME}/{number}").select_one("form[action$='/analyser']"))
    typed = {
        "repondre": GOOD["repondre"],
        "evaluer": {"verdict": "better", "verdict_text": "Beaucoup mieux."},
        "clore": {"lesson": "Garder le radar."},
        "revenir": {"target": "response", "reason": "Trop tôt."},
    }[end]
    answer = client.post(f"{HOME}/{number}/{end}", data=values | typed)
    assert answer.status_code == 422
    assert list(typed.values())[-1 if end != "repondre" else 0] in answer.text
    assert "Les deux versions" in answer.text
    assert stage(street, number) == "scanning"


def test_of_two_who_save_at_once_the_second_sees_both_versions(street):
    client, number = street.cafe.officer, street.group()
    values = form_values(client.page(f"{HOME}/{number}").select_one("form[action$='/analyser']"))
    street.add(number, *street.concerns(1))
    answer = client.post(f"{HOME}/{number}/analyser", data=values | {"analysis": "Chaque soir."})
    page = soup(answer)
    assert answer.status_code == 409
    assert "Quelqu’un d’autre a enregistré entre-temps." in words(page)
    assert "Chaque soir." in words(page.select_one(".versions"))
    again = client.post(f"{HOME}/{number}/analyser", data=form_values(page.select_one("form[action$='/analyser']")))
    assert again.status_code == 302
    assert stage(street, number) == "analysis"


def test_a_form_that_is_sent_twice_is_done_once(street):
    client, number = street.cafe.officer, street.group()
    values = form_values(client.page(f"{HOME}/{number}").select_one("form[action$='/analyser']"))
    sent = [client.post(f"{HOME}/{number}/analyser", data=values | {"analysis": "Le soir."}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [302, 302]
    with transaction() as session:
        assert session.scalar(select(func.count()).where(ProblemEntry.kind == "analysed")) == 1


def test_a_colleague_reads_how_many_concerns_there_are_and_the_titles_of_their_own(street, sign_in):
    numbers = street.concerns()
    number = street.group(*numbers)
    colleague = sign_in(Role.OFFICER, "colfontaine", name="M. Collègue")
    page = words(colleague.page(f"{HOME}/{number}"))
    assert "2 doléances sont suivies par des collègues." in page
    assert not any(each in page for each in numbers)
    crafted = form_values(colleague.page(f"{HOME}/{number}").select_one("form[action$='/analyser']"))
    answer = colleague.post(f"{HOME}/{number}/retirer", data=crafted | {"number": numbers[0]})
    assert answer.status_code == 422


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHIEF])
def test_for_another_commissariat_it_does_not_exist_and_the_attempt_is_on_record(street, sign_in, role):
    number = street.group()
    stranger = sign_in(role, "boussu", name="Mme Ailleurs")
    token = form_values(stranger.page(HOME).select_one("form"))["csrf_token"]
    for wanted in (number, "P-2027-99"):
        assert stranger.get(f"{HOME}/{wanted}").status_code == 404
        posted = stranger.post(f"{HOME}/{wanted}/analyser", data={"csrf_token": token, "analysis": "x", "version": 1})
        assert posted.status_code == 404
    db.session.remove()
    tried = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "problem_refused")).all()
    assert [each["number"] for each in tried] == [number, number, "P-2027-99", "P-2027-99"]
    assert number not in stranger.page(HOME).text


def test_a_look_is_on_the_audit_trail_and_changes_nothing(street):
    number = street.group()
    street.cafe.chief.page(f"{HOME}/{number}")
    with street.problem(number) as problem:
        assert problem.version == 1
    viewed = select(AuditEntry.account_id).where(AuditEntry.action == "problem_viewed")
    assert list(db.session.scalars(viewed)) == [street.cafe.chief.account_id]


def test_no_resident_is_named_on_the_pages_of_a_problem(street):
    number = street.group()
    for where in (HOME, f"{HOME}/nouveau", f"{HOME}/{number}"):
        assert "Martin" not in street.cafe.officer.page(where).text


def test_the_list_asks_the_database_as_often_for_many_as_for_one(street, count_queries):
    asked = []
    for _ in range(2):
        street.group()
        with count_queries() as counted:
            street.cafe.officer.get(HOME)
        asked.append(counted.total)
    assert asked[0] == asked[1]
