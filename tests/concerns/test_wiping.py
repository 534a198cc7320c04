"""What is on record elsewhere keeps its reference and day; its words are wiped 30 days later."""

from datetime import date

import pytest
from sqlalchemy import select

from cafepol.casework.letter_queries import count_letters, letters_to_post
from cafepol.concerns import operations
from cafepol.concerns.correcting import record_elsewhere
from cafepol.concerns.debts import Channel
from cafepol.concerns.extending import extend_promises
from cafepol.concerns.queries import Scope
from cafepol.concerns.wiping import due_to_wipe, wipe_recorded, wipe_words
from cafepol.core.clock import now, today
from cafepol.core.db import Base, db, transaction
from cafepol.core.errors import Refused
from cafepol.core.personal import WORDS as WORDS_CLASS
from tests.concerns.conftest import WORDS, phone_call
from tests.concerns.joining import join

SECRET = "Il boit depuis la mort de sa femme."


def on_record(cafe):
    """A concern with words wherever words are kept, put on record elsewhere today."""
    number = cafe.log(phone_call(), phone_call(name="M. Petit"), title=f"Titre. {SECRET}", facts=f"{WORDS} {SECRET}")
    cafe.bring(number, "in_progress")
    with cafe.concern(number) as concern:
        operations.note(concern, compartment="internal", text=SECRET, by=cafe.as_officer, now=now())
        concern.raisers[0].words = SECRET
        extend_promises(
            concern, [concern.raisers[0].id], version=concern.version, to_on=date(2027, 1, 27), reason=SECRET,
            by=cafe.as_chief, now=now(), today=today(),
        )  # fmt: skip
        operations.give_feedback(
            concern, concern.raisers[1], channel=Channel.PHONE, text=SECRET, by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
        record_elsewhere(
            concern, version=concern.version, reference="PV 12/2027", recorded_on=today(), by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    return number


def everything_of_words():
    """All that stands in a column of words, in every table."""
    found = []
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.info["privacy"] is WORDS_CLASS]
        if columns:
            found += [f"{table.name}: {value}" for row in db.session.execute(select(*columns)) for value in row]
    return "\n".join(found)


def test_after_thirty_days_no_word_is_left_and_the_debt_is(cafe, clock):
    number, other = on_record(cafe), cafe.log(phone_call(), facts=WORDS)
    clock.advance(days=29)
    assert wipe_recorded(now()) == 0
    clock.advance(days=1)
    assert wipe_recorded(now()) == 1
    with transaction():
        assert SECRET not in everything_of_words()
    with cafe.concern(number) as concern:
        assert (concern.reference, concern.recorded_on) == ("PV 12/2027", date(2027, 1, 7))
        assert (concern.facts, concern.place, concern.wiped_at) == ("", "", now())
        assert (concern.title, concern.next_step) == (concern.theme.label, "Donner les retours")
        assert len(concern.waiting) == 1
        assert (concern.entries[-1].kind, concern.entries[-1].written_by) == ("wiped", "system")
    with cafe.concern(other) as concern:
        assert concern.facts == WORDS
    assert wipe_recorded(now()) == 0


def test_what_is_closed_when_its_words_are_wiped_stays_closed(cafe, clock):
    number = on_record(cafe)
    with cafe.concern(number) as concern:
        cafe.tell(concern)
    with cafe.concern(number) as concern:
        cafe.close(concern, outcome=operations.Outcome.ON_RECORD)
    clock.advance(days=31)
    assert wipe_recorded(now()) == 1
    with cafe.concern(number) as concern:
        assert (concern.state, concern.summary, concern.next_step) == ("closed", "", "")


def test_what_is_taken_up_again_is_not_on_record_any_more(cafe, clock):
    number = on_record(cafe)
    clock.advance(days=30)
    with transaction():
        (concern_id,) = due_to_wipe(today())
    with cafe.concern(number) as concern:
        operations.back_to_work(
            concern, version=concern.version, reason="Ce n’était pas fini.", by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    with transaction():
        assert due_to_wipe(today()) == []
        assert wipe_words(concern_id, now=now()) == 0  # found before it was taken up again


@pytest.mark.parametrize("concluded", [True, False])
def test_words_are_wiped_also_where_only_the_outcome_says_that_it_is_on_record(cafe, clock, concluded):
    number = on_record(cafe)
    with cafe.concern(number) as concern:
        operations.back_to_work(
            concern, version=concern.version, reason=SECRET, by=cafe.as_officer, now=now(), today=today()
        )
    outcome = operations.Outcome.ON_RECORD
    with cafe.concern(number) as concern:  # its reference is known, nobody opens « Acté ailleurs » again
        cafe.conclude(concern, outcome if concluded else operations.Outcome.RESOLVED)
        cafe.tell(concern)
    with cafe.concern(number) as concern:
        cafe.close(concern, outcome)
        assert concern.recorded_on == today()
    clock.advance(days=30)
    assert wipe_recorded(now()) == 1
    with transaction():
        assert SECRET not in everything_of_words()


def test_what_was_merged_into_it_is_wiped_with_it(cafe, clock):
    number = on_record(cafe)
    first, second = (cafe.log(phone_call(name=name), facts=SECRET, title=SECRET) for name in ("M. Un", "M. Deux"))
    join(cafe, first, second)
    join(cafe, second, number)
    clock.advance(days=30)
    assert wipe_recorded(now()) == 1
    with transaction():
        assert SECRET not in everything_of_words()
    with cafe.concern(first) as concern:
        assert (concern.state, concern.facts, concern.entries[-1].kind) == ("merged", "", "wiped")
    with cafe.concern(number) as concern:
        assert len(concern.waiting) == 3


def test_what_went_into_another_is_wiped_there_too_but_not_what_was_told_since(cafe, clock):
    number, other = on_record(cafe), cafe.log(phone_call(), facts=WORDS)
    with cafe.concern(number) as concern:
        recorded = {each.id for each in concern.raisers}
    join(cafe, number, other)
    clock.advance(days=1)
    with cafe.concern(other) as concern:
        for raiser in [each for each in concern.waiting if each.id in recorded]:
            operations.give_feedback(
                concern, raiser, channel=Channel.PHONE, text="Fait.", by=cafe.as_officer, now=now(), today=today()
            )
    clock.advance(days=29)
    assert wipe_recorded(now()) == 1
    with transaction():
        assert SECRET not in everything_of_words()
    with cafe.concern(other) as concern:
        told = [each.text for raiser in concern.raisers for each in raiser.feedbacks if raiser.id in recorded]
        assert sorted(told) == ["", "Fait."]
        assert (concern.facts, concern.state) == (WORDS, "heard")


def test_a_letter_whose_words_were_wiped_waits_for_nobody_to_print_and_discharges_nothing(cafe, clock):
    number = on_record(cafe)
    with cafe.concern(number) as concern:
        concern.raisers[0].address = "rue du Puits 3\n7340 Colfontaine"
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.LETTER, text=SECRET, by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    scope = Scope(officer_id=cafe.officer_id)
    with transaction():
        assert len(letters_to_post(scope)) == count_letters(scope) == 1
    clock.advance(days=30)
    assert wipe_recorded(now()) == 1
    with transaction():
        assert len(letters_to_post(scope)) == count_letters(scope) == 0
    clock.advance(days=1)
    with pytest.raises(Refused, match="effacé"), cafe.concern(number) as concern:
        posted(cafe, concern, today())
    with cafe.concern(number) as concern:
        assert len(concern.waiting) == 1
        posted(cafe, concern, date(2027, 1, 8))  # it had left before, and is noted now
        assert not concern.waiting


def posted(cafe, concern, day):
    (letter,) = [each for each in concern.raisers[0].feedbacks if each.channel == Channel.LETTER]
    operations.mark_posted(concern, letter, posted_on=day, by=cafe.as_officer, now=now(), today=today())
