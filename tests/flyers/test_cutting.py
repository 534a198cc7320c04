"""However a flyer comes out, what is left after cutting is the same flyer; and it is read without colours."""

from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat

from cafepol.flyers.pdf.flyer import GRIDS, LAYOUTS, flyer_pdf
from cafepol.flyers.pieces import Format, Use
from cafepol.printing.marks import PLATE
from tests.flyers.contents import FLYER, HOSTILE
from tests.printing.paper import Paper
from tests.printing.pile import Pile

DPI = 254  # ten points to a millimetre: a cut falls between two
ALIKE = 0.005  # share of the points that may differ: edges of letters, dashes along a cut
DIFFERENT = 64  # of 255


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of points that are not the same."""
    assert one.size == other.size
    far = ImageChops.difference(one, other).point(lambda value: 255 * (value > DIFFERENT))
    return ImageStat.Stat(far).mean[0] / 255


def cut(picture: Image.Image, left: float, top: float, width: float, height: float) -> Image.Image:
    return picture.crop(tuple(round(10 * side) for side in (left, top, left + width, top + height)))


@pytest.mark.parametrize("content", [FLYER, HOSTILE], ids=["believable", "hostile"])
@pytest.mark.parametrize("fmt", Format)
def test_each_flyer_cut_from_an_office_sheet_is_the_one_of_the_page(fmt, content, tmp_path):
    size, grid = LAYOUTS[fmt].sheet, GRIDS[fmt]
    alone = cut(Paper(flyer_pdf(content, fmt=fmt), tmp_path).picture(dpi=DPI), 0, 0, size.width, size.height)
    sheet = Paper(flyer_pdf(content, fmt=fmt, use=Use.OFFICE), tmp_path).picture(dpi=DPI)
    for x, y in grid.places:
        assert differing(alone, cut(sheet, x, y, size.width, size.height)) < ALIKE
    with pytest.raises(AssertionError):  # a millimetre beside, it is not
        assert differing(alone, cut(sheet, x + 1, y, size.width, size.height)) < ALIKE


@pytest.mark.parametrize("fmt", Format)
def test_what_the_print_shop_cuts_is_the_flyer_of_the_page(fmt, tmp_path):
    size = LAYOUTS[fmt].sheet
    alone = cut(Paper(flyer_pdf(FLYER, fmt=fmt), tmp_path).picture(dpi=DPI), 0, 0, size.width, size.height)
    shop = Paper(flyer_pdf(FLYER, fmt=fmt, use=Use.PRESS), tmp_path)
    left, top, *_ = Pile(shop.path).trims[0]
    assert differing(alone, cut(shop.picture(dpi=DPI), left, top, size.width, size.height)) < ALIKE


@pytest.mark.parametrize("colour", ["#14396b", "#5b1f5e", "#ffd700", ""])
def test_the_plate_keeps_its_contrast_in_grey(colour, tmp_path):
    """White letters on a dark plate, also where the zone's own colour is too pale for them."""
    page = Paper(flyer_pdf(replace(FLYER, colour=colour)), tmp_path).picture(dpi=DPI)
    plate = find_plate(page)
    assert plate.size[0] == pytest.approx(10 * PLATE, abs=40)  # its corners are round
    shades = plate.histogram()
    dark, white = sum(shades[:110]), sum(shades[250:])
    assert dark > plate.width * plate.height / 2
    assert white > plate.width * plate.height / 20
    assert sum(shades[110:250]) < plate.width * plate.height / 20  # nothing between, but the edges of letters


def find_plate(page: Image.Image) -> Image.Image:
    """The plate, from the first to the last dark point of the column that its left side fills."""
    margin = round(10 * (LAYOUTS[Format.A5].margin + 1))
    column = [page.getpixel((margin, y)) < 110 for y in range(page.height)]
    longest, run = (0, 0), 0
    for y, dark in enumerate([*column, False]):
        run = run + 1 if dark else 0
        longest = max(longest, (run, y))
    height, bottom = longest
    left = margin - 10
    return page.crop((left, bottom - height + 1, left + height, bottom + 1))
