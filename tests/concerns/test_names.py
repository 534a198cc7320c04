import pytest

from cafepol.concerns.names import named, names_minor, warning
from cafepol.concerns.wording import said
from cafepol.core.errors import Refused


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("M. Dupont gare sa camionnette sur le trottoir.", ["Dupont"]),
        ("Madame Van Damme et Mme Petit se plaignent ; madame Van Damme aussi.", ["Van Damme", "Petit"]),
        ("Mon voisin Karim met la musique trop fort.", ["Karim"]),
        ("Le propriétaire, monsieur D’Hont-Leroy, ne répond pas.", ["D’Hont-Leroy"]),
        ("Un certain Ali, il s’appelle Ali Demir.", ["Ali Demir"]),
        ("Les voitures roulent trop vite rue Grande.", []),
        ("Me voilà. Mon voisin crie. Madame la bourgmestre est prévenue.", []),
        ("M. le directeur est prévenu.", []),
        ("", []),
    ],
)
def test_what_stands_before_a_name_is_noticed(text, names):
    assert named(text) == names


def test_the_warning_says_which_names_and_what_to_write():
    assert warning([]) == ""
    assert "« Dupont », « Ali Demir »" in warning(["Dupont", "Ali Demir"])


@pytest.mark.parametrize(
    "text",
    [
        "Kevin, 14 ans, jette des pierres.",
        "C’est Kevin (14 ans).",
        "Léa a 9 ans et traîne le soir.",
        "Un garçon de 14 ans, Kevin, jette des pierres.",
        "Il a 12 ans : Tom Petit.",
        "L’enfant Mathis casse tout.",
        "Une élève, Inès, est harcelée.",
        "Une ado nommée Inès.",
        "Depuis la rentrée, des gamins appelés Tom et Jo crient.",
    ],
)
def test_a_minor_is_never_named(text):
    assert names_minor(text)
    with pytest.raises(Refused, match="mineur") as refused:
        said(text, field="facts", maximum=2000)
    assert refused.value.field == "facts"


@pytest.mark.parametrize(
    "text",
    [
        "Un garçon de 14 ans jette des pierres.",
        "Depuis 12 ans, La commune ne fait rien. Il a 12 ans.",
        "Rue de la Perche, 12 ans que cela dure.",
        "Au parc Léopold, 15 ans de promesses.",
        "M. Dupont, 42 ans, se plaint. Un homme de 42 ans, Kevin.",
        "Des enfants jouent place Verte.",
        "L’école Sainte-Anne a 10 ans.",
    ],
)
def test_ages_and_children_without_a_name_are_no_minors_named(text):
    assert not names_minor(text)
    assert said(text, field="facts", maximum=2000) == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("son numéro 85.07.30-033.28", "numéro national"),
        ("compte BE68 5390 0754 7034", "numéro de compte"),
        ("une voiture 1-ABC-234", "plaque"),
    ],
)
def test_a_number_of_somebody_is_refused_with_what_it_is(text, what):
    with pytest.raises(Refused, match=what):
        said(text, field="facts", maximum=2000)
