"""The papers of a meeting, as PDF."""

from cafepol.flyers.pdf.flyer import draw_flyer, flyer_a5, flyer_a5_two_up, flyer_pdf
from cafepol.flyers.pdf.months import draw_months, months_pdf
from cafepol.flyers.pdf.poster import draw_poster, poster_pdf
from cafepol.flyers.pdf.returns import return_sheet
from cafepol.flyers.pdf.sign_in import sign_in_sheet
from cafepol.flyers.pdf.verso import both_sides_pdf, draw_verso

__all__ = [
    "both_sides_pdf",
    "draw_flyer",
    "draw_months",
    "draw_poster",
    "draw_verso",
    "flyer_a5",
    "flyer_a5_two_up",
    "flyer_pdf",
    "months_pdf",
    "poster_pdf",
    "return_sheet",
    "sign_in_sheet",
]
