"""A year in the life of an installed zone, the same on every first start; its dates are relative to today."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from pathlib import Path

from cafepol.core.db import transaction
from cafepol.demo.askers import note_askers
from cafepol.demo.cafes import Cafe
from cafepol.demo.courses import Fate, fates_of
from cafepol.demo.days_off import note_days_off
from cafepol.demo.diary import YEAR, Diary
from cafepol.demo.directory import fill_directory
from cafepol.demo.follower import Follower
from cafepol.demo.more_stories import STORIES
from cafepol.demo.morning import note_morning
from cafepol.demo.names import person
from cafepol.demo.people import DemoAccount, Staffing, Team
from cafepol.demo.press import note_papers
from cafepol.demo.problem import FollowedProblem
from cafepol.demo.program import Kind, Program
from cafepol.demo.voices import Voices
from cafepol.demo.walks import count_mailboxes
from cafepol.partners.queries import contacts_of_commune
from cafepol.zone.queries import topics

__all__ = ["DemoAccount", "build_year", "write_accounts"]

# what one commune alone shows, by its place in the zone's order (counted round where there are fewer)
SPECIALS = (
    (0, Kind.FULL),
    (0, Kind.DRAFT),
    (0, Kind.TO_CLOSE),
    (1, Kind.TODAY),
    (1, Kind.TO_CLOSE),
    (2, Kind.CANCELLED),
)
WALK_INS = 210  # the number of the first invented person who comes without a registration


def build_year(*, now: datetime) -> list[DemoAccount]:
    """Fill a database that holds a zone and nothing else with a year up to `now`; who may sign in to look at it.

    Needs an app context and no open transaction; all or nothing is written. Nothing is sent: what would have left
    before today counts as sent or done.
    """
    with transaction():
        diary = Diary(now)
        staffing = Staffing(diary.at(diary.today - YEAR + timedelta(days=7), 8))
        staffing.fill()
        fill_directory()
        count_mailboxes()
        cafes = [cafe for place, team in enumerate(staffing.teams) for cafe in _cafes(diary, staffing, team, place)]
        for cafe in cafes:
            cafe.plan_it()
        note_morning(diary, cafes)
        note_papers(diary, staffing.teams)
        note_askers(diary, staffing.teams, staffing.pool)
        FollowedProblem(diary, staffing.teams[0]).note()
        note_days_off(diary, staffing.teams, cafes)
        diary.run()
    return staffing.accounts


def _cafes(diary: Diary, staffing: Staffing, team: Team, place: int) -> Iterator[Cafe]:
    """The cafés of one commune, with all that is said there: no story twice in one commune, but by two who say it."""
    special = frozenset(kind for position, kind in SPECIALS if position % len(staffing.teams) == place)
    contacts, turn, pool = contacts_of_commune(team.commune.id), count(), staffing.pool
    stories = islice(cycle(STORIES), 7 * place, None)
    voices = Voices(team.commune, (person(pool, number) for number in count(WALK_INS + 17 * place)))
    for plan in Program(diary, team, place).plans(special=special):
        fates = fates_of(plan.kind, place=place, turn=turn)
        followers: list[Follower] = []
        for number, fate in enumerate(fates):
            story = followers[-1].story if fate is Fate.SAME else next(stories)
            followers.append(Follower(fate, story, plan, diary, voices, number))
        yield Cafe(plan, diary, pool=pool, contacts=contacts, topics=topics(), followers=followers)


def write_accounts(accounts: Sequence[DemoAccount], path: Path) -> None:
    """Write the accounts as JSON: role, commissariat, commune, mail and password of each."""
    text = json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
