import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.registrations.amending import settle_double
from cafepol.registrations.doubles import doubles_of, possible_doubles, tell_apart
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from tests.pages import words

NUMBER = "0470/12.34.56"


def alike(there, *rows):
    with transaction():
        found = [{each.id for each in doubles_of(get_registration(row.id))} for row in rows]
        return possible_doubles(there.id), found


def test_one_number_written_in_two_ways_is_a_possible_double(meeting, register):
    there, other = meeting(), meeting(days=7)
    one = register(there, phone=NUMBER).registration
    two = register(there, phone="+32470123456").registration
    alone = register(there).registration
    register(other, phone=NUMBER)
    assert alike(there, one, two, alone) == ({one.id, two.id}, [{two.id}, {one.id}, set()])


def test_two_people_of_one_number_are_asked_about_no_more(meeting, register):
    there = meeting()
    one, two, three = (register(there, phone=NUMBER).registration for _ in range(3))
    with transaction():
        for _ in range(2):
            tell_apart(get_registration(two.id), [get_registration(one.id)])
    assert alike(there, one, two) == ({one.id, two.id, three.id}, [{three.id}, {three.id}])
    with transaction():
        tell_apart(get_registration(three.id), [get_registration(one.id), get_registration(two.id)])
    assert alike(there, one, two) == (frozenset(), [set(), set()])


def test_registrations_that_cannot_be_compared_are_refused(meeting, register):
    here, there = meeting(), meeting(days=7)
    one, two = register(here, phone=NUMBER).registration, register(there, phone=NUMBER).registration
    with transaction():
        for first, second in ((one, two), (one, one)):
            with pytest.raises(Refused):
                tell_apart(get_registration(first.id), [get_registration(second.id)])


def test_the_same_person_comes_once(meeting, register, act, states):
    there = meeting()
    one, two = (register(there, phone=NUMBER).registration for _ in range(2))
    with transaction():
        kept, other = get_registration(one.id), get_registration(two.id)
        settle_double(kept, other, now=there.starts_at.replace(year=2026))
        with pytest.raises(Refused, match="plus"):
            settle_double(kept, other, now=there.starts_at.replace(year=2026))
    assert states(there) == ["confirmed", "cancelled"]
    assert alike(there, one, two) == (frozenset(), [set(), set()])


def test_an_equal_number_is_asked_about_before_anything_is_kept(sign_in, meeting, register, states):
    there = meeting()
    known = register(there, name="Mme Petit", phone="+32470123456").registration
    browser = sign_in(Role.RECEPTION)
    path = f"/equipe/rencontres/{there.code}/inscrire"
    typed = {"name": "M. Petit", "phone": NUMBER, "party_size": "2"}
    asked = browser.submit(path, typed)
    assert "Ce numéro est déjà inscrit" in words(asked.text)
    assert "Mme Petit" in words(asked.text)
    assert 'value="M. Petit"' in asked.text
    assert states(there) == ["confirmed"]
    with transaction() as session:
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (trail.action, trail.detail) == ("registration_sought", {"found": [known.id]})
    same = browser.submit(path, typed | {"double": known.reference})
    assert same.headers["Location"] == f"/equipe/inscriptions/{known.reference}"
    assert states(there) == ["confirmed"]
    assert browser.submit(path, typed | {"double": "deux"}).status_code == 303
    assert states(there) == ["confirmed"] * 2
    with transaction():
        assert possible_doubles(there.id) == frozenset()


def test_a_double_click_asks_nothing(sign_in, meeting, states):
    there = meeting()
    browser = sign_in(Role.OFFICER)
    path = f"/equipe/rencontres/{there.code}/inscrire"
    typed = {"phone": NUMBER, "key": "un-seul-et-meme-appel", "language": "fr"}
    assert [browser.submit(path, typed).status_code for _ in range(2)] == [303, 303]
    assert states(there) == ["confirmed"]


@pytest.mark.parametrize(("said", "left"), [("deux", ["confirmed"] * 2), ("meme", ["confirmed", "cancelled"])])
def test_the_page_of_a_registration_asks_the_same(sign_in, meeting, register, states, said, left):
    there = meeting()
    one, two = (register(there, phone=NUMBER).registration for _ in range(2))
    browser = sign_in(Role.OFFICER)
    path = f"/equipe/inscriptions/{one.reference}"
    assert two.reference in browser.get(path).text
    done = browser.submit(path, {"double": said}, action="/double", follow=True)
    assert "C’est noté" in words(done.text)
    assert "Peut-être deux fois" not in words(done.text)
    assert states(there) == left


def test_from_the_desk_the_next_cafe_is_proposed_and_another_may_be_chosen(sign_in, meeting, states):
    browser = sign_in(Role.RECEPTION)
    path = "/equipe/inscriptions/nouvelle"
    assert "Aucun café n’est annoncé" in words(browser.get(path).text)
    later, soon = meeting(days=7), meeting()
    page = browser.page(path)
    assert page.select_one("#code").has_attr("autofocus")
    assert [each["value"] for each in page.select("#code option")] == [soon.code, later.code]
    assert browser.submit(path, {"name": "Mme Petit"}).status_code == 303
    told = browser.submit(path, {"name": "M. Grand", "code": later.code, "channel": "partner"}, follow=True)
    assert "M. Grand" in words(told.text)
    assert "inscription par un partenaire" in words(told.text)
    assert (states(soon), states(later)) == (["confirmed"], ["confirmed"])
    elsewhere = browser.submit(path, {"code": "XXXXXX"})
    assert elsewhere.status_code == 422


def settle(kept, other):
    with transaction():
        settle_double(get_registration(kept.id), get_registration(other.id), now=now())


def test_the_same_person_keeps_the_place_that_their_other_answer_has(meeting, register, states, messages):
    there = meeting(capacity=1)
    one = register(there, phone=NUMBER).registration
    register(there, channel="phone")
    two = register(there, phone=NUMBER).registration
    settle(two, one)
    assert states(there) == ["cancelled", "waiting", "confirmed"]
    assert len(messages("registration_promoted")) == 1


def test_the_same_person_keeps_their_turn_in_the_line(meeting, register, act, states, clock):
    there = meeting(capacity=1)
    first = register(there, channel="phone").registration
    one = register(there, phone=NUMBER).registration
    clock.advance(hours=1)
    register(there, channel="phone")
    two = register(there, phone=NUMBER).registration
    settle(two, one)
    act(cancel_registration, first)
    assert states(there) == ["cancelled", "cancelled", "waiting", "confirmed"]


def test_who_waits_as_a_party_too_large_for_their_other_place_keeps_that_one(meeting, register, states):
    there = meeting(capacity=2)
    one = register(there, phone=NUMBER).registration
    two = register(there, phone=NUMBER, party_size=3).registration
    with pytest.raises(Refused, match=one.reference):
        settle(two, one)
    assert states(there) == ["confirmed", "waiting"]


def test_an_answer_that_lapses_unless_it_is_confirmed_is_not_the_one_to_keep(meeting, register, states):
    there = meeting()
    one = register(there, phone=NUMBER).registration
    two = register(there, phone=NUMBER, mail="a@x.be").registration
    three = register(there, phone=NUMBER, mail="b@x.be").registration
    with pytest.raises(Refused, match=one.reference):
        settle(two, one)
    settle(two, three)
    assert states(there) == ["confirmed", "pending", "cancelled"]


def test_who_was_only_interested_and_waits_since_has_no_place_to_keep(meeting, register, states):
    there = meeting(capacity=1)
    one = register(there, kind="interested", phone=NUMBER).registration
    register(there, channel="phone")
    two = register(there, phone=NUMBER).registration
    settle(two, one)
    assert states(there) == ["cancelled", "confirmed", "waiting"]
