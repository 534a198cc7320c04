"""Where the cafés were published, and the communal papers: one takes texts for three days more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from cafepol.core.filters import month_year
from cafepol.demo.diary import Diary
from cafepol.demo.people import Team
from cafepol.demo.program import HELD, Plan
from cafepol.meetings.models import Meeting
from cafepol.publications.operations import add_issue, stamp_publication
from cafepol.publications.queries import channels
from cafepol.publications.wording import Kind
from cafepol.zone.publishing_models import PublicationChannel

PUBLISHED_AFTER = timedelta(days=1, hours=2)  # once the page is there
FIRST_COPY, NEXT_COPY = timedelta(days=3), timedelta(days=4)  # from today; from one commune to the next
PRINTING = timedelta(days=8)
ISSUES = (timedelta(days=-30), timedelta(0), timedelta(days=30))
NOTED_BEFORE = 40  # days ago


def note_press(meeting: Meeting, plan: Plan, diary: Diary, *, since: datetime, until: datetime) -> None:
    """Write down when its host publishes a café elsewhere: each time in all channels but one.

    What is still to come waits for its paper.
    """
    instant = since + PUBLISHED_AFTER
    if instant >= until or plan.host.account_id is None:
        return
    for position, channel in enumerate(channels()):
        is_left = (plan.number + position) % 4 == 0 or (channel.kind == Kind.ARTICLE and plan.kind not in HELD)
        if not is_left:
            diary.note(instant + timedelta(minutes=position), partial(_publish, meeting, plan, channel, diary))


def note_papers(diary: Diary, teams: Sequence[Team]) -> None:
    """Write down when the issues of each commune's paper were noted: the last one, the next, the one after."""
    noted = diary.at(diary.today - timedelta(days=NOTED_BEFORE), 9)
    for position, team in enumerate(teams):
        diary.note(noted, partial(_note_issues, team, diary, FIRST_COPY + position * NEXT_COPY))


def _publish(meeting: Meeting, plan: Plan, channel: PublicationChannel, diary: Diary, now: datetime) -> None:
    day = now.astimezone(diary.zone).date()
    link = "" if channel.kind in {Kind.NOTICE, Kind.ARTICLE} else f"https://{channel.slug}.example/{meeting.code}"
    stamp_publication(
        meeting,
        channel,
        published_on=day,
        link=link,
        shown=meeting.sequence,
        by_account_id=plan.host.account_id or 0,
        today=day,
        now=now,
    )


def _note_issues(team: Team, diary: Diary, first_copy: timedelta, now: datetime) -> None:
    by = team.officers[0].account_id or 0
    for later in ISSUES:
        copy_by = diary.today + first_copy + later
        comes_out = copy_by + PRINTING
        title = month_year(comes_out)
        add_issue(team.commune, title=title, copy_by=copy_by, appears_on=comes_out, by_account_id=by, now=now)
