"""The list of papers: what each is called, and what may be asked of it."""

import re

import pytest

from cafepol.flyers.pieces import FLYERS, PIECES, Format, Use, find_piece, flyer_piece, use_label

NAMES_PEOPLE = {"kit", "presences", "appels"}


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.slug)
def test_a_piece_has_a_slug_of_its_own_and_is_found_by_it(piece):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", piece.slug)
    assert find_piece(piece.slug) is piece
    assert piece.names_people == (piece.slug in NAMES_PEOPLE)
    assert piece.per_round == piece.has_verso == (piece in FLYERS)


def test_no_piece_of_an_unknown_slug():
    assert find_piece("flyer-a7") is None


def test_each_format_has_its_flyer_and_says_how_many_an_office_sheet_holds():
    assert [flyer_piece(fmt).format for fmt in Format] == list(Format)
    said = [use_label(flyer_piece(fmt), Use.OFFICE) for fmt in Format]
    assert [words.split()[0] for words in said] == ["2", "4", "3"]


def test_a_way_to_have_a_paper_is_said_in_words():
    poster = find_piece("affiche-a3")
    assert use_label(FLYERS[0], Use.PAGE) == "1 par page"
    assert use_label(poster, Use.PAGE) == "297 × 420 mm"
    assert use_label(poster, Use.PRESS) == "Pour l’imprimeur, avec fonds perdus et traits de coupe"


def test_only_what_has_the_colour_of_the_zone_can_be_had_in_black():
    assert {piece.slug for piece in PIECES if not piece.in_colour} == {
        "kit", "presences", "fiche-retour", "appels", "fiches-doleance", "cartes", "image",
    }  # fmt: skip
