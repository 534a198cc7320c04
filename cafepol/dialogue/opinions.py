"""After the closing each raiser who can be written to is asked, once, what they think of what was done."""

from datetime import datetime, timedelta

from cafepol.concerns.models import Raiser
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.signing import given_name
from cafepol.concerns.steps import BY_LINK, write
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, issue_link
from cafepol.dialogue import mails
from cafepol.dialogue.labels import SCORES
from cafepol.dialogue.models import Satisfaction
from cafepol.dialogue.queries import OPINION, find_opinion, is_consulted
from cafepol.dialogue.talking import JUDGED, OPINION_DAYS, judged_cycle
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message


def cycle_of(raiser: Raiser) -> int | None:
    """The cycle that somebody may judge: the one that was closed last; the promises are loaded."""
    return judged_cycle((each.cycle, each.on_time) for each in raiser.promises)


def consult(raiser: Raiser, *, now: datetime) -> int:
    """Mail the link to say what they think, once for each closing; how many mails that were."""
    concern = lock_concern(raiser.concern)
    key = f"{OPINION}:{raiser.id}:{cycle_of(raiser)}"
    if concern.status not in JUDGED or is_consulted(key):
        return 0
    ends = now + timedelta(days=OPINION_DAYS)
    token = issue_link(Purpose.SATISFACTION, raiser.id, expires_at=ends)
    post_message(
        mails.opinion(concern, raiser, token), to=Recipient(name=given_name(raiser), mail=raiser.mail),
        kind=OPINION, unique_key=key, now=now, expires_at=ends,
        commissariat_id=concern.commune.commissariat_id, officer_id=concern.owner_id,
    )  # fmt: skip
    return 1


def give_opinion(raiser: Raiser, score: int, *, now: datetime) -> Satisfaction:
    """Keep what somebody thinks, 1 to 4; said again, the first holds. Raises Refused where nothing is closed."""
    concern = lock_concern(raiser.concern)
    cycle = cycle_of(raiser)
    given = find_opinion(raiser.id, cycle)
    if given is not None:
        return given
    if concern.status not in JUDGED or cycle is None:
        raise Refused("Le suivi a repris. Nous vous demanderons votre avis à la fin.")
    given = Satisfaction(raiser_id=raiser.id, cycle=cycle, score=score, at=now)
    db.session.add(given)
    write(concern, "satisfaction", SCORES[score], by=BY_LINK, now=now, written_by="resident", raiser_id=raiser.id)
    return given
