"""What is published where: the channels of the zone, what was stamped, the texts to paste, the papers' issues."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import EarlierStanding, Meeting, meeting_co_host
from cafepol.meetings.standing import Standing
from cafepol.publications.deadlines import FORGOTTEN, NEAR, Deadline, deadline_for
from cafepol.publications.models import NewspaperIssue, Publication
from cafepol.publications.stamping import is_stale
from cafepol.publications.wording import Kind
from cafepol.zone.models import Commune
from cafepol.zone.publishing_models import PublicationChannel

KEPT = timedelta(days=31)  # an issue that came out stays on the list, to be corrected


@dataclass(frozen=True)
class Place:
    """A channel, and what was published there of a meeting: the newest stamp first."""

    channel: PublicationChannel
    stamps: tuple[Publication, ...] = ()
    is_stale: bool = False  # the newest says what is no longer so

    @property
    def latest(self) -> Publication | None:
        """The newest stamp, None where nothing was published."""
        return self.stamps[0] if self.stamps else None

    @property
    def is_paper(self) -> bool:
        """Whether it takes its texts until a day before it comes out."""
        return self.channel.kind == Kind.ARTICLE


@dataclass(frozen=True)
class Published:
    """Where a meeting was published, by channel, and the last day for texts of its commune's paper."""

    meeting: Meeting
    places: tuple[Place, ...]
    deadline: Deadline | None

    @property
    def stale(self) -> list[Place]:
        """What has to be corrected."""
        return [place for place in self.places if place.is_stale]

    @property
    def awaited(self) -> Deadline | None:
        """The last day for texts, while a paper waits for one: a cancelled café is announced in none."""
        waits = any(place.is_paper and not place.stamps for place in self.places)
        return self.deadline if waits and not self.meeting.is_cancelled else None

    def is_due(self, today: date) -> bool:
        """Whether somebody has something to do about it soon."""
        return bool(self.stale) or (self.awaited is not None and self.awaited.is_near(today))


def published_of(meeting: Meeting, *, now: datetime, today: date) -> Published:
    """Where one meeting was published."""
    return _published([meeting], now=now, today=today)[0]


def due_texts(
    *, officer_id: int | None, commissariat_ids: Collection[int] | None, now: datetime, today: date
) -> list[Published]:
    """The meetings to come of whose texts somebody has something to do soon, by date.

    Of a host or co-host, and of these commissariats (None: of all).
    """
    soon = Meeting.starts_at > now, Meeting.starts_at < now + FORGOTTEN + NEAR, Meeting.state != State.CLOSED
    query = (
        select(Meeting)
        .join(Meeting.commune)
        .options(joinedload(Meeting.commune), joinedload(Meeting.quarter))
        .where(*soon, true() if commissariat_ids is None else _of(officer_id, commissariat_ids))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found = _published(list(db.session.scalars(query)), now=now, today=today)
    return [each for each in found if each.is_due(today)]


def _of(officer_id: int | None, commissariat_ids: Collection[int]) -> ColumnElement[bool]:
    helped = select(meeting_co_host.c.meeting_id).where(meeting_co_host.c.officer_id == officer_id)
    led = Commune.commissariat_id.in_(commissariat_ids)
    return or_(led, Meeting.host_id == officer_id, Meeting.id.in_(helped))


def _published(meetings: Sequence[Meeting], *, now: datetime, today: date) -> list[Published]:
    if not meetings:
        return []
    every, stamps, issues = channels(), _stamps([each.id for each in meetings]), _issues_for(meetings)
    return [
        Published(
            meeting,
            tuple(_place(channel, meeting, stamps[meeting.id, channel.id], now) for channel in every),
            deadline_for(meeting.day, issues[meeting.commune_id], today=today),
        )
        for meeting in meetings
    ]


_Stamped = tuple[Publication, EarlierStanding | None]


def _place(channel: PublicationChannel, meeting: Meeting, stamps: Sequence[_Stamped], now: datetime) -> Place:
    if not stamps:
        return Place(channel)
    stale = is_stale(meeting.state, now=meeting.standing, then=_then(meeting, *stamps[0]), is_over=meeting.is_over(now))
    return Place(channel, tuple(stamp for stamp, _ in stamps), stale)


def _then(meeting: Meeting, stamp: Publication, earlier: EarlierStanding | None) -> Standing | None:
    """How the meeting stood when the text was copied."""
    if stamp.sequence == meeting.sequence:
        return meeting.standing
    return earlier.standing if earlier else None


def _stamps(meeting_ids: Collection[int]) -> dict[tuple[int, int], list[_Stamped]]:
    """The stamps by meeting and channel, newest first, each with how the meeting stood if it was otherwise."""
    told = and_(EarlierStanding.meeting_id == Publication.meeting_id, EarlierStanding.sequence == Publication.sequence)
    query = (
        select(Publication, EarlierStanding)
        .outerjoin(EarlierStanding, told)
        .options(joinedload(Publication.by))
        .where(Publication.meeting_id.in_(meeting_ids))
        .order_by(Publication.created_at.desc(), Publication.id.desc())
    )
    found: dict[tuple[int, int], list[_Stamped]] = defaultdict(list)
    for stamp, earlier in db.session.execute(query):
        found[stamp.meeting_id, stamp.channel_id].append((stamp, earlier))
    return found


def _issues_for(meetings: Sequence[Meeting]) -> dict[int, list[NewspaperIssue]]:
    """The issues that may announce one of these meetings, by commune id."""
    days = [each.day for each in meetings]
    query = select(NewspaperIssue).where(
        NewspaperIssue.commune_id.in_({each.commune_id for each in meetings}),
        NewspaperIssue.appears_on.between(min(days) - FORGOTTEN, max(days)),
    )
    found: dict[int, list[NewspaperIssue]] = defaultdict(list)
    for issue in db.session.scalars(query):
        found[issue.commune_id].append(issue)
    return found


def channels() -> Sequence[PublicationChannel]:
    """Where the zone publishes, in its order."""
    return db.session.scalars(select(PublicationChannel).order_by(PublicationChannel.position)).all()


def get_channel(slug: str) -> PublicationChannel:
    """One channel. Raises NotFound."""
    found = db.session.scalar(select(PublicationChannel).where(PublicationChannel.slug == slug))
    if found is None:
        raise NotFound
    return found


def get_publication(publication_id: int, meeting_id: int) -> Publication:
    """A stamp of this very meeting. Raises NotFound."""
    theirs = select(Publication).where(Publication.id == publication_id, Publication.meeting_id == meeting_id)
    found = db.session.scalar(theirs.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _issues(*conditions: ColumnElement[bool]) -> Select[NewspaperIssue]:
    return (
        select(NewspaperIssue)
        .join(NewspaperIssue.commune)
        .options(joinedload(NewspaperIssue.commune))
        .where(*conditions)
        .order_by(Commune.position, NewspaperIssue.copy_by, NewspaperIssue.id)
    )


def issues_to_come(commune_ids: Collection[int], *, today: date) -> Sequence[NewspaperIssue]:
    """The issues of these communes' papers that are to come out, or came out lately: by commune and day."""
    wanted = NewspaperIssue.commune_id.in_(commune_ids), NewspaperIssue.appears_on >= today - KEPT
    return db.session.scalars(_issues(*wanted)).all()


def get_issue(issue_id: int) -> NewspaperIssue:
    """One issue with its commune, as it is in the database now. Raises NotFound."""
    found = db.session.scalar(_issues(NewspaperIssue.id == issue_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def has_issue(commune_id: int, title: str, appears_on: date, *, besides: int | None = None) -> bool:
    """Whether a commune's paper has that issue already."""
    same = (
        NewspaperIssue.commune_id == commune_id,
        NewspaperIssue.title == title,
        NewspaperIssue.appears_on == appears_on,
        NewspaperIssue.id != (besides or 0),
    )
    return db.session.scalar(select(NewspaperIssue.id).where(*same).limit(1)) is not None
