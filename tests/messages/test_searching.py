import pytest

from cafepol.messages.searching import search_text, search_words

LEROY = search_text(name="Mme Élise D’Haese-Leroy", mail="Elise@Exemple.be", phone="+32470123456")


@pytest.mark.parametrize(
    "asked",
    [
        "leroy",
        "ÉLISE  haese",
        "d’haese",
        "elise@",
        "ELISE@exemple.be",
        "0470 12 34 56",
        "+32 470/12.34.56",
        "123456",
        "",
    ],
)
def test_somebody_is_found_however_it_is_typed(asked):
    assert all(word in LEROY for word in search_words(asked))


@pytest.mark.parametrize("asked", ["elisa", "élise martin", "leroy@exemple.be", "0470 12 34 57"])
def test_somebody_else_is_not(asked):
    assert not all(word in LEROY for word in search_words(asked))


def test_who_left_a_name_alone_has_no_empty_words():
    assert search_text(name="Anne", mail=None, phone=None) == "anne"
