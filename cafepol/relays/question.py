"""A question as a partner reads it: on their page, in its preview, in the mail. Nothing else of a concern is in it."""

from dataclasses import dataclass
from datetime import date

from cafepol.concerns.models import Concern
from cafepol.concerns.signing import signatory
from cafepol.partners.models import PartnerContact
from cafepol.relays.models import Relay
from cafepol.zone.queries import the_zone


@dataclass(frozen=True)
class Question:
    """What is asked of whom, by whom and until when. `number`: what to name on the phone."""

    contact: PartnerContact
    text: str
    place: str
    commune: str
    answer_by: date
    asker: str
    phone: str
    number: str


def question_on(concern: Concern, contact: PartnerContact, *, text: str, place: str, answer_by: date) -> Question:
    """The question of a draft or of a row; the concern's owner and commissariat are loaded."""
    asker = signatory(concern)
    return Question(
        contact=contact,
        text=text,
        place=place,
        commune=concern.commune.name,
        answer_by=answer_by,
        asker=asker.name,
        phone=asker.phone or the_zone().phone,
        number=concern.number,
    )


def question_of(relay: Relay) -> Question:
    """The question that was asked."""
    return question_on(relay.concern, relay.contact, text=relay.question, place=relay.place, answer_by=relay.answer_by)
