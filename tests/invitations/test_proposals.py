from datetime import timedelta

import pytest
from sqlalchemy import update

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import presence, queries
from cafepol.invitations.proposals import proposed_contacts
from cafepol.invitations.suggestions import Ground
from cafepol.meetings.lifecycle import ClosingFacts
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import close_meeting
from cafepol.partners.models import Partner, PartnerContact, partner_commune
from cafepol.zone import queries as zone
from tests.invitations.asking import invite
from tests.post import TUESDAY, contact, plan


@pytest.fixture
def next_id(app):
    return plan(day=TUESDAY + timedelta(days=30))


def hold(clock, *, came, day=TUESDAY, close=True):
    """A meeting to which these contacts were invited and came."""
    meeting_id = plan(day=day)
    ids = [invite(meeting_id, each) for each in came]
    before = now()
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        clock.set(meeting.ends_at)
        presence.note_presence(queries.invitations_of(meeting_id), present=ids)
        if close:
            close_meeting(meeting, facts=ClosingFacts(5, 0, 0, no_concern=True), now=now())
    clock.set(before)


def proposed(meeting_id, **more):
    with transaction():
        found = proposed_contacts(get_meeting_by_id(meeting_id), **more)
        return {each.contact.name: (each.why.ground, each.why.reasons) for each in found}


def move_away(contact_id):
    """The partner of a contact serves another commune now."""
    with transaction() as session:
        moved = partner_commune.c.partner_id == session.get(PartnerContact, contact_id).partner_id
        session.execute(update(partner_commune).where(moved).values(commune_id=zone.commune_by_slug("boussu").id))


def partner_of(contact_id):
    with transaction() as session:
        return session.get(PartnerContact, contact_id).partner_id


def test_who_serves_the_commune_is_proposed(next_id):
    contact()
    assert proposed(next_id) == {"Mme Dubois": (Ground.COMMUNE, ("sert Colfontaine",))}


def test_who_was_there_last_time_comes_first_also_if_they_serve_it_no_more(next_id, clock):
    stayed, away = contact("Mme A"), contact("M. Z", mail="z@partner.example", partner="Z")
    contact("M. B", mail="b@partner.example", partner="B")
    hold(clock, came=[stayed, away])
    move_away(away)
    assert list(proposed(next_id).items()) == [
        ("Mme A", (Ground.CAME, ("était là le mardi 9\u00a0février", "sert Colfontaine"))),
        ("M. Z", (Ground.CAME, ("était là le mardi 9\u00a0février",))),
        ("M. B", (Ground.COMMUNE, ("sert Colfontaine",))),
    ]


def test_only_the_last_closed_meeting_of_the_commune_before_this_one_counts(next_id, clock):
    older, newer, later = (contact(f"Mme {each}", mail=f"{each}@partner.example") for each in "abc")
    hold(clock, came=[older])
    hold(clock, came=[newer], day=TUESDAY + timedelta(days=7))
    hold(clock, came=[older], day=TUESDAY + timedelta(days=14), close=False)
    hold(clock, came=[later], day=TUESDAY + timedelta(days=60))
    grounds = {name: ground for name, (ground, _) in proposed(next_id).items()}
    assert grounds == {"Mme a": Ground.COMMUNE, "Mme b": Ground.CAME, "Mme c": Ground.COMMUNE}


def test_an_open_follow_up_is_a_reason_also_of_who_serves_another_commune(next_id):
    near, far = contact("Mme A"), contact("M. Z", mail="z@partner.example", partner="Z")
    move_away(far)
    found = proposed(next_id, follow_ups={partner_of(near): 1, partner_of(far): 2})
    assert found == {
        "Mme A": (Ground.FOLLOW_UP, ("1 suivi ouvert", "sert Colfontaine")),
        "M. Z": (Ground.FOLLOW_UP, ("2 suivis ouverts",)),
    }


def test_who_is_invited_or_has_left_is_not_proposed(next_id, clock):
    asked, left, closed = (contact(f"Mme {each}", mail=f"{each}@partner.example", partner=each) for each in "abc")
    hold(clock, came=[asked, left, closed])
    with transaction() as session:
        session.get(PartnerContact, left).is_active = False
        session.get(Partner, partner_of(closed)).is_active = False
    invite(next_id, asked)
    assert proposed(next_id) == {}
