import pytest

from cafepol.invitations.suggestions import Ground, suggestion


@pytest.mark.parametrize(
    ("facts", "ground", "reasons"),
    [
        (("mardi 9 février", 0, "Quaregnon"), Ground.CAME, ("était là le mardi 9 février", "sert Quaregnon")),
        (("mardi 9 février", 0, None), Ground.CAME, ("était là le mardi 9 février",)),
        ((None, 1, "Quaregnon"), Ground.FOLLOW_UP, ("1 suivi ouvert", "sert Quaregnon")),
        ((None, 3, None), Ground.FOLLOW_UP, ("3 suivis ouverts",)),
        ((None, 0, "Quaregnon"), Ground.COMMUNE, ("sert Quaregnon",)),
    ],
)
def test_the_strongest_reason_is_the_heading_and_all_are_said(facts, ground, reasons):
    came_on, follow_ups, serves = facts
    found = suggestion(came_on=came_on, follow_ups=follow_ups, serves=serves)
    assert (found.ground, found.reasons) == (ground, reasons)
    assert found.is_ticked is (ground is Ground.CAME)
