"""The papers of a meeting that this room draws: each with what it says and how it comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from cafepol.concerns.queries import Scope
from cafepol.flyers.cafes_queries import months_content, verso_content
from cafepol.flyers.choosing import Choice
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.day_queries import cards_content, slip_content
from cafepol.flyers.papers import Paper
from cafepol.flyers.pdf.cards import cards
from cafepol.flyers.pdf.flyer import flyer_pdf
from cafepol.flyers.pdf.months import months_pdf
from cafepol.flyers.pdf.poster import poster_pdf
from cafepol.flyers.pdf.preview import preview_png
from cafepol.flyers.pdf.sign_in import sign_in_sheet
from cafepol.flyers.pdf.slips import slips
from cafepol.flyers.pdf.verso import both_sides_pdf
from cafepol.flyers.pieces import COMMUNE, FLYERS, POSTERS, SCREEN, Format, Piece, Use
from cafepol.flyers.queries import flyer_content, preview_content, sign_in_sheet_content
from cafepol.meetings.models import Meeting
from cafepol.zone.models import Commune

LARGE = "affiche-a3"
(MONTHS,), (SHARED,) = COMMUNE, SCREEN
PRINTED = "flyer_printed"  # what the list of what is to be prepared looks for


class Facts:
    """A meeting whose papers are wanted, when and by whom (`scope`); what they all say is read once."""

    def __init__(self, meeting: Meeting, *, now: datetime, today: date, scope: Scope | None = None) -> None:
        self.meeting, self.now, self.today, self.scope = meeting, now, today, scope
        self._flyers: dict[Choice, FlyerContent] = {}

    def flyer(self, choice: Choice) -> FlyerContent:
        """What flyer and poster say, as it was chosen."""
        said = replace(choice, use=None, has_verso=False)
        if said not in self._flyers:
            self._flyers[said] = flyer_content(
                self.meeting, round_code=said.round_code, language=said.language, black=said.is_black
            )
        return self._flyers[said]


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
    """A flyer, with its back if that is wanted; who prints one is on the audit trail."""
    content, fmt, use = order.facts.flyer(order.choice), order.piece.format or Format.A5, order.choice.use or Use.PAGE
    if not order.choice.has_verso:
        return Paper(order.piece, (content, use), partial(flyer_pdf, content, fmt=fmt, use=use), seen=PRINTED)
    asked = order.choice
    verso = verso_content(
        order.meeting, now=order.facts.now, round_code=asked.round_code, language=asked.language, black=asked.is_black
    )
    make = partial(both_sides_pdf, content, verso, fmt=fmt, use=use)
    return Paper(order.piece, (content, verso, use), make, seen=PRINTED)


def poster(order: Order) -> Paper:
    """A poster; of a cancelled café, one that says so."""
    content, use, is_large = order.facts.flyer(order.choice), order.choice.use or Use.PAGE, order.piece.slug == LARGE
    return Paper(order.piece, (content, use), partial(poster_pdf, content, is_large=is_large, use=use))


def next_cafes(order: Order) -> Paper:
    """The sheet of the commune's next three months."""
    facts, asked = order.facts, order.choice
    return months_sheet(
        order.meeting.commune, today=facts.today, now=facts.now, language=asked.language, black=asked.is_black
    )


def months_sheet(commune: Commune, *, today: date, now: datetime, language: str = "", black: bool = False) -> Paper:
    """The sheet of a commune's next three months."""
    content = months_content(commune, today=today, now=now, language=language, black=black)
    return Paper(MONTHS, content, partial(months_pdf, content))


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
    return link_picture(order.meeting)


def link_picture(meeting: Meeting) -> Paper:
    """What a link to a meeting and a Facebook event show."""
    content = preview_content(meeting)
    return Paper(SHARED, content, partial(preview_png, content))


def door_list(order: Order) -> Paper:
    """The sheet at the door: it names who registered, so printing it is on the audit trail."""
    content = sign_in_sheet_content(order.meeting)
    if order.is_seen_only:
        content = replace(content, registered=())
        return Paper(order.piece, content, partial(sign_in_sheet, content))
    make = partial(sign_in_sheet, content)
    return Paper(order.piece, content, make, is_private=True, seen="registrations_printed")


MAKERS: Mapping[str, Maker] = {
    **{piece.slug: flyer for piece in FLYERS},
    **{piece.slug: poster for piece in POSTERS},
    "presences": door_list,
    "fiches-doleance": concern_slips,
    "cartes": officers_cards,
    SHARED.slug: shared_picture,
    MONTHS.slug: next_cafes,
}
