"""A mail or a letter that came back: it told nobody anything, and the answer is owed again, after the closing too."""

from datetime import date, datetime

from cafepol.accounts import audit
from cafepol.concerns import transitions
from cafepol.concerns.debts import Channel, check_day
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.records import Feedback
from cafepol.concerns.steps import write
from cafepol.concerns.transitions import Actor
from cafepol.core.errors import Refused
from cafepol.core.filters import day_medium

_STILL_HERE = {
    Channel.MAIL: "Ce courriel n’est pas encore remis : il ne peut pas être revenu.",
    Channel.LETTER: "Cette lettre n’est pas encore postée : elle ne peut pas être revenue.",
}
_BACK = {
    Channel.MAIL: "Le courriel du {sent} est revenu le {back}.",
    Channel.LETTER: "La lettre du {sent} est revenue le {back}.",
}


def mark_returned(
    concern: Concern, feedback: Feedback, *, returned_on: date, by: Actor, now: datetime, today: date
) -> None:
    """Note that what was sent came back on a day, from the one on which it left. Raises Refused."""
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    channel = Channel(feedback.channel)
    if channel not in _BACK:
        raise Refused("Seuls un courriel ou une lettre peuvent revenir.")
    if feedback.came_back:
        raise Refused("C’est déjà noté : ce retour est revenu.", field="returned_on")
    if feedback.left_on is None:
        raise Refused(_STILL_HERE[channel], field="returned_on")
    early = "Cette date vient avant le jour de l’envoi."
    check_day(returned_on, since=feedback.left_on, today=today, field="returned_on", early=early)
    feedback.returned_on, feedback.returned_by_id = returned_on, by.account_id
    text = _BACK[channel].format(sent=day_medium(feedback.left_on), back=day_medium(returned_on))
    write(concern, "returned_mail", text, by=by, now=now)
    audit.record(
        "feedback_returned", account_id=by.account_id, now=now, subject="concern", subject_id=concern.id,
        feedback=feedback.id,
    )  # fmt: skip
