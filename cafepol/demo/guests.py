"""Who says that they will come, how, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from cafepol.demo.diary import Diary
from cafepol.demo.names import Person, Pool, person
from cafepol.demo.program import Kind, Plan
from cafepol.distribution.code_queries import named_rounds
from cafepol.meetings.models import Meeting
from cafepol.registrations.asking import answer_by_mail
from cafepol.registrations.joining import register_resident
from cafepol.registrations.models import Registration
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.states import Channel

RESIDENTS = range(20, 180)  # numbers of invented people
CAPACITY_WHEN_FULL = 12  # people
FULL = (2, 1, 3, 2, 1, 3, 2, 1, 2)  # the last three wait: 5 people
SUBJECTS = ("La vitesse dans ma rue.", "L’éclairage près de chez moi.", "Les dépôts au bout de la rue.")
NEEDS = "Je viens en fauteuil roulant."
CONFIRMS_AFTER = timedelta(minutes=20)


@dataclass(frozen=True)
class Guest:
    """An answer to come: `how` is mail, phone or nothing; `day` counts days before the café."""

    who: Person
    how: str
    kind: str
    party_size: int


class Guests:
    """The answers for one café. The first two always come, one with a mail address, the other with a phone."""

    def __init__(self, plan: Plan, diary: Diary, draw: Random, pool: Pool) -> None:
        self.diary = diary
        self.plan = plan
        self.draw = draw
        self.pool = pool
        self.registrations: list[Registration] = []
        self._list = self._invent(pool)

    def _invent(self, pool: Pool) -> list[Guest]:
        size = len(FULL) if self.plan.kind is Kind.FULL else 4 + self.draw.randint(0, 1)
        if self.plan.kind in {Kind.LATE, Kind.THIS_WEEK, Kind.TODAY}:
            size += 3
        people = [person(pool, number) for number in self.draw.sample(RESIDENTS, size)]
        return [self._guest(number, who) for number, who in enumerate(people)]

    def _guest(self, number: int, who: Person) -> Guest:
        how = ("mail", "phone", "none", "none", "phone")[number % 5]
        if self.plan.kind is Kind.FULL:
            return Guest(who, "phone" if how == "none" else how, "going", FULL[number])
        kind = "interested" if number % 5 == 3 else "going"  # noqa: PLR2004 -- every fifth
        return Guest(who, how, kind, self.draw.choice((1, 1, 2, 2, 3)))

    def note(self, meeting: Meeting, *, since: datetime, until: datetime) -> None:
        """Write down when each answers, between two instants."""
        for number, guest in enumerate(self._list):
            share = (number + 1) / (len(self._list) + 1)
            instant = _by_day(self.diary, since + (until - since) * share, since, until)
            self.diary.note(instant, partial(self._answer, meeting, guest, number))

    def _answer(self, meeting: Meeting, guest: Guest, number: int, now: datetime) -> None:
        is_call = guest.how == "phone"
        outcome = register_resident(
            meeting,
            kind=guest.kind,
            party_size=guest.party_size,
            name="" if guest.how == "none" else guest.who.full,
            mail=guest.who.mail if guest.how == "mail" else "",
            phone=guest.who.mobile if is_call else "",
            needs=NEEDS if is_call and self.plan.number % 5 == 1 else "",
            subject=SUBJECTS[self.plan.number % 3] if number == 0 else "",
            channel=Channel.PHONE if is_call else Channel.WEB,
            round_id=_flyer(meeting, number),
            now=now,
        )
        registration = outcome.registration
        if registration is None:
            return
        self.registrations.append(registration)
        answer_by_mail(registration, now=now)
        if registration.is_pending:
            self.diary.note(now + CONFIRMS_AFTER, lambda later: confirm_registration(registration, now=later))
        if number == 4 and self.plan.number % 3 == 0:  # noqa: PLR2004 -- somebody who cannot come after all
            self.diary.note(now + 2 * CONFIRMS_AFTER, lambda later: cancel_registration(registration, now=later))

    def who_came(self) -> list[Registration]:
        """Those to tick: the first two, and most of the others who had said that they would come."""
        expected = [each for each in self.registrations if not each.is_cancelled]
        return [each for number, each in enumerate(expected) if number < 2 or number % 4 != 3]  # noqa: PLR2004


def _flyer(meeting: Meeting, number: int) -> int | None:
    """Whose flyer brought them, if one was in their letter box: two of three."""
    walked = [each.id for each in named_rounds([meeting.id]) if each.is_walked]
    return walked[number % len(walked)] if walked and number % 3 != 2 else None  # noqa: PLR2004


def _by_day(diary: Diary, instant: datetime, since: datetime, until: datetime) -> datetime:
    """The same day, between 8 and 21 o'clock."""
    local = instant.astimezone(diary.zone)
    hour = 8 + local.hour * 13 // 24
    return min(max(local.replace(hour=hour), since), until)
