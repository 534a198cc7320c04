"""What happened, in the order in which it happened: one event after the other, day after day, up to last night."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from cafepol.concerns.deadlines import is_weekend
from cafepol.core.clock import zone_time
from cafepol.core.db import db
from cafepol.messages.models import Message
from cafepol.messages.operations import record_as_left, tick_call
from cafepol.staff.models import Officer
from cafepol.zone.queries import closed_days

Action = Callable[[datetime], object]
ONE_DAY = timedelta(days=1)
CALLS_AT = 9  # o'clock
YEAR = timedelta(days=430)  # as far back as anything is written down


class Diary:
    """The events of the year before `now`, run in time order. Each action is given its own instant."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.zone = zone_time()
        self.today = now.astimezone(self.zone).date()
        self.morning = self.at(self.today, 0)  # the midnight before today
        self.closed = closed_days(self.today - YEAR, self.today + YEAR)
        self.last_workday = self.workdays_before(self.today, 1)[0]
        self._page: date | None = None
        self._events: list[tuple[datetime, int, Action]] = []
        self._count = 0

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The instant at which the zone's wall clock shows that hour of that day."""
        return datetime.combine(day, time(hour, minute), self.zone)

    def is_workday(self, day: date) -> bool:
        """Monday to Friday, and the zone is open."""
        return not is_weekend(day) and day not in self.closed

    def workdays_before(self, day: date, count: int) -> list[date]:
        """The last `count` working days before a day, oldest first."""
        found: list[date] = []
        while len(found) < count:
            day -= ONE_DAY
            if self.is_workday(day):
                found.append(day)
        return found[::-1]

    def workdays(self, after: date, until: date) -> list[date]:
        """The working days after a day, up to and with another."""
        days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
        return [day for day in days if self.is_workday(day)]

    def note(self, instant: datetime, action: Action) -> None:
        """Write down what happens at an instant. Nothing can be written down for later than now (ValueError)."""
        if instant > self.now:
            msg = f"{instant} is still to come"
            raise ValueError(msg)
        self._count += 1
        heapq.heappush(self._events, (instant, self._count, action))

    def run(self) -> None:
        """Let everything happen, also what is written down meanwhile; last night's mails have left at the end."""
        while self._events:
            instant, _, action = heapq.heappop(self._events)
            self._turn_page(instant)
            action(instant)
        record_as_left(before=self.morning)

    def _turn_page(self, instant: datetime) -> None:
        """On the first event of a day: yesterday's mails have left, and on a working day yesterday's calls are made.

        The calls of the last working day are left for today.
        """
        day = instant.astimezone(self.zone).date()
        if day == self._page:
            return
        self._page = day
        record_as_left(before=self.at(day, 0))
        if day <= self.last_workday and self.is_workday(day):
            self._make_calls(before=self.at(day, 0), now=self.at(day, CALLS_AT))

    def _make_calls(self, *, before: datetime, now: datetime) -> None:
        calls = select(Message, Officer.account_id).outerjoin(Officer, Officer.id == Message.officer_id)
        due = calls.where(Message.channel == "call", Message.state == "to_do", Message.created_at < before)
        for message, account_id in db.session.execute(due.order_by(Message.id)).all():
            tick_call(message, outcome="Le message est donné.", by_account_id=account_id, now=now)
