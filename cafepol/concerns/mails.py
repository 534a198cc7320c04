"""Mails to a resident about what she said. No mail but the answer itself holds any of the concern's text."""

from cafepol.concerns.control_models import Extension
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import Feedback
from cafepol.concerns.signing import greeting, signatory
from cafepol.core.filters import day_long
from cafepol.core.links import url
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.zone.queries import the_zone

LINK_LATER = "(ici, l’adresse de sa page de suivi)"


def heard(concern: Concern, raiser: Raiser, token: str, *, settled: bool) -> Draft:
    """What happens now, and the link to the follow-up."""
    return compose(
        "concern_heard",
        subject=f"Merci de nous avoir parlé – suivi {concern.number}",
        greeting=greeting(raiser),
        signatory=signatory(concern),
        concern=concern,
        raiser=raiser,
        settled=settled,
        link=url("concerns.follow_up", token=token),
        zone=the_zone(),
    )


def feedback(concern: Concern, raiser: Raiser, token: str, *, feedback: Feedback) -> Draft:
    """The answer to what she said, or news on the way, and the link to the follow-up."""
    return _answer(
        concern, raiser, feedback.text, is_answer=feedback.is_answer, link=url("concerns.follow_up", token=token)
    )


def feedback_to_read(concern: Concern, raiser: Raiser, text: str, *, is_answer: bool) -> Draft:
    """The answer as it will leave, to be read first: its link is made when it leaves."""
    return _answer(concern, raiser, text, is_answer=is_answer, link=LINK_LATER)


def extended(concern: Concern, raiser: Raiser, token: str, *, extension: Extension) -> Draft:
    """The answer comes later than promised: from which day to which, and why; by mail, on the phone or as a letter."""
    said = (
        f"Nous devions vous répondre pour {day_long(extension.from_on)}, au sujet du suivi {concern.number}. "
        f"Ce sera au plus tard {day_long(extension.to_on)}.\n{extension.reason}"
    )
    return compose(
        "concern_extended",
        subject=f"Notre réponse prendra plus de temps – suivi {concern.number}",
        spoken=said,
        greeting=greeting(raiser),
        signatory=signatory(concern),
        concern=concern,
        raiser=raiser,
        extension=extension,
        link=url("concerns.follow_up", token=token),
        zone=the_zone(),
    )


def _answer(concern: Concern, raiser: Raiser, text: str, *, is_answer: bool, link: str) -> Draft:
    return compose(
        "concern_feedback",
        subject=f"{'Notre réponse' if is_answer else 'Des nouvelles'} – suivi {concern.number}",
        greeting=greeting(raiser),
        signatory=signatory(concern),
        concern=concern,
        raiser=raiser,
        answer=text,
        is_answer=is_answer,
        link=link,
        zone=the_zone(),
    )
