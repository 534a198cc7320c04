"""The sheet of paper, typed at the office: the same figures as from the tablet."""

from datetime import datetime, timedelta

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.queries import room_count
from cafepol.staff.queries import find_officer
from tests.clients import form_values
from tests.factories import make_meeting, make_registration
from tests.pages import words

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock


class Sheet:
    """A café with two people and a party of four, whose paper lies on the chief's desk."""

    def __init__(self, sign_in, clock, *, days) -> None:
        host = sign_in(Role.OFFICER, "colfontaine", name="Mme Lambert")
        with transaction():
            self.meeting = make_meeting(find_officer(host.account_id), commune="colfontaine", starts=TODAY_AT_14)
            here = get_meeting_by_id(self.meeting.id)
            self.martine, self.albert = (make_registration(here, name=name) for name in ("Martine Baert", "Albert Nys"))
            self.party = make_registration(here, name=None, party_size=4)
        clock.set(self.meeting.ends_at + timedelta(days=days))
        self.browser = sign_in(Role.CHIEF, "colfontaine")
        self.url = f"/equipe/rencontres/{self.meeting.code}/papier"

    def save(self, **data):
        return self.browser.submit(self.url, data)

    def people(self, **came):
        return {f"people_{getattr(self, who).id}": value for who, value in came.items()}

    @property
    def figures(self):
        with transaction():
            count = room_count(self.meeting.id)
            return count.head_count, count.ticked, count.walk_ins


@pytest.fixture
def sheet(sign_in, clock):
    return Sheet(sign_in, clock, days=3)


def test_paper_three_days_later_gives_the_figures_of_the_tablet(sheet):
    saved = sheet.save(**sheet.people(martine="1", party="2"), head_count="9")
    assert saved.location == f"/equipe/rencontres/{sheet.meeting.code}/cloturer"
    assert "C’est enregistré : 9 personnes, dont 6 non inscrites." in words(sheet.browser.get(saved.location).text)
    assert sheet.figures == (9, 3, 6)
    page = sheet.browser.page(sheet.url)
    assert page.select_one(f"#people_{sheet.martine.id}").has_attr("checked")
    assert not page.select_one(f"#people_{sheet.albert.id}").has_attr("checked")
    assert page.select_one(f"#people_{sheet.party.id}")["value"] == "2"


def test_paper_that_is_sent_twice_counts_once_and_is_corrected(sheet):
    for _ in range(2):
        sheet.save(**sheet.people(martine="1", party="4"), head_count="5")
    assert sheet.figures == (5, 5, 0)
    sheet.save(**sheet.people(martine=["0"], party=""), head_count="5")
    assert sheet.figures == (5, 0, 5)


def test_paper_without_a_number_counts_who_signed(sheet):
    sheet.save(**sheet.people(albert="1"))
    assert sheet.figures == (None, 1, 0)


@pytest.mark.parametrize(
    ("party", "head_count", "said"),
    [
        ("4", "3", "5 personnes sont cochées"),
        ("5", "9", "Écrivez un nombre de 0 à 4."),
        ("2", "x", "Écrivez un nombre de 0 à 2000."),
    ],
)
def test_paper_with_an_error_stores_nothing_and_keeps_what_was_typed(sheet, party, head_count, said):
    refused = sheet.save(**sheet.people(martine="1", party=party), head_count=head_count)
    assert refused.status_code == 422
    assert said in words(refused.text)
    assert f'value="{party}"' in refused.text
    assert f'value="{head_count}"' in refused.text
    assert " checked>" in refused.text
    assert sheet.figures == (None, 0, 0)


def test_of_two_who_type_a_sheet_at_once_nobody_undoes_what_the_other_noted(sheet):
    mine, theirs = (form_values(sheet.browser.page(sheet.url).select_one("main form[method=post]")) for _ in range(2))
    sheet.browser.post(sheet.url, data=mine | sheet.people(martine="1") | {"head_count": "7"})
    sheet.browser.post(sheet.url, data=theirs | sheet.people(albert="1"))
    assert sheet.figures == (7, 2, 5)
    again = form_values(sheet.browser.page(sheet.url).select_one("main form[method=post]"))
    assert sheet.browser.post(sheet.url, data=again | sheet.people(martine="0")).status_code == 302
    assert sheet.figures == (7, 1, 6)


def test_a_number_that_was_left_on_the_sheet_is_still_no_smaller_than_who_signed(sheet):
    sheet.save(head_count="1")
    assert sheet.save(**sheet.people(party="3")).status_code == 422
    assert sheet.figures == (1, 0, 1)


def test_names_of_the_paper_are_noted_as_seen_and_it_is_found_from_the_meeting(sheet):
    before = len(audit_entries("registrations_seen"))
    sheet.browser.page(sheet.url)
    assert len(audit_entries("registrations_seen")) == before + 1
    for page in ("", "/cloturer"):
        shown = sheet.browser.page(f"/equipe/rencontres/{sheet.meeting.code}{page}")
        assert shown.select(f"a[href='{sheet.url}']"), page


def test_no_paper_before_the_day(sign_in, clock):
    sheet = Sheet(sign_in, clock, days=-1)
    assert "La feuille s’encode à partir du jeudi 7 janvier 2027." in words(sheet.browser.get(sheet.url).text)
