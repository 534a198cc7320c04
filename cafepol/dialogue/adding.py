"""What somebody who raised a concern adds by the link: it enters the timeline and changes nothing else."""

from datetime import datetime

from cafepol.concerns.models import Raiser
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.records import Entry
from cafepol.concerns.steps import BY_LINK, write
from cafepol.concerns.wording import said
from cafepol.core import limits
from cafepol.core.errors import Refused
from cafepol.dialogue.talking import LISTENING, NOTE, NOTES_A_DAY


def add_note(raiser: Raiser, text: str, *, now: datetime) -> Entry:
    """Add the resident's own words, read by the team and by this person alone; state and version stay.

    Raises Refused when nobody reads there any more, and after five in a day.
    """
    concern = lock_concern(raiser.concern)
    if concern.status not in LISTENING:
        raise Refused("Ce suivi est terminé. Appelez-nous, nous vous écoutons.")
    words = said(text, field="words", maximum=NOTE, need="Écrivez ce que vous voulez ajouter.")
    if not limits.take(f"resident-note:{raiser.id}", most=NOTES_A_DAY, window_seconds=limits.A_DAY, now=now):
        raise Refused("Vous nous avez déjà écrit cinq fois aujourd’hui. Appelez-nous, ou écrivez-nous demain.")
    return write(
        concern, "resident_note", words, by=BY_LINK, now=now,
        compartment="resident", written_by="resident", raiser_id=raiser.id,
    )  # fmt: skip
