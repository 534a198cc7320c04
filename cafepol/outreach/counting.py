"""How many flyers went out and how many people said on Facebook that they may come: what may be noted, and when."""

from datetime import date

from cafepol.core.errors import Refused

FLYERS_MAX = 50_000
PEOPLE_MAX = 100_000


def may_note(meeting_state: str) -> bool:
    """Whether numbers of a meeting in this state still change."""
    return meeting_state not in {"closed", "cancelled"}


def check_noting(meeting_state: str) -> None:
    """Numbers are noted until the meeting is closed: what it was closed with stays. Raises Refused."""
    if meeting_state == "closed":
        raise Refused("Cette rencontre est clôturée : ses chiffres ne changent plus.")
    if meeting_state == "cancelled":
        raise Refused("Cette rencontre est annulée : ses chiffres ne changent plus.")


def check_as_of(as_of: date, *, today: date, noted: date | None) -> None:
    """The numbers of Facebook are those of a day: not to come, nor older than those noted. Raises Refused."""
    if as_of > today:
        raise Refused("Ce jour n’est pas encore venu.", field="as_of")
    if noted is not None and as_of < noted:
        raise Refused("Des chiffres plus récents sont déjà notés.", field="as_of")
