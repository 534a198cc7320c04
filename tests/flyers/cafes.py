"""The back of a flyer and a commune's next three months, believable, and as long as forms let through."""

from dataclasses import replace
from datetime import date, time

from cafepol.flyers.cafes_content import CafeLine, MonthsContent, VersoContent
from tests.flyers.contents import FLYER

_HALL = CafeLine(date(2027, 1, 26), time(18), time(20), "Salle des fêtes", "rue du Pont 12, 7340 Colfontaine")
NEXT = (
    _HALL,
    replace(_HALL, day=date(2027, 2, 9), place_name="Bibliothèque", address="place de Wasmes 3, 7340 Wasmes"),
    replace(_HALL, day=date(2027, 3, 1), place_name="<b>Foyer</b> & Cie"),
)
_FULL = tuple(
    replace(
        each,
        place_name="Salle communale Frédéric Chopin et Émile Vandervelde, Hensie",
        address="avenue du Général de Gaulle et des Combattants 127 bte 4, 7340 Colfontaine (Warquignies)",
    )
    for each in NEXT
)
VERSO = VersoContent(
    day=FLYER.day,
    commune="Colfontaine",
    code="K7M9R",
    hand_in="Commissariat de Colfontaine, rue de l’Exemple 1, 7340 Colfontaine",
    zone_name=FLYER.zone_name,
    colour=FLYER.colour,
    next_cafes=NEXT,
)
FULL_VERSO = replace(
    VERSO,
    hand_in="Commissariat de proximité de Quaregnon-Frameries, avenue du Docteur Albert Schweitzer 160, 7390 Quaregnon",
    next_cafes=_FULL,
)
MONTHS = MonthsContent(
    commune="Colfontaine",
    first=date(2027, 1, 7),
    last=date(2027, 4, 8),
    cafes=NEXT,
    phone="065 00 12 10",
    link="https://cafepol.example/communes/colfontaine",
    short_link="cafepol.example/communes/colfontaine",
    zone_name=FLYER.zone_name,
    publisher=FLYER.publisher,
    colour=FLYER.colour,
)
FULL_MONTHS = replace(MONTHS, cafes=_FULL * 3)
