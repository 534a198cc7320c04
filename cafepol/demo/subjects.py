"""What residents talk about, and under which of a zone's themes it is kept: found by the words in the theme's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cafepol.core.text import slug
from cafepol.zone.models import Theme


class Subject(Enum):
    """A subject, with the beginnings of words by which a theme is known to be about it (French, Dutch)."""

    NEIGHBOURS = ("voisin", "bure")
    SAFETY = ("insecur", "securit", "veilig")
    YOUTH = ("jeune", "bande", "jonger", "overlast")
    LITTER = ("propre", "depot", "sluikstort", "afval")
    PARKING = ("stationn", "parkeer", "parking")
    SPEED = ("vitesse", "circul", "verkeer", "sluip")
    BURGLARY = ("cambriol", "vol", "inbra", "diefstal", "fietsd")
    DRUGS = ("stupef", "drog", "drug")
    ANIMALS = ("anim", "chien", "dier", "hond")
    OTHER = ("autre", "ander")


@dataclass(frozen=True)
class Story:
    """One concern as a resident says it, and what becomes of it.

    `step` is the officer's next step, `decided` what the team decided, `answer` what the resident is told,
    `summary` what may be published.
    """

    subject: Subject
    title: str
    place: str
    facts: str
    step: str
    decided: str
    answer: str
    summary: str


def theme_of(subject: Subject, themes: Sequence[Theme]) -> Theme:
    """The first theme of the zone that is about a subject, else its last one, which is for everything else."""
    for theme in themes:
        words = slug(f"{theme.slug} {theme.label}").split("-")
        if any(word.startswith(start) for word in words for start in subject.value):
            return theme
    return themes[-1]
