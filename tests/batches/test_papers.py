import itertools
from datetime import date

import pytest

from cafepol.batches.papers import MOST, Edition, check_number, default_paper, in_steps, offered_months
from cafepol.batches.spool import Spool
from cafepol.core.errors import Refused
from cafepol.flyers.pieces import Format, Use


def test_the_key_of_a_paper_is_read_back_and_fits_its_column():
    for fmt, use, verso, black in itertools.product(Format, Use, (False, True), (False, True)):
        paper = Edition(fmt, use, verso=verso, black=black)
        assert Edition.read(paper.key) == paper
        assert len(paper.key) <= 40


@pytest.mark.parametrize("key", ["a4-page", "a5-coin", "a5-page-noir-verso", "a5-page-bleu"])
def test_what_is_no_key_of_a_paper_is_none(key):
    with pytest.raises(ValueError, match=r"a4|coin|a5"):
        Edition.read(key)


def test_a_paper_is_said_in_words():
    assert default_paper().label == "Flyer A5, 2 par page A4, à couper"
    assert (
        Edition(Format.A6, Use.PAGE, verso=True, black=True).label == "Flyer A6, 1 par page, recto verso, tout en noir"
    )


def test_six_months_are_offered_from_this_one():
    keys = [month.key for month in offered_months(date(2026, 11, 30))]
    assert keys == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"]


def test_a_file_holds_one_flyer_to_a_thousand():
    check_number(1)
    check_number(MOST)
    with pytest.raises(Refused, match="pas de flyer à imprimer") as none:
        check_number(0)
    with pytest.raises(Refused, match="1001 flyers, et un fichier en tient 1000") as many:
        check_number(MOST + 1)
    assert (none.value.field, many.value.field) == ("month", "place")


def test_what_is_drawn_is_taken_in_steps():
    assert [list(step) for step in in_steps(range(5), 2)] == [[0, 1], [2, 3], [4]]


def test_a_file_leaves_in_whole_parts_and_the_rest_at_the_end():
    spool, parts = Spool(4), []
    for written in (b"abc", b"defghijk", b"l", b"m"):
        assert spool.write(written) == len(written)
        parts += spool.whole_parts()
    assert parts == [b"abcd", b"efgh", b"ijkl"]
    assert [*spool.last_parts(), *spool.last_parts()] == [b"m"]
    assert (spool.size, spool.taken) == (13, 4)
