import pytest

from cafepol.core.errors import Refused
from cafepol.registrations.attendance import after_ticking, after_walk_in, check_head_count, room_name, walk_ins


@pytest.mark.parametrize(("head_count", "ticked", "others"), [(11, 4, 7), (4, 4, 0), (None, 3, 0)])
def test_walk_ins_are_the_head_count_minus_the_ticked_people(head_count, ticked, others):
    assert walk_ins(head_count, ticked=ticked) == others


def test_a_head_count_equal_to_the_ticked_people_is_right():
    check_head_count(4, ticked=4)
    check_head_count(0, ticked=0)


@pytest.mark.parametrize(
    ("count", "ticked", "words"),
    [(3, 4, "4 personnes"), (0, 1, "1 personne est"), (-1, 0, "de 0 à"), (2001, 0, "2000")],
)
def test_a_head_count_below_the_ticked_people_or_out_of_bounds_is_refused(count, ticked, words):
    with pytest.raises(Refused, match=words) as refusal:
        check_head_count(count, ticked=ticked)
    assert refusal.value.field == "head_count"


def test_ticking_lifts_the_head_count_and_never_lowers_it():
    assert after_ticking(3, ticked=5) == 5
    assert after_ticking(9, ticked=5) == 9
    assert after_ticking(None, ticked=5) is None


def test_a_walk_in_counts_from_the_ticked_people_until_a_number_is_typed():
    assert after_walk_in(None, ticked=4, delta=1) == 5
    assert after_walk_in(9, ticked=4, delta=-2) == 7
    with pytest.raises(Refused):
        after_walk_in(4, ticked=4, delta=-1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Claire Martin", "Claire M."),
        ("Mme Claire Martin", "Mme Claire M."),
        ("Mme Martin", "Mme Martin"),
        ("Mme", "Mme"),
        ("Claire", "Claire"),
        (None, "Sans nom"),
    ],
)
def test_in_the_room_a_name_is_a_first_name_and_an_initial(name, shown):
    assert room_name(name) == shown
