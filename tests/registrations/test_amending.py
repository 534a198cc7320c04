import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.core.links import Purpose, subject_of
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.amending import amend_registration, cancel_for_caller, offer_place
from cafepol.registrations.broadcasting import tell_all
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.queries import get_registration
from cafepol.registrations.telling import manage_link
from tests.pages import words

AS_IT_WAS = {
    "kind": "going", "party_size": 1, "name": "Mme Petit", "mail": "", "phone": "", "needs": "",
    "call_back": False, "language": "fr", "version": 1,
}  # fmt: skip


def test_whatever_the_caller_says_is_written_down(meeting, register, act, reload):
    row = register(meeting(), channel="phone", name="Mme Petti").registration
    said = {"party_size": 3, "phone": "0470/12.34.56", "needs": "une chaise roulante", "call_back": True}
    act(amend_registration, row, **AS_IT_WAS | said | {"kind": "interested"})
    kept = reload(row)
    assert (kept.name, kept.party_size, kept.kind) == ("Mme Petit", 3, "interested")
    assert (kept.phone, kept.needs, kept.call_back) == ("+32470123456", "une chaise roulante", True)


def test_of_two_who_amend_at_once_the_second_is_told(meeting, register, act):
    row = register(meeting(), channel="phone").registration
    act(amend_registration, row, **AS_IT_WAS)
    for operation, facts in ((amend_registration, AS_IT_WAS), (cancel_for_caller, {"version": 1})):
        with pytest.raises(Stale):
            act(operation, row, **facts)


def test_a_new_address_gets_time_and_place_and_the_former_links_die(meeting, register, act, messages):
    row = register(meeting(), channel="phone", mail="faux@x.be").registration
    with transaction():
        fresh = get_registration(row.id)
        token = manage_link(fresh, fresh.meeting)
    act(amend_registration, row, **AS_IT_WAS | {"mail": "juste@x.be"})
    left = [(each.recipient_mail, each.state) for each in messages("registration_confirmed")]
    assert left == [("faux@x.be", "dropped"), ("juste@x.be", "queued")]
    with transaction(), pytest.raises(NotFound):
        subject_of(token, Purpose.REGISTRATION, now=now())


def test_the_same_address_spelled_otherwise_says_nothing_anew(meeting, register, act, messages):
    row = register(meeting(), channel="phone", mail="petit@x.be").registration
    act(amend_registration, row, **AS_IT_WAS | {"mail": "Petit@X.be"})
    assert [each.recipient_mail for each in messages()] == ["petit@x.be"]


def test_an_address_that_somebody_else_has_is_refused(meeting, register, act):
    there = meeting()
    other = register(there, channel="phone", mail="petit@x.be").registration
    row = register(there, channel="phone").registration
    with pytest.raises(Refused, match=other.reference) as refusal:
        act(amend_registration, row, **AS_IT_WAS | {"mail": "PETIT@x.be"})
    assert refusal.value.field == "mail"


@pytest.mark.parametrize(("mail", "told"), [("petit@x.be", ["petit@x.be"]), ("", [])])
def test_an_address_that_was_not_confirmed_is_heard_on_the_phone(meeting, register, act, reload, messages, mail, told):
    row = register(meeting(), mail="petit@x.be").registration
    act(amend_registration, row, **AS_IT_WAS | {"mail": mail})
    kept = reload(row)
    assert (kept.state, kept.is_pending) == ("confirmed", False)
    assert [each.recipient_mail for each in messages() if each.state == "queued"] == told


def test_more_people_than_places_are_refused_in_words_for_an_officer(meeting, register, act):
    row = register(meeting(capacity=2), channel="phone").registration
    with pytest.raises(Refused, match="Inscrivez à part") as refusal:
        act(amend_registration, row, **AS_IT_WAS | {"party_size": 3})
    assert refusal.value.field == "party_size"


def test_what_is_cancelled_is_cancelled_once_and_changes_no_more(meeting, register, act, states):
    there = meeting(capacity=1)
    first, _second = register(there, channel="phone").registration, register(there, channel="phone")
    assert act(cancel_for_caller, first, version=1)
    assert states(there) == ["cancelled", "confirmed"]
    assert not act(cancel_for_caller, first, version=1)
    with pytest.raises(Refused, match="à nouveau"):
        act(amend_registration, first, **AS_IT_WAS | {"version": 2})


def test_nothing_changes_once_the_meeting_is_over(meeting, register, act, clock):
    there = meeting()
    row = register(there, channel="phone").registration
    clock.set(there.ends_at)
    with pytest.raises(Refused, match="passée"):
        act(amend_registration, row, **AS_IT_WAS)


def test_a_place_is_offered_past_the_line_and_the_limit_and_told(meeting, register, act, states, messages):
    there = meeting(capacity=2)
    register(there, party_size=2)
    register(there, party_size=2, channel="phone")
    last = register(there, channel="phone", phone="065 61 96 00").registration
    assert act(offer_place, last, version=1) == 3
    assert states(there) == ["confirmed", "waiting", "confirmed"]
    assert [each.channel for each in messages("registration_promoted")] == ["call"]
    with pytest.raises(Refused, match="n’attend plus"):
        act(offer_place, last, version=2)


def test_who_waits_unconfirmed_is_offered_nothing(meeting, register, act):
    there = meeting(capacity=1)
    register(there)
    row = register(there, mail="petit@x.be").registration
    with pytest.raises(Refused, match="n’attend plus"):
        act(offer_place, row, version=1)
    act(confirm_registration, row)
    assert act(offer_place, row, version=2) == 2


def test_the_page_changes_and_cancels(sign_in, meeting, register, states):
    there = meeting()
    row = register(there, channel="phone", name="Mme Petit", subject="La lampe de la rue").registration
    browser = sign_in(Role.RECEPTION)
    path = f"/equipe/inscriptions/{row.reference}"
    assert "La lampe" not in browser.page(path).text
    assert browser.submit(path, {"party_size": "4"}).headers["Location"] == path
    assert "4 personnes" in words(browser.get(path).text)
    browser.submit(path, action="/annuler")
    assert states(there) == ["cancelled"]
    page = browser.page(path).text
    assert "ne change plus" in page
    assert "Annuler pour cette personne" not in page


def test_both_versions_are_shown_to_who_comes_second(sign_in, meeting, register, act):
    row = register(meeting(), channel="phone", name="Mme Petit").registration
    browser = sign_in(Role.OFFICER)
    path = f"/equipe/inscriptions/{row.reference}"
    answer = browser.submit(path, {"version": "9", "name": "Mme Grand"})
    assert answer.status_code == 409
    assert "Les deux versions" in answer.text
    assert 'value="Mme Grand"' in answer.text


def test_the_page_offers_a_place_with_the_count_and_says_what_is_refused(sign_in, meeting, register):
    there = meeting(capacity=1)
    register(there)
    row = register(there, channel="phone", name="Mme Petit").registration
    browser = sign_in(Role.OFFICER)
    path = f"/equipe/inscriptions/{row.reference}"
    assert "1 personne annoncée pour 1 place" in words(browser.get(path).text)
    stale = {"version": "9"}
    assert "entre-temps" in words(browser.submit(path, stale, action="/place", follow=True).text)
    done = words(browser.submit(path, action="/place", follow=True).text)
    assert "2 personnes annoncées pour 1 place" in done


def test_calls_to_make_go_to_the_new_number(meeting, register, act, messages):
    there = meeting(capacity=1)
    first = register(there, channel="phone").registration
    waits = register(there, channel="phone", phone="0470 12 34 56").registration
    act(cancel_registration, first)
    act(amend_registration, waits, **AS_IT_WAS | {"version": 2, "phone": "0470 99 99 99"})
    assert numbers(messages) == [("+32470999999", "to_do")]
    act(amend_registration, waits, **AS_IT_WAS | {"version": 3, "phone": ""})
    assert numbers(messages) == [("+32470999999", "dropped")]


def numbers(messages):
    return [(each.recipient_phone, each.state) for each in messages("registration_promoted")]


def test_what_was_written_to_all_follows_to_another_address(meeting, register, act, messages):
    there = meeting()
    told = register(there, channel="phone", mail="tort@x.be").registration
    with transaction():
        tell_all(get_meeting_by_id(there.id), subject="La salle", text="Passez par la cour.", by=None, now=now())
    act(amend_registration, told, **AS_IT_WAS | {"version": 1, "mail": "juste@x.be"})
    said = {each.recipient_mail: each.state for each in messages("registration_all")}
    assert said == {"tort@x.be": "dropped", "juste@x.be": "queued"}
