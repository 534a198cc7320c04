"""The papers of a meeting, as PDF."""

from cafepol.flyers.pdf.flyer import flyer_a5, flyer_a5_two_up
from cafepol.flyers.pdf.returns import return_sheet
from cafepol.flyers.pdf.sign_in import sign_in_sheet

__all__ = ["flyer_a5", "flyer_a5_two_up", "return_sheet", "sign_in_sheet"]
