"""The flyer: A5, one on a page or two on an A4. Millimetres throughout, as the look's drawing measures it."""

from contextlib import suppress
from functools import partial

from cafepol.core.errors import Refused
from cafepol.core.filters import day_long, day_number, hours, month, weekday
from cafepol.flyers.content import FlyerContent
from cafepol.printing.fit import Block, Stack, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.imposition import two_up
from cafepol.printing.inks import ink
from cafepol.printing.marks import draw_cup, draw_floor, draw_plate
from cafepol.printing.qr import draw_qr
from cafepol.printing.sheets import A5, Pen, Sheet, Size

MARGIN = 10.0
WIDTH = A5.width - 2 * MARGIN
READABLE = 5.0  # 14 points: the smallest text that the reader needs
PLATE = 46.0
QR = 30.0
TITLE_TOP = 12.0
MIDDLE_BOTTOM = 151.0  # plate and words share what lies between the title and this
LAYOUTS = (
    (44.0, 13.0),
    (39.5, 10.0),
    (35.5, 5.0),
)  # title's height, least white around plate and rule: the more to say, the less
BOX_TOP, BOX_HEIGHT, BOX_WIDTH = 153.0, 29.0, 90.0
LINK_MIDDLE = 189.2

INVITATION = "Venez poser vos questions et parler de votre quartier. Le\u00a0café est\u00a0offert."

TITLE = Style(13.5, 8.5, Face.BOLD, leading=1.08, balanced=True)
HOURS = Style(10.5, 8, Face.BOLD, leading=1.15, max_lines=1)
PLACE = Style(6.4, READABLE, Face.BOLD, leading=1.15, balanced=True)
ADDRESS = Style(5.8, READABLE, leading=1.15)
HOST = Style(7, 5.4, Face.BOLD, leading=1.15)
WORDS = Style(5.6, READABLE, leading=1.16)
QUESTION = Style(5.5, READABLE, leading=1.1, max_lines=1)
PHONE = Style(12.5, 8.5, Face.BOLD, leading=1.08, max_lines=1)
LINK = Style(READABLE, 3.2, leading=1.1, max_lines=2)
ZONE = Style(3.6, 2.7, leading=1.15)
PUBLISHER = Style(2.9, 2.2, leading=1.1)


def flyer_a5(content: FlyerContent) -> bytes:
    """One flyer on an A5 page.

    Raises Refused at the field that does not fit or that the face cannot print, and at a missing telephone number.
    """
    sheet = Sheet(A5, title=_title(content), author=content.zone_name)
    draw_flyer(sheet, content)
    return sheet.finish()


def flyer_a5_two_up(content: FlyerContent) -> bytes:
    """The same flyer twice on an A4 landscape page, to cut at the dashes. Raises Refused as flyer_a5."""
    return two_up(partial(draw_flyer, content=content), title=_title(content), author=content.zone_name)


def draw_flyer(pen: Pen, content: FlyerContent) -> None:
    """The flyer on an area of A5 size. Raises Refused as flyer_a5."""
    if not content.phone.strip():
        raise Refused("Indiquez un numéro de téléphone : le flyer le donne à qui n’a pas internet.", field="phone")
    words, title_height = _fit_words(content)
    _draw_middle(pen, content, words, _draw_head(pen, content, title_height))
    _draw_contact(pen, content)
    _draw_foot(pen, content)


def _title(content: FlyerContent) -> str:
    return f"{content.title}, {day_long(content.day)}"


def _fit_words(content: FlyerContent) -> tuple[Stack, float]:
    """The words under the plate and the height that they leave to the title, in the first layout that holds them."""
    *roomy, last = ((MIDDLE_BOTTOM - TITLE_TOP - height - PLATE - white, height) for height, white in LAYOUTS)
    blocks = _words(content)
    for room_left, title_height in roomy:
        with suppress(Refused):
            return fit(blocks, room=WIDTH, height=room_left), title_height
    return fit(blocks, room=WIDTH, height=last[0]), last[1]


def _draw_head(pen: Pen, content: FlyerContent, height: float) -> float:
    """Floor, title and cup; returns where what follows may begin."""
    colour = ink(content.colour)
    draw_floor(pen, length=A5.width, tile=4, ink=colour)
    title = fit([Block(content.title, TITLE, "title", "le titre")], room=96, height=height)
    pen.stack(MARGIN, TITLE_TOP, title)
    scale = 0.8 * height / LAYOUTS[0][0]
    draw_cup(pen, x=A5.width - MARGIN - 37.5 * scale, y=TITLE_TOP + 7 * scale, scale=scale, ink=colour)
    return TITLE_TOP + max(title.height, 43 * scale)


def _draw_middle(pen: Pen, content: FlyerContent, words: Stack, top: float) -> None:
    """Plate and place, rule, host and words, with the white that is left shared out between them."""
    spare = MIDDLE_BOTTOM - top - PLATE - words.height
    plate = top + spare * 0.22
    rule = plate + PLATE + spare * 0.33
    _draw_when_and_where(pen, content, plate)
    pen.rule((MARGIN, rule), (A5.width - MARGIN, rule), line=0.6)
    pen.stack(MARGIN, rule + spare * 0.22, words)


def _draw_when_and_where(pen: Pen, content: FlyerContent, top: float) -> None:
    day = (weekday(content.day), day_number(content.day), month(content.day))
    draw_plate(pen, x=MARGIN, y=top, side=PLATE, lines=day, ink=ink(content.colour))
    column = fit(_where(content), room=77, height=PLATE)
    pen.stack(61, top + (PLATE - column.height) / 2, column)


def _where(content: FlyerContent) -> list[Block]:
    quarter = "" if content.quarter in content.locality else content.quarter
    street = ", ".join(part for part in (content.street, quarter) if part)
    return [
        Block(hours(content.starts, content.ends), HOURS, "starts", "l’heure"),
        Block(content.place_name, PLACE, "place_name", "le nom du lieu", before=1.5),
        Block(street, ADDRESS, "street", "la rue", before=1),
        Block(content.locality, ADDRESS, "locality", "la localité"),
    ]


def _words(content: FlyerContent) -> list[Block]:
    company = f", avec {_listed(content.partners)}" if content.partners else ""
    what = f"vous attend{company}. {INVITATION}"
    topics = f"Conseils sur place : {_listed(content.topics)}." if content.topics else ""
    return [
        Block(content.host_name, HOST, "host_name", "le nom du policier"),
        Block(what, WORDS, "partners", "la liste des partenaires"),
        Block(topics, WORDS, "topics", "la liste des thèmes", before=0.8),
    ]


def _listed(names: tuple[str, ...]) -> str:
    """The names as a sentence lists them: « a, b et c »."""
    *others, last = names
    return f"{', '.join(others)} et {last}" if others else last


def _draw_contact(pen: Pen, content: FlyerContent) -> None:
    """What to do next: telephone first, then the code, then the address to type."""
    pen.box(MARGIN, BOX_TOP, Size(BOX_WIDTH, BOX_HEIGHT), line=1, radius=3)
    lines = [
        Block("Vous venez ? Une question ?", QUESTION, "phone", "la question"),
        Block(content.phone, PHONE, "phone", "le numéro de téléphone"),
        Block("Ou venez sans prévenir.", QUESTION, "phone", "la question", before=0.6),
    ]
    stack = fit(lines, room=BOX_WIDTH - 10, height=BOX_HEIGHT - 2)
    pen.stack(MARGIN + 5, BOX_TOP + 0.5 + (BOX_HEIGHT - stack.height) / 2, stack)
    draw_qr(pen, content.link, x=A5.width - MARGIN - QR, y=BOX_TOP - 0.5, side=QR, field="link")
    address = f"Sur internet : {content.short_link}"
    typed = fit([Block(address, LINK, "short_link", "l’adresse courte")], room=WIDTH, height=11)
    pen.stack(MARGIN, LINK_MIDDLE - typed.height / 2, typed)


def _draw_foot(pen: Pen, content: FlyerContent) -> None:
    pen.rule((MARGIN, 195), (A5.width - MARGIN, 195), line=0.4)
    lines = [
        Block(f"{content.zone_name} – Une urgence ? Appelez le 101.", ZONE, "zone_name", "le nom de la zone"),
        Block(
            f"Éd. resp. : {content.publisher.rstrip('. ')}. Ne pas jeter sur la voie publique.",
            PUBLISHER, "publisher", "l’éditeur responsable", before=0.8,
        ),
    ]  # fmt: skip
    pen.stack(MARGIN, 196.5, fit(lines, room=WIDTH, height=9.5))
