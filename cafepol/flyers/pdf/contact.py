"""The foot of a flyer: what to do next, and who printed it. All lengths in millimetres."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import Protocol

from cafepol.core.errors import Refused
from cafepol.flyers.pdf import wording
from cafepol.flyers.pdf.layouts import Layout
from cafepol.flyers.pdf.placing import Code, Frame, Item, Picture, Rect, Rule, Words
from cafepol.printing.fit import Block, Stack, fit
from cafepol.printing.fonts import Face
from cafepol.printing.sheets import Align, Size
from cafepol.printing.styles import Logo
from cafepol.zone.contents import LogoData


class Reachable(Protocol):
    """What a paper says of how to reach whom, and of who printed it."""

    @property
    def phone(self) -> str:
        """As it is written."""

    @property
    def link(self) -> str:
        """What the QR code holds."""

    @property
    def short_link(self) -> str:
        """The same, as it is printed."""

    @property
    def round_code(self) -> str:
        """Of the round that it is for, or empty."""

    @property
    def zone_name(self) -> str:
        """Who prints it."""

    @property
    def publisher(self) -> str:
        """Who answers for it."""

    @property
    def logo(self) -> LogoData | None:
        """The zone's own mark, if it has one."""


LOGO, BESIDE_LOGO = 0.22, 3.0  # the most of the foot's width, and the white beside it
BELOW_RULE = 1.2  # between the rule and the text below it


def draw_contact(content: Reachable, layout: Layout, *, is_held: bool = True) -> Iterator[Item]:
    """What to do next: telephone first, then the code, then the address to type. Nobody is to come if not `is_held`."""
    asked, added = (wording.question(), wording.unannounced()) if is_held else (wording.only_question(), "")
    box, qr, scale = layout.box, layout.qr, layout.scale
    inside = 0.45 * scale.words.floor
    yield Frame(box, line=layout.line, radius=0.6 * scale.words.floor)
    lines = [
        Block(asked, scale.question, "phone", "la question"),
        Block(content.phone, scale.phone, "phone", "le numéro de téléphone"),
        Block(added, scale.question, "phone", "la question", before=0.12 * scale.words.floor),
    ]
    stack = fit(lines, room=box.width - 2 * inside - 2 * layout.line, height=box.height - 2 * layout.line)
    yield Words(box.x + layout.line + inside, box.y + (box.height - stack.height) / 2, stack)
    yield Code(content.link, qr.x, qr.y, qr.width)
    yield from _address(content, layout)


def _address(content: Reachable, layout: Layout) -> Iterator[Item]:
    """The address to type, at the left; under the QR code the round's, for who is asked on the telephone."""
    area, qr, style = layout.link, layout.qr, layout.scale.link
    stack = _typed(content, layout)
    yield Words(area.x, area.bottom - stack.height, stack)
    if content.round_code:
        bold = replace(style, face=Face.BOLD, leading=1.05, max_lines=1)
        said = Block(wording.code(content.round_code), bold, "round_code", "le code du flyer")
        code = fit([said], room=layout.sheet.width - layout.margin - area.x - area.width, height=inf)
        yield Words(qr.x + qr.width / 2, layout.code_top, code, Align.MIDDLE)


def _typed(content: Reachable, layout: Layout) -> Stack:
    """Beside the QR code, as large as the other texts; a long one below it, or in small, or parted after its host."""
    area, style, link = layout.link, layout.scale.link, content.short_link
    below = 0.0 if content.round_code else layout.width
    ways = (
        (wording.typed(link), area.width, replace(style, floor=style.size)),
        (link, below, replace(style, floor=style.size * 0.9, max_lines=1)),
        (link, area.width, style),
        (link.replace("/", "/\n", 1), area.width, style),
    )
    for text, room, each in ways:
        with suppress(Refused):
            return fit([Block(text, each, "short_link", "l’adresse courte")], room=room, height=area.height)
    return fit([Block(link, style, "short_link", "l’adresse courte")], room=area.width, height=area.height)


def draw_foot(content: Reachable, layout: Layout) -> Iterator[Item]:
    """The zone and the responsible publisher, under a rule; beside them the zone's logo, where there is room for it."""
    area = layout.foot
    top, height = area.y + BELOW_RULE, area.height - BELOW_RULE
    yield Rule((area.x, area.y), (area.x + area.width, area.y), 0.7 * layout.rule)
    lines = _printed_by(content, layout)
    if content.logo:
        logo = Logo(**vars(content.logo))
        size = logo.fitted(Size(LOGO * area.width, height))
        with suppress(Refused):
            beside = fit(lines, room=area.width - size.width - BESIDE_LOGO, height=height)
            yield Words(area.x, top, beside)
            yield Picture(logo, Rect(area.x + area.width - size.width, top, size.width, size.height))
            return
    yield Words(area.x, top, fit(lines, room=area.width, height=height))


def _printed_by(content: Reachable, layout: Layout) -> list[Block]:
    scale = layout.scale
    return [
        Block(wording.urgent(content.zone_name), scale.zone, "zone_name", "le nom de la zone"),
        Block(
            wording.published_by(content.publisher), scale.publisher, "publisher", "l’éditeur responsable",
            before=0.25 * scale.publisher.size,
        ),
    ]  # fmt: skip
