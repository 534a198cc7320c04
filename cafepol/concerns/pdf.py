"""The letter that brings feedback to somebody without e-mail."""

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import Feedback
from cafepol.core.filters import day_long, phone
from cafepol.printing.letters import LetterContent, letter
from cafepol.zone.models import Zone


def feedback_letter(concern: Concern, raiser: Raiser, feedback: Feedback, zone: Zone) -> bytes:
    """The letter as a PDF, its address placed for a window envelope. Raises Refused when a line does not fit."""
    commissariat, owner = concern.commune.commissariat, concern.owner
    number = owner.phone or commissariat.phone
    return letter(
        LetterContent(
            sender=(zone.name, commissariat.name, commissariat.address, phone(commissariat.phone)),
            recipient=(raiser.name or "", *(raiser.address or "").splitlines()),
            place_and_date=f"{concern.commune.name}, le {day_long(feedback.given_on)}",
            subject="notre réponse à ce que vous nous avez dit",
            reference=concern.number,
            paragraphs=(
                f"Bonjour {raiser.name},",
                f"Vous nous avez parlé le {day_long(raiser.heard_on)}. Voici notre réponse.",
                *(part for part in feedback.text.split("\n") if part),
                f"Une question ? Appelez le {phone(number)}. Donnez le numéro {concern.number}.",
            ),
            signature=(owner.full_name, commissariat.name),
        )
    )
