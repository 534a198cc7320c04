"""A PDF whose pages go to the file as they are turned: a thousand flyers take no more memory than one.

What is kept until the end is what they share (the faces, a logo) and where each page lies. The same pages give the same
bytes: no clock, no random name.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from cafepol.printing.fonts import Face, font

VERSION = (1, 4)  # of the PDF: a logo may be transparent
_WRITTEN = "null"  # in place of an object that went to the file


class Out(Protocol):
    """Where a PDF goes, from its beginning on: a file, or whatever takes it in parts."""

    def write(self, data: bytes, /) -> object:
        """Take what comes next."""


class _File(pdfdoc.PDFFile):
    """reportlab's collector of a file's parts, which hands each on instead of keeping it."""

    write: Callable[[bytes], Any]

    def __init__(self, out: Out) -> None:
        self.write = out.write
        self.offset = 0
        self.add(b"%%PDF-%d.%d\n%%\223\214\213\236\n" % VERSION)


class _Document(pdfdoc.PDFDocument):
    """reportlab's document; its pages and stamps leave as soon as they are whole."""

    # what reportlab's stubs do not know
    Pages: Any
    Catalog: Any
    idToObject: dict[str, Any]  # noqa: N815
    Reference: Callable[..., Any]

    def __init__(self, out: Out, *, language: str) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=VERSION, lang=language)
        self.stamps = 0
        self._file = _File(out)
        self._ready: list[str] = []  # pages and what stands on them, by turns
        self._is_holding = False

    def addPage(self, page: pdfdoc.PDFPage) -> None:  # noqa: N802 -- reportlab's name
        name = self.thisPageName()
        self.Pages.addPage(self.Reference(page, name))
        self.pageCounter += 1
        self.inObject = None
        page.check_format(self)
        page.Contents = self.Reference(_packed(page.stream))
        self._ready += [name, page.Contents.name]
        if not self._is_holding:
            self.release()

    def hold(self) -> None:
        """Keep back the pages that follow, until they are released or dropped."""
        self._is_holding = True

    def release(self) -> None:
        """Write what is kept back."""
        for name in self._ready:
            self._write(name)
        self._ready, self._is_holding = [], False

    def drop(self) -> None:
        """Forget the pages that are kept back."""
        for name in self._ready:
            self.idToObject[name] = _WRITTEN
        del self.Pages.pages[len(self.Pages.pages) - len(self._ready) // 2 :]
        self._ready, self._is_holding, self.inObject = [], False, None

    def addForm(self, name: str, form: pdfdoc.PDFObject) -> None:  # noqa: N802 -- reportlab's name
        super().addForm(name, form)
        if isinstance(form, pdfdoc.PDFFormXObject):  # a picture is not whole yet
            form.Contents, form.compression = _packed(form.stream), 0
            self._write(pdfdoc.xObjectName(name))

    def format(self) -> bytes:
        """Write what is left: the shared objects, then where everything lies."""
        self.Reference(self.Catalog)
        self.Reference(self.info)
        number = 0
        while (number := number + 1) in self.numberToId:  # writing one may bring further ones
            if self.numberToId[number] not in self.idToOffset:
                self._write(self.numberToId[number])
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[each] for each in range(1, number)])
        at = self._file.add(table.format(self))
        trailer = pdfdoc.PDFTrailer(
            startxref=at,
            Size=number,
            Root=self.Reference(self.Catalog),
            Info=self.Reference(self.info),
            Encrypt=None,
            ID=self.ID(),
        )
        self._file.add(trailer.format(self))
        return b""

    def _write(self, name: str) -> None:
        self.idToOffset[name] = self._file.add(pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self))
        self.idToObject[name] = _WRITTEN


def _packed(strokes: str | bytes) -> pdfdoc.PDFStream:
    """What is drawn, compressed; not written in letters on top, as reportlab does for mail of the nineties."""
    stream = pdfdoc.PDFStream(content=strokes)
    stream.filters = [pdfdoc.PDFZCompress]
    return stream


class Binding(Canvas):
    """reportlab's canvas on such a document; its pages may each have a size of their own."""

    _doc: _Document
    _code: list[str]
    _make_preamble: Callable[[], None]
    _startPage: Callable[[], None]  # noqa: N815

    def __init__(self, out: Out, *, title: str, author: str, language: str) -> None:
        font(Face.REGULAR)
        super().__init__(
            "",
            # else every page names Helvetica, which is not embedded
            initialFontName=Face.REGULAR.value,  # type: ignore[arg-type]  # the stubs say float; it is a name
            pageCompression=1,
            invariant=1,
        )
        self._doc = _Document(out, language=language)
        self._make_preamble()
        self.setTitle(title)
        self.setAuthor(author)
        self.setCreator("CaféPol")
        self.setViewerPreference("DisplayDocTitle", "true")

    def fill(self, rectangles: Iterable[tuple[float, float, float, float]]) -> None:
        """Fill rectangles (left, bottom, width, height in points) that do not overlap, as one path.

        To a third of a micrometre: reportlab's own way of writing numbers takes ten times as long, and a code has
        hundreds.
        """
        self._code += ["n", *("{:.3f} {:.3f} {:.3f} {:.3f} re".format(*each) for each in rectangles), "f"]

    def new_name(self) -> str:
        """A name that no other stamp of this file has."""
        self._doc.stamps += 1
        return f"stamp-{self._doc.stamps}"

    def hold(self) -> None:
        """Keep back the pages that follow, until they are released or dropped."""
        self._doc.hold()

    def release(self) -> None:
        """Let the pages go that are kept back."""
        self._doc.release()

    def drop(self) -> None:
        """Forget the pages that are kept back, and what was being drawn."""
        self._doc.drop()
        self._codeStack: list[Any] = []
        self._startPage()

    def finish(self) -> None:
        """Write what is left, after the last page."""
        self._doc.GetPDFData(self)
