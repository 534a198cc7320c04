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
    names: dict[int | None, str] = {raiser.id: f", {raiser.label}" for raiser in concern.raisers}
    lines = [
        Line(
            each.at, local(each.at).date(), labels.ENTRIES[each.kind] + names.get(each.raiser_id, ""),
            each.text, each.writer, each.compartment,
        )
        for each in concern.entries
    ]  # fmt: skip
    for raiser in concern.raisers:
        lines += _about(raiser)
    lines.reverse()  # of two lines of one instant the later one comes first
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _about(raiser: Raiser) -> list[Line]:
    lines = []
    for told in raiser.feedbacks:
        what = "Retour" if told.is_answer else "Nouvelle"
        title = f"{what} à {raiser.label}, {labels.CHANNELS[Channel(told.channel)]}"
        lines.append(Line(told.created_at, told.given_on, title, told.text, told.author.name, "resident"))
    tried = f"Essai sans réponse, {raiser.label}"
    lines += [Line(each.created_at, each.tried_on, tried, "", each.author.name, "internal") for each in raiser.attempts]
    for each in raiser.impossibles:
        day, why = local(each.at).date(), labels.IMPOSSIBLE[ImpossibleCode(each.code)]
        title = f"Retour impossible, {raiser.label}"
        lines.append(Line(each.at, day, title, why, each.author.name, "internal"))
    return lines
