"""Mails to a resident about what she said. No mail but the answer itself holds any of the concern's text."""

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import Feedback
from cafepol.core.links import url
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.zone.queries import the_zone


def heard(concern: Concern, raiser: Raiser, token: str, *, settled: bool) -> Draft:
    """What happens now, and the link to the follow-up."""
    return compose(
        "concern_heard",
        subject=f"Merci de nous avoir parlé – suivi {concern.number}",
        concern=concern,
        raiser=raiser,
        settled=settled,
        link=url("concerns.follow_up", token=token),
        zone=the_zone(),
    )


def feedback(concern: Concern, raiser: Raiser, token: str, *, feedback: Feedback) -> Draft:
    """The answer to what she said, and the link to the follow-up."""
    return compose(
        "concern_feedback",
        subject=f"Notre réponse – suivi {concern.number}",
        concern=concern,
        raiser=raiser,
        feedback=feedback,
        link=url("concerns.follow_up", token=token),
        zone=the_zone(),
    )
