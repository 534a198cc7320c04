"""One round of a meeting, and what is done with it, each in a transaction of its own."""

from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.distribution import operations, queries
from cafepol.distribution.operations import Plan
from cafepol.distribution.parts import Carrier
from cafepol.meetings.queries import get_meeting_by_id
from tests.factories import make_account


def somebody() -> int:
    """The account of who plans rounds, in the transaction that is open."""
    found = db.session.scalar(select(Account.id).where(Account.mail == "tournees@zone.example"))
    return found or make_account("Mme Plan", "tournees@zone.example", Role.CHIEF, commissariat="colfontaine").id


def wish(**facts) -> Plan:
    """A round of the prevention service, described in words, unless a test says otherwise."""
    usual = {"carrier": Carrier.PREVENTION, "segment": "rue Neuve, du 1 au 99", "planned": 350}
    asked = usual | facts
    return Plan(**asked | {"carrier": Carrier(asked["carrier"])})


class Walk:
    """One round of a meeting, and what is done with it, each in a transaction of its own."""

    def __init__(self, shown, **facts) -> None:
        self.meeting_id = shown.id
        with transaction():
            meeting, by = get_meeting_by_id(self.meeting_id), somebody()
            self.code = operations.plan_round(meeting, wish(**facts), by=by, now=now()).code

    def do(self, act, **facts):
        """`act` is one of the operations; `version` is the present one unless said."""
        with transaction():
            found, meeting = self.taken()
            if act in {operations.edit_round, operations.hand_out}:
                facts.setdefault("version", found.version)
            return act(found, meeting, by=somebody(), now=now(), **facts)

    def taken(self):
        meeting = get_meeting_by_id(self.meeting_id)
        return queries.get_round(meeting, self.code), meeting

    def edit(self, *, version=None, **facts):
        more = {} if version is None else {"version": version}
        return self.do(lambda found, meeting, **rest: self._edit(found, meeting, wish(**facts), **more, **rest))

    @staticmethod
    def _edit(found, meeting, plan, *, version=None, **rest):
        operations.edit_round(found, meeting, plan, version=version or found.version, **rest)

    def line(self, today):
        return queries.line_of(get_meeting_by_id(self.meeting_id), self.code, today=today)
