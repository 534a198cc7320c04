"""What was said of an invitation, and what is not said yet: a mail in its quiet time, a call to make."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from cafepol.core.db import db
from cafepol.invitations.answers import is_to_remind
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import find_invitations, invitations_of
from cafepol.messages.models import Message
from cafepol.messages.operations import call_key
from cafepol.messages.retries import SAID, UNARRIVED

# a mail in its quiet time, a call to make; also what did not arrive, until somebody dealt with it in another way
UNHEARD = or_(Message.state.in_(("queued", "to_do")), and_(Message.state.in_(UNARRIVED), Message.done_at.is_(None)))


@dataclass(frozen=True)
class Asked:
    """An invitation with the message of its present round, as long as nobody has heard it.

    `unsaid` will still be said; `lost` did not arrive, and nobody has dealt with that.
    """

    invitation: Invitation
    unsaid: Message | None
    lost: Message | None

    @property
    def leaves_at(self) -> datetime | None:
        """When the mail leaves that may still be undone; None when there is none."""
        return self.unsaid.not_before if self.unsaid and self.unsaid.channel == "mail" else None

    @property
    def call(self) -> Message | None:
        """The call that somebody has still to make."""
        return self.unsaid if self.unsaid and self.unsaid.channel == "call" else None

    def is_to_remind(self, now: datetime) -> bool:
        """Whether « relancer » touches this person."""
        reminded_at = self.invitation.reminded_at
        may_hear = self.unsaid is None and self.lost is None and self.invitation.is_in_directory
        return may_hear and is_to_remind(self.invitation.status, reminded_at=reminded_at, now=now)


def asked_of(meeting_id: int) -> list[Asked]:
    """The invitations to a meeting as `invitations_of` lists them, each with what is not said of it yet."""
    return _with_unsaid(invitations_of(meeting_id))


def asked(invitation: Invitation) -> Asked:
    """One invitation with what is not said of it yet."""
    return _with_unsaid([invitation])[0]


def _with_unsaid(invitations: Collection[Invitation]) -> list[Asked]:
    wanted = [key for each in invitations for key in keys(each)]
    rows = db.session.scalars(select(Message).where(Message.unique_key.in_(wanted), UNHEARD))
    unheard = {message.unique_key: message for message in rows}
    return [_asked(each, [unheard[key] for key in keys(each) if key in unheard]) for each in invitations]


def _asked(invitation: Invitation, unheard: Sequence[Message]) -> Asked:
    lost = next((each for each in unheard if each.is_unarrived), None)
    return Asked(invitation, next((each for each in unheard if not each.is_unarrived), None), lost)


def keys(invitation: Invitation) -> tuple[str, str]:
    """Of this round: the message, and the call that is made instead of a mail that did not arrive."""
    return invitation.message_key, call_key(invitation.message_key)


def last_told(invitation: Invitation) -> Message | None:
    """The newest message of an invitation, of whatever round, that the person has heard."""
    return db.session.scalar(
        select(Message)
        .where(Message.unique_key.startswith(invitation.every_key), Message.state.in_(SAID))
        .order_by(Message.id.desc())
        .limit(1)
    )


def calls_of(invitation: Invitation) -> Sequence[Message]:
    """The calls to make by which a contact is invited or reminded."""
    to_make = Message.unique_key.in_(keys(invitation)), Message.state == "to_do"
    return db.session.scalars(select(Message).where(*to_make)).all()


def invitations_called(calls: Collection[Message]) -> dict[int, Invitation]:
    """Which of these calls ask somebody whether they come, and to what (the meeting loaded), by the call's id."""
    return among(calls, find_invitations({each.meeting_id for each in calls if each.meeting_id is not None}))


def among(calls: Collection[Message], invitations: Collection[Invitation]) -> dict[int, Invitation]:
    """Which of these invitations wait for which of these calls, by the call's id."""
    found = {key: each for each in invitations for key in keys(each)}
    return {call.id: found[call.unique_key] for call in calls if call.unique_key in found}
