"""The slip to take along: where a complaint against the police goes. The same for everybody, it names nobody."""

from collections.abc import Iterator

from cafepol.core.filters import phone
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face, legible
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A5, Sheet
from cafepol.zone.models import Zone

TITLE = "Une plainte contre un policier : où s’adresser ?"
SIDE = 14.0
_INTRO = (
    "Elle ne se dépose pas à un café, et rien de ce que vous venez de dire n’est noté. "
    "Vous choisissez à qui vous l’adressez. C’est gratuit."
)
_END = "Une urgence ? Appelez le 101 ou le 112."
_HEAD = Style(5.0, 4.0, Face.BOLD, leading=1.2)
_TEXT = Style(4.6, 3.6, leading=1.3)


def slip(zone: Zone) -> bytes:
    """The slip, one page A5. A character that the face does not have is shown as « ? »."""
    sheet = Sheet(A5, title="Où s’adresser", author=zone.name)
    draw_floor(sheet, length=A5.width, tile=4, ink=BLACK)
    sheet.stack(SIDE, 14, fit(list(_blocks(zone)), room=A5.width - 2 * SIDE, height=180))
    sheet.text(SIDE, 203, legible(zone.name), size=3.6)
    return sheet.finish()


def _blocks(zone: Zone) -> Iterator[Block]:
    yield Block(TITLE, Style(8, 6, Face.BOLD, leading=1.1, balanced=True), "title", "le titre")
    yield Block(_INTRO, _TEXT, "intro", "le début", before=4)
    yield from _address("Au contrôle interne de la zone de police", zone.internal_control, zone)
    yield from _address("Au Comité P, qui ne dépend pas de la police", zone.oversight, zone)
    yield Block(_END, _HEAD, "end", "la fin", before=9)


def _address(title: str, lines: str, zone: Zone) -> Iterator[Block]:
    """Who it is and how they are reached; of a zone that did not say, whom to ask."""
    yield Block(title, _HEAD, "oversight", "l’adresse", before=8)
    told = lines.splitlines() or [f"Demandez l’adresse au {phone(zone.phone)}."]
    for line in told:
        yield Block(legible(line), _TEXT, "oversight", "l’adresse", before=0.6)
