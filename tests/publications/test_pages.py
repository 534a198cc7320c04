"""The texts of a meeting, the stamps, the communal papers, and what the desk says of them."""

from datetime import date, timedelta

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import today
from cafepol.core.db import transaction
from cafepol.core.typography import plain_spaces
from cafepol.meetings.lifecycle import Audience
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting, withdraw_meeting
from cafepol.zone.queries import get_venue
from tests.pages import words
from tests.publications.facts import LONG_ROOM
from tests.publications.stamps import issue, move, stamp

LINK = "https://www.facebook.com/events/123"


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine", name="Mme Simon")


@pytest.fixture
def press_office(sign_in):
    return sign_in(Role.COMMUNICATION, None, name="Mme Presse")


@pytest.fixture
def shown(meeting):
    return meeting()


def texts(shown) -> str:
    return f"/equipe/rencontres/{shown.code}/textes"


def hub(shown) -> str:
    return f"/equipe/rencontres/{shown.code}"


def test_each_channel_of_the_profile_has_its_text_to_select(chief, shown):
    assert chief.page(hub(shown)).select_one(f"#textes a[href='{texts(shown)}']")
    page = chief.page(texts(shown))
    boxes = page.select("textarea[readonly]")
    assert [each["id"] for each in boxes] == ["texte-facebook", "texte-borapp", "texte-journal", "texte-site"]
    assert all(shown.code in each.text for each in boxes)
    assert all(each["lang"] == "fr" for each in boxes)
    notice = page.select_one("#texte-borapp").text.strip()
    assert f"{len(notice)} signes sur 160" in words(page.text)
    assert all(each.has_attr("hidden") for each in page.select("[data-copy] button"))  # copy.js shows them


def test_a_notice_with_a_room_of_sixty_characters_fits_and_a_longer_one_is_told_with_its_field(chief, shown):
    with transaction():
        get_venue(shown.venue_id).name = LONG_ROOM
    notice = chief.page(texts(shown)).select_one("#texte-borapp").text.strip()
    assert LONG_ROOM in notice
    assert len(notice) <= 160
    with transaction():
        get_venue(shown.venue_id).name = f"{LONG_ROOM} {LONG_ROOM}"[:120]
    page = chief.page(texts(shown))
    card = page.select_one("#canal-borapp")
    assert "Raccourcissez le nom du lieu." in words(card.text)
    assert card.select_one(f"a[href='/equipe/lieux/{shown.venue_id}']")
    assert card.select_one("textarea") is None
    assert page.select_one("#texte-facebook")


def test_a_stamp_with_its_link_stands_on_the_meetings_page(chief, shown):
    answer = chief.submit(texts(shown), {"link": LINK}, action="/facebook/publie")
    assert answer.headers["Location"].endswith("/textes#canal-facebook")
    block = chief.page(hub(shown)).select_one("#textes")
    assert block.select_one(f"a[href='{LINK}']")
    assert "publié le jeu. 7 janv." in words(block.text)
    assert words(block.text).count("pas publié") == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"link": "http://exemple.be/cafe"}, "Elle commence par https://"),
        ({"link": LINK, "published_on": "2027-01-08"}, "Ce jour n’est pas encore venu."),
        ({"link": LINK, "published_on": ""}, "Choisissez le jour où le texte a été publié."),
    ],
)
def test_what_cannot_be_noted_is_kept_at_its_card(chief, shown, typed, sentence):
    answer = chief.submit(texts(shown), typed, action="/borapp/publie")
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert f'value="{typed["link"]}"' in answer.text
    assert 'href="#link-borapp"' in answer.text or 'href="#published_on-borapp"' in answer.text
    assert "Noté par" not in words(chief.page(texts(shown)).text)


def test_a_stamp_is_taken_back_once_however_often_it_is_asked(chief, shown):
    stamp(shown)
    page = chief.page(texts(shown))
    key = page.select_one("form[action$='/retirer'] input[name=key]")["value"]
    token = page.select_one("form[action$='/retirer'] input[name=csrf_token]")["value"]
    address = page.select_one("form[action$='/retirer']")["action"]
    for _ in range(2):
        assert chief.post(address, data={"key": key, "csrf_token": token}).status_code == 302
    assert "Noté par" not in words(chief.page(texts(shown)).text)
    assert chief.post(address, data={"csrf_token": token}).status_code == 404


def test_a_meeting_that_moved_has_its_texts_to_correct_on_its_pages_and_on_the_desk(chief, shown):
    stamp(shown)
    stamp(shown, "notice")
    move(shown)
    page = chief.page(texts(shown))
    assert "Ce qui est publié n’est plus juste." in words(page.text)
    assert page.select_one("#texte-borapp").text.strip().startswith("Changement. ")
    assert "10 février" in plain_spaces(page.select_one("#texte-facebook").text)
    assert words(chief.page(hub(shown)).select_one("#textes").text).count("À corriger") == 2
    todo = chief.page("/equipe/").select_one("#textes")
    assert "À corriger : Facebook, Bor’App. La rencontre a changé." in words(todo.text)
    assert todo.select_one(f"a[href='{texts(shown)}']")


def test_a_text_copied_before_the_meeting_moved_is_stamped_as_what_it_was(chief, shown):
    page = chief.page(texts(shown))
    sent = {each["name"]: each.get("value", "") for each in page.select("#canal-facebook form input")}
    move(shown)
    chief.post(f"{texts(shown)}/facebook/publie", data=sent)
    assert "À corriger" in words(chief.page(texts(shown)).select_one("#canal-facebook").text)


def test_the_paper_says_until_when_it_takes_a_text(chief, press_office, shown):
    issue(copy_by=date(2027, 1, 10), appears_on=date(2027, 1, 20))
    sentence = "Textes pour le 10 janvier, dans 3 jours"
    for page in (texts(shown), hub(shown), "/equipe/"):
        assert sentence in words(chief.page(page).text), page
    assert sentence in words(press_office.page("/equipe/").text)
    stamp(shown, "article")
    assert sentence not in words(chief.page("/equipe/").text)


def test_a_missed_paper_is_said_on_the_meetings_page_and_no_longer_on_the_desk(chief, shown):
    issue(copy_by=today() - timedelta(days=1), appears_on=date(2027, 1, 20))
    assert "Trop tard pour le journal « janvier 2027 »" in words(chief.page(hub(shown)).text)
    assert "Aucun texte n’est à publier" in words(chief.page("/equipe/").select_one("#textes").text)


def test_a_draft_has_no_text_to_paste_and_what_was_published_of_it_is_to_be_corrected(chief, meeting, clock):
    draft = meeting(publish=False)
    page = chief.page(texts(draft))
    assert "Publiez-la d’abord" in words(page.text)
    assert not page.select("textarea, form[action*='/textes/']")
    again = meeting(days=2)
    stamp(again)
    with transaction():
        withdraw_meeting(get_meeting_by_id(again.id), audience=Audience(0, 0), now=clock())
    page = chief.page(texts(again))
    assert "retirez ou corrigez" in words(page.text)
    assert "À corriger" in words(page.select_one("#canal-facebook").text)


def test_after_the_day_there_is_nothing_left_to_copy(sign_in, shown, clock):
    clock.set(shown.ends_at)
    page = sign_in(Role.CHIEF, "colfontaine").page(texts(shown))
    assert "Ce jour est passé" in words(page.text)
    assert not page.select("textarea")


def test_reception_reads_and_copies_the_texts_and_stamps_none(sign_in, shown):
    reception = sign_in(Role.RECEPTION, "colfontaine")
    page = reception.page(texts(shown))
    assert page.select("textarea")
    assert not page.select("main form")
    assert reception.page("/equipe/").select_one("#textes") is None


def test_issues_are_noted_and_corrected_by_commune(press_office):
    home = press_office.page("/equipe/")
    assert home.select_one("a[href='/equipe/journaux']")
    commune = press_office.page("/equipe/journaux").select("#commune_id option")[0]["value"]
    typed = {"commune_id": commune, "title": "janvier 2027", "copy_by": "2027-01-10", "appears_on": "2027-01-20"}
    text = words(press_office.submit("/equipe/journaux", typed, follow=True).text)
    assert "Textes pour le dimanche 10 janvier." in text
    answer = press_office.submit("/equipe/journaux", typed)
    assert (answer.status_code, "Ce numéro est déjà noté." in words(answer.text)) == (422, True)
    answer = press_office.submit("/equipe/journaux", typed | {"appears_on": "2027-01-02"})
    assert "paraît avant le dernier jour" in words(answer.text)
    assert 'value="janvier 2027"' in answer.text
    link = press_office.page("/equipe/journaux").select_one(".rows a")["href"]
    answer = press_office.submit(link, {"appears_on": "2027-01-02"})
    assert answer.status_code == 422
    press_office.submit(link, {"title": "hiver 2027"}, form="main form.keep")
    assert "hiver 2027" in words(press_office.page("/equipe/journaux").text)
    press_office.submit(link, action="/supprimer")
    assert "Aucun numéro n’est noté" in words(press_office.page("/equipe/journaux").text)


def test_two_who_correct_an_issue_see_both_versions(press_office, chief):
    address = f"/equipe/journaux/{issue()}"
    page = press_office.page(address)
    mine = {each["name"]: each.get("value", "") for each in page.select("form.keep input")}
    dropped = {each["name"]: each.get("value", "") for each in page.select("form[action$='/supprimer'] input")}
    chief.submit(address, {"title": "hiver 2027"}, form="form.keep")
    answer = press_office.post(address, data=mine | {"title": "gazette"})
    assert answer.status_code == 409
    assert "hiver 2027" in answer.text
    assert 'value="gazette"' in answer.text
    press_office.post(f"{address}/supprimer", data=dropped)
    assert "hiver 2027" in words(press_office.page("/equipe/journaux").text)


def test_a_chief_keeps_the_papers_of_their_own_communes_alone(chief):
    assert chief.get(f"/equipe/journaux/{issue(town='boussu')}").status_code == 404
    assert "Boussu" not in words(chief.page("/equipe/journaux").text)


@pytest.mark.parametrize("address", ["/equipe/journaux/99999999999999999999999", "/equipe/journaux/0"])
def test_an_issue_that_is_none_is_no_page(press_office, address):
    assert press_office.get(address).status_code == 404


def test_a_channel_that_the_zone_has_not_takes_no_stamp(chief, shown):
    page = chief.page(texts(shown))
    sent = {each["name"]: each.get("value", "") for each in page.select("#canal-facebook form input")}
    assert chief.post(f"{texts(shown)}/pigeon/publie", data=sent).status_code == 404


def test_a_colleague_reads_the_texts_of_a_cafe_and_stamps_none(sign_in, shown):
    page = sign_in(Role.OFFICER, "colfontaine", name="M. Voisin").page(texts(shown))
    assert page.select("textarea")
    assert not page.select("main form")


def test_a_cancelled_cafe_that_was_published_nowhere_is_said_to_be_cancelled(chief, shown, clock):
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="La salle est inondée.", now=clock())
    page = chief.page(texts(shown))
    assert "La rencontre est annulée. Les textes le disent." in words(page.text)
    assert all(each.text.strip().startswith("ANNULÉ") for each in page.select("textarea"))
