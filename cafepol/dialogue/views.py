"""The resident's own page, by the link of the mail: what you said, where it stands, what was done."""

from typing import Any

from flask import Blueprint, render_template

from cafepol.concerns import labels
from cafepol.concerns.debts import Channel
from cafepol.concerns.signing import signatory
from cafepol.core.clock import now, today
from cafepol.core.links import Purpose, subject_of
from cafepol.dialogue.queries import get_raiser

blueprint = Blueprint("concerns", __name__)  # the mails of the concerns lead here by this name

WAYS = {
    Channel.MAIL: "Nous vous écrirons par courriel, comme vous l’avez demandé.",
    Channel.LETTER: "Nous vous enverrons une lettre, comme vous l’avez demandé.",
    Channel.PHONE: "Nous vous appellerons, comme vous l’avez demandé.",
    Channel.VISIT: "Nous passerons vous voir, comme vous l’avez demandé.",
    Channel.MEETING: "Nous vous le dirons à une rencontre, comme vous l’avez demandé.",
}


@blueprint.get("/suivi/<token>")
def follow_up(token: str) -> Any:
    """Where it stands, for the one person who holds the link; looking changes nothing."""
    raiser = get_raiser(subject_of(token, Purpose.FOLLOWUP, now=now()))
    concern = raiser.concern
    told = [each for each in raiser.feedbacks if each.counts]
    done = [entry for entry in concern.entries if entry.compartment == "resident" and entry.kind == "note"]
    return render_template(
        "dialogue/follow_up.html",
        raiser=raiser, concern=concern, told=told, done=done[::-1], ways=WAYS, labels=labels, today=today(),
        signatory=signatory(concern),
    )  # fmt: skip
