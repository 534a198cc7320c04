"""What looks like a double and is none: said once, proposed no more, and taken back."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.invitations import merging
from cafepol.partners import distinct, operations
from cafepol.partners.doubles import Candidate, Person, probable_doubles, same_people
from cafepol.partners.models import DistinctContacts, DistinctPartners
from cafepol.partners.queries import get_partner, person_of
from cafepol.zone.queries import communes, partner_kinds
from tests.pages import words

INDEX = "/equipe/partenaires"


@pytest.fixture
def add(app):
    """`add("Hygea", people=["Mme Lambert"])`: the id of a partner of Colfontaine."""

    def make(name, people=()):
        with transaction():
            here = [commune.id for commune in communes() if commune.slug == "colfontaine"]
            partner = operations.create_partner(name=name, kind_id=partner_kinds()[0].id, commune_ids=here, within=here)
            for person in people:
                operations.add_contact(partner, name=person, phone="065 00 99 11")
            return partner.id

    return make


def get(partner_id):
    return get_partner(partner_id, [commune.id for commune in communes()])


def pairs(model):
    db.session.remove()
    return sorted((each.one_id, each.other_id) for each in db.session.scalars(select(model)))


def tell_apart(one, other):
    with transaction():
        distinct.tell_partners_apart(get(one), get(other))


def test_a_pair_said_to_be_two_is_proposed_no_more():
    hygea = [Candidate(number, "Hygea", frozenset()) for number in (1, 2, 3)]
    assert [(each.one, each.other) for each in probable_doubles(hygea, {(1, 2), (2, 3)})] == [(1, 3)]
    people = [Person(number, "Mme Lambert", None, None) for number in (3, 1, 2)]
    assert [(each.one, each.other) for each in same_people(people, {(1, 3), (2, 3)})] == [(1, 2)]


def test_two_partners_are_told_apart_once_and_doubted_again(add):
    one, other = add("Hygea"), add("Hygea asbl")
    tell_apart(other, one)
    tell_apart(one, other)
    assert pairs(DistinctPartners) == [(one, other)]
    with transaction():
        distinct.doubt_partners(get(other), get(one))
    assert pairs(DistinctPartners) == []


def test_one_and_the_same_is_not_told_apart(add):
    one, other = get(add("Hygea", ["Mme Lambert"])), get(add("Logis", ["Mme Lambert"]))
    with pytest.raises(Refused, match="un autre partenaire"):
        distinct.tell_partners_apart(one, one)
    for person in (one.contacts[0], other.contacts[0]):
        with pytest.raises(Refused, match="du même partenaire"):
            distinct.tell_people_apart(one.contacts[0], person)


def test_what_is_not_the_double_is_not_the_one_that_stays_either(add):
    kept, gone, third, fourth = (add(name) for name in ("A", "B", "C", "D"))
    for one, other in ((kept, gone), (gone, third), (fourth, gone), (kept, third)):
        tell_apart(one, other)
    with transaction():
        here = [commune.id for commune in get(kept).communes]
        merging.merge_partners(get(kept), get(gone), name="A", kind_id=1, commune_ids=here, within=here, now=now())
    assert pairs(DistinctPartners) == [(kept, third), (kept, fourth)]


def test_who_is_not_the_double_is_not_the_one_who_stays_either(add):
    hygea = add("Hygea", ["M. A", "M. B", "M. C"])
    with transaction():
        first, second, third = get(hygea).contacts
        distinct.tell_people_apart(first, third)
        distinct.tell_people_apart(first, second)
        kept = merging.merge_contacts(first, second, person=person_of(second), now=now()).id
        third = third.id
    assert pairs(DistinctContacts) == [(kept, third)]


@pytest.mark.parametrize("pair", [(2, 1), (1, 1)])
def test_a_pair_stands_one_way_round(add, pair):
    add("A")
    add("B")
    with pytest.raises(IntegrityError):
        db.session.execute(insert(DistinctPartners).values(one_id=pair[0], other_id=pair[1]))


def test_partners_told_apart_leave_the_proposals_and_come_back_from_the_page_of_one(sign_in, add):
    one, other = add("Hygea"), add("Hygea asbl")
    officer = sign_in(Role.OFFICER)
    told = officer.submit(f"{INDEX}/doubles", {"avec": str(other)}, action="/distinguer", follow=True)
    assert "C’est noté : Hygea et Hygea asbl ne sont pas les mêmes." in words(told.text)
    assert "Aucun double trouvé" in words(told.text)
    assert "Ce ne sont pas les mêmes 1 Hygea" in words(officer.get(f"{INDEX}/{other}").text)
    back = officer.submit(f"{INDEX}/{other}", {"retour": str(one)}, action="/distinguer", follow=True)
    assert "peuvent de nouveau être proposés comme doubles" in words(back.text)
    assert "Ce ne sont pas les mêmes" not in words(back.text)
    assert "1 partenaire est peut-être là deux fois" in words(officer.get(f"{INDEX}/doubles").text)


def test_people_told_apart_leave_the_proposals_and_come_back_from_the_page_of_their_partner(sign_in, add):
    hygea = add("Hygea", ["Mme Lambert", "Mme Lambert"])
    one, other = (str(each.id) for each in get(hygea).contacts)
    officer = sign_in(Role.OFFICER)
    told = officer.submit(f"{INDEX}/doubles", {"avec": other}, action="/distinguer", follow=True)
    assert "Aucun double trouvé" in words(told.text)
    page = f"{INDEX}/{hygea}"
    assert "Mme Lambert et Mme Lambert" in words(officer.get(page).text)
    back = officer.submit(page, {"retour": other}, action=f"/contacts/{one}/distinguer", follow=True)
    assert "peuvent de nouveau être proposées comme doubles" in words(back.text)
    assert pairs(DistinctContacts) == []


def test_nobody_is_told_apart_from_who_is_out_of_reach(sign_in, add):
    hygea = add("Hygea", ["Mme Lambert"])
    (person,) = get(hygea).contacts
    officer = sign_in(Role.OFFICER)
    token = officer.page(f"{INDEX}/{hygea}/modifier").select_one("main input[name=csrf_token]")["value"]
    for path in (f"{INDEX}/{hygea}/distinguer", f"{INDEX}/{hygea}/contacts/{person.id}/distinguer"):
        for wanted, status in {"": 422, "999999999999999999999": 404, "٣": 404}.items():
            assert officer.post(path, data={"csrf_token": token, "avec": wanted}).status_code == status
    assert sign_in(Role.OFFICER, "boussu").post(f"{INDEX}/{hygea}/distinguer", data={"avec": "1"}).status_code in {
        400,
        404,
    }
