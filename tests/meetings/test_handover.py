"""Another officer receives: who is free, and what changes."""

from datetime import timedelta

import pytest

from cafepol.absences.operations import add_absence
from cafepol.absences.periods import Busy
from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.core.errors import Refused, Stale
from cafepol.meetings.conflicts import HardConflicts
from cafepol.meetings.handover import candidates, replace_host
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.queries import get_officer, officers_of
from tests.cafes import officer
from tests.pages import words


def hire(name, phone="+3265001277"):
    with transaction():
        made = officer(name)
        made.phone = phone
        return made.id


def replace(meeting, successor_id, *, stays=False, version=None):
    with transaction():
        row = get_meeting_by_id(meeting.id)
        wanted = version or row.version
        replace_host(row, get_officer(successor_id), version=wanted, stays=stays, now=now(), tz=zone_time())
    return get_meeting_by_id(meeting.id)


def test_each_colleague_is_free_or_is_not_with_the_reason(meeting):
    shown = meeting()
    hire("Mme Roy")
    meeting(host="M. Martin", venue=1)
    with transaction():
        found = candidates(get_meeting_by_id(shown.id), officers_of(), now=now(), tz=zone_time())
    free = {each.officer.name: each.is_free for each in found}
    assert (free["Mme Roy"], free["M. Martin"]) == (True, False)
    assert "Mme Duval" not in free
    (taken,) = [each for each in found if each.officer.name == "M. Martin"]
    assert "a déjà une rencontre à ce moment" in taken.hindrances[0]


def test_a_colleague_who_noted_an_absence_may_be_chosen_knowingly(meeting):
    shown, away = meeting(), hire("Mme Roy")
    with transaction():
        add_absence(away, Busy(shown.starts_at - timedelta(hours=1), shown.starts_at + timedelta(hours=1)))
        found = candidates(get_meeting_by_id(shown.id), officers_of(), now=now(), tz=zone_time())
    told = {each.officer.name: each.absences for each in found if each.is_free}
    (sentence,) = told.pop("Mme Roy")
    assert words(sentence) == "Inspectrice Roy a noté une absence ce jour-là, de 17 h à 19 h"
    assert not any(told.values())


def test_the_successor_receives_and_the_former_host_leaves(meeting, clock):
    shown, successor = meeting(), hire("Mme Roy")
    after = replace(shown, successor)
    assert (after.host_id, after.co_hosts, after.contact_changed_at) == (successor, [], clock.now)
    assert (after.sequence, after.version) == (0, shown.version + 1)
    assert after.phone == "+3265001277"  # it was the former host's own number


def test_the_former_host_may_stay_and_a_co_host_may_take_over(meeting):
    shown, successor = meeting(), hire("Mme Roy")
    after = replace(shown, successor, stays=True)
    assert [each.name for each in after.hosts] == ["Mme Roy", "Mme Duval"]
    again = replace(shown, shown.host_id, stays=True)
    assert [each.name for each in again.hosts] == ["Mme Duval", "Mme Roy"]


def test_a_number_that_is_not_the_hosts_own_stays(meeting):
    after = replace(meeting(phone="065 61 96 00"), hire("Mme Roy"))
    assert after.phone == "+3265619600"


def test_a_successor_without_a_number_is_reached_at_the_commissariat(meeting):
    shown, successor = meeting(), hire("Mme Roy", phone=None)
    with transaction():
        number = get_officer(successor).commissariat.phone
    assert replace(shown, successor).phone == number


def test_who_is_taken_cannot_receive(meeting):
    shown, successor = meeting(), hire("Mme Roy")
    meeting(host="Mme Roy", venue=1)
    with pytest.raises(HardConflicts, match="a déjà une rencontre"):
        replace(shown, successor)


def test_the_host_does_not_replace_herself(meeting):
    shown = meeting()
    with pytest.raises(Refused, match="reçoit déjà"):
        replace(shown, shown.host_id)


def test_once_it_has_begun_the_host_stays(meeting, clock):
    shown, successor = meeting(), hire("Mme Roy")
    clock.set(shown.starts_at)
    with pytest.raises(Refused, match="déjà commencé"):
        replace(shown, successor)


def test_the_second_of_two_who_replace_at_once_is_told(meeting):
    shown, first, second = meeting(), hire("Mme Roy"), hire("M. Petit")
    replace(shown, first)
    with pytest.raises(Stale):
        replace(shown, second, version=shown.version)
