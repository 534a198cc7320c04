import unicodedata

import pytest

from cafepol.core.errors import Refused
from cafepol.printing.fonts import Face, font, legible, printable, width


@pytest.mark.parametrize("text", ["œ ’ € É ł Ł Ş ğ ß « »", '<b>gras</b> & <img src="/etc/passwd"/>', "ligne\nautre"])
def test_what_the_face_has_is_printed_as_typed(text):
    assert printable(text, field="title", label="le titre") == text


def test_letters_are_composed():
    assert printable(unicodedata.normalize("NFD", "É"), field="title", label="le titre") == "É"


def test_thin_spaces_and_tabs_become_spaces_that_the_face_has():
    assert printable("14\u202fh\u2009?\tok", field="title", label="le titre") == "14\u00a0h\u00a0? ok"


def test_hyphens_and_ligatures_of_a_word_processor_are_printed_as_typed_on_a_keyboard():
    pasted = "Saint\u2011Ghislain, Saint\u2010Jean, con\u00adseil, o\ufb03ce, \ufb01che, \ufb00"
    assert (
        printable(pasted, field="title", label="le titre") == "Saint-Ghislain, Saint-Jean, conseil, office, fiche, ff"
    )
    assert legible("\ufb01n ع") == "fin ?"


@pytest.mark.parametrize("sign", ["½", "²", "…", "ĳ", "№"])
def test_other_signs_are_not_taken_apart(sign):
    assert legible(sign) in {sign, "?"}


def test_a_missing_character_is_refused_by_name_at_its_field():
    with pytest.raises(Refused) as refusal:
        printable("Salle ع", field="place_name", label="le nom du lieu")
    assert refusal.value.field == "place_name"
    assert refusal.value.message == (
        "La police d’impression n’a pas le caractère « ع » (ARABIC LETTER AIN), dans le nom du lieu. "
        "Écrivez-le autrement."
    )


@pytest.mark.parametrize(
    ("sign", "name"),
    [("😀", "GRINNING FACE"), ("\U0001f16a", "RAISED MC SIGN"), ("\u200b", "ZERO WIDTH SPACE"), ("\x07", "U+0007")],
)
def test_emoji_and_invisible_characters_are_refused_by_name(sign, name):
    with pytest.raises(Refused, match=name.replace("+", r"\+")):
        printable(f"a{sign}b", field="title", label="le titre")


def test_both_weights_print_the_same_characters():
    regular, bold = (set(font(face).face.charToGlyph) for face in Face)
    assert regular == bold


def test_widths_grow_with_the_size():
    assert width("café", 10, Face.REGULAR) == pytest.approx(2 * width("café", 5, Face.REGULAR))
    assert width("café", 10, Face.BOLD) > width("café", 10, Face.REGULAR)
