"""How a message ends: its channels and states, and when a mail that did not go is tried again."""

from datetime import timedelta

CHANNELS = ("mail", "call", "letter")
MAIL_STATES = ("queued", "sending", "sent", "bounced", "dead", "dropped")
TASK_STATES = ("to_do", "done", "failed")
STATES = (*MAIL_STATES, *TASK_STATES)

SAID = ("sending", "sent", "done")  # what is being handed over counts as said
UNARRIVED = ("bounced", "dead")  # refused for good; tried for days and given up
STATE_LABELS = {
    "queued": "en attente",
    "sending": "part",
    "sent": "parti",
    "bounced": "pas arrivé",
    "dead": "pas arrivé",
    "dropped": "abandonné",
    "to_do": "à faire",
    "done": "fait",
    "failed": "pas joint",
}
CHANNEL_LABELS = {"mail": "courriel", "call": "appel", "letter": "courrier"}

# after the first, second, … failed attempt; then it is dead (about four days in all: RFC 5321 4.5.4.1)
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=48),
)
TOO_LONG = timedelta(minutes=30)  # a mail that waits so long for our own server is told to those who can help
KEEP_UNARRIVED = timedelta(days=30)  # then a mail that did not arrive is let go, with its links
LEASE = timedelta(minutes=5)  # longer than one hand-over can take (15 s per step)
_OURS_TO_REPAIR = frozenset({530, 534, 535, 538})  # the server wants another sign-in of us (RFC 4954)
_FOR_GOOD = range(500, 600)


def channel_for(*, mail: str | None, phone: str | None, address: str | None) -> str | None:
    """How somebody is reached: by mail, else by a call, else by a letter; None when there is no way."""
    ways = (("mail", mail), ("call", phone), ("letter", address))
    return next((channel for channel, way in ways if way), None)


def delay_after(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts (1 or more); None when it is time to give up."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


def is_refused_for_good(code: int) -> bool:
    """Whether an SMTP reply says that this message will never be taken: 5xx, but not for our own sign-in."""
    return code in _FOR_GOOD and code not in _OURS_TO_REPAIR
