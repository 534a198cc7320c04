"""What came in since midnight: a few answers on the web, whose mails leave today."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from cafepol.demo.cafes import Cafe
from cafepol.demo.diary import Diary
from cafepol.demo.names import Person, person
from cafepol.demo.program import Kind
from cafepol.registrations.asking import answer_by_mail
from cafepol.registrations.joining import register_resident

EARLY = range(300, 303)  # numbers of invented people who answer this morning


def note_morning(diary: Diary, cafes: Sequence[Cafe]) -> None:
    """Write down answers between midnight and now, for the first cafés to come; they wait to be confirmed."""
    coming = [cafe for cafe in cafes if cafe.plan.kind is Kind.COMING]
    passed = diary.now - diary.morning
    for place, number in enumerate(EARLY):
        instant = diary.morning + passed * (place + 1) / (len(EARLY) + 1)
        cafe = coming[place % len(coming)]
        diary.note(instant, partial(_answer, cafe, person(cafe.guests.pool, number)))


def _answer(cafe: Cafe, who: Person, now: datetime) -> None:
    outcome = register_resident(cafe.meeting, kind="going", party_size=2, name=who.full, mail=who.mail, now=now)
    if outcome.registration:
        answer_by_mail(outcome.registration, now=now)
