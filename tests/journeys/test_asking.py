"""The staff's pages on which a partner or a resident is asked, and the pages that answer: judged in each state once."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.queries import Scope, get_concern
from cafepol.concerns.transitions import OFFICER, Actor, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.partners.models import PartnerContact
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone
from cafepol.zone.models import Commissariat
from tests.journeys.test_first_cafe import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]

WIDTH = 390
RESIDENT = "simon@exemple.be"
PARTNER = "dubois@partenaire.example"


@pytest.fixture
def concern(live):
    """The number of a concern that is in progress, said by two people."""
    with live.app.app_context(), transaction() as session:
        officer = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        commune = zone.commune_by_slug(live.names["slug"])
        by = Actor(officer.account_id, frozenset({OFFICER}))
        session.scalars(select(PartnerContact).where(PartnerContact.mail == PARTNER)).one().language = "de"
        people = [
            operations.RaiserDraft(name="Mme Simon", mail=RESIDENT, channel=Channel.MAIL),
            operations.RaiserDraft(name="M. Petit", phone="065 00 99 33", channel=Channel.PHONE),
        ]
        made = operations.log_concern(
            operations.ConcernDraft(
                commune=commune, quarter=None, meeting=None, theme=zone.themes()[0], raisers=people,
                facts="Les poteaux penchent depuis le mois de mars.", place="",
            ),
            by=by, now=now(), today=today(),
        )  # fmt: skip
        made.owner = officer
        operations.start_work(
            made, version=made.version, next_step="Passer voir", next_on=today(), by=by, now=now(), today=today()
        )
        return made.number


@pytest.fixture
def window(browse, accessible):
    """A window as wide as a telephone, without JavaScript, and what judges each state that it shows."""
    page = browse(WIDTH, 844, javascript=False)

    def look(said: str) -> None:
        expect(page.locator("main")).to_contain_text(said)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url
        accessible(page)

    return page, look


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_a_partner_is_asked_and_answers_in_their_language(live, concern, window, browse, accessible):
    page, look = window
    here = f"/equipe/doleances/{concern}/relais"
    sign_in(page, "claire@zone.example")
    page.goto(here)
    look("Demander à un partenaire")
    press(page, "Relire avant d’envoyer")
    look("Écrivez la question.")
    page.get_by_label("À qui ?").select_option(label="Mme Dubois, lit en allemand")
    page.get_by_label("La question").fill("Qui entretient les poteaux ?")
    press(page, "Relire avant d’envoyer")
    look("verra ceci et rien d’autre")
    press(page, "Envoyer la question")
    page.goto(here)
    look("La question chez Habitat pour tous")
    live.work()
    theirs = browse(320, 800, javascript=False)
    path = live.link(live.mail_to(PARTNER), "/relais/")
    theirs.goto(path)
    accessible(theirs)
    theirs.locator("main form button").click()
    accessible(theirs)
    theirs.locator("main textarea").fill("Wir kommen am Montag.")
    theirs.locator("main form button").click()
    expect(theirs.locator("main")).to_contain_text("Wir kommen am Montag.")
    accessible(theirs)
    theirs.goto(path[:-1] + ("A" if path[-1] != "A" else "B"))
    accessible(theirs)


def test_a_resident_is_asked_answers_and_asks_to_take_it_up_again(live, concern, window, browse, accessible):
    page, look = window
    here = f"/equipe/doleances/{concern}"
    sign_in(page, "claire@zone.example")
    page.goto(f"{here}/questions")
    look("Poser une question")
    press(page, "Envoyer la question")
    look("Écrivez la question.")
    page.get_by_label("Mme Simon").check()
    page.get_by_label("Votre question").fill("À quelle heure ?")
    press(page, "Envoyer la question")
    page.goto(f"{here}/questions")
    look("Réponse attendue au plus tard")
    press(page, "Noter la réponse")
    look("Écrivez la réponse.")
    live.work()
    theirs = browse(320, 800, javascript=False)
    theirs.goto(live.link(live.mail_to(RESIDENT, about="question"), "/suivi/"))
    accessible(theirs)
    theirs.get_by_label("Votre réponse").fill("Vers huit heures.")
    press(theirs, "Envoyer")
    expect(theirs.locator("main")).to_contain_text("Vers huit heures.")
    accessible(theirs)
    close(live, concern)
    live.work()
    theirs.goto(live.link(live.mail_to(RESIDENT, about="avis"), "/avis/"))
    accessible(theirs)
    theirs.get_by_label("Non, pas du tout").check()
    press(theirs, "Envoyer mon avis")
    accessible(theirs)
    page.goto(f"{here}/reouverture")
    look("Demander de reprendre")
    press(page, "Demander de reprendre")
    look("Écrivez pourquoi il faut reprendre.")
    page.get_by_label("Pourquoi reprendre ?").fill("Les poteaux penchent encore.")
    press(page, "Demander de reprendre")
    page.goto(f"{here}/reouverture")
    look("C’est le chef de commissariat qui décide.")
    chief = browse(WIDTH, 844, javascript=False)
    sign_in(chief, "chef@zone.example")
    chief.goto(f"{here}/reouverture")
    accessible(chief)
    press(chief, "Décider")
    accessible(chief)


def close(live, number: str) -> None:
    """Decide, tell both on the phone, close."""
    with live.app.app_context(), transaction() as session:
        concern = get_concern(number, Scope(chief_of=frozenset(session.scalars(select(Commissariat.id)))))
        by = Actor(concern.owner.account_id, frozenset({OFFICER}))
        operations.make_feedback_due(
            concern, version=concern.version, decided="Redressés.", outcome=Outcome.RESOLVED,
            by=by, now=now(), today=today(),
        )  # fmt: skip
        for raiser in concern.waiting:
            operations.give_feedback(
                concern, raiser, channel=Channel.PHONE, text="Redressés.", by=by, now=now(), today=today()
            )
        operations.close_concern(
            concern, version=concern.version, outcome=Outcome.RESOLVED, summary="Redressés.", by=by, now=now()
        )
