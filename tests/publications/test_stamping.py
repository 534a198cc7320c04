"""What may be noted of a text that was published."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from cafepol.core.errors import Refused
from cafepol.meetings.standing import Standing
from cafepol.publications.stamping import check_day, check_shown, check_stamping, checked_link, is_stale

TODAY = date(2027, 1, 7)
STANDS = Standing(
    is_cancelled=False,
    starts_local=datetime.fromisoformat("2027-02-09T14:00"),
    ends_local=datetime.fromisoformat("2027-02-09T16:00"),
    venue_id=1,
)
MOVED, OFF = replace(STANDS, venue_id=2), replace(STANDS, is_cancelled=True)


@pytest.mark.parametrize("state", ["published", "cancelled"])
def test_what_is_announced_or_cancelled_is_published_elsewhere(state):
    check_stamping(state)


@pytest.mark.parametrize(("state", "words"), [("draft", "Publiez d’abord"), ("closed", "clôturée")])
def test_a_draft_and_a_closed_meeting_are_not(state, words):
    with pytest.raises(Refused, match=words):
        check_stamping(state)


def test_what_was_published_was_not_published_tomorrow():
    check_day(TODAY, today=TODAY)
    with pytest.raises(Refused) as refusal:
        check_day(date(2027, 1, 8), today=TODAY)
    assert refusal.value.field == "published_on"


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/events/123456",
        "https://exemple.be/agenda?jour=12&mois=1#café",
        "HTTPS://exemple.be",
    ],
)
def test_an_address_over_https_is_kept_as_it_was_pasted(link):
    assert checked_link(f"  {link} ") == link


@pytest.mark.parametrize("link", ["", "   "])
def test_no_address_is_none(link):
    assert checked_link(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "http://exemple.be",
        "//exemple.be",
        "exemple.be",
        "https://",
        "https://exemple",
        "https://zone.be@autre.be/x",
        "https://zone.be\\@autre.be/x",
        "https://[zone.be",
        "https://exemple.be/deux mots",
        "https://exemple.be/\u202egpj",
        "data:text/html,<b>",
        "https://exemple.be/" + "x" * 300,
    ],
)
def test_what_is_no_such_address_is_refused_at_its_field(link):
    with pytest.raises(Refused) as refusal:
        checked_link(link)
    assert refusal.value.field == "link"


def test_the_text_that_was_shown_is_not_newer_than_the_meeting():
    assert check_shown(2, sequence=2) == 2
    assert check_shown(0, sequence=2) == 0
    for shown in (-1, 3):
        with pytest.raises(Refused):
            check_shown(shown, sequence=2)


@pytest.mark.parametrize(
    ("now", "then", "stale"),
    [
        (STANDS, STANDS, False),
        (MOVED, STANDS, True),
        (OFF, STANDS, True),
        (STANDS, OFF, True),
        (OFF, OFF, False),
        (STANDS, None, True),
    ],
)
def test_what_was_published_is_to_be_corrected_once_it_says_something_else(now, then, stale):
    assert is_stale("published", now=now, then=then) is stale
    assert not is_stale("published", now=now, then=then, is_over=True)


def test_what_was_published_of_a_meeting_that_is_a_draft_again_is_to_be_corrected():
    assert is_stale("draft", now=STANDS, then=STANDS)
