"""An officer's cards: ten of 85 × 55 mm on an A4, with marks to cut at."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from cafepol.core.errors import Refused
from cafepol.flyers.day_content import CardContent
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Stack, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.imposition import Grid, impose
from cafepol.printing.inks import ink
from cafepol.printing.marks import draw_cup, draw_floor
from cafepol.printing.sheets import A4, Pen, Size

CARD = Size(85, 55)
TEN = Grid(A4, CARD, columns=2, rows=5)
SIDE = 5.0
LENGTH = CARD.width - 2 * SIDE
TOP, RULE, BOTTOM = 8.0, 40.0, 51.5

ROLE = "Votre policier de quartier"
NAME = Style(5.4, 3.0, Face.BOLD, leading=1.1, balanced=True)
SAID = Style(3.6, 2.8, leading=1.15)
QUARTERS = Style(3.6, 2.5, leading=1.12)
PHONE = Style(7.2, 5.4, Face.BOLD, leading=1.15, max_lines=1)
MAIL = Style(3.6, 2.8, leading=1.15, max_lines=1)
LONG_MAIL = Style(3.2, 2.2, leading=1.1, max_lines=2)
SMALL = Style(2.8, 2.2, leading=1.18)


def cards(contents: Sequence[CardContent]) -> bytes:
    """A page of cards for each officer, as a PDF. Raises Refused as draw_cards."""
    return bound(partial(draw_cards, contents=contents), title="Cartes du policier", author=contents[0].zone_name)


def draw_cards(book: Book, contents: Sequence[CardContent]) -> None:
    """A page of ten cards for each of these officers. Raises Refused at what does not fit or print."""
    for content in contents:
        impose(book, TEN, [partial(draw_card, content=content)])


def draw_card(pen: Pen, content: CardContent) -> None:
    """One card. Raises Refused as draw_cards."""
    colour = ink(content.colour)
    draw_floor(pen, length=CARD.width, tile=2.5, ink=colour)
    draw_cup(pen, x=CARD.width - SIDE - 12.8, y=TOP + 2.6, scale=0.35, ink=colour)
    pen.stack(SIDE, TOP, _head(content))
    reach = _reach(content)
    pen.stack(SIDE, RULE - 1.2 - reach.height, reach)
    pen.rule((SIDE, RULE), (CARD.width - SIDE, RULE), line=0.3)
    pen.stack(SIDE, RULE + 0.8, fit(_station(content), room=LENGTH, height=BOTTOM - RULE - 0.8))


def _head(content: CardContent) -> Stack:
    """The name and what they are, if they have a quarter; without a name, what they are.

    Too many quarters are left out.
    """
    role = ROLE if content.quarters or not content.name else ""
    who = [
        Block(content.name, NAME, "name", "le nom du policier"),
        Block(role, SAID if content.name else NAME, "name", "le nom du policier", before=0.3),
    ]
    named = Block(", ".join(content.quarters), QUARTERS, "quarters", "la liste des quartiers", before=0.3)
    with suppress(Refused):
        return fit([*who, named], room=LENGTH - 16, height=17.5)
    return fit(who, room=LENGTH - 16, height=17.5)


def _reach(content: CardContent) -> Stack:
    """The telephone first, then the address to write to; a long one goes on on a second line at its @."""
    number, height = Block(content.phone, PHONE, "phone", "le numéro de téléphone"), RULE - TOP - 18
    with suppress(Refused):
        return fit([number, Block(content.mail, MAIL, "mail", "l’adresse e-mail")], room=LENGTH, height=height)
    broken = Block(content.mail.replace("@", "\n@"), LONG_MAIL, "mail", "l’adresse e-mail")
    return fit([number, broken], room=LENGTH, height=height)


def _station(content: CardContent) -> list[Block]:
    number = f" – {content.station_phone}" if content.station_phone else ""
    return [
        Block(f"{content.station}, {content.zone_name}", SMALL, "station", "le nom du commissariat"),
        Block(f"{content.address}{number}", SMALL, "address", "l’adresse du commissariat"),
        Block(f"Une urgence ? Appelez le 101. Les cafés : {content.site}", SMALL, "site", "l’adresse du site"),
    ]
