"""Tables that people bring as CSV files, read within bounds; CSV written so that no spreadsheet runs a cell."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cafepol.core.errors import Refused
from cafepol.core.text import clean_line, slug

MAX_BYTES = 2 * 1024 * 1024
CELL_MAX = 200  # characters
SEPARATORS = (";", ",", "\t")
_COMPRESSED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_BAD_QUOTE = 'Un guillemet (") n’est pas refermé, ou il est au milieu d’une case.'
_TOO_LONG = 'Une case est bien trop longue, ou un guillemet (") n’est pas refermé.'  # csv takes 131,072 characters


@dataclass(frozen=True)
class Column:
    """One column to read. `heading` as people write it: capitals, accents and spaces do not matter when compared.

    `required`: the column and a value in every row. `maximum` is in characters.
    """

    heading: str
    required: bool = True
    maximum: int = CELL_MAX

    @property
    def key(self) -> str:
        """« Début » → `debut`: the name of its cells in a row."""
        return slug(self.heading)


@dataclass(frozen=True)
class Row:
    """One row: the line of the file on which it begins (the headings are line 1), and its cleaned cells by key."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """The cell of that column; empty when the file has no such column."""
        return self.cells.get(key, "")


@dataclass(frozen=True, order=True)
class LineError:
    """What is wrong on a line of a file, in a sentence."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Table:
    """The rows that could be read, what was wrong with the others, and the headings nobody asked for."""

    rows: tuple[Row, ...]
    errors: tuple[LineError, ...]
    ignored: tuple[str, ...] = ()


class BadLines(Refused):
    """Lines of a file cannot be taken, so nothing of it is; `errors` names each, by line."""

    def __init__(self, errors: Iterable[LineError], *, field: str = "file") -> None:
        self.errors = tuple(sorted(errors))
        some = "Une ligne est" if len(self.errors) == 1 else f"{len(self.errors)} lignes sont"
        super().__init__(f"{some} à corriger dans le fichier. Rien n’a été enregistré.", field=field)


def read_table(data: bytes, columns: Sequence[Column], *, max_rows: int) -> Table:
    """The rows of a CSV file: « ; », « , » or tab; UTF-8, or else Windows' own letters (cp1252); at most 2 MiB.

    Empty lines are passed over; the apostrophe before a harmless formula is no part of its cell. Rows that do not fit
    are in `errors`, by line. Raises Refused, at `file`, for what is no such table at all: compressed, not text, without
    its headings, with more than `max_rows` rows.
    """
    text = readable_text(data, "CSV")
    separator = _separator(text, columns)
    lines = _lines(text, separator)
    line, found = next(lines, (1, []))
    places, ignored = _places(found, columns)
    rows: list[Row] = []
    errors: list[LineError] = []
    for line, cells in lines:
        if len(rows) + len(errors) >= max_rows:
            raise Refused(
                f"Ce fichier a plus de {_spaced(max_rows)} lignes. Envoyez-le en plusieurs fichiers.", field="file"
            )
        row = Row(line, {key: _plain(clean_line(cells[place])) for key, place in places.items() if place < len(cells)})
        wrong = _wrong(row, cells, columns, width=len(found))
        if wrong:
            errors.append(LineError(line, " ".join(wrong)))
        else:
            rows.append(row)
    if not rows and not errors:
        raise Refused("Ce fichier n’a que des titres de colonnes : il n’y a rien à importer.", field="file")
    return Table(tuple(rows), tuple(errors), ignored)


def write_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file as Excel and LibreOffice open it in French: UTF-8 with its mark, « ; », CRLF.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it; read_table takes it off again.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _is_formula(cell) else cell


def _plain(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet runs this, or what is left once its apostrophes are gone (so that each has one reading)."""
    return cell.lstrip("'").startswith(_FORMULA)


def readable_text(data: bytes, kind: str) -> str:
    """The text of a file that somebody sends; `kind` is how its sort is called (« CSV », « ICS »).

    Raises Refused, at `file`, above 2 MiB, for nothing, for what is compressed and for what is no text.
    """
    if len(data) > MAX_BYTES:
        raise Refused("Ce fichier dépasse 2 Mo. Envoyez-le en plusieurs fichiers.", field="file")
    if not data.strip():
        raise Refused("Ce fichier est vide.", field="file")
    if data.startswith(_COMPRESSED):
        raise Refused(f"C’est un fichier compressé ou un classeur. Envoyez un fichier {kind}.", field="file")
    if b"\0" in data:
        raise Refused(f"Ce fichier n’est pas du texte. Envoyez un fichier {kind}.", field="file")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _separator(text: str, columns: Sequence[Column]) -> str:
    """What the line of headings is cut with: the sign that gives most of the headings asked for."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    wanted = {column.key for column in columns}
    return max(SEPARATORS, key=lambda sign: len(wanted & {slug(cell) for cell in heading.split(sign)}))


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line on which it begins. Raises Refused where quotes do not close."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        sentence = _TOO_LONG if "field limit" in str(error) else _BAD_QUOTE
        raise BadLines([LineError(line, sentence)]) from error


def _places(found: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings that nobody asked for."""
    keys = [slug(cell) for cell in found]
    missing = [column.heading for column in columns if column.required and column.key not in keys]
    if missing:
        raise Refused(
            f"La première ligne doit porter les titres des colonnes. Il manque : {', '.join(missing)}.", field="file"
        )
    twice = [column.heading for column in columns if keys.count(column.key) > 1]
    if twice:
        raise Refused(f"Ces titres de colonnes sont là deux fois : {', '.join(twice)}.", field="file")
    wanted = {column.key for column in columns}
    ignored = tuple(clean_line(cell) for cell, key in zip(found, keys, strict=True) if key and key not in wanted)
    return {key: place for place, key in enumerate(keys) if key in wanted}, ignored


def _wrong(row: Row, cells: Sequence[str], columns: Sequence[Column], *, width: int) -> list[str]:
    """What is wrong with the shape of a row, in sentences."""
    if any(cell.strip() for cell in cells[width:]):
        return [f"Il y a {len(cells)} cases pour {width} titres."]
    wrong = []
    empty = [column.heading for column in columns if column.required and not row[column.key]]
    if empty:
        wrong.append(f"Il manque : {', '.join(empty)}.")
    wrong += [
        f"{column.heading} : {column.maximum} caractères au plus."
        for column in columns
        if len(row[column.key]) > column.maximum
    ]
    return wrong


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
