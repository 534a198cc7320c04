"""Who may be what: rules without a database."""

import pytest

from cafepol.accounts.roles import Role, Viewer, check_grants, check_password
from cafepol.core.errors import Refused

MAIL = "claire.lambert@zone.example"


def test_rights_of_several_roles_add_up():
    viewer = Viewer(1, "Claire", frozenset({(Role.OFFICER, 2), (Role.CHIEF, 3), (Role.COMMUNICATION, None)}))
    assert viewer.has(Role.CHIEF)
    assert not viewer.has(Role.DPO)
    assert viewer.commissariat_ids == {2, 3}
    assert viewer.places(Role.CHIEF) == {3}
    assert viewer.sees_whole_zone


@pytest.mark.parametrize(
    ("grants", "sentence"),
    [
        (set(), "au moins un rôle"),
        ({(Role.OFFICER, None)}, "policier de quartier"),
        ({(Role.DIRECTORATE, 2)}, "direction"),
        ({(Role.DPO, None), (Role.ADMINISTRATOR, None)}, "aucun autre rôle"),
    ],
)
def test_roles_that_do_not_go_together_are_refused(grants, sentence):
    with pytest.raises(Refused, match=sentence):
        check_grants(frozenset(grants))


def test_local_and_zone_wide_roles_may_be_held_together():
    check_grants(frozenset({(Role.OFFICER, 2), (Role.CHIEF, 2), (Role.ADMINISTRATOR, None)}))


@pytest.mark.parametrize("password", ["court", "onze signes", "a" * 20, MAIL.upper(), "x" * 257])
def test_password_that_is_short_endless_or_guessed_is_refused(password):
    with pytest.raises(Refused):
        check_password(password, mail=MAIL)


@pytest.mark.parametrize(
    "password", ["un café noir sans sucre", "douze signes", "é" * 30 + "à" * 40, "  espaces   permis  "]
)
def test_long_password_needs_no_composition(password):
    check_password(password, mail=MAIL)
