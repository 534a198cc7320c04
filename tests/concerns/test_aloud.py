"""What is read out names nobody who raised it."""

import pytest

from cafepol.concerns.aloud import Person, names_somebody

PETIT = Person("M. Jean Petit", "jean.petit@exemple.be", "+32470123456", "rue de l’École 12\n7340 Colfontaine")


@pytest.mark.parametrize(
    "text",
    [
        "M. Petit sera prévenu.", "Vu avec PETIT.", "vu avec m. petit", "chez  madame petit", "l’avis d’Jean",
        "Écrire à Jean.Petit@exemple.be", "Appeler le 0470 12 34 56.", "+32 470/12.34.56", "rue de l'École 12",
        "Rue de l’ecole 12, devant la porte", "le fils Petit-Jean Petit",
    ],
)  # fmt: skip
def test_a_name_a_number_or_an_address_is_seen(text):
    assert names_somebody(text, [Person("Mme Simon"), PETIT])


@pytest.mark.parametrize(
    "text",
    [
        "Un petit parking sera marqué.", "rue de l’École", "0470 12", "Place Saint-Petit", "", "Mme Petitjean",
        "Jeanne", "La rue Jean est barrée.", "Devant l’école du Petit",
    ],
)  # fmt: skip
def test_a_word_that_is_like_a_name_is_none(text):
    assert not names_somebody(text, [PETIT])


def test_somebody_called_like_a_place_is_named_by_a_title():
    place = [Person("Mme Place")]
    assert not names_somebody("Place communale, le banc est remis.", place)
    assert names_somebody("Mme Place est prévenue.", place)


@pytest.mark.parametrize("nobody", [Person(), Person("M."), Person("Mme de Le"), Person("", "", "", "A")])
def test_who_left_nothing_is_not_found_in_any_text(nobody):
    assert not names_somebody("Mme De Le A vu M. A.", [nobody])
