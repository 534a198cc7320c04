"""docs/pictures/papers shows every paper, as it is drawn today; `make pictures` draws what has changed."""

import pytest

from cafepol.flyers.pieces import PIECES
from tests.flyers.specimens import FOLDER, NAMES, is_true


def test_every_paper_has_its_picture_and_every_picture_its_paper():
    assert {path.stem for path in FOLDER.glob("*.png")} == set(NAMES)
    for piece in PIECES:
        assert any(name == piece.slug or name.startswith(f"{piece.slug}-") for name in NAMES), piece.slug
        assert all(f"{piece.slug}-{use}" in NAMES for use in piece.uses) or not piece.format


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_true(name):
    assert is_true(name)
