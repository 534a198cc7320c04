"""What a partner has not heard yet is written anew: as the meeting now stands, and to where it can reach them."""

from datetime import datetime

from cafepol.invitations import mails
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import open_again, post
from cafepol.invitations.waiting import asked
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import withdraw, withdraw_all


def reached(invitation: Invitation) -> Recipient:
    """The contact and how to reach them: not at an address that was refused for good, if there is a number to call."""
    to, lost = mails.recipient(invitation), asked(invitation).lost
    is_refused = lost is not None and lost.state == "bounced" and lost.recipient_mail == to.mail
    return Recipient(name=to.name, phone=to.phone) if is_refused and to.phone else to


def invite_anew(invitation: Invitation, meeting: Meeting, occasion: mails.Occasion, *, now: datetime) -> None:
    """Send the invitation once more as the meeting now stands: on another day, or because it had not left yet.

    What was asked before and was not heard, of whatever round, is not said any more.
    """
    to = reached(invitation)
    withdraw_all(invitation.every_key)
    invitation.round += 1
    open_again(invitation, meeting, now=now)
    post(invitation, meeting, occasion, by=None, to=to, at_once=True, now=now)


def write_anew(invitation: Invitation, meeting: Meeting, *, at_once: bool, now: datetime) -> bool:
    """Ask in the same words as before whoever has not heard them; whether there was anything to hear.

    `at_once`: its quiet time is over.
    """
    known = asked(invitation)
    unheard = known.unsaid or known.lost
    if unheard is None:
        return False
    to = reached(invitation)
    withdraw(invitation.message_key)
    invitation.round += 1
    post(invitation, meeting, mails.occasion_of(unheard.kind), by=None, to=to, at_once=at_once, now=now)
    return True
