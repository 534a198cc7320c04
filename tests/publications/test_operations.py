"""Noting that a text was published: with the meeting it was copied from; and the papers' issues."""

from datetime import date, timedelta

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.clock import today
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.core.languages import spoken
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.publications import operations
from cafepol.publications.queries import due_texts, get_issue, published_of
from cafepol.publications.texts import texts_of
from tests.cafes import close
from tests.factories import make_account
from tests.publications.stamps import issue, move, press, stamp

pytestmark = pytest.mark.usefixtures("app")
LINK = "https://www.example.be/cafe"


def seen(shown, clock):
    """Where a meeting is published, as its page would say."""
    return published_of(get_meeting_by_id(shown.id), now=clock(), today=today())


def place(shown, clock, kind="event"):
    return next(each for each in seen(shown, clock).places if each.channel.kind == kind)


def test_a_stamp_keeps_channel_day_link_and_who_noted_it(meeting, clock):
    shown = meeting()
    made = stamp(shown, link=f" {LINK} ")
    found = place(shown, clock)
    assert (found.latest.id, found.latest.link, found.latest.published_on) == (made, LINK, today())
    assert found.latest.by.name == "Mme Presse"
    assert not found.is_stale
    (entry,) = audit_entries("publication_noted")
    assert entry.detail == {"channel": found.channel.slug, "publication": made}


def test_what_was_published_before_a_move_is_to_be_corrected_until_it_is_stamped_anew(meeting, clock):
    shown = meeting()
    stamp(shown)
    move(shown)
    assert place(shown, clock).is_stale
    assert [each.channel.kind for each in seen(shown, clock).stale] == ["event"]
    clock.advance(minutes=1)
    stamp(shown)
    found = place(shown, clock)
    assert (len(found.stamps), found.is_stale) == (2, False)


def test_what_moves_there_and_back_is_right_again(meeting, clock):
    shown = meeting()
    stamp(shown)
    move(shown)
    move(shown, days=0)
    assert not place(shown, clock).is_stale


def test_a_cancelled_meeting_is_to_be_corrected_everywhere_and_announced_in_no_paper(meeting, clock):
    shown = meeting()
    issue(copy_by=today() + timedelta(days=3), appears_on=today() + timedelta(days=8))
    stamp(shown)
    assert seen(shown, clock).awaited is not None
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Salle inondée", now=clock())
    found = seen(shown, clock)
    assert [each.channel.kind for each in found.stale] == ["event"]
    assert found.awaited is None


def test_a_text_that_was_copied_before_the_meeting_moved_is_to_be_corrected_at_once(meeting, clock):
    shown = meeting()
    move(shown)
    stamp(shown, shown=shown.sequence)
    assert place(shown, clock).is_stale


def test_once_the_day_is_over_nobody_corrects_anything(meeting, clock):
    shown = meeting()
    stamp(shown)
    move(shown)
    clock.set(get_meeting_by_id(shown.id).ends_at)
    assert not place(shown, clock).is_stale


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"link": "javascript:alert(1)"}, "link"),
        ({"published_on": date(2027, 1, 8)}, "published_on"),
        ({"shown": 99}, None),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(meeting, clock, more, field):
    shown = meeting()
    with pytest.raises(Refused) as refusal:
        stamp(shown, **more)
    assert refusal.value.field == field
    assert not place(shown, clock).stamps


def test_a_draft_is_not_published_and_a_closed_meeting_no_more(meeting, clock):
    with pytest.raises(Refused, match="Publiez d’abord"):
        stamp(meeting(publish=False))
    shown = meeting(days=2)
    clock.set(shown.ends_at)
    close(shown)
    with pytest.raises(Refused, match="clôturée"):
        stamp(shown)


def test_a_stamp_is_taken_back_of_its_own_meeting_alone(meeting, clock):
    shown, other = meeting(), meeting(days=2)
    made = stamp(shown)
    with pytest.raises(NotFound), transaction():
        operations.take_stamp_back(get_meeting_by_id(other.id), made, by_account_id=1, now=clock())
    with transaction():
        by = make_account("Mme Autre", "autre@zone.example", Role.COMMUNICATION).id
        operations.take_stamp_back(get_meeting_by_id(shown.id), made, by_account_id=by, now=clock())
    assert not place(shown, clock).stamps
    assert audit_entries("publication_taken_back")[0].detail == {"publication": made}


def test_an_issue_is_kept_once_and_in_order(clock):
    made = issue(title="  janvier   2027 ")
    assert get_issue(made).title == "janvier 2027"
    with pytest.raises(Refused, match="déjà noté"):
        issue()
    issue(town="boussu")
    for more, field in (
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"appears_on": date(2027, 1, 3)}, "appears_on"),
    ):
        with pytest.raises(Refused) as refusal:
            issue(**more)
        assert refusal.value.field == field
    assert len(audit_entries("issue_added")) == 2


def test_of_two_who_correct_an_issue_the_second_compares(clock):
    made = issue()
    with transaction():
        by = press()
    told = {"title": "février 2027", "copy_by": date(2027, 1, 20), "appears_on": date(2027, 1, 30)}
    with transaction():
        operations.edit_issue(get_issue(made), **told, version=1, by_account_id=by, now=clock())
    found = get_issue(made)
    assert (found.title, found.copy_by, found.version) == ("février 2027", date(2027, 1, 20), 2)
    with pytest.raises(Stale), transaction():
        operations.edit_issue(get_issue(made), **told, version=1, by_account_id=by, now=clock())
    with pytest.raises(Stale), transaction():
        operations.drop_issue(get_issue(made), version=1, by_account_id=by, now=clock())
    with transaction():
        operations.drop_issue(get_issue(made), version=2, by_account_id=by, now=clock())
    with pytest.raises(NotFound):
        get_issue(made)


def test_texts_are_in_the_language_of_the_meeting_and_nothing_else_is(meeting, clock):
    shown = meeting(language="nl", title="Koffie met uw wijkagent")
    (event, *others) = texts_of(seen(shown, clock))
    assert (event.language, spoken()) == ("nl", "fr")
    assert "Wanneer: dinsdag 9 februari 2027" in event.text
    assert all("dinsdag" in each.text or "di 9 feb" in each.text for each in others)
    assert event.rows > event.text.count("\n")


def test_the_desk_asks_as_much_for_three_cafes_as_for_one(meeting, clock, count_queries):
    issue()
    shown = [meeting(days=days) for days in range(3)]
    stamp(shown[0])
    move(shown[0], days=5)
    place_id = get_meeting_by_id(shown[0].id).commune.commissariat_id
    with count_queries() as counted:
        found = due_texts(officer_id=None, commissariat_ids=[place_id], now=clock(), today=today())
    assert [each.meeting.id for each in found] == [shown[1].id, shown[2].id, shown[0].id]
    assert counted.total == 4
    assert due_texts(officer_id=None, commissariat_ids=[], now=clock(), today=today()) == []
    host = get_meeting_by_id(shown[0].id).host_id
    assert len(due_texts(officer_id=host, commissariat_ids=[], now=clock(), today=today())) == 3
