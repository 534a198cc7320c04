"""Invitations that are a call to make: what the partner said is their answer, and the call is done."""

from datetime import datetime

from cafepol.invitations.answers import Answer
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import note_answer, stop_asking
from cafepol.invitations.waiting import calls_of
from cafepol.meetings.models import Meeting
from cafepol.messages.operations import note_missed, tick_call


def answer_by_phone(
    invitation: Invitation,
    meeting: Meeting,
    *,
    answer: Answer,
    substitute: str = "",
    note: str = "",
    by_account_id: int | None,
    now: datetime,
) -> None:
    """Note what a partner says on the phone; the call that was to be made for it is done. Raises as `answer` does."""
    note_answer(invitation, meeting, answer=answer, substitute=substitute, note=note, now=now)
    for call in calls_of(invitation):
        tick_call(call, outcome=invitation.answer_label, by_account_id=by_account_id, now=now)
    stop_asking(invitation)


def miss_call(invitation: Invitation, *, now: datetime) -> int:
    """Nobody picked up: the call stays to do, and that it was tried is noted. How many calls that concerns."""
    calls = calls_of(invitation)
    for call in calls:
        note_missed(call, now=now)
    return len(calls)
