"""Noting that a text was published, and keeping the deadlines of the communal papers."""

from datetime import date, datetime

from sqlalchemy import select

from cafepol.accounts import audit
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line
from cafepol.core.versions import claim_version
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.publications.deadlines import check_issue
from cafepol.publications.models import TITLE, NewspaperIssue, Publication
from cafepol.publications.queries import get_publication, has_issue
from cafepol.publications.stamping import check_day, check_shown, check_stamping, checked_link
from cafepol.zone.models import Commune
from cafepol.zone.publishing_models import PublicationChannel

STALE = "Quelqu’un d’autre a enregistré ce numéro entre-temps. Comparez, puis enregistrez à nouveau."


def stamp_publication(
    meeting: Meeting,
    channel: PublicationChannel,
    *,
    published_on: date,
    link: str,
    shown: int,
    by_account_id: int,
    today: date,
    now: datetime,
) -> Publication:
    """Note that a meeting's text was published in a channel, on the audit trail; `link` may be empty.

    `shown` is the sequence whose text was copied: a meeting that moved meanwhile is to be corrected at once. Raises
    Refused for a draft, a closed meeting, a day to come and an address that is none.
    """
    now_stands = lock_meeting(meeting)
    check_stamping(now_stands.state)
    check_day(published_on, today=today)
    stamp = Publication(
        meeting_id=meeting.id,
        channel_id=channel.id,
        published_on=published_on,
        link=checked_link(link),
        sequence=check_shown(shown, sequence=now_stands.sequence),
        by_id=by_account_id,
        created_at=now,
    )
    db.session.add(stamp)
    db.session.flush()
    _audit("publication_noted", meeting.id, by_account_id, now, channel=channel.slug, publication=stamp.id)
    return stamp


def take_stamp_back(meeting: Meeting, publication_id: int, *, by_account_id: int, now: datetime) -> None:
    """A text was not published after all, or is there no longer; on the audit trail. Raises NotFound."""
    lock_meeting(meeting)
    stamp = get_publication(publication_id, meeting.id)
    db.session.delete(stamp)
    db.session.flush()
    _audit("publication_taken_back", meeting.id, by_account_id, now, publication=publication_id)


def add_issue(
    commune: Commune, *, title: str, copy_by: date, appears_on: date, by_account_id: int, now: datetime
) -> NewspaperIssue:
    """A new issue of a commune's paper, on the audit trail.

    Raises Refused without a title, when it comes out before its last day for texts, or when it is there already.
    """
    _take_commune(commune.id)
    issue = NewspaperIssue(
        commune_id=commune.id, title=_checked(commune.id, title, copy_by, appears_on), copy_by=copy_by,
        appears_on=appears_on,
    )  # fmt: skip
    db.session.add(issue)
    db.session.flush()
    _audit_issue("issue_added", issue, by_account_id, now)
    return issue


def edit_issue(
    issue: NewspaperIssue,
    *,
    title: str,
    copy_by: date,
    appears_on: date,
    version: int,
    by_account_id: int,
    now: datetime,
) -> None:
    """Correct an issue of a paper, on the audit trail. Raises Stale, and Refused as add_issue."""
    _take_commune(issue.commune_id)
    claim_version(issue, version, stale=STALE)
    issue.title = _checked(issue.commune_id, title, copy_by, appears_on, besides=issue.id)
    issue.copy_by, issue.appears_on = copy_by, appears_on
    db.session.flush()
    _audit_issue("issue_edited", issue, by_account_id, now)


def drop_issue(issue: NewspaperIssue, *, version: int, by_account_id: int, now: datetime) -> None:
    """An issue will not come out; on the audit trail. Raises Stale when somebody else corrected it."""
    claim_version(issue, version, stale=STALE)
    _audit_issue("issue_dropped", issue, by_account_id, now)
    db.session.delete(issue)
    db.session.flush()


def _take_commune(commune_id: int) -> None:
    """Of two who add the same issue at once, the second finds it there."""
    db.session.execute(select(Commune.id).where(Commune.id == commune_id).with_for_update(key_share=True))


def _checked(commune_id: int, title: str, copy_by: date, appears_on: date, *, besides: int | None = None) -> str:
    name = clean_line(title)
    if not name:
        raise Refused("Donnez un nom au numéro. Exemple : janvier 2027.", field="title")
    if len(name) > TITLE:
        raise Refused(f"C’est trop long : {TITLE} caractères au plus.", field="title")
    check_issue(copy_by, appears_on)
    with db.session.no_autoflush:
        if has_issue(commune_id, name, appears_on, besides=besides):
            raise Refused("Ce numéro est déjà noté.", field="title")
    return name


def _audit(action: str, meeting_id: int, account_id: int, now: datetime, **detail: object) -> None:
    audit.record(action, account_id=account_id, now=now, subject="meeting", subject_id=meeting_id, **detail)


def _audit_issue(action: str, issue: NewspaperIssue, account_id: int, now: datetime) -> None:
    detail = {"commune": issue.commune_id}
    audit.record(action, account_id=account_id, now=now, subject="newspaper_issue", subject_id=issue.id, **detail)
