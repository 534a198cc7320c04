"""What happened to a concern, newest first: entries, feedback and failed tries in one line of time."""

from dataclasses import dataclass
from datetime import date, datetime

from cafepol.concerns import labels
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.models import Concern, Raiser
from cafepol.core.clock import local


@dataclass(frozen=True)
class Line:
    """One thing that happened. `compartment` says who may read it."""

    at: datetime
    day: date
    title: str
    text: str
    author: str
    compartment: str


def history(concern: Concern) -> list[Line]:
    """All that happened, newest first, for staff; the concern is loaded as its page shows it."""
    lines = [
        Line(e.at, local(e.at).date(), labels.ENTRIES[e.kind], e.text, e.author.name, e.compartment)
        for e in concern.entries
    ]
    for raiser in concern.raisers:
        lines += _about(raiser)
    lines.reverse()  # of two lines of one instant the later one comes first
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _about(raiser: Raiser) -> list[Line]:
    lines = []
    for told in raiser.feedbacks:
        title = f"Retour à {raiser.label}, {labels.CHANNELS[Channel(told.channel)]}"
        lines.append(Line(told.created_at, told.given_on, title, told.text, told.author.name, "resident"))
    tried = f"Essai sans réponse, {raiser.label}"
    lines += [Line(each.created_at, each.tried_on, tried, "", "", "internal") for each in raiser.attempts]
    if raiser.impossible is not None:
        at, why = raiser.impossible.at, labels.IMPOSSIBLE[ImpossibleCode(raiser.impossible.code)]
        lines.append(Line(at, local(at).date(), f"Retour impossible, {raiser.label}", why, "", "internal"))
    return lines
