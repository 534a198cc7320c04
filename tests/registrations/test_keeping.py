"""30 days after a café nobody knows any more who registered; how many they were stays."""

from datetime import timedelta

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.registrations.keeping import forget_people
from cafepol.registrations.presence import tick


def forget():
    with transaction():
        return forget_people(now())


def test_names_contacts_and_remarks_are_erased_thirty_days_after_and_the_figures_stay(meeting, register, reload, clock):
    there, later = meeting(), meeting(days=1)
    told = {"name": "Claire", "mail": "c@x.be", "phone": "0470 12 34 56", "needs": "Une rampe", "subject": "La vitesse"}
    said = register(there, party_size=3, channel="officer", call_back=True, **told).registration
    kept = register(later, name="M. Autre").registration
    clock.set(there.ends_at + timedelta(days=30) - timedelta(seconds=1))
    assert forget() == 0
    clock.advance(seconds=1)
    assert (forget(), forget()) == (1, 0)
    row = reload(said)
    assert [getattr(row, name) for name in (*told, "mail_key", "call_back")] == [None] * 6 + [False]
    assert (row.party_size, row.kind, row.channel, row.state) == (3, "going", "officer", "confirmed")
    assert reload(kept).name == "M. Autre"


def test_who_was_there_without_confirming_an_address_is_erased_too(meeting, register, act, reload, clock):
    there = meeting()
    came = register(there, name="Claire", mail="c@x.be").registration
    clock.set(there.starts_at)
    act(tick, came, present=True)
    clock.set(there.ends_at + timedelta(days=30))
    assert (forget(), forget()) == (1, 0)
    row = reload(came)
    assert (row.name, row.mail, row.mail_key) == (None, None, None)
    assert (row.state, row.present) == ("confirmed", 1)
