"""What a registered person hears of a change."""

from datetime import datetime

from cafepol.meetings.models import Meeting
from cafepol.notices import mails
from cafepol.notices.hearing import WITH_PLACE, Heard, hear
from cafepol.notices.ledger import News, claim, tell
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import unconfirmed
from cafepol.registrations.telling import ask_anew, manage_link, recipient, take_back_promotion, tell_promoted


def tell_resident(news: News, registration: Registration, *, now: datetime) -> bool:
    """Tell one person how the meeting stands, if that is new to them; a place that they have since in the same breath.

    Whether a message was written.
    """
    subject, meeting = f"registration:{registration.id}", news.meeting
    heard = hear(news, subject, registration.known_sequence)
    registration.place_untold = (registration.place_untold or heard.lost_place) and registration.holds_place(now)
    if heard.standing.says_the_same(meeting.standing):
        return _leave_at_that(registration, meeting, heard, now=now)
    registration.known_sequence = news.version
    told = claim(news, subject, known_before=heard.sequence, now=now)
    if told is None:
        return False
    take_back_promotion(registration, now=now)
    place = registration.place_untold and not meeting.is_cancelled
    registration.place_untold = registration.place_untold and not place
    listener = mails.resident(registration.name, manage_link(registration, meeting))
    draft = mails.news_of(meeting, listener, heard.standing, place=place, now=now)
    return tell(news, told, draft, to=recipient(registration), kind=WITH_PLACE if place else "", now=now)


def ask_unasked(meeting: Meeting, *, now: datetime) -> int:
    """Those whom no mail has asked yet to confirm their answer are asked of the meeting as it stands; how many."""
    return sum(ask_anew(each, meeting, now=now) for each in unconfirmed(meeting.id))


def _leave_at_that(registration: Registration, meeting: Meeting, heard: Heard, *, now: datetime) -> bool:
    """Nothing is new to a person, but a place that they may have; whether that is told."""
    if meeting.is_cancelled:
        registration.known_sequence = heard.sequence  # whoever restores it may have moved it: that will be new
        return False
    registration.known_sequence = meeting.sequence
    is_placed = registration.place_untold
    if is_placed:
        tell_promoted(registration, meeting, now=now)
    return is_placed
