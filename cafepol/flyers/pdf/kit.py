"""The day's kit: every paper that an officer takes along to a café, as one document with a list of its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cafepol.casework.pdf_calls import CallsContent, draw_calls
from cafepol.core.errors import Refused
from cafepol.core.filters import day_long
from cafepol.flyers.content import FlyerContent, ReturnSheetContent, SignInSheetContent
from cafepol.flyers.day_content import CardContent, SlipContent
from cafepol.flyers.pdf.cards import draw_cards
from cafepol.flyers.pdf.poster import draw_poster
from cafepol.flyers.pdf.returns import draw_returns
from cafepol.flyers.pdf.sign_in import draw_sign_in
from cafepol.flyers.pdf.slips import draw_slips
from cafepol.printing.book import Book, bound

SLIP_PAGES = 5  # of four slips: enough for the usual café

Part = tuple[str, Callable[[Book], None]]


@dataclass(frozen=True)
class KitContent:
    """What the papers of one day say."""

    sign_in: SignInSheetContent
    returns: ReturnSheetContent
    calls: CallsContent
    slip: SlipContent
    cards: tuple[CardContent, ...]
    poster: FlyerContent


def day_kit(content: KitContent) -> bytes:
    """The kit as a PDF. Raises Refused as draw_kit."""
    title = f"Le kit du jour – {content.sign_in.title}, {day_long(content.sign_in.day)}"
    return bound(partial(draw_kit, content=content), title=title, author=content.sign_in.zone_name)


def draw_kit(book: Book, content: KitContent) -> None:
    """All parts, in the order in which the day needs them.

    Raises Refused where one of them does not print, naming it: a kit that lacks a part is none.
    """
    for name, draw in _parts(content):
        book.part(name)
        try:
            draw(book)
        except Refused as refused:
            raise Refused(f"{name} : {refused.message}", field=refused.field) from refused


def _parts(content: KitContent) -> list[Part]:
    return [
        ("Feuille de présence", partial(draw_sign_in, content=content.sign_in)),
        ("Fiche retour", partial(draw_returns, content=content.returns)),
        ("Appels à donner", partial(draw_calls, content=content.calls)),
        ("Fiches de doléance", partial(draw_slips, content=content.slip, pages=SLIP_PAGES)),
        ("Cartes du policier", partial(draw_cards, contents=content.cards)),
        ("Affiche pour la porte", partial(draw_poster, content=content.poster)),
    ]
