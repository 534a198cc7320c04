"""Every paper that CaféPol makes: how it is called, its sizes, what may be asked of it and what it tells of people."""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The size of a flyer; its value stands in addresses and in the database."""

    A5 = "a5"
    A6 = "a6"
    DL = "dl"


class Use(StrEnum):
    """How a paper comes out: alone on its page, several on an A4 to cut, or with bleed and crop marks."""

    PAGE = "page"
    OFFICE = "bureau"
    PRESS = "imprimerie"


class Family(StrEnum):
    """Under which heading a paper stands on the page « À imprimer »."""

    FLYERS = "Le flyer"
    POSTERS = "L’affiche"
    DAY = "Pour le jour du café"
    SCREEN = "Pour les écrans"
    COMMUNE = "Pour la commune"


@dataclass(frozen=True)
class Piece:
    """One paper. `slug` stands in addresses, `label` in links and titles, `size` under its picture.

    `uses`: how it can be had, the usual way first. Who `names_people` gives is for who writes the meeting, and each
    print is on the audit trail. `per_round`: it carries the code of one round of distribution.
    """

    slug: str
    label: str
    size: str
    family: Family
    uses: tuple[Use, ...] = (Use.PAGE,)
    has_verso: bool = False
    per_round: bool = False
    in_languages: bool = False
    names_people: bool = False
    suffix: str = "pdf"

    @property
    def in_colour(self) -> bool:
        """Whether « tout en noir » may be asked."""
        return self.family in {Family.FLYERS, Family.POSTERS, Family.COMMUNE}

    @property
    def format(self) -> Format | None:
        """Of a flyer, its format; None for any other paper."""
        return Format(self.slug.removeprefix("flyer-")) if self.family is Family.FLYERS else None


_ALL_USES = (Use.OFFICE, Use.PAGE, Use.PRESS)


def _flyer(fmt: Format, label: str, size: str) -> Piece:
    return Piece(
        f"flyer-{fmt}", label, size, Family.FLYERS, _ALL_USES, has_verso=True, per_round=True, in_languages=True
    )


FLYERS = (
    _flyer(Format.A5, "Flyer A5", "148 × 210 mm"),
    _flyer(Format.A6, "Flyer A6", "105 × 148 mm"),
    _flyer(Format.DL, "Flyer long (DL)", "99 × 210 mm"),
)
POSTERS = (
    Piece("affiche-a4", "Affiche A4", "210 × 297 mm", Family.POSTERS, (Use.PAGE, Use.PRESS), in_languages=True),
    Piece("affiche-a3", "Affiche A3", "297 × 420 mm", Family.POSTERS, (Use.PAGE, Use.PRESS), in_languages=True),
)
DAY = (
    Piece("kit", "Le kit du jour", "A4", Family.DAY, names_people=True),
    Piece("presences", "Feuille de présence", "A4", Family.DAY, names_people=True),
    Piece("fiche-retour", "Fiche retour", "A4", Family.DAY),
    Piece("appels", "Liste d’appels", "A4", Family.DAY, names_people=True),
    Piece("fiches-doleance", "Fiches de doléance", "A4, 4 à couper", Family.DAY),
    Piece("cartes", "Cartes du policier", "A4, 10 de 85 × 55 mm", Family.DAY),
)
SCREEN = (Piece("image", "Image pour Facebook", "1920 × 1005 points", Family.SCREEN, suffix="png"),)
COMMUNE = (Piece("trois-mois", "Les cafés des 3 prochains mois", "A4", Family.COMMUNE, in_languages=True),)

PIECES = (*FLYERS, *POSTERS, *DAY, *SCREEN, *COMMUNE)
_BY_SLUG = {piece.slug: piece for piece in PIECES}
PER_SHEET = {Format.A5: 2, Format.A6: 4, Format.DL: 3}  # cut from an A4 of the office printer


def find_piece(slug: str) -> Piece | None:
    """The paper of a slug, or None."""
    return _BY_SLUG.get(slug)


def flyer_piece(fmt: Format) -> Piece:
    """The flyer of a format."""
    return _BY_SLUG[f"flyer-{fmt}"]


def use_label(piece: Piece, use: Use) -> str:
    """A way to have a paper, in words: « 2 par page A4, à couper »."""
    if use is Use.PRESS:
        return "Pour l’imprimeur, avec fonds perdus et traits de coupe"
    if use is Use.OFFICE and piece.format:
        return f"{PER_SHEET[piece.format]} par page A4, à couper"
    return "1 par page" if piece.format else piece.size
