"""The pages on which rounds are planned, noted, and handed over for the week."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import Role
from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.desk.queries import hub_of
from cafepol.distribution import operations, queries
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.outreach.operations import note_flyers
from cafepol.staff.queries import find_officer
from tests.cafes import DAY
from tests.clients import form_values
from tests.pages import words

CAFE = DAY.date()


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine")


@pytest.fixture
def shown(meeting):
    return meeting()


def rounds(shown):
    return queries.rounds_of(get_meeting_by_id(shown.id), today=CAFE).lines


def base(shown):
    return f"/equipe/rencontres/{shown.code}/tournees"


def test_a_round_is_planned_from_the_streets_that_are_ticked(chief, shown):
    page = chief.page(f"{base(shown)}/nouvelle")
    first, second = [box["value"] for box in page.select("input[name=streets]")][:2]
    assert [each.has_attr("open") for each in page.select("form details")].count(True) == 1
    wish = {"streets": [first, second], "planned": "350", "carrier": "prevention", "carrier_name": "M. Relais"}
    done = chief.submit(f"{base(shown)}/nouvelle", wish | {"day": "2027-02-01"}, follow=True)
    (line,) = rounds(shown)
    told = words(done.text)
    assert f"La tournée est prévue : 350 flyers. Son code est {line.round.code}." in told
    assert "0 flyer distribué sur 350, 350 restent." in told
    assert f"Tournée 1 – code du flyer {line.round.code}" in told
    assert "Service de prévention (M. Relais), lundi 1er février 2027." in told
    assert [f"{each.quarter} / {each.name}" for each in line.round.streets] == [first, second]


def test_a_round_without_a_street_leads_to_the_first_of_them(chief, shown):
    answer = chief.submit(f"{base(shown)}/nouvelle", {"planned": "350", "segment": ""})
    page = BeautifulSoup(answer.text, "html.parser")
    (link,) = page.select(".error-summary a")
    assert page.select_one(link["href"]) is page.select_one("input[name=streets]")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"segment": ""}, "Cochez au moins une rue, ou écrivez où distribuer."),
        ({"planned": ""}, "Écrivez combien de flyers."),
        ({"planned": "50001"}, "Écrivez un nombre de 1 à 50000."),
        ({"planned": "beaucoup"}, "Écrivez un nombre de 1 à 50000."),
        ({"day": "2027-02-10"}, "Ce jour est après le café."),
        ({"day": "hier"}, "Choisissez un jour."),
        ({"day": "0227-02-01"}, "Vérifiez l’année"),
        ({"carrier": "partner"}, "Choisissez le partenaire."),
        ({"carrier": "officer", "officer_id": "0"}, "Choisissez le policier."),
        ({"carrier": "facteur"}, "Choisissez qui distribue."),
        ({"officer_id": "999999"}, "Choisissez dans la liste."),
        ({"streets": "Ailleurs / rue Fausse"}, "Une de ces rues n’est plus dans la liste."),
        ({"label": "x" * 81}, "80 caractères au plus"),
    ],
)
def test_what_cannot_be_planned_is_told_at_its_field_and_what_was_typed_stays(chief, shown, typed, sentence):
    wish = {
        "segment": "rue de la Perche, côté <b>impair",
        "planned": "350",
        "carrier": "prevention",
        "note": "à l’accueil",
    }
    answer = chief.submit(f"{base(shown)}/nouvelle", wish | typed)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert "à l’accueil" in answer.text
    assert rounds(shown) == []


def test_of_two_who_save_a_round_at_once_the_second_sees_both_versions(chief, shown, walk):
    path = f"{base(shown)}/{walk(shown).code}"
    values = form_values(chief.page(path).select_one("main form[method=post]"))
    assert chief.post(path, data=values | {"label": "Nord", "planned": "400"}).status_code == 302
    answer = chief.post(path, data=values | {"label": "Sud", "planned": "300"})
    assert answer.status_code == 409
    told = words(answer.text)
    assert "Nom de la tournée Nord Sud" in told
    assert "Combien de flyers 400 300" in told
    (line,) = rounds(shown)
    assert line.round.label == "Nord"


def test_of_two_who_note_a_round_at_once_the_second_sees_both_versions(chief, shown, walk):
    path = f"{base(shown)}/{walk(shown).code}/distribuee"
    values = form_values(chief.page(path).select_one("main form[method=post]"))
    assert values["handed_out"] == "350"
    chief.post(path, data=values | {"handed_out": "320"})
    answer = chief.post(path, data=values | {"handed_out": "300"})
    assert answer.status_code == 409
    assert "Flyers distribués 320 300" in words(answer.text)


def test_what_is_left_is_said_on_the_list_the_hub_and_the_edit_page(chief, shown, walk):
    round_ = walk(shown)
    path = f"{base(shown)}/{round_.code}"
    done = chief.submit(f"{path}/distribuee", {"handed_out": "320"}, follow=True)
    assert "C’est noté : 320 flyers distribués, 30 restent." in words(done.text)
    for page in (base(shown), f"/equipe/rencontres/{shown.code}", path):
        assert "320 flyers distribués sur 350, 30 restent." in words(chief.get(page).text), page
    hub = words(chief.get(f"/equipe/rencontres/{shown.code}").text)
    assert "Flyers distribués 320 flyers" in hub
    more = chief.submit(f"{path}/distribuee", {"handed_out": "1600"}, follow=True)
    assert "1 600 flyers distribués, 1 250 de plus que prévu." in words(more.text)


def test_a_walk_noted_after_the_cafe_is_offered_the_day_of_the_cafe(sign_in, shown, walk, clock):
    path = f"{base(shown)}/{walk(shown).code}/distribuee"
    clock.set(shown.starts_at + timedelta(days=3))
    page = sign_in(Role.CHIEF, "colfontaine").page(path)
    assert form_values(page.select_one("main form[method=post]"))["day"] == CAFE.isoformat()


def test_once_the_cafe_is_moved_its_rounds_say_what_is_wrong_with_them(sign_in, shown, walk, clock):
    walk(shown, label="Sortie").do(
        operations.hand_out, handed_out=9, day=now().date(), is_done=True, today=now().date()
    )
    walk(shown, label="Prévue", day=CAFE)
    clock.advance(hours=1)
    with transaction():
        moved = get_meeting_by_id(shown.id)
        moved.starts_local -= timedelta(days=1)
        moved.plan_changed_at = now()
    chief = sign_in(Role.CHIEF, "colfontaine")
    for page in (base(shown), f"/equipe/rencontres/{shown.code}"):
        told = words(chief.get(page).text)
        assert told.count("ces flyers ne disent plus ce qui est vrai") == 1
        assert told.count("Ce jour est après le café : choisissez un autre jour.") == 1


@pytest.mark.parametrize("days", [6, 5])
def test_from_the_fifth_day_before_a_round_is_late_on_the_list_the_hub_and_the_desk(sign_in, shown, walk, clock, days):
    round_ = walk(shown)
    pages = (base(shown), f"/equipe/rencontres/{shown.code}", "/equipe/")
    clock.set(shown.starts_at - timedelta(days=days))
    chief = sign_in(Role.CHIEF, "colfontaine")
    if days == 6:
        assert not any("en retard : le café" in words(chief.get(page).text).lower() for page in pages)
        return
    for page in pages:
        assert "en retard : le café est dans 5 jours." in words(chief.get(page).text).lower(), page
    chief.submit(f"{base(shown)}/{round_.code}/distribuee", {"handed_out": "350"})
    assert not any("en retard : le café" in words(chief.get(page).text).lower() for page in pages)


def test_a_round_is_given_up_and_taken_up_again_and_can_never_be_deleted(chief, shown, walk):
    round_ = walk(shown)
    gone = chief.submit(base(shown), action=f"{round_.code}/abandonner", follow=True)
    assert "La tournée est abandonnée. Le code de ses flyers marche toujours." in words(gone.text)
    assert chief.get(f"/s/{round_.code}").status_code == 302
    for path in ("", "/distribuee"):
        page = chief.submit(f"{base(shown)}/{round_.code}{path}")
        assert (page.status_code, "Reprenez-la d’abord" in words(page.text)) == (422, True)
    again = chief.submit(base(shown), action=f"{round_.code}/reprendre", follow=True)
    assert "La tournée est reprise." in words(again.text)
    chief.submit(f"{base(shown)}/{round_.code}/distribuee", {"handed_out": "0"})
    values = form_values(chief.page(f"{base(shown)}/{round_.code}").select_one("main form[method=post]"))
    late = chief.post(f"{base(shown)}/{round_.code}/abandonner", data=values, follow_redirects=True)
    assert "Cette tournée est déjà distribuée." in words(late.text)


def test_whoever_carries_a_round_notes_it_and_changes_nothing_else(sign_in, shown, walk):
    helper = sign_in(Role.OFFICER, "colfontaine", name="M. Porteur")
    round_ = walk(shown, carrier="officer", officer_id=find_officer(helper.account_id).id)
    other = walk(shown)
    page = helper.page(base(shown))
    assert page.select(f"a[href$='{round_.code}/distribuee']")
    assert not page.select(f"a[href$='{other.code}/distribuee'], a[href$='/nouvelle'], a[href$='/{round_.code}']")
    assert helper.submit(f"{base(shown)}/{round_.code}/distribuee", {"handed_out": "12"}).status_code == 302
    assert helper.get(f"{base(shown)}/{other.code}/distribuee").status_code == 404
    assert helper.get(f"{base(shown)}/{round_.code}").status_code == 404


def test_a_reader_sees_the_rounds_and_no_button(sign_in, shown, walk):
    walk(shown)
    page = sign_in(Role.RECEPTION, "colfontaine").page(base(shown))
    assert "Tournée 1" in page.text
    assert not page.select("main form, main .actions a[href*='distribuee']")


def test_the_list_of_a_week_is_there_to_be_handed_over(chief, shown, walk):
    walk(shown, label="Nord", day=CAFE - timedelta(days=1), note="Flyers à l’accueil")
    walk(shown, label="Sud", carrier="officer", officer_id=shown.host_id, day=CAFE)
    page = words(chief.get("/equipe/tournees?semaine=2027-02-10").text)
    assert "Semaine du lundi 8 février 2027 au dimanche 14 février 2027" in page
    assert page.index("Nord") < page.index("Mardi 9 février 2027") < page.index("Sud")
    assert "Nord – Colfontaine rue Neuve, du 1 au 99" in page
    prevention = words(chief.get("/equipe/tournees?semaine=2027-02-10&qui=prevention").text)
    assert ("Nord" in prevention, "Sud" in prevention) == (True, False)
    for asked in ("", "?semaine=jamais&qui=x", "?semaine=9999-12-31", "?semaine=0001-01-01"):
        assert "Semaine du lundi 4 janvier 2027" in words(chief.get(f"/equipe/tournees{asked}").text)


def test_flyers_by_hand_stand_beside_those_of_the_rounds(chief, shown, walk):
    walk(shown).do(operations.hand_out, handed_out=320, day=now().date(), is_done=True, today=now().date())
    with transaction():
        note_flyers(get_meeting_by_id(shown.id), 200, by_account_id=None, now=now())
    assert "200 autres flyers distribués hors des tournées" in words(chief.get(base(shown)).text)
    assert "520 flyers 320 dans les tournées, 200 ailleurs" in words(chief.get(f"/equipe/rencontres/{shown.code}").text)


def test_once_the_meeting_is_over_and_closed_nothing_more_is_offered(chief, meeting, walk):
    shown = meeting(publish=False)
    walk(shown)
    path = f"/equipe/rencontres/{shown.code}/annuler"
    chief.submit(path, {"reason": "Salle fermée"})
    told = words(chief.get(base(shown)).text)
    assert "Le café est annulé : ne distribuez plus rien." in told
    assert ("sans objet" in told, "restent" in told) == (True, False)
    assert not chief.page(base(shown)).select("main form, main a[href$='/nouvelle']")


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_list_takes_as_many_statements_for_twelve_rounds(chief, shown, walk, count_queries, how_many):
    for _ in range(how_many):
        walk(shown, streets=[queries.offered_streets(shown)[0].key])
    chief.get(base(shown))
    with count_queries() as counted:
        chief.get(base(shown))
    assert counted.total == 16


def test_the_hub_reads_the_rounds(shown, walk):
    walk(shown)
    hub = hub_of(get_meeting_by_id(shown.id), now=now(), tz=zone_time())
    assert [line.round.label for line in hub.rounds.lines] == ["Tournée 1"]
