"""The papers of a meeting that this room draws: each with what it says and how it comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from cafepol.flyers import pdf
from cafepol.flyers.choosing import Choice
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.day_queries import cards_content, slip_content
from cafepol.flyers.papers import Paper
from cafepol.flyers.pdf.cards import cards
from cafepol.flyers.pdf.flyer import flyer_pdf
from cafepol.flyers.pdf.poster import poster_pdf
from cafepol.flyers.pdf.preview import preview_png
from cafepol.flyers.pdf.slips import slips
from cafepol.flyers.pieces import FLYERS, POSTERS, Format, Piece, Use
from cafepol.flyers.queries import flyer_content, preview_content, sign_in_sheet_content
from cafepol.meetings.models import Meeting

BLACK = "#000000"
LARGE = "affiche-a3"
PRINTED = "flyer_printed"  # what the list of what is to be prepared looks for


class Facts:
    """What the papers of a meeting say, read once however many of them are wanted."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    @cached_property
    def flyer(self) -> FlyerContent:
        """What flyers and posters say."""
        return flyer_content(self.meeting)


@dataclass(frozen=True)
class Order:
    """One paper that somebody wants of a meeting. `is_seen_only`: to be looked at, without the people it names."""

    facts: Facts
    piece: Piece
    choice: Choice
    is_seen_only: bool = False

    @property
    def meeting(self) -> Meeting:
        """Whose paper it is."""
        return self.facts.meeting


Maker = Callable[[Order], Paper]


def flyer(order: Order) -> Paper:
    """A flyer; who prints one is on the audit trail."""
    content, fmt, use = _said(order), order.piece.format or Format.A5, order.choice.use or Use.PAGE
    return Paper(order.piece, (content, order.choice), partial(flyer_pdf, content, fmt=fmt, use=use), seen=PRINTED)


def poster(order: Order) -> Paper:
    """A poster."""
    content, use, is_large = _said(order), order.choice.use or Use.PAGE, order.piece.slug == LARGE
    return Paper(order.piece, (content, order.choice), partial(poster_pdf, content, is_large=is_large, use=use))


def _said(order: Order) -> FlyerContent:
    content = order.facts.flyer
    return replace(content, colour=BLACK) if order.choice.is_black else content


def concern_slips(order: Order) -> Paper:
    """Slips to write a concern on."""
    content = slip_content(order.meeting)
    return Paper(order.piece, content, partial(slips, content))


def officers_cards(order: Order) -> Paper:
    """The cards of those who hold the meeting: what they let residents see."""
    contents = cards_content(order.meeting)
    return Paper(order.piece, contents, partial(cards, contents))


def shared_picture(order: Order) -> Paper:
    """What a link to the meeting and a Facebook event show."""
    content = preview_content(order.meeting)
    return Paper(order.piece, content, partial(preview_png, content))


def sign_in_sheet(order: Order) -> Paper:
    """The sheet at the door: it names who registered, so printing it is on the audit trail."""
    content = sign_in_sheet_content(order.meeting)
    if order.is_seen_only:
        content = replace(content, registered=())
        return Paper(order.piece, content, partial(pdf.sign_in_sheet, content))
    make = partial(pdf.sign_in_sheet, content)
    return Paper(order.piece, content, make, is_private=True, seen="registrations_printed")


MAKERS: Mapping[str, Maker] = {
    **{piece.slug: flyer for piece in FLYERS},
    **{piece.slug: poster for piece in POSTERS},
    "presences": sign_in_sheet,
    "fiches-doleance": concern_slips,
    "cartes": officers_cards,
    "image": shared_picture,
}
