"""What an invited partner hears of a change."""

from datetime import datetime

from cafepol.invitations.answers import State, is_asked_again
from cafepol.invitations.mails import Occasion
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import answer_link, revoke
from cafepol.invitations.rewriting import invite_anew, reached, write_anew
from cafepol.invitations.waiting import asked
from cafepol.meetings.standing import Standing
from cafepol.messages.operations import withdraw_all
from cafepol.notices import mails
from cafepol.notices.hearing import hear
from cafepol.notices.ledger import News, claim, tell
from cafepol.notices.queries import ASKED_ANEW, unsaid_occasion, was_asked_in_vain


def tell_partner(news: News, invitation: Invitation, *, now: datetime) -> bool:
    """Tell one contact how the meeting stands, if that is new to them; whether a message was written.

    Who was never told of it is invited to it as it stands, or not at all; an answer for another day is asked anew,
    but of nobody who was taken off the directory: they are only told.
    """
    subject, meeting = f"invitation:{invitation.id}", news.meeting
    unsaid = unsaid_occasion(invitation)
    heard = hear(news, subject, invitation.known_sequence, unheard=unsaid in ASKED_ANEW)
    if _has_nothing_new(invitation, heard.standing, meeting.standing, unsaid):
        invitation.known_sequence = heard.sequence if meeting.is_cancelled else news.version
        if unsaid == "reminder" and asked(invitation).unsaid:  # written while it was to change
            write_anew(invitation, meeting, at_once=True, now=now)
        return False
    told = claim(news, subject, known_before=heard.sequence, now=now)
    invitation.known_sequence = news.version
    if told is None:
        return False
    is_asked = not meeting.is_cancelled and invitation.is_in_directory
    if unsaid == "first" and not is_asked:
        revoke(invitation, now=now)
        return False
    question = _question(invitation, heard.standing, meeting.standing, unsaid) if is_asked else None
    if question is not None:
        invite_anew(invitation, meeting, question, now=now)
        return True
    to = reached(invitation)
    withdraw_all(invitation.every_key)
    listener = mails.partner(invitation, answer_link(invitation, meeting))
    draft = mails.news_of(meeting, listener, heard.standing, now=now)
    return tell(news, told, draft, to=to, now=now)


def _has_nothing_new(invitation: Invitation, heard: Standing, current: Standing, unsaid: Occasion | None) -> bool:
    """Whether they know how it stands; who declined asks for nothing but another day."""
    if invitation.status is State.DECLINED:
        return heard.day == current.day
    return heard.says_the_same(current) and unsaid not in ASKED_ANEW


def _question(invitation: Invitation, heard: Standing, current: Standing, unsaid: Occasion | None) -> Occasion | None:
    """With which words they are asked (again) whether they come; None: their answer stands."""
    is_new_day = heard.day != current.day
    if unsaid == "first":
        return "first"
    forgotten = unsaid in ASKED_ANEW or (is_new_day and was_asked_in_vain(invitation))
    if not forgotten and not is_asked_again(invitation.status, is_new_day=is_new_day):
        return None
    if heard.is_cancelled:
        return "restored"
    if is_new_day:
        return "moved"
    return "reminder" if heard.plans_like(current) else None  # other hours are news: no answer takes them back
