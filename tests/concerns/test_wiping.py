"""What is on record elsewhere keeps its reference and day; its words are wiped 30 days later."""

from datetime import date

from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.correcting import record_elsewhere
from cafepol.concerns.debts import Channel
from cafepol.concerns.extending import extend_promises
from cafepol.concerns.wiping import due_to_wipe, wipe_recorded, wipe_words
from cafepol.core.clock import now, today
from cafepol.core.db import Base, db, transaction
from cafepol.core.personal import WORDS as WORDS_CLASS
from tests.concerns.conftest import WORDS, phone_call

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
