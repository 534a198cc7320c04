"""A concern of Wasmes that is followed, and people at partners to ask; each gesture in a transaction of its own."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select

from cafepol.concerns.records import Entry
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.messages.models import Message
from cafepol.partners.queries import get_contact
from cafepol.relays import operations, queries
from cafepol.relays.models import Relay
from cafepol.relays.rounds import run_relays
from tests import factories
from tests.concerns.conftest import Cafe, phone_call

QUESTION = "Qui entretient les poteaux de la rue de l’École ?"
ANSWER = "Notre équipe passe la semaine prochaine."
DAY = date(2027, 1, 21)  # two weeks after the clock of the tests: a Thursday


class Partners:
    """Questions about concerns of Colfontaine."""

    def __init__(self, cafe: Cafe) -> None:
        self.cafe = cafe

    def contact(self, name="Mme Simonet", *, partner="Logis Colfontaine", mail="simonet@logis.example", **more) -> int:
        with transaction():
            made = factories.make_partner_contact(name, commune="colfontaine", partner=partner, mail=mail)
            for key, value in more.items():
                setattr(made, key, value)
            db.session.flush()
            return made.id

    def followed(self, *raisers, **more) -> str:
        """The number of a concern that is in progress."""
        number = self.cafe.log(*(raisers or [phone_call()]), **more)
        self.cafe.bring(number, "in_progress")
        return number

    def ask(self, number=None, contact=None, *, by=None, version=None, **more) -> int:
        """Ask about a concern, one of a fresh one unless it is given; the question's id."""
        number = number or self.followed()
        contact = contact or self.contact()
        wanted = {"question": QUESTION, "place": "", "answer_by": DAY} | more
        with self.cafe.concern(number) as concern:
            return operations.send_relay(
                concern, contact=get_contact(contact), version=version or concern.version,
                by=by or self.cafe.as_officer, now=now(), today=today(), **wanted,
            ).id  # fmt: skip

    @contextmanager
    def relay(self, relay_id):
        """The question with all that belongs to it, in a transaction that commits at the end."""
        with transaction():
            yield queries.get_relay(relay_id)

    def answer(self, relay_id, text=ANSWER):
        with self.relay(relay_id) as relay:
            operations.answer_relay(relay, text=text, now=now(), today=today())

    def note(self, relay_id, text=ANSWER, *, by=None):
        with self.relay(relay_id) as relay:
            version = relay.concern.version
            by = by or self.cafe.as_officer
            operations.note_answer(relay, text=text, version=version, by=by, now=now(), today=today())

    def take_back(self, relay_id, *, by=None, version=None):
        with self.relay(relay_id) as relay:
            version = version or relay.concern.version
            operations.take_back(relay, version=version, by=by or self.cafe.as_officer, now=now(), today=today())

    def round(self) -> int:
        """One look of the worker."""
        db.session.remove()
        return run_relays(now())

    def state(self, relay_id) -> tuple[str, str]:
        """Of the question, and of its concern."""
        with self.relay(relay_id) as relay:
            return relay.state, relay.concern.state

    def step(self, relay_id) -> tuple[str, date]:
        with self.relay(relay_id) as relay:
            return relay.concern.next_step, relay.concern.next_on

    def lines(self, relay_id) -> list[tuple[str, str, str]]:
        """Kind, text and writer of the lines about a question, oldest first."""
        with transaction() as session:
            found = session.scalars(select(Entry).where(Entry.relay_id == relay_id).order_by(Entry.id))
            return [(each.kind, each.text, each.written_by) for each in found if each.compartment == "partner"]


def messages(kind=None, **more):
    """What was written to partners, oldest first."""
    with transaction() as session:
        query = select(Message).where(Message.kind.startswith("concern_relay")).order_by(Message.id)
        return [each for each in session.scalars(query.filter_by(**more)) if kind in {None, each.kind[14:]}]


def states(kind=None) -> list[str]:
    return [each.state for each in messages(kind)]


def link(kind="asked") -> str:
    """The path of the page to answer on, in the newest mail."""
    text = messages(kind)[-1].text
    return text[text.index("/relais/") :].split()[0]


def relays() -> int:
    with transaction() as session:
        return len(session.scalars(select(Relay)).all())


@pytest.fixture
def partners(cafe) -> Partners:
    return Partners(cafe)
