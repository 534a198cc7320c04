"""What is written to somebody who raised a concern besides the answer; and to the chief: a number, no words of it."""

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.signing import greeting, signatory
from cafepol.core.filters import day_long
from cafepol.core.links import url
from cafepol.dialogue.models import RaiserQuestion
from cafepol.dialogue.talking import OPINION_DAYS
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.zone.queries import the_zone


def question(concern: Concern, raiser: Raiser, asked: RaiserQuestion, token: str | None) -> Draft:
    """The question, and where to answer; without a link the answer comes on the phone."""
    return compose(
        "concern_question",
        subject=f"Une question pour vous – suivi {concern.number}",
        spoken=_to_ask(concern, asked),
        greeting=greeting(raiser),
        signatory=signatory(concern),
        concern=concern,
        raiser=raiser,
        question=asked,
        link=url("concerns.follow_up", token=token) if token else "",
        zone=the_zone(),
    )


def _to_ask(concern: Concern, asked: RaiserQuestion) -> str:
    return (
        f"Une question sur le suivi {concern.number} : « {asked.text} »\n"
        f"Notez la réponse sur la page de la doléance, au plus tard {day_long(asked.lapses_on)}."
    )


def opinion(concern: Concern, raiser: Raiser, token: str) -> Draft:
    """« Êtes-vous content de ce qui a été fait ? », with the link to say so."""
    return compose(
        "concern_opinion",
        subject=f"Votre avis nous aide – suivi {concern.number}",
        greeting=greeting(raiser),
        signatory=signatory(concern),
        concern=concern,
        raiser=raiser,
        days=OPINION_DAYS,
        link=url("opinions.opinion", token=token),
        zone=the_zone(),
    )


def taken_up(concern: Concern, raiser: Raiser, token: str) -> Draft:
    """The concern is taken up again, and by when there is a new answer."""
    return compose(
        "concern_reopened",
        subject=f"Nous reprenons votre suivi {concern.number}",
        greeting=greeting(raiser),
        signatory=signatory(concern),
        concern=concern,
        raiser=raiser,
        link=url("concerns.follow_up", token=token),
        zone=the_zone(),
    )


def to_decide(concern: Concern) -> Draft:
    """To the chief: somebody asks to take a concern up again."""
    return compose(
        "concern_reopening",
        subject=f"Réouverture demandée – {concern.number}",
        concern=concern,
        link=url("dialogue_staff.reopening_page", number=concern.number),
        zone=the_zone(),
    )
