"""How people heard of the cafés: flyers handed out, and what Facebook's own page said."""

from datetime import datetime, timedelta
from functools import partial

from cafepol.demo.diary import Diary
from cafepol.demo.program import Plan
from cafepol.meetings.models import Meeting
from cafepol.outreach.operations import note_facebook, note_flyers

FLYERS = (160, 300, 400, None, 90)  # beside the rounds; None: nobody noted it
FACEBOOK = ((18, 3), (34, 6), None, (12, 2), (27, 4), None, (9, 1))  # interested, going
FLYERS_BEFORE, FACEBOOK_BEFORE = timedelta(days=1, hours=4), timedelta(hours=20)


def note_reach(meeting: Meeting, plan: Plan, diary: Diary, *, until: datetime) -> None:
    """Write down when its host notes the numbers of a café, the last days before an instant."""
    turn = plan.number + sum(plan.team.commune.slug.encode())
    flyers, facebook = FLYERS[turn % len(FLYERS)], FACEBOOK[turn % len(FACEBOOK)]
    if flyers is not None:
        diary.note(until - FLYERS_BEFORE, partial(_flyers, meeting, plan, flyers))
    if facebook is not None:
        diary.note(until - FACEBOOK_BEFORE, partial(_facebook, meeting, plan, facebook, diary))


def _flyers(meeting: Meeting, plan: Plan, number: int, now: datetime) -> None:
    note_flyers(meeting, number, by_account_id=plan.host.account_id, now=now)


def _facebook(meeting: Meeting, plan: Plan, numbers: tuple[int, int], diary: Diary, now: datetime) -> None:
    interested, going = numbers
    day = now.astimezone(diary.zone).date()
    note_facebook(
        meeting,
        interested=interested,
        going=going,
        as_of=day,
        by_account_id=plan.host.account_id,
        today=day,
        now=now,
    )
