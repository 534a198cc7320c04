"""What may be asked of a paper, and how it stands in an address."""

from cafepol.flyers.choosing import Choice, read_choice
from cafepol.flyers.pieces import PIECES, Use, find_piece

A5, POSTER, SHEET = (find_piece(slug) for slug in ("flyer-a5", "affiche-a4", "presences"))
EVERYTHING = Choice(Use.PRESS, has_verso=True, is_black=True, language="nl", round_code="ABC23")


def read(**said):
    return read_choice(said, languages=["fr", "nl"], rounds=["ABC23"])


def test_a_choice_is_read_back_from_its_address():
    assert read(**EVERYTHING.query) == EVERYTHING
    assert read() == Choice()
    assert Choice().query == {}


def test_what_cannot_be_chosen_is_as_if_not_said():
    assert read(pour="page-entiere", verso="1", encre="rouge", langue="tlh", tournee="ZZZZZ") == Choice()


def test_a_paper_takes_of_a_choice_what_it_offers():
    assert EVERYTHING.of(A5) == EVERYTHING
    assert EVERYTHING.of(POSTER) == Choice(Use.PRESS, is_black=True, language="nl")
    assert EVERYTHING.of(SHEET) == Choice(Use.PAGE)


def test_the_usual_way_of_a_paper_is_its_first_and_a_link_may_ask_for_another():
    assert Choice().of(A5).use is Use.OFFICE
    assert Choice().of(A5, Use.PAGE).use is Use.PAGE
    assert Choice().of(SHEET, Use.PRESS).use is Use.PAGE


def test_a_picture_shows_every_paper_as_it_is_after_cutting():
    assert {EVERYTHING.seen(piece).use for piece in PIECES} == {Use.PAGE}
    assert EVERYTHING.seen(A5).has_verso
