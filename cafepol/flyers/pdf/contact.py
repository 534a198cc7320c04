"""The foot of a flyer: what to do next, and who printed it. All lengths in millimetres."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from math import inf

from cafepol.core.errors import Refused
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf import wording
from cafepol.flyers.pdf.layouts import Layout
from cafepol.flyers.pdf.placing import Code, Frame, Item, Rule, Words
from cafepol.printing.fit import Block, Stack, fit
from cafepol.printing.fonts import Face
from cafepol.printing.sheets import Align

BELOW_RULE = 1.2  # between the rule and the text below it


def draw_contact(content: FlyerContent, layout: Layout) -> Iterator[Item]:
    """What to do next: telephone first, then the code, then the address to type."""
    box, qr, scale = layout.box, layout.qr, layout.scale
    inside = 0.45 * scale.words.floor
    yield Frame(box, line=layout.line, radius=0.6 * scale.words.floor)
    lines = [
        Block(wording.question(), scale.question, "phone", "la question"),
        Block(content.phone, scale.phone, "phone", "le numéro de téléphone"),
        Block(wording.unannounced(), scale.question, "phone", "la question", before=0.12 * scale.words.floor),
    ]
    stack = fit(lines, room=box.width - 2 * inside - 2 * layout.line, height=box.height - 2 * layout.line)
    yield Words(box.x + layout.line + inside, box.y + (box.height - stack.height) / 2, stack)
    yield Code(content.link, qr.x, qr.y, qr.width)
    yield from _address(content, layout)


def _address(content: FlyerContent, layout: Layout) -> Iterator[Item]:
    """The address to type, at the left; under the QR code the round's, for who is asked on the telephone."""
    area, qr, style = layout.link, layout.qr, layout.scale.link
    stack = _typed(content, layout)
    yield Words(area.x, area.bottom - stack.height, stack)
    if content.round_code:
        bold = replace(style, face=Face.BOLD, leading=1.05, max_lines=1)
        said = Block(wording.code(content.round_code), bold, "round_code", "le code du flyer")
        code = fit([said], room=layout.sheet.width - layout.margin - area.x - area.width, height=inf)
        yield Words(qr.x + qr.width / 2, layout.code_top, code, Align.MIDDLE)


def _typed(content: FlyerContent, layout: Layout) -> Stack:
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


def draw_foot(content: FlyerContent, layout: Layout) -> Iterator[Item]:
    """The zone and the responsible publisher, under a rule."""
    area, scale = layout.foot, layout.scale
    yield Rule((area.x, area.y), (area.x + area.width, area.y), 0.7 * layout.rule)
    lines = [
        Block(wording.urgent(content.zone_name), scale.zone, "zone_name", "le nom de la zone"),
        Block(
            wording.published_by(content.publisher), scale.publisher, "publisher", "l’éditeur responsable",
            before=0.25 * scale.publisher.size,
        ),
    ]  # fmt: skip
    stack = fit(lines, room=area.width, height=area.height - BELOW_RULE)
    yield Words(area.x, area.y + BELOW_RULE, stack)
