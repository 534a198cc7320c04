"""Whoever takes calls, by keyboard alone: a caller is registered in few keys, found by reference, and cancelled."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cafepol.core.db import transaction
from cafepol.staff.models import Officer
from tests import factories
from tests.journeys.test_first_cafe import sign_in

pytestmark = pytest.mark.journey


class Keyboard:
    """Hands that never leave the keys; how many were pressed to go from field to field (what is typed is not)."""

    def __init__(self, page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def reach(self, name: str, most: int = 40) -> None:
        """Tab until what is focused is called so."""
        for _ in range(most):
            self.press("Tab")
            if re.match(name, self.focused):
                return
        pytest.fail(f"« {name} » is out of reach of {most} tabs; at « {self.focused} »")

    @property
    def focused(self) -> str:
        """What the focused control or link is called."""
        said = "document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText || ''"
        return " ".join(self.page.evaluate(said).split())


@pytest.mark.parametrize("live", ["boraine"], indirect=True)
def test_a_caller_is_served_by_keyboard_alone(live, browse, accessible):
    with live.app.app_context(), transaction() as session:
        host = session.scalars(select(Officer).where(Officer.name == "Mme Lambert")).one()
        factories.make_meeting(host, commune=live.names["slug"])
    page = browse()
    sign_in(page, "claire@zone.example")
    accessible(page)
    hands = Keyboard(page)

    hands.reach("Inscrire un appelant")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inscrire un appelant")
    accessible(page)
    hands.keys = 0
    hands.press("Tab")  # the next café is chosen already
    hands.type("Albert Nys")
    hands.press("Tab")
    hands.type("065 00 99 44")
    hands.press("Enter")
    expect(page.locator(".code")).to_have_text(re.compile(r"^[0-9A-Z]{3}-[0-9A-Z]{3}$"))
    assert hands.keys == 3
    accessible(page)
    reference = page.locator(".code").inner_text()

    page.goto("/equipe/")
    hands.reach("Référence, téléphone ou adresse")
    hands.type(reference.replace("-", " ").lower())
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Albert.Nys"))
    hands.reach("Annuler pour cette personne", most=60)
    hands.press("Enter")
    expect(page.get_by_text("C’est annulé : la place est libre.")).to_be_visible()
    accessible(page)
