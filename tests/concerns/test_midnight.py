"""The day ends at midnight in Brussels: what is due today is not late, tomorrow it is; also when the clocks change."""

import re
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from cafepol.concerns.models import Concern
from cafepol.concerns.records import Promise
from cafepol.core.db import transaction
from cafepol.messages.models import Message
from tests.concerns.conftest import mail, phone_call
from tests.pages import words

HOME = "/equipe/doleances"

# the due day, and 23:59 and 00:01 of its end as the world's clock has them
MIDNIGHTS = {
    "winter": (date(2027, 1, 20), "22:59", "23:01"),
    "summer": (date(2027, 6, 16), "21:59", "22:01"),
    "the eve of the short night": (date(2027, 3, 27), "22:59", "23:01"),
    "the short day, 28 March": (date(2027, 3, 28), "21:59", "22:01"),
    "the eve of the long night": (date(2027, 10, 30), "21:59", "22:01"),
    "the long day, 31 October": (date(2027, 10, 31), "22:59", "23:01"),
}


class Late:
    """Where one concern shows as late: each page read as its reader reads it."""

    def __init__(self, cafe, client):
        self.cafe, self.client = cafe, client
        self.number = cafe.log(phone_call(), mail())
        with transaction() as session:
            (wrote,) = session.scalars(select(Message.text).where(Message.kind == "concern_heard"))
        self.link = re.search(r"/suivi/\S+", wrote).group()

    def due(self, day):
        with transaction() as session:
            session.execute(update(Promise).values(due_on=day))
            session.execute(update(Concern).values(next_on=day))

    def seen(self):
        self.cafe.stay_signed_in()
        return {
            "the officer’s board": self._on_board(self.cafe.officer),
            "the chief’s board": self._on_board(self.cafe.chief),
            "the page of the concern": "en retard, promis" in self._said(self.cafe.officer, f"{HOME}/{self.number}"),
            "the calls to give": "en retard, promis" in self._said(self.cafe.officer, f"{HOME}/appels"),
            "the officer’s day": "1 jour de retard" in self._said(self.cafe.officer, "/equipe/"),
            "the resident’s page": "Nous sommes en retard." in self._said(self.client, self.link),
        }

    @staticmethod
    def _said(client, path):
        return words(client.get(path).text)

    def _on_board(self, client):
        page = BeautifulSoup(client.get(HOME).text, "html.parser")
        assert self.number in page.text
        (lane,) = [each for each in page.select(".lane") if each.h2.text.startswith("En retard")]
        return self.number in lane.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # a day does not depend on the engine
def test_what_is_due_today_is_not_late_and_tomorrow_it_is(cafe, client, clock, subtests):
    shown = Late(cafe, client)
    for name, (day, before, after) in MIDNIGHTS.items():
        with subtests.test(midnight=name):
            shown.due(day)
            clock.set(datetime.fromisoformat(f"{day}T{before}").replace(tzinfo=UTC))
            today = shown.seen()
            clock.set(datetime.fromisoformat(f"{day}T{after}").replace(tzinfo=UTC))
            tomorrow = shown.seen()
            assert today == dict.fromkeys(today, False)
            assert tomorrow == dict.fromkeys(tomorrow, True)
