"""Starting, watching, stopping and fetching: who may, what they see, what stays on the audit trail."""

import pytest
from sqlalchemy import select, update

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.batches.models import PrintJob
from cafepol.batches.papers import KEEP
from cafepol.batches.running import run_job
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from tests.pages import words

INDEX = "/equipe/impressions"


@pytest.fixture
def chief(sign_in):
    """The browser of the chief of Colfontaine."""
    return sign_in(Role.CHIEF)


def begin(browser, **wanted) -> str:
    """The address of the job that was started."""
    answer = browser.submit(INDEX, {"month": "2027-02", **wanted})
    assert answer.status_code == 302
    return answer.headers["Location"]


def recorded() -> list[tuple[str, str, int]]:
    db.session.remove()
    actions = select(AuditEntry).where(AuditEntry.action.startswith("flyer")).order_by(AuditEntry.id)
    return [(each.action, each.subject, each.subject_id) for each in db.session.scalars(actions)]


def test_a_chief_starts_watches_and_fetches_and_the_flyers_are_printed(chief, meeting):
    cafe, other = meeting(), meeting(days=1)
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == other.id).values(title="Un café 😀"))
    path = begin(chief)
    waiting = chief.get(path)
    assert "En attente." in words(waiting.text)
    assert waiting.headers["Refresh"] == "3"
    assert chief.get(f"{path}.pdf").headers["Location"] == path
    run_job(now)
    done = chief.get(path)
    assert "Refresh" not in done.headers
    assert "1 flyer, 0,1 Mo. Le fichier est gardé jusqu’à vendredi 8 janvier, 9 h." in words(done.text)
    assert "Colfontaine, mercredi 10 février 2027" in words(done.text)
    assert f'href="/equipe/rencontres/{other.code}/modifier#title"' in done.text
    assert recorded()[1:] == []
    file = chief.get(f"{path}.pdf")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Length"] == str(len(file.data))
    assert file.headers["Content-Disposition"] == 'inline; filename="flyers-2027-02-a5-bureau.pdf"'
    job_id = int(path.rpartition("/")[2])
    assert recorded() == [
        ("flyers_batch_started", "print_job", job_id),
        ("flyers_batch_fetched", "print_job", job_id),
        ("flyer_printed", "meeting", cafe.id),
    ]
    assert "prêt" in words(chief.get(INDEX).text)


@pytest.mark.engines
def test_it_is_stopped_from_its_page(chief, meeting):
    meeting()
    path = begin(chief)
    assert chief.submit(path, action="/annuler").status_code == 302
    assert "L’impression est arrêtée" in words(chief.get(path).text)
    token = {"csrf_token": chief.page(INDEX).select_one("main input[name=csrf_token]")["value"]}
    again = chief.post(f"{path}/annuler", data=token, follow_redirects=True)
    assert "Cette impression est déjà finie." in words(again.text)
    assert [each[0] for each in recorded()] == ["flyers_batch_started", "flyers_batch_cancelled"]


def test_how_far_it_is_stands_in_words_and_as_a_bar(chief, meeting):
    meeting()
    path = begin(chief)
    with transaction() as session:
        session.execute(update(PrintJob).values(state="running", claimed_at=now(), total=40, done=12))
    page = chief.page(path)
    assert "12 sur 40." in words(str(page))
    assert (page.progress["value"], page.progress["max"]) == ("12", "40")
    chief.submit(path, action="/annuler")
    assert "On arrête, encore un instant." in words(chief.get(path).text)


def test_nothing_to_print_is_said_at_the_month_and_what_was_chosen_stays(chief, meeting):
    meeting(days=30)
    answer = chief.submit(INDEX, {"month": "2027-02", "use": "page"})
    assert answer.status_code == 422
    assert "Il n’y a pas de flyer à imprimer pour ce mois." in words(answer.text)
    assert 'value="page" checked' in answer.text
    assert db.session.scalars(select(PrintJob)).all() == []


def test_a_file_that_is_gone_and_a_job_that_failed_say_so(chief, meeting):
    meeting()
    path = begin(chief)
    run_job(now)
    with transaction() as session:
        session.execute(update(PrintJob).values(finished_at=now() - KEEP))
    assert "Ce fichier n’est plus gardé" in words(chief.get(path).text)
    assert chief.get(f"{path}.pdf").status_code == 302
    with transaction() as session:
        session.execute(update(PrintJob).values(state="failed"))
    assert "L’impression n’a pas abouti" in words(chief.get(path).text)


def test_only_who_started_it_the_chief_of_its_place_and_communication_see_it(sign_in, chief, meeting):
    meeting()
    draft = meeting(days=1, publish=False)
    officer = sign_in(Role.OFFICER)
    path = begin(officer)
    run_job(now)
    for browser in (officer, chief, sign_in(Role.COMMUNICATION)):
        assert browser.get(path).status_code == 200
        assert f'href="/equipe/rencontres/{draft.code}"' in browser.get(path).text
        assert browser.get(f"{path}.pdf").status_code == 200
    for browser in (sign_in(Role.OFFICER), sign_in(Role.CHIEF, "boussu"), sign_in(Role.RECEPTION)):
        assert browser.get(path).status_code == 404
        assert browser.get(f"{path}.pdf").status_code == 404
        assert words(path.rpartition("/")[2]) not in words(str(browser.page(INDEX).select_one("main section")))
    assert ("flyer_printed", "meeting") not in {each[:2] for each in recorded()[1:3]}  # the officer does not host it


def test_communication_prints_for_the_zone_and_others_for_their_own_place(sign_in, chief, meeting):
    meeting()
    assert begin(sign_in(Role.COMMUNICATION), place="zone")
    assert [each["value"] for each in chief.page(INDEX).select("#place option")] == ["colfontaine"]
    answer = chief.submit(INDEX, {"month": "2027-02", "place": "zone"})
    assert (answer.status_code, "Choisissez une réponse de la liste." in words(answer.text)) == (422, True)


def test_the_month_and_the_desk_lead_here(chief):
    assert chief.page("/equipe/planning?mois=2027-02").select_one(f'a[href^="{INDEX}?mois=2027-02"]')
    assert not chief.page("/equipe/planning?mois=2026-12").select_one(f'a[href^="{INDEX}"]')
    assert chief.page("/equipe/").select_one(f'a[href="{INDEX}"]')
    assert chief.page(f"{INDEX}?mois=2027-03").select_one("#month option[selected]")["value"] == "2027-03"
