"""A page of a sheet as a picture: a preview, or what a link shows."""

from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

_one_at_a_time = Lock()  # PDFium is not made for several threads
PACKING = 6  # zlib's own middle; looking for the best takes four times as long for three hundredths less

COLOURS = 64  # of a preview: paper has few, and a third of the bytes is left


def png(sheet: bytes, *, width: int, height: int, page: int = 1) -> bytes:
    """A page (1: the first) of a PDF as a PNG of so many pixels; the same page gives the same bytes."""
    written = BytesIO()
    _drawn(sheet, width, page).crop((0, 0, width, height)).save(  # PDFium rounds up
        written, format="PNG", compress_level=PACKING
    )
    return written.getvalue()


def thumbnail(sheet: bytes, *, width: int, page: int = 1) -> bytes:
    """A page of a PDF as a PNG so many pixels wide, as high as the page is.

    Raises IndexError for a page that is not there.
    """
    written = BytesIO()
    drawn = _drawn(sheet, width, page).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    drawn.save(written, format="PNG", compress_level=PACKING)
    return written.getvalue()


def _drawn(sheet: bytes, width: int, number: int) -> Image.Image:
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(sheet)
        try:
            page = document[number - 1]
            bitmap = page.render(scale=width / page.get_width())
            picture: Image.Image = bitmap.to_pil().copy()
            bitmap.close()
            page.close()
        finally:
            document.close()
    return picture
