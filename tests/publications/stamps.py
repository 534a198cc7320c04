"""What these tests do again and again: somebody of the press publishes, notes an issue; a meeting moves."""

from datetime import date, timedelta

from sqlalchemy import select

from cafepol.accounts.models import Account
from cafepol.accounts.roles import Role
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.publications.operations import add_issue, stamp_publication
from cafepol.publications.queries import channels
from cafepol.zone.queries import commune_by_slug
from tests.cafes import DAY, wish
from tests.factories import make_account


def press() -> int:
    """The account of who communicates for the zone, in the transaction that is open."""
    found = db.session.scalar(select(Account.id).where(Account.name == "Mme Presse"))
    return found or make_account("Mme Presse", "presse@zone.example", Role.COMMUNICATION).id


def stamp(meeting, kind="event", *, link="", published_on=None, shown=None) -> int:
    """The text of that kind is published, as it is now unless `shown` says which was; the stamp's id."""
    with transaction():
        row = get_meeting_by_id(meeting.id)
        made = stamp_publication(
            row,
            next(each for each in channels() if each.kind == kind),
            published_on=published_on or today(),
            link=link,
            shown=row.sequence if shown is None else shown,
            by_account_id=press(),
            today=today(),
            now=now(),
        )
        return made.id


def issue(*, town="colfontaine", title="janvier 2027", copy_by=date(2027, 1, 10), appears_on=date(2027, 1, 20)) -> int:
    """An issue of a commune's paper; its id."""
    with transaction():
        where = commune_by_slug(town)
        made = add_issue(where, title=title, copy_by=copy_by, appears_on=appears_on, by_account_id=press(), now=now())
        return made.id


def move(meeting, days: int = 1) -> None:
    """The café goes to another day: so many after the one that tests usually take."""
    with transaction():
        row = get_meeting_by_id(meeting.id)
        edit_meeting(row, version=row.version, override_soft=True, **wish(day=DAY + timedelta(days=days)))
