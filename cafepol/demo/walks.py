"""Flyers on their way: mailboxes counted street by street, rounds planned, walked, late, and given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cafepol.core.tables import read_table, write_table
from cafepol.demo.diary import Diary
from cafepol.demo.program import Kind
from cafepol.demo.program import Plan as CafePlan
from cafepol.distribution.counting import proposed
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.operations import Plan, drop_round, hand_out, plan_round
from cafepol.distribution.parts import Carrier
from cafepol.distribution.queries import Offered, offered_streets
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact
from cafepol.zone.street_lists import import_streets, known_list
from cafepol.zone.streets import COLUMNS, MAX_ROWS

FEWEST, SPREAD = 18, 67  # mailboxes in a street
MINE, THEIRS = 3, 2  # streets, the quarter’s own first
NONE = 2  # of five cafés in turn, the one without rounds: its flyers are given from hand to hand
PLANNED_AFTER = timedelta(hours=5)  # after the café is published
LEFT = (0, 30, 12, 0, 45)  # flyers that come back from a walk
USUAL = 120  # flyers, where nobody counted mailboxes
BEYOND = 14  # of seven walks one finds more mailboxes than were counted


def count_mailboxes() -> None:
    """Somebody counted the mailboxes of every street, but of one in nine."""
    table = read_table(known_list(), COLUMNS, max_rows=MAX_ROWS)
    rows = [[row["commune"], row["quartier"], row["rue"], _mailboxes(row["rue"])] for row in table.rows]
    import_streets(write_table([column.heading for column in COLUMNS], rows))


def _mailboxes(street: str) -> str:
    sign = sum(street.encode())
    return "" if sign % 9 == 0 else str(FEWEST + sign % SPREAD)


class Walks:
    """The rounds of one café, each walked a few days after the other."""

    def __init__(self, plan: CafePlan, diary: Diary, contacts: Sequence[PartnerContact]) -> None:
        self.plan = plan
        self.diary = diary
        self.contacts = contacts
        self.turn = plan.number + sum(plan.team.commune.slug.encode())
        self.by = plan.host.account_id or 0

    def note(self, meeting: Meeting, *, since: datetime) -> None:
        """Write down when its rounds are planned; what becomes of each is written down there."""
        if self.turn % len(LEFT) != NONE:
            self.diary.note(since + PLANNED_AFTER, partial(self._plan, meeting))

    def _plan(self, meeting: Meeting, now: datetime) -> None:
        offered = offered_streets(meeting)
        mine, theirs = offered[:MINE], offered[MINE : MINE + THEIRS]
        self._round(meeting, now, 9, mine, carrier=Carrier.OFFICER, officer_id=self.plan.host.id)
        self._round(meeting, now, 7, theirs, carrier=Carrier.PREVENTION, carrier_name="équipe mobile")
        if self.turn % 3 == 0:
            partner = self.contacts[self.turn % len(self.contacts)].partner_id
            self._round(meeting, now, 8, (), carrier=Carrier.PARTNER, partner_id=partner, label="Immeubles")

    def _round(self, meeting: Meeting, now: datetime, days: int, streets: Sequence[Offered], **facts: Any) -> None:
        """Plan a round so many days before the café, and write down what becomes of it."""
        day = self.plan.day - timedelta(days=days)
        planned = proposed(each.mailboxes for each in streets) or USUAL
        where = "" if streets else "les immeubles autour de la salle"
        plan = Plan(planned=planned, streets=[each.key for each in streets], segment=where, day=day, **facts)
        found = plan_round(meeting, plan, by=self.by, now=now)
        if self._is_left_undone(facts["carrier"]):
            return
        to_come = self.plan.kind in {Kind.COMING, Kind.FULL}
        instant = self.diary.at(self.diary.last_workday if to_come else day, 15, self.plan.number)
        given_up = facts["carrier"] is Carrier.PARTNER and self.turn % 2 == 0
        self.diary.note(instant, partial(self._give_up if given_up else self._walk, meeting, found))

    def _is_left_undone(self, carrier: Carrier) -> bool:
        """What is still to do today, whatever the day: that comes late where the café is close."""
        if self.plan.kind is Kind.COMING:
            return carrier is not Carrier.OFFICER or self.turn % 2 == 0
        return self.plan.kind is Kind.CANCELLED or (self.plan.kind is Kind.TODAY and carrier is Carrier.PREVENTION)

    def _walk(self, meeting: Meeting, found: DistributionRound, now: datetime) -> None:
        day = now.astimezone(self.diary.zone).date()
        came_back = LEFT[(self.turn + found.id) % len(LEFT)]
        copies = found.planned + BEYOND if found.id % 7 == 0 else max(0, found.planned - came_back)
        hand_out(
            found,
            meeting,
            version=found.version,
            handed_out=copies,
            day=day,
            is_done=True,
            by=self.by,
            now=now,
            today=day,
        )

    def _give_up(self, meeting: Meeting, found: DistributionRound, now: datetime) -> None:
        drop_round(found, meeting, by=self.by, now=now)
