import pytest

from cafepol.concerns.transitions import State
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.dialogue.adding import add_note
from cafepol.dialogue.queries import get_raiser
from cafepol.dialogue.talking import LISTENING
from tests.concerns.conftest import mail


def add(raiser_id, text="Le camion vient aussi le dimanche."):
    with transaction():
        return add_note(get_raiser(raiser_id), text, now=now()).id


def standing(cafe, number):
    with cafe.concern(number) as concern:
        return concern.state, concern.version, concern.owner_id, concern.next_on, concern.raisers[0].promised_on


@pytest.mark.parametrize("state", sorted(LISTENING))
def test_a_note_enters_the_timeline_and_changes_nothing_else(cafe, state):
    number = cafe.log(mail())
    cafe.put(number, state)
    before = standing(cafe, number)
    add(cafe.raiser_id(number))
    assert standing(cafe, number) == before
    with cafe.concern(number) as concern:
        entry = concern.entries[-1]
        assert (entry.kind, entry.compartment, entry.written_by) == ("resident_note", "resident", "resident")
        assert entry.raiser_id == concern.raisers[0].id


def test_nothing_is_added_where_nobody_reads(cafe):
    number = cafe.log(mail())
    raiser_id = cafe.raiser_id(number)
    cafe.put(number, State.MERGED)
    with pytest.raises(Refused, match="terminé"):
        add(raiser_id)


@pytest.mark.parametrize("text", ["", "x" * 1001, "85.07.30-033 28"])
def test_a_note_is_words_not_too_many_and_no_national_number(cafe, text):
    raiser_id = cafe.raiser_id(cafe.log(mail()))
    with pytest.raises(Refused) as refusal:
        add(raiser_id, text)
    assert refusal.value.field == "words"


def test_five_notes_a_day_are_enough(cafe, clock):
    raiser_id = cafe.raiser_id(cafe.log(mail()))
    for _ in range(5):
        add(raiser_id)
    with pytest.raises(Refused, match="cinq fois"):
        add(raiser_id)
    add(cafe.raiser_id(cafe.log(mail())))  # somebody else
    clock.advance(hours=27)
    add(raiser_id)
