"""Letters, calls and the sheet of what to tell: reached by links alone on a telephone, each state judged once."""

import pytest
from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.transitions import OFFICER, Actor
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.models import Officer
from tests.factories import make_concern, make_letter, make_meeting
from tests.journeys.test_first_cafe import sign_in
from tests.journeys.test_states import TODAY_AT_14, follow, press, window  # noqa: F401 -- window is a fixture

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("live", ["boraine"], indirect=True)]


@pytest.fixture
def letter(live):
    """A café where one person has a letter that waits and one is to be called: the letter; the next café’s code."""
    live.clock.advance(hours=6)
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        account = session.get_one(Account, host.account_id)
        held = make_meeting(host, commune=live.names["slug"], starts=TODAY_AT_14.replace(hour=17))
        coming = make_meeting(host, commune=live.names["slug"])
        concern = make_concern(account, held.commune, meeting=get_meeting_by_id(held.id))
        call = operations.RaiserDraft(name="Mme Martin", phone="065 00 99 33", channel=Channel.PHONE, heard_on=today())
        by = Actor(account.id, frozenset({OFFICER}))
        operations.add_raiser(concern, call, by=by, now=now(), today=today())
        return make_letter(concern, account), coming.code


def test_letters_calls_and_the_sheet_are_reached_and_read(live, letter, window):  # noqa: F811 -- the fixture
    page, look = window
    sign_in(page, "claire@zone.example")
    follow(page, "/lettres")
    look("1 lettre à imprimer")
    assert page.context.request.get(f"{live.url}/equipe/doleances/lettres.pdf?lettre={letter[0]}").ok
    page.reload()
    look("1 lettre imprimée à poster")
    press(page, "Noter comme postées")
    look("Cochez au moins une lettre.")
    page.get_by_label("M. Petit").check()
    press(page, "Noter comme postées")
    look("1 lettre notée comme postée.")
    follow(page, "/equipe/")
    follow(page, "/appels?liste=miens")
    press(page, "Pas joint")
    look("1 essai")
    follow(page, "/equipe/")
    follow(page, f"/equipe/rencontres/{letter[1]}")
    follow(page, "/fiche-retour")
    look("1 chose dite aux cafés d’avant")
