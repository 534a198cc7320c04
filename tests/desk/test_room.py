"""The room on a tablet: ticks, taps and the head count, as the pages send them."""

from datetime import datetime

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.operations import ConcernDraft, RaiserDraft
from cafepol.concerns.transitions import OFFICER, Actor, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.flyers.queries import sign_in_sheet_content
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.places import join_line
from cafepol.registrations.queries import get_registration, room_count
from cafepol.staff.queries import find_officer
from cafepol.zone import queries as zone
from tests.factories import make_meeting, make_registration
from tests.pages import words

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock
NEXT_WEEK = datetime(2027, 1, 14, 14, 0)  # noqa: DTZ001


class Tablet:
    """The page of one meeting's room, in the hands of its host."""

    def __init__(self, browser) -> None:
        self.browser = browser

    def open(self, *, starts=TODAY_AT_14) -> None:
        with transaction():
            self.meeting = make_meeting(find_officer(self.browser.account_id), commune="colfontaine", starts=starts)
        self.url = f"/equipe/rencontres/{self.meeting.code}/salle"

    def register(self, **answer):
        with transaction():
            return make_registration(get_meeting_by_id(self.meeting.id), **answer)

    def tap(self, action: str, query: str = "", **data):
        """The answer to a button of the page, followed."""
        return self.browser.submit(self.url + query, data, action=action, follow=True)

    def tick(self, registration, present="1", query="", **data):
        return self.tap(f"/presents/{registration.id}", query, present=present, **data)

    def resend(self, action: str, **data):
        """Sends the form as the page has it now, however often it is called: as a bad network does."""
        page = self.browser.page(self.url)
        form = next(each for each in page.select("form[method=post]") if each["action"].endswith(action))
        sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]")} | data
        return lambda: self.browser.post(form["action"], data=sent)

    @property
    def count(self):
        with transaction():
            return room_count(self.meeting.id)


@pytest.fixture
def tablet(sign_in):
    made = Tablet(sign_in(Role.OFFICER, "colfontaine", name="Mme Lambert"))
    made.open()
    return made


def test_search_stays_after_a_tick(tablet):
    martine = tablet.register(name="Martine Baert")
    tablet.register(name="Albert Nys")
    shown = tablet.tick(martine, query="?q=bae")
    assert shown.request.args["q"] == "bae"
    assert "Martine B." in shown.text
    assert "Albert N." not in words(shown.text).split("Noter une doléance")[0]


def test_search_needs_no_accents_and_takes_a_reference(tablet):
    nameless = tablet.register(name=None)
    tablet.register(name="Élise Marchal")
    for letters, found in (("eli", "Élise M."), (nameless.reference[:3].lower(), f"Sans nom, {nameless.reference}")):
        ticks = tablet.browser.page(f"{tablet.url}?q={letters}").select(".tick b")
        assert [each.text for each in ticks] == [found]


def test_two_of_four_came(tablet):
    party = tablet.register(party_size=4)
    assert not tablet.browser.page(tablet.url).select(".party")
    tablet.tick(party)
    page = tablet.browser.page(tablet.url)
    button = page.select_one(".party button[value='2']")
    form = button.find_parent("form")
    sent = {each["name"]: each["value"] for each in form.select("input")} | {"people": "2"}
    tablet.browser.post(form["action"], data=sent)
    assert tablet.count.ticked == 2
    assert "2 sur 4 personnes" in words(tablet.browser.get(tablet.url).text)
    refused = tablet.tick(party, people="5")
    assert "Choisissez de 1 à 4." in words(refused.text)
    assert tablet.count.ticked == 2


def test_tick_that_the_network_delivers_again_changes_nothing(tablet):
    party = tablet.register()
    send = tablet.resend(f"/presents/{party.id}", present="1")
    send()
    tablet.tick(party, present="0")
    send()
    assert tablet.count.ticked == 0


def test_head_count_that_arrives_late_does_not_overwrite_a_newer_one(tablet):
    tablet.tap("/nombre", head_count="18")
    tablet.tap("/nombre", head_count="12", ago="600")
    assert tablet.count.head_count == 18


def test_head_count_is_taken_back(tablet):
    tablet.tick(tablet.register(party_size=3))
    assert "Retirer ce nombre" not in tablet.browser.get(tablet.url).text
    assert "Retirer ce nombre" in tablet.tap("/nombre", head_count="18").text
    tablet.tap("/nombre", undo="1")
    assert (tablet.count.typed, tablet.count.shown) == (None, 3)


def test_head_count_needs_a_number(tablet):
    refused = tablet.tap("/nombre", head_count="")
    assert refused.status_code == 422
    assert "Écrivez le nombre de personnes." in words(refused.text)


def test_head_count_below_the_ticks_is_refused_with_its_reason_and_kept(tablet):
    for size in (10, 2):
        tablet.tick(tablet.register(party_size=size))
    tablet.tap("/nombre", head_count="18")
    assert tablet.count.walk_ins == 6
    refused = tablet.tap("/nombre", head_count="10")
    assert refused.status_code == 422
    assert "12 personnes sont cochées" in words(refused.text)
    assert 'value="10"' in refused.text
    assert tablet.count.head_count == 18


def test_what_waited_longer_than_half_a_day_is_not_counted(tablet):
    refused = tablet.tap("/nombre", head_count="12", ago=str(12 * 3600 + 1))
    assert "plus de 12 heures" in words(refused.text)
    late = tablet.tick(tablet.register(), ago=str(12 * 3600 + 1))
    assert "plus de 12 heures" in words(late.text)
    assert (tablet.count.head_count, tablet.count.ticked) == (None, 0)


def test_tick_of_who_cancelled_meanwhile_is_told_in_the_room(tablet):
    party = tablet.register()
    send = tablet.resend(f"/presents/{party.id}", present="1")
    with transaction():
        cancel_registration(get_registration(party.id), now=now())
    assert send().status_code == 302
    shown = tablet.browser.get(tablet.url)
    assert "Cette inscription est annulée" in words(shown.text)
    assert "Quitter la salle" in shown.text


def test_tap_that_was_refused_may_be_sent_again(tablet):
    send = tablet.resend("/venus", delta="-1")
    send()
    tablet.tap("/venus", delta="1")
    send()
    assert tablet.count.shown == 0


def test_room_opens_on_the_day(tablet):
    tablet.open(starts=NEXT_WEEK)
    tablet.register()
    page = tablet.browser.page(tablet.url)
    assert "La feuille de présence s’ouvre le jeudi 14 janvier 2027." in words(str(page))
    assert not page.select("main form")


def test_sheet_at_the_door_marks_who_waits_and_leaves_out_who_did_not_confirm(tablet):
    tablet.register(name="Martine Baert")
    tablet.register(name="M. Inconnu", mail="inconnu@exemple.be", channel="web")
    waiting = tablet.register(name="Albert Nys", party_size=2)
    with transaction():
        join_line(get_registration(waiting.id), now=now())
    with transaction():
        content = sign_in_sheet_content(get_meeting_by_id(tablet.meeting.id))
    assert content.registered == (("Martine B.", 1), ("Albert N., en attente", 2))


def answer_owed_to(tablet, *, phone, place):
    """A concern that was decided and that nobody told yet, to somebody with this number."""
    with transaction():
        meeting = get_meeting_by_id(tablet.meeting.id)
        by = Actor(tablet.browser.account_id, frozenset({OFFICER}))
        when = {"now": now(), "today": today(), "by": by}
        person = RaiserDraft(name="Mme Martine Baert", phone=phone, channel=Channel.PHONE, heard_on=today())
        theme = zone.themes()[0]
        draft = ConcernDraft(
            commune=meeting.commune, theme=theme, raisers=[person], facts="Trop vite.", place=place, meeting=meeting
        )
        noted = operations.log_concern(draft, **when)
        operations.start_work(noted, version=noted.version, next_step="Compter", next_on=today(), **when)
        db.session.refresh(noted, ["version"])
        operations.make_feedback_due(
            noted, version=noted.version, decided="Deux contrôles.", outcome=Outcome.RESOLVED, **when
        )
        return noted.number


def test_answer_is_to_say_once_somebody_to_whom_it_is_owed_is_ticked(tablet):
    number = answer_owed_to(tablet, phone="0470 12 34 56", place="Rue du Puits")
    answer_owed_to(tablet, phone="0470 65 43 21", place="Rue des Lilas")
    martine = tablet.register(name="Martine Baert", phone="+32470123456")
    assert "À dire aux présents" not in tablet.browser.get(tablet.url).text
    said = words(tablet.tick(martine).text)
    assert "À dire aux présents 1 Rue du Puits," in said
    assert "Deux contrôles." in said
    for secret in ("Baert", "Rue des Lilas", "Trop vite."):
        assert secret not in said
    assert [entry.detail["numbers"] for entry in audit_entries("concerns_listed")] == [[number]]
    tablet.tick(martine, present="0")
    assert "À dire aux présents" not in tablet.browser.get(tablet.url).text
