"""What each column says about people. Every column of every table names one of these classes.

`/vie-privee` reads them; the periods are proposals that the zone’s data-protection officer decides.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import MappedColumn, mapped_column


@dataclass(frozen=True)
class DataClass:
    """A category of data: what it is, on what basis it is held, how long (French, shown to the public)."""

    key: str
    label: str
    basis: str
    period: str


MISSION = "mission d’intérêt public (RGPD, art. 6.1.e)"

NONE = DataClass("none", "aucune donnée à caractère personnel", "", "")
STAFF = DataClass("staff", "identité professionnelle du personnel", MISSION, "jusqu’à 12 mois après le départ")
PORTRAIT = DataClass(
    "portrait",
    "photographies que des policiers ont choisi de donner",
    "accord de la personne (RGPD, art. 6.1.a)",
    "jusqu’à leur retrait, au plus tard au départ",
)
SECRET = DataClass("secret", "empreintes de mots de passe, de liens et de connexions", MISSION, "jusqu’à leur fin")
PARTNER = DataClass("partner", "personnes de contact des partenaires", MISSION, "24 mois après la dernière rencontre")
REGISTRANT = DataClass("registrant", "coordonnées des inscrits", MISSION, "30 jours après la rencontre")
SUBSCRIBER = DataClass(
    "subscriber",
    "adresses des personnes qui veulent recevoir les annonces",
    "accord de la personne (RGPD, art. 6.1.a)",
    "jusqu’à leur retrait ; ensuite une empreinte, comme preuve du retrait",
)
ASKER = DataClass(
    "asker",
    "coordonnées des personnes qui demandent un café",
    MISSION,
    "30 jours après la réponse, ou 12 mois après la demande sans réponse",
)
RAISER = DataClass(
    "raiser", "coordonnées des personnes qui ont soulevé une doléance", MISSION, "90 jours après le retour"
)
WORDS = DataClass("words", "ce que les habitants ont dit", MISSION, "12 mois après la clôture")
MESSAGE = DataClass("message", "courriels, appels et courriers", MISSION, "30 jours après l’envoi")
AUDIT = DataClass("audit", "journal des accès", "obligation légale de journalisation", "3 ans")

ALL = (NONE, STAFF, PORTRAIT, SECRET, PARTNER, REGISTRANT, SUBSCRIBER, ASKER, RAISER, WORDS, MESSAGE, AUDIT)


def plain(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that says nothing about a person."""
    return mapped_column(*args, info={"privacy": NONE}, **kwargs)


def about(data_class: DataClass, *args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that says something about a person, of the given class."""
    return mapped_column(*args, info={"privacy": data_class}, **kwargs)
