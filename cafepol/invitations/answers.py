"""What may happen to an invitation, and what its answers mean."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from cafepol.core.errors import Refused
from cafepol.core.marking import marked

NOTE_MAX = 500
NAME_MAX = 80
REMIND_EVERY = timedelta(days=1)
_HAS_BEGUN = marked("Cette rencontre a commencé : la réponse ne change plus. Appelez-nous, nous vous aiderons.")
_IS_MOVED = marked(
    "La rencontre change de jour. Votre réponse précédente ne compte plus : dites-nous à nouveau si vous venez."
)
_WAS_CANCELLED = marked("Cette rencontre a été annulée. Une question ? Appelez-nous, nous vous aiderons.")


class State(StrEnum):
    """Where an invitation stands."""

    PREPARED = "prepared"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    REVOKED = "revoked"


class Answer(StrEnum):
    """What a partner says."""

    YES = "yes"
    OTHER = "other"
    MAYBE = "maybe"
    NO = "no"


ANSWER_LABELS: Mapping[Answer, str] = {
    Answer.YES: marked("Oui, je viens"),
    Answer.OTHER: marked("Oui, une autre personne viendra"),
    Answer.MAYBE: marked("Peut-être"),
    Answer.NO: marked("Non, pas cette fois"),
}
STATE_LABELS: Mapping[State, str] = {
    State.PREPARED: "à envoyer",
    State.SENT: "sans réponse",
    State.ACCEPTED: "vient",
    State.DECLINED: "ne vient pas",
    State.TENTATIVE: "peut-être",
    State.REVOKED: "retirée",
}
# those who are told of a change; those who said no only hear of another day (`is_asked_again`)
EXPECTED = (State.SENT, State.ACCEPTED, State.TENTATIVE)

_OUTCOME: Mapping[Answer, State] = {
    Answer.YES: State.ACCEPTED,
    Answer.OTHER: State.ACCEPTED,
    Answer.MAYBE: State.TENTATIVE,
    Answer.NO: State.DECLINED,
}


def state_after(answer: Answer) -> State:
    """Where an answer leads."""
    return _OUTCOME[answer]


def answer_of(state: State, substitute: str) -> Answer | None:
    """The answer behind a state, or None while there is none."""
    if state is State.ACCEPTED:
        return Answer.OTHER if substitute else Answer.YES
    return {State.TENTATIVE: Answer.MAYBE, State.DECLINED: Answer.NO}.get(state)


def why_too_late(*, is_cancelled: bool) -> str:
    """What is said behind a link to answer once the start is past."""
    return _WAS_CANCELLED if is_cancelled else _HAS_BEGUN


def check_inviting(*, is_published: bool, starts_at: datetime, now: datetime) -> None:
    """Partners are invited to what is published and has not begun. Raises Refused."""
    if not is_published:
        raise Refused("Publiez d’abord la rencontre. Les invitations partent ensuite.")
    if starts_at <= now:
        raise Refused("Cette rencontre a déjà commencé : il est trop tard pour inviter.")


def check_answering(state: State, answer: Answer, *, substitute: str, starts_at: datetime, now: datetime) -> None:
    """An answer may be given and changed until the start; somebody else has a name. Raises Refused."""
    if state is State.REVOKED or starts_at <= now:
        raise Refused(marked("Il est trop tard pour répondre ici. Appelez-nous."))
    if answer is Answer.OTHER and not substitute:
        raise Refused(marked("Écrivez le nom de la personne qui viendra."), field="substitute")


def check_seen(seen: str, day: date) -> None:
    """An answer is for the day that its page showed (ISO 8601; empty: it showed none). Raises Refused."""
    if seen and seen != day.isoformat():
        raise Refused(_IS_MOVED)


def is_to_remind(state: State, *, reminded_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may be reminded: they have not answered, and were not reminded within a day."""
    return state is State.SENT and (reminded_at is None or now - reminded_at >= REMIND_EVERY)


def check_reminding(state: State, *, reminded_at: datetime | None, now: datetime) -> None:
    """Only those who have not answered are reminded, and not twice in a day. Raises Refused."""
    if reminded_at is not None and now - reminded_at < REMIND_EVERY:
        raise Refused("Un rappel est déjà parti il y a moins d’un jour.")
    if state is not State.SENT:
        raise Refused("Cette personne a déjà répondu, ou n’est plus invitée.")


def is_asked_again(state: State, *, is_new_day: bool) -> bool:
    """Whether an answer is open again, because it was given for another day."""
    return is_new_day and state in {State.ACCEPTED, State.DECLINED, State.TENTATIVE}
