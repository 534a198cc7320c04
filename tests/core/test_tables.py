import contextlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.core.errors import Refused
from cafepol.core.tables import MAX_BYTES, BadLines, Column, LineError, read_table, write_table

COLUMNS = (Column("Commune"), Column("Début", maximum=10), Column("Titre", required=False))
SMALL = "Commune;Début;Titre\nQuaregnon;14:00;Café\nBoussu;9 h;\n"


def read(text, **kwargs):
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(data, COLUMNS, **{"max_rows": 100} | kwargs)


def test_rows_carry_their_line_and_their_cells():
    table = read(SMALL)
    assert [(row.line, row["commune"], row["debut"], row["titre"]) for row in table.rows] == [
        (2, "Quaregnon", "14:00", "Café"),
        (3, "Boussu", "9 h", ""),
    ]
    assert table.errors == table.ignored == ()


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separator_line_end_and_letters_are_found_out(sign, end, encoding):
    table = read(SMALL.replace(";", sign).replace("\n", end).encode(encoding))
    assert table.rows[0].cells == {"commune": "Quaregnon", "debut": "14:00", "titre": "Café"}


def test_bytes_that_windows_does_not_know_are_read_as_latin():
    assert read("Commune;Début\nHa\u0081;9".encode("latin-1")).rows[0]["commune"] == "Ha"


def test_columns_are_known_by_name_in_any_order_and_a_missing_optional_one_is_empty():
    row = read("  DEBUT ;Secret;commune\n9 h;x;Boussu").rows[0]
    assert (row["commune"], row["debut"], row["titre"]) == ("Boussu", "9 h", "")


def test_headings_nobody_asked_for_are_named_and_not_read():
    table = read("Commune;Début;Remarque privée\nBoussu;9 h;secret")
    assert table.ignored == ("Remarque privée",)
    assert "secret" not in str(table.rows)


def test_empty_lines_are_passed_over_and_lines_stay_counted():
    assert [row.line for row in read("\n\nCommune;Début\n\n;;\nBoussu;9 h\n").rows] == [6]


def test_a_cell_of_several_lines_counts_them():
    table = read('Commune;Début;Titre\nBoussu;9 h;"un\ndeux"\nHornu;10 h;x')
    assert [(row.line, row["titre"]) for row in table.rows] == [(2, "un deux"), (4, "x")]


def test_rows_that_do_not_fit_are_told_by_line():
    table = read("Commune;Début\n;9 h\nBoussu;" + "9" * 11 + "\nHornu;9 h;trop;encore\nDour;9 h")
    assert table.errors == (
        LineError(2, "Il manque : Commune."),
        LineError(3, "Début : 10 caractères au plus."),
        LineError(4, "Il y a 4 cases pour 2 titres."),
    )
    assert [row["commune"] for row in table.rows] == ["Dour"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b" \r\n ", "Ce fichier est vide."),
        (b"PK\x03\x04" + b"\0" * 20, "C’est un fichier compressé ou un classeur"),
        (b"\x1f\x8b\x08", "C’est un fichier compressé ou un classeur"),
        (b"Commune;D\0but", "Ce fichier n’est pas du texte"),
        (SMALL.encode("utf-16"), "Ce fichier n’est pas du texte"),
        (b"a" * (MAX_BYTES + 1), "Ce fichier dépasse 2 Mo"),
        (b"Quaregnon;14:00", "Il manque : Commune, Début."),
        ("\ufeff\n\n".encode(), "Il manque : Commune, Début."),
        ("Commune;Début;commune\nx;y;z".encode(), "sont là deux fois : Commune."),
        ("Commune;Début\n\n".encode(), "il n’y a rien à importer"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(Refused) as refusal:
        read(data)
    assert sentence in refusal.value.message
    assert refusal.value.field == "file"


@pytest.mark.parametrize("quoted", ['"14', '"14"h', '"' + "x" * 140_000 + '"'])
def test_quotes_that_do_not_close_are_told_by_line(quoted):
    with pytest.raises(BadLines) as refusal:
        read(f"Commune;Début\nBoussu;9 h\nHornu;{quoted}\nDour;9 h")
    assert [error.line for error in refusal.value.errors] == [3]


def test_a_hundred_thousand_rows_are_refused_within_little_memory():
    data = ("Commune;Début\n" + "Boussu;9 h\n" * 100_000).encode()
    tracemalloc.start()
    with pytest.raises(Refused, match=r"plus de 10.000 lignes"):
        read(data, max_rows=10_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def test_exactly_as_many_rows_as_allowed_pass():
    assert len(read(SMALL, max_rows=2).rows) == 2
    with pytest.raises(Refused):
        read(SMALL, max_rows=1)


def test_several_bad_lines_are_one_refusal():
    refusal = BadLines([LineError(3, "b"), LineError(2, "a")])
    assert [error.line for error in refusal.errors] == [2, 3]
    assert refusal.message == "2 lignes sont à corriger dans le fichier. Rien n’a été enregistré."
    assert BadLines([LineError(3, "b")]).message.startswith("Une ligne est à corriger")


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_read_or_refused(data):
    with contextlib.suppress(Refused):
        read(data)


def test_a_cell_that_looks_like_a_formula_is_kept_as_text_and_written_harmless():
    assert read("Commune;Début\n=cmd|'/c calc'!A1;9 h").rows[0]["commune"] == "=cmd|'/c calc'!A1"
    written = write_table(["A", "B"], [["=1+1", "@x"], ["+32", "\tx"], ["-1", -1], ["a;b", 'dit "oui"']])
    assert written == (b"\xef\xbb\xbfA;B\r\n'=1+1;'@x\r\n'+32;'\tx\r\n'-1;-1\r\n" + b'"a;b";"dit ""oui"""\r\n')


@pytest.mark.parametrize("name", ["=1+1", "'=1+1", "''@x", "+32", "'été'", "-", "'", "« = »", 'a;"b', "L’=été"])
def test_what_was_written_harmless_is_read_back_as_it_was(name):
    assert read(write_table(["Commune", "Début"], [[name, "9 h"]])).rows[0]["commune"] == name
