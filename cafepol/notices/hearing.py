"""What somebody heard last of a meeting; what was written to them and has not left is taken back."""

from dataclasses import dataclass, replace

from cafepol.core.db import db
from cafepol.meetings.standing import Standing
from cafepol.messages.operations import withdraw
from cafepol.messages.queries import get_by_key
from cafepol.notices.ledger import News
from cafepol.notices.queries import find_told, is_taken_back, standing_at

WITH_PLACE = "meeting_change_place"


@dataclass(frozen=True)
class Heard:
    """The sequence of which somebody heard last, and what they believe: the plan is the last that they were told.

    `lost_place`: what was taken back would have told them of a place.
    """

    sequence: int
    standing: Standing
    lost_place: bool = False


def hear(news: News, subject: str, known: int, *, unheard: bool = False) -> Heard:
    """What a person heard last. `known` is the sequence that was written to them last; `unheard`: it never left."""
    waits = withdraw(news.key(subject, known))
    lost_place = waits and get_by_key(news.key(subject, known)).kind == WITH_PLACE
    told = find_told(news.meeting, kind=news.kind, subject=subject, version=known)
    if told is not None and told.known_before is not None and (waits or unheard or is_taken_back(told)):
        known = told.known_before
        db.session.delete(told)
        db.session.flush()
        told = find_told(news.meeting, kind=news.kind, subject=subject, version=known)
    standing = standing_at(news.meeting, known)
    if standing.is_cancelled and told is not None and told.known_before is not None:
        standing = replace(standing_at(news.meeting, told.known_before), is_cancelled=True)
    return Heard(known, standing, lost_place=lost_place)
