"""A sheet as a picture: what a link preview shows of it."""

from io import BytesIO
from threading import Lock

import pypdfium2

_one_at_a_time = Lock()  # PDFium is not made for several threads


def png(sheet: bytes, *, width: int, height: int) -> bytes:
    """The first page of a PDF as a PNG of so many pixels; the same page gives the same bytes."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(sheet)
        try:
            page = document[0]
            bitmap = page.render(scale=width / page.get_width())
            picture = bitmap.to_pil().crop((0, 0, width, height))  # PDFium rounds up
            written = BytesIO()
            picture.save(written, format="PNG", optimize=True)
            bitmap.close()
            page.close()
        finally:
            document.close()
    return written.getvalue()
