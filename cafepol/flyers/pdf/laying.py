"""The flyer and the poster: what they say is laid out once per size of paper, then painted as often as is needed."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

from cafepol.core.errors import Refused
from cafepol.core.filters import day_long, day_number, hours, month, weekday
from cafepol.core.languages import speaking
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf import wording
from cafepol.flyers.pdf.contact import draw_contact, draw_foot
from cafepol.flyers.pdf.layouts import Layout, Share
from cafepol.flyers.pdf.placing import Cup, Fill, Frame, Item, Placed, Plate, Rect, Rule, Words
from cafepol.printing.fit import Block, Stack, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.sheets import Align
from cafepol.printing.styles import Scale

KEPT = 64  # papers whose lay-out is remembered: a flyer is looked at, printed alone, then several to a sheet
CUP = 37.5  # width at scale 1
CUP_HEIGHT = 43.0
CLOSE = 1.04  # what lines are apart, of their size, where there is much to say


@lru_cache(maxsize=KEPT)
def lay_out(content: FlyerContent, layout: Layout) -> Placed:
    """Where everything stands.

    Raises Refused at the field that does not fit or that the face cannot print, at a missing telephone number, and
    for a café that is cancelled.
    """
    if content.is_cancelled:
        raise Refused("Ce café est annulé : son flyer ne s’imprime plus.", field="state")
    if not content.phone.strip():
        raise Refused("Indiquez un numéro de téléphone : le flyer le donne à qui n’a pas internet.", field="phone")
    with speaking(content.language):
        items = (*_upper(content, layout), *draw_contact(content, layout), *draw_foot(content, layout))
    return Placed(layout.sheet, layout.tile, content.colour, items)


def title(content: FlyerContent) -> str:
    """What the file is called, in the flyer's language."""
    with speaking(content.language):
        return f"{content.title}, {day_long(content.day)}"


@dataclass(frozen=True)
class _Upper:
    """What fits between the floor and the contact box: its stacks, and the white that is left."""

    share: Share
    title: Stack
    beside: Stack
    below: Stack
    words: Stack
    spare: float

    @property
    def head(self) -> float:
        """The height of title and cup."""
        return max(self.title.height, CUP_HEIGHT * self.share.cup)

    @property
    def row(self) -> float:
        """The height of plate and what stands beside it."""
        return max(self.share.plate, self.beside.height)


def _upper(content: FlyerContent, layout: Layout) -> Iterator[Item]:
    """In the first share that holds everything; else what takes the most of its part is refused."""
    for share in layout.shares:
        with suppress(Refused):
            return _draw_upper(content, layout, _fit_upper(content, layout, share))
    raise _refusal(content, layout)


def _refusal(content: FlyerContent, layout: Layout) -> Refused:
    """What to shorten: where it is densest, title, place and words have about these parts of the height."""
    share, scale = layout.shares[-1], _closer(layout.scale)
    room, height = layout.width, layout.bottom - layout.top
    beside = room if share.is_below else room - share.plate - layout.middle
    parts = (
        (_title(content, scale), room, share.title),
        (_where(content, scale, in_one=False), beside, 0.3 * height),
        (_words(content, scale), room, 0.54 * height),
    )
    try:
        _, blocks, width = max(
            ((_least(blocks, width) / usual, blocks, width) for blocks, width, usual in parts), key=lambda part: part[0]
        )
        fit(blocks, room=width, height=0)
    except Refused as refusal:
        return refusal
    raise AssertionError  # nothing holds in no height


def _fit_upper(content: FlyerContent, layout: Layout, share: Share) -> _Upper:
    """Where it is dense, title and place leave to the words what these need at least."""
    scale, width = _closer(layout.scale) if share.is_dense else layout.scale, layout.width
    beside_room, available = width - share.plate - layout.middle, layout.bottom - layout.top - share.white
    beside, below = _when(content, scale.hours), _where(content, scale, in_one=share.is_dense)
    if not share.is_below:
        beside, below = [*beside, *below], []
    words, kept, most = _words(content, scale), 0.0, share.title
    if share.is_dense:
        kept = _least(words, width)
        most = min(most, available - kept - max(share.plate, _least(beside, beside_room)) - _least(below, width))
    cup = CUP * share.cup + layout.middle if share.cup else 0.0
    head = fit(_title(content, scale), room=width - cup, height=most)
    available -= max(head.height, CUP_HEIGHT * share.cup)
    row = fit(beside, room=beside_room, height=share.plate if share.is_below else available - kept)
    available -= max(share.plate, row.height)
    place = fit(below, room=width, height=available - kept)
    said = fit(words, room=width, height=available - place.height)
    return _Upper(share, head, row, place, said, available - place.height - said.height + share.white)


def _least(blocks: list[Block], room: float) -> float:
    """The height that these take when they are as small as they may be."""
    smallest = [replace(block, style=replace(block.style, size=block.style.floor)) for block in blocks]
    return fit(smallest, room=room, height=inf).height if blocks else 0.0


def _draw_upper(content: FlyerContent, layout: Layout, upper: _Upper) -> Iterator[Item]:
    """Title and cup, plate and place, rule, hosts and words, with the white that is left shared out between them."""
    margin, share, spare = layout.margin, upper.share, upper.spare
    yield Words(margin, layout.top, upper.title)
    if share.cup:
        yield Cup(layout.sheet.width - margin - CUP * share.cup, layout.top + 7 * share.cup, share.cup)
    row = layout.top + upper.head + spare * 0.22
    day = (weekday(content.day), day_number(content.day), month(content.day))
    yield Plate(margin, row + (upper.row - share.plate) / 2, share.plate, day)
    yield Words(margin + share.plate + layout.middle, row + (upper.row - upper.beside.height) / 2, upper.beside)
    below = row + upper.row + (spare * 0.2 if share.is_below else 0)
    yield Words(margin, below, upper.below)
    rule = below + upper.below.height + spare * (0.22 if share.is_below else 0.33)
    yield Rule((margin, rule), (layout.sheet.width - margin, rule), layout.rule)
    yield Words(margin, rule + spare * 0.2, upper.words)
    if content.is_draft:
        yield from _draft(layout)


def _title(content: FlyerContent, scale: Scale) -> list[Block]:
    return [Block(content.title, scale.title, "title", "le titre")]


def _when(content: FlyerContent, style: Style) -> list[Block]:
    return [Block(hours(content.starts, content.ends), style, "starts", "l’heure")]


def _where(content: FlyerContent, scale: Scale, *, in_one: bool) -> list[Block]:
    gap = 0.25 * scale.words.floor
    quarter = "" if content.quarter in f"{content.locality} {content.street}" else content.quarter
    place = Block(content.place_name, scale.place, "place_name", "le nom du lieu", before=gap)
    street, locality = (
        ", ".join(filter(None, parts))
        for parts in (
            ((content.street, quarter, content.locality), ())
            if in_one
            else ((content.street, quarter), (content.locality,))
        )
    )
    return [
        place,
        Block(street, scale.address, "street", "la rue", before=0.6 * gap),
        Block(locality, scale.address, "locality", "la localité"),
    ]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _words(content: FlyerContent, scale: Scale) -> list[Block]:
    gap = 0.16 * scale.words.floor
    host = "co_hosts" if content.co_hosts else "host_name"
    return [
        Block(wording.hosts(content), scale.host, host, "le nom du policier"),
        Block(wording.invitation(content), scale.words, "partners", "la liste des partenaires"),
        Block(wording.advice(content.topics), scale.words, "topics", "la liste des thèmes", before=gap),
    ]


def _closer(scale: Scale) -> Scale:
    """The same sizes with less between the lines."""
    styles = {name: replace(getattr(scale, name), leading=CLOSE) for name in ("place", "address", "host", "words")}
    return replace(scale, **styles)


def _draft(layout: Layout) -> Iterator[Item]:
    """Over the floor, so that the flyer itself is seen as it will be."""
    style = Style(layout.tile * 1.35, layout.tile * 0.9, Face.BOLD, max_lines=1)
    words = fit([Block(wording.draft(), style, "state", "le mot « brouillon »")], room=layout.width, height=layout.top)
    height = 2 * layout.tile
    yield Frame(Rect(layout.margin, 0, layout.width, height), fill=Fill.BLACK)
    yield Words(layout.sheet.width / 2, (height - words.height) / 2, words, Align.MIDDLE, is_white=True)
