import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.partners.doubles import MOST, Candidate, Person, normal_name, probable_doubles, same_people


def pairs(*names, mails=()):
    mails = mails or [()] * len(names)
    found = [Candidate(number, name, frozenset(mails[number])) for number, name in enumerate(names)]
    return [(each.one, each.other, each.reason) for each in probable_doubles(found)]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ASBL Le Logis Borain", "logis borain"),
        ("Logis borain, scrl", "logis borain"),
        ("Centre public d’action sociale de Dour", "cpas dour"),
        ("CPAS de Dour", "cpas dour"),
        ("Ville de Boussu", "commune boussu"),
        ("L'Échevinat de la Jeunesse", "echevinat jeunesse"),
        ("asbl", "asbl"),
        ("???", ""),
    ],
)
def test_a_name_is_compared_without_accents_legal_form_and_small_words(written, normal):
    assert normal_name(written) == normal


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Le Logis Borain", "LOGIS BORAIN asbl", "même nom"),
        ("CPAS de Colfontaine", "Centre public d'action sociale de Colfontaine", "même nom"),
        ("Le Logis Borain", "Logis Borrain", "noms presque pareils"),
        ("Commune de Boussu", "Administration communale de Bousu", "noms presque pareils"),
    ],
)
def test_names_that_are_one_but_for_their_writing_are_proposed(one, other, reason):
    assert pairs(one, other) == [(0, 1, reason)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CPAS de Colfontaine", "CPAS de Frameries"),
        ("CPAS Dour", "CPAS Douai"),
        ("Gardiens de la paix Boussu", "Gardiens de la paix Dour"),
        ("Service prévention Colfontaine", "Service logement Colfontaine"),
        ("Hygea", "Hygea intercommunale"),
        ("Logis borain", "Logis quaregnonnais"),
    ],
)
def test_names_that_only_look_alike_are_not(one, other):
    assert pairs(one, other) == []


def test_a_mail_domain_in_common_makes_a_shorter_name_enough():
    own = (["a@hygea.example"], ["b@HYGEA.example", "c@gmail.com"])
    assert pairs("Hygea", "Hygea intercommunale", mails=own) == [
        (0, 1, "noms presque pareils, adresses en @hygea.example")
    ]
    assert pairs("Hygea", "Intradel", mails=own) == []
    anybody = (["a@gmail.com"], ["b@gmail.com"])
    assert pairs("Hygea", "Hygea intercommunale", mails=anybody) == []


def test_the_most_alike_come_first_and_a_page_holds_so_many():
    assert pairs("Logis borain", "Hygea", "Logis borrain", "HYGEA") == [
        (1, 3, "même nom"),
        (0, 2, "noms presque pareils"),
    ]
    assert len(pairs(*["Hygea"] * 20)) == MOST


def test_people_of_one_partner_that_may_be_one():
    people = [
        Person(1, "Mme Claire Dupont", "claire@p.example", "+3265001122"),
        Person(2, "Dupont Claire", None, "+32470001122"),
        Person(3, "M. Petit", None, "+3265009911"),
        Person(4, "M. Jean Petit", None, "+3265009911"),
        Person(5, "Mme Claire Dupond", None, "+3265001133"),
        Person(6, "M. Grand", None, "+3265009911"),
    ]
    assert [(each.one, each.other, each.reason) for each in same_people(people)] == [
        (1, 2, "même nom"),
        (1, 5, "noms presque pareils"),
        (2, 5, "noms presque pareils"),
        (3, 4, "même téléphone"),
    ]


@given(st.lists(st.text(max_size=30), max_size=12))
def test_whatever_names_there_are_each_pair_comes_once(names):
    found = [frozenset(each[:2]) for each in pairs(*names)]
    assert len(found) == len(set(found))
    assert all(len(each) == 2 for each in found)
