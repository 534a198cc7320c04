import pytest

from cafepol.meetings.naming import cafe_of


@pytest.mark.parametrize(
    ("place", "cafe"),
    [
        ("Wasmes", "café de Wasmes"),
        ("Hornu", "café d’Hornu"),
        ("Eugies", "café d’Eugies"),
        ("Élouges", "café d’Élouges"),
        ("La Bouverie", "café de La Bouverie"),
        ("Le Grand-Hornu", "café du Grand-Hornu"),
        ("Les Trieux", "café des Trieux"),
        ("", "café de "),
    ],
)
def test_a_cafe_is_called_after_its_place(place, cafe):
    assert cafe_of(place) == cafe
