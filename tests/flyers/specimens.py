"""One believable café of an invented street on every paper: what docs/pictures/papers shows, and must go on showing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from cafepol.casework.pdf_calls import CallLine, CallsContent, call_list
from cafepol.flyers.cafes_content import CafeLine, MonthsContent, VersoContent
from cafepol.flyers.content import FlyerContent, PreviewContent, ReturnLine, ReturnSheetContent, SignInSheetContent
from cafepol.flyers.day_content import CardContent, SlipContent
from cafepol.flyers.pdf import both_sides_pdf, flyer_pdf, months_pdf, poster_pdf, return_sheet, sign_in_sheet
from cafepol.flyers.pdf.cards import cards
from cafepol.flyers.pdf.kit import KitContent, day_kit
from cafepol.flyers.pdf.preview import preview_png
from cafepol.flyers.pdf.slips import slips
from cafepol.flyers.pieces import Format, Use
from cafepol.printing.letters import LetterContent, letter
from cafepol.printing.pictures import thumbnail

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "papers"
WIDTH = 620  # pixels
ALIKE = 0.0005  # share of the points that may differ
DIFFERENT = 64  # of 255

_CAFE = {"day": date(2027, 1, 12), "starts": time(14), "ends": time(16)}
_ZONE = {"zone_name": "Zone de Police Boraine", "colour": "#14396b"}
_PUBLISHER = "le chef de corps, Zone de Police Boraine, rue de l’Exemple 1, 7340 Colfontaine"
_PLACE = "Maison de quartier « Le Tilleul »"
_TITLE = "Un café avec votre policier de quartier"
_NEXT = (
    CafeLine(date(2027, 1, 26), time(10), time(12), "Salle des fêtes", "place de Pâturages 1, 7340 Pâturages"),
    CafeLine(date(2027, 2, 9), time(17, 30), time(19), "Bibliothèque communale", "rue du Pont 3, 7340 Warquignies"),
)

FLYER = FlyerContent(
    title=_TITLE, **_CAFE, **_ZONE, publisher=_PUBLISHER, place_name=_PLACE, street="rue de l’École 5",
    quarter="Wasmes", locality="7340 Colfontaine", host_name="Inspecteur M. Dupont",
    partners=("Hygea", "le service de prévention"), topics=("vols dans les habitations", "arnaques en ligne"),
    phone="065 00 12 32", link="https://cafepol.example/s/K7M9R", short_link="cafepol.example/s/K7M9R",
    round_code="K7M9R",
)  # fmt: skip
BACK = VersoContent(
    day=FLYER.day, commune="Colfontaine", code="K7M9R", next_cafes=_NEXT, **_ZONE,
    hand_in="commissariat de Colfontaine, place de Pâturages 1, 7340 Colfontaine",
)  # fmt: skip
MONTHS = MonthsContent(
    commune="Colfontaine", first=date(2027, 1, 7), last=date(2027, 4, 7), phone="065 00 12 00", **_ZONE,
    cafes=(CafeLine(**_CAFE, place_name=_PLACE, address="rue de l’École 5, 7340 Wasmes"), *_NEXT),
    link="https://cafepol.example/communes/colfontaine", short_link="cafepol.example/communes/colfontaine",
    publisher=_PUBLISHER,
)  # fmt: skip
SHEET = SignInSheetContent(
    title=_TITLE, **_CAFE, place=f"{_PLACE}, Wasmes", host_name=FLYER.host_name, code="K7M9RT",
    privacy="Vos données servent à cette rencontre seulement. Elles sont effacées 30 jours après.",
    zone_name=FLYER.zone_name, registered=(("Marie D.", 2), ("Łukasz K.", 1), ("Fatima B., en attente", 3)),
)  # fmt: skip
RETURNS = ReturnSheetContent(
    **_CAFE, place=f"{_PLACE}, Wasmes", zone_name=FLYER.zone_name,
    groups=(
        ("Une réponse est prête", (
            ReturnLine("rue de l’École – Circulation", date(2026, 12, 8), "Six poteaux seront posés en février."),
            ReturnLine("place Saint-Pierre – Éclairage", date(2026, 12, 8), "La commune a remplacé la lampe."),
        )),
        ("Encore en cours", (ReturnLine("rue des Mineurs – Dépôts", date(2026, 11, 3), "Hygea passe le 20 janvier."),)),
    ),
)  # fmt: skip
CALLS = CallsContent(
    day=FLYER.day, zone_name=FLYER.zone_name, what_for="Café de Wasmes, mardi 12 janvier, de 14 h à 16 h",
    groups=(
        ("Pour ce café", (CallLine("Mme Martin", "065 12 34 56", "Sans e-mail : rappeler le jour et l’heure"),)),
        ("Une réponse promise", (
            CallLine(
                "M. Ali", "0470 11 22 33", "D-2027-003, vitesse rue de l’École",
                say="La commune placera deux coussins berlinois au mois de mars.", tries="1 essai : lun. 4 janv.",
                before=date(2027, 1, 14),
            ),
        )),
    ),
)  # fmt: skip
SLIP = SlipContent(
    cafe=f"Café de Wasmes, {_PLACE}", day=FLYER.day, code="K7M9RT", dpo="dpo@zone.example", zone_name=FLYER.zone_name,
    complaint="Service de Contrôle Interne, rue de l’Exemple 1, 7340 Colfontaine, 065 00 12 01.",
)  # fmt: skip
CARD = CardContent(
    name=FLYER.host_name, quarters=("Wasmes", "Petit-Wasmes"), phone="0470 00 12 32", mail="m.dupont@zone.example",
    station="Commissariat de Colfontaine", address="place de Pâturages 1, 7340 Colfontaine",
    station_phone="065 00 12 00", site="cafepol.example", **_ZONE,
)  # fmt: skip
PREVIEW = PreviewContent(
    heading="Café de Wasmes", **_CAFE, place=_PLACE, street="rue de l’École 5, Colfontaine", **_ZONE
)
LETTER = LetterContent(
    sender=("Zone de Police Boraine", "Commissariat de Colfontaine", "place de Pâturages 1", "7340 Colfontaine"),
    recipient=("Madame Marie Delvaux", "rue des Mineurs 12 bte 3", "7340 Colfontaine"),
    place_and_date="Colfontaine, le 26 janvier 2027", subject="la vitesse rue de l’École",
    paragraphs=(
        "Madame,",
        "Au café du 12 janvier, vous nous avez parlé de la vitesse rue de l’École. Nous l’avons mesurée deux semaines.",
        "La commune placera deux coussins berlinois au mois de mars. Vous le verrez de votre fenêtre.",
        "Nos salutations les meilleures.",
    ),
    signature=("Inspecteur M. Dupont", "Policier de quartier"), reference="D-2026-118",
)  # fmt: skip
KIT = KitContent(sign_in=SHEET, returns=RETURNS, calls=CALLS, slip=SLIP, cards=(CARD,), poster=FLYER)


def _flyers() -> dict[str, Callable[[], bytes]]:
    """Each format alone, for the office and for the print shop; and both sides, of which the back is shown."""
    made: dict[str, Callable[[], bytes]] = {}
    for fmt in Format:
        for use in Use:
            made[f"flyer-{fmt}-{use}"] = partial(flyer_pdf, FLYER, fmt=fmt, use=use)
        made[f"flyer-{fmt}-verso"] = partial(both_sides_pdf, FLYER, BACK, fmt=fmt)
    return made


SPECIMENS: dict[str, Callable[[], bytes]] = {
    **_flyers(),
    "flyer-nl": partial(flyer_pdf, replace(FLYER, title="Een koffie met uw wijkagent", language="nl")),
    "flyer-noir": partial(flyer_pdf, replace(FLYER, colour="")),
    "affiche-a4": partial(poster_pdf, FLYER),
    "affiche-a3": partial(poster_pdf, FLYER, is_large=True),
    "affiche-annule": partial(poster_pdf, replace(FLYER, is_cancelled=True)),
    "kit": partial(day_kit, KIT),
    "presences": partial(sign_in_sheet, SHEET),
    "fiche-retour": partial(return_sheet, RETURNS),
    "appels": partial(call_list, CALLS),
    "fiches-doleance": partial(slips, SLIP),
    "cartes": partial(cards, [CARD]),
    "trois-mois": partial(months_pdf, MONTHS),
    "lettre": partial(letter, LETTER),
}


def picture_of(name: str) -> bytes:
    """The PNG of a paper: its first page, or the back of a flyer with two sides."""
    if name == "image":
        return preview_png(PREVIEW)
    return thumbnail(SPECIMENS[name](), width=WIDTH, page=2 if name.endswith("-verso") else 1)


NAMES = (*SPECIMENS, "image")


def is_true(name: str) -> bool:
    """Whether the picture that is kept shows the paper as it is drawn now."""
    kept, now = (Image.open(source).convert("L") for source in (FOLDER / f"{name}.png", BytesIO(picture_of(name))))
    if kept.size != now.size:
        return False
    far = ImageChops.difference(kept, now).point(lambda value: 255 * (value > DIFFERENT))
    return ImageStat.Stat(far).mean[0] / 255 <= ALIKE


def draw_all() -> None:
    """Draw the pictures again that are no longer true."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        path = FOLDER / f"{name}.png"
        if not (path.exists() and is_true(name)):
            path.write_bytes(picture_of(name))
