from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.invitations import operations
from cafepol.invitations.answers import Answer
from cafepol.invitations.models import Invitation
from cafepol.invitations.presence import note_presence
from cafepol.invitations.queries import get_invitation
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners import operations as directory
from cafepol.partners.models import PartnerContact
from cafepol.partners.queries import get_contact
from cafepol.zone.queries import communes, partner_kinds
from tests.pages import words
from tests.post import TUESDAY, plan

INDEX = "/equipe/partenaires"


@pytest.fixture
def add(app):
    """`add("Hygea", "colfontaine", people=["Mme Lambert"])`: a partner's id and those of its people."""

    def make(name, *slugs, people=(), **more):
        with transaction():
            ids = {commune.slug: commune.id for commune in communes()}
            partner = directory.create_partner(
                name=name,
                kind_id=more.get("kind", partner_kinds()[0].id),
                commune_ids=[ids[slug] for slug in slugs],
                within=ids.values(),
            )
            made = [
                directory.add_contact(
                    partner, name=each, mail=f"p{n}@{more.get('at', name.lower())}.example", phone="065 00 99 11"
                )
                for n, each in enumerate(people)
            ]
            return partner.id, [each.id for each in made]

    return make


def invite(meeting_id, contact_id):
    with transaction():
        return operations.invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=None, now=now()).id


def answer(invitation_id, said):
    with transaction():
        invitation = get_invitation(invitation_id)
        operations.answer(invitation, get_meeting_by_id(invitation.meeting_id), answer=said, now=now())


def audited(action):
    db.session.remove()
    return [
        (each.subject_id, each.detail)
        for each in db.session.scalars(select(AuditEntry).where(AuditEntry.action == action))
    ]


def test_a_partners_page_says_who_is_there_how_they_answer_and_to_what(sign_in, add, clock):
    partner_id, [contact] = add("Hygea", "colfontaine", people=["Mme Lambert"])
    old = invite(plan(), contact)
    clock.advance(days=3)
    answer(old, Answer.YES)
    clock.set(TUESDAY.astimezone(clock.now.tzinfo) + timedelta(days=1))
    with transaction():
        note_presence([get_invitation(old)], present=[old])
    invite(plan(day=TUESDAY + timedelta(days=30)), contact)
    page = sign_in(Role.OFFICER).page(f"{INDEX}/{partner_id}")
    text = words(page.prettify())
    assert "Société de logements sociaux – Colfontaine" in text
    assert page.select_one('a[href="mailto:p0@hygea.example"]')
    assert page.select_one('a[href="tel:+3265009911"]')
    assert "2027 2 1 1 3 jours En tout 2 1 1 3 jours" in text
    assert "Invitations à venir 1 Jeudi 11 mars 2027, Colfontaine Mme Lambert sans réponse" in text
    assert "Invitations passées 1 Mardi 9 février 2027, Colfontaine Mme Lambert présent à la rencontre" in text


def test_a_partner_who_was_never_invited_says_so(sign_in, add):
    partner_id, _ = add("Hygea", "colfontaine")
    text = words(sign_in(Role.COMMUNICATION).get(f"{INDEX}/{partner_id}").text)
    assert "Pas encore d’invitation, donc pas encore de chiffres." in text
    assert "Personne encore. Sans contact, pas d’invitation." in text
    assert "Aucune invitation à venir." in text
    assert "Modifier" not in text


def test_a_retired_partner_and_person_are_marked(sign_in, add):
    partner_id, [contact] = add("Hygea", "colfontaine", people=["Mme Lambert"])
    with transaction():
        found = get_contact(contact)
        directory.deactivate_contact(found)
        directory.deactivate_partner(found.partner)
    text = words(sign_in(Role.OFFICER).get(f"{INDEX}/{partner_id}").text)
    assert "Ce partenaire est retiré de l’annuaire." in text
    assert "n’est plus invitée" in text
    assert "p0@hygea.example" not in text


def test_only_meetings_of_the_readers_communes_count(sign_in, add):
    partner_id, [contact] = add("Hygea", "colfontaine", "boussu", people=["Mme Lambert"])
    invite(plan(), contact)
    invite(plan(town="boussu", host="M. Ailleurs"), contact)
    assert "En tout 1 0 0" in words(sign_in(Role.OFFICER).get(f"{INDEX}/{partner_id}").text)
    assert "En tout 2 0 0" in words(sign_in(Role.DIRECTORATE).get(f"{INDEX}/{partner_id}").text)
    assert sign_in(Role.OFFICER, "quaregnon").get(f"{INDEX}/{partner_id}").status_code == 404


@pytest.mark.parametrize("invitations", [1, 30])
def test_the_page_costs_the_same_queries_for_one_and_for_thirty(sign_in, add, count_queries, invitations):
    partner_id, [contact] = add("Hygea", "colfontaine", people=["Mme Lambert"])
    for n in range(invitations):
        invite(plan(day=TUESDAY + timedelta(days=n)), contact)
    officer = sign_in(Role.OFFICER)
    with count_queries() as counted:
        text = words(officer.get(f"{INDEX}/{partner_id}").text)
    assert f"Invitations à venir {invitations} " in text
    assert counted.total == 14


def test_past_invitations_are_shown_up_to_a_bound(sign_in, add, clock):
    partner_id, [contact] = add("Hygea", "colfontaine", people=["Mme Lambert"])
    for n in range(32):
        invite(plan(day=TUESDAY + timedelta(days=n)), contact)
    clock.advance(days=120)
    text = words(sign_in(Role.OFFICER).get(f"{INDEX}/{partner_id}").text)
    assert "Invitations passées 32" in text
    assert "Et 2 autres, plus anciennes." in text


def test_probable_doubles_are_compared_and_merged(sign_in, add):
    one, _ = add("Le Logis Borain", "colfontaine", people=["Mme Lambert"], at="logis")
    two, _ = add("Logis borrain asbl", "colfontaine", people=["M. Petit", "Mme Lambert"], at="logis", kind=2)
    officer = sign_in(Role.OFFICER)
    page = officer.page(f"{INDEX}/doubles")
    [link] = [each["href"] for each in page.select("main ul a")]
    assert "noms presque pareils, adresses en @logis.example" in words(page.prettify())
    shown = words(officer.get(link).text)
    assert "Le Logis Borain" in shown
    assert "Logis borrain asbl" in shown
    done = officer.submit(link, {"name": str(two), "kind_id": "2"}, follow=True)
    text = words(done.text)
    assert "C’est fait : les deux partenaires n’en font plus qu’un." in text
    assert "Logis borrain asbl" in text
    assert "Personnes de contact 2" in text  # p0@logis.example was at both
    assert audited("partners_merged") == [(one, {"gone": two})]
    assert officer.get(f"{INDEX}/{two}").location == f"{INDEX}/{one}"
    left = words(officer.get(f"{INDEX}/doubles").text)
    assert "1 personne est peut-être là deux fois. Comparez avant de fusionner." in left


def test_two_people_are_merged_fact_by_fact(sign_in, add):
    partner_id, [one, two] = add("Hygea", "colfontaine", people=["Mme Claire Dupont", "Dupont Claire"])
    officer = sign_in(Role.OFFICER)
    page = officer.page(f"{INDEX}/doubles")
    [link] = [each["href"] for each in page.select("main ul a")]
    form = officer.page(link)
    assert {field["name"] for field in form.select("main input[type=radio]")} == {"name", "mail"}
    text = words(officer.submit(link, {"name": str(one), "mail": str(two)}, follow=True).text)
    assert "les deux personnes n’en font plus qu’une" in text
    assert "Mme Claire Dupont p1@hygea.example – 065 00 99 11" in text
    assert audited("contacts_merged") == [(two, {"gone": one})]
    assert officer.get(f"{INDEX}/{partner_id}/contacts/{one}/modifier").status_code == 404


def test_the_double_is_chosen_first(sign_in, add):
    one, [person] = add("Hygea", "colfontaine", people=["Mme Lambert"])
    officer = sign_in(Role.OFFICER)
    assert "Il n’y a pas d’autre partenaire" in words(officer.get(f"{INDEX}/{one}/fusionner").text)
    assert "Il n’y a personne d’autre ici" in words(officer.get(f"{INDEX}/{one}/contacts/{person}/fusionner").text)
    two, _ = add("Logis", "colfontaine")
    page = officer.page(f"{INDEX}/{one}/fusionner")
    assert [each["value"] for each in page.select("main option")] == [str(two)]
    for wanted in ("", str(one)):
        assert officer.get(f"{INDEX}/{one}/fusionner?avec={wanted}").status_code == 200
    for wanted in ("x", "-1", "999999999999999999999", "٣"):
        assert officer.get(f"{INDEX}/{one}/fusionner?avec={wanted}").status_code == 404
        assert officer.get(f"{INDEX}/{one}/contacts/{person}/fusionner?avec={wanted}").status_code == 404


def test_a_merge_that_is_refused_says_why_and_changes_nothing(sign_in, add):
    one, _ = add("Hygea", "colfontaine")
    two, _ = add("Logis", "colfontaine")
    officer = sign_in(Role.OFFICER)
    refused = officer.submit(f"{INDEX}/{one}/fusionner?avec={two}", {"commune_ids": None})
    assert refused.status_code == 422
    assert "Choisissez au moins une commune." in words(refused.text)
    assert "Hygea" in words(refused.text)
    assert officer.get(f"{INDEX}/{two}").status_code == 200


def test_a_fact_that_is_not_chosen_is_asked_for(sign_in, add):
    partner_id, [one, two] = add("Hygea", "colfontaine", people=["Mme Lambert", "M. Petit"])
    path = f"{INDEX}/{partner_id}/contacts/{one}/fusionner?avec={two}"
    refused = sign_in(Role.OFFICER).submit(path, {"name": "0"})
    assert refused.status_code == 422
    assert "M. Petit" in words(refused.text)
    assert audited("contacts_merged") == []


def test_the_same_merge_sent_twice_is_one(sign_in, add):
    one, _ = add("Hygea", "colfontaine")
    two, _ = add("Logis", "colfontaine")
    officer = sign_in(Role.OFFICER)
    path = f"{INDEX}/{one}/fusionner?avec={two}"
    form = officer.page(path).select_one("main form[method=post]")
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden], input[checked]")}
    for _ in range(2):
        assert officer.post(path, data=data).location == f"{INDEX}/{one}"
    assert len(audited("partners_merged")) == 1


def test_the_same_merge_of_people_sent_twice_is_one(sign_in, add):
    partner_id, [one, two] = add("Hygea", "colfontaine", people=["Mme Lambert", "Mme Lambert"])
    officer = sign_in(Role.OFFICER)
    path = f"{INDEX}/{partner_id}/contacts/{one}/fusionner?avec={two}"
    form = officer.page(path).select_one("main form[method=post]")
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden], input[checked]")}
    for _ in range(2):
        assert officer.post(path, data=data).location == f"{INDEX}/{partner_id}"
    assert len(audited("contacts_merged")) == 1


def test_nobody_merges_across_commissariats(sign_in, add):
    mine, [person] = add("Hygea", "colfontaine", people=["Mme Lambert"])
    theirs, [stranger] = add("Hygea", "boussu", people=["Mme Lambert"])
    officer = sign_in(Role.OFFICER, "colfontaine")
    assert "Aucun double trouvé" in words(officer.get(f"{INDEX}/doubles").text)
    for path in (
        f"{INDEX}/{mine}/fusionner?avec={theirs}",
        f"{INDEX}/{theirs}/fusionner?avec={mine}",
        f"{INDEX}/{mine}/contacts/{person}/fusionner?avec={stranger}",
        f"{INDEX}/{theirs}/contacts/{stranger}/fusionner?avec={stranger}",
    ):
        assert officer.get(path).status_code == 404, path
    assert db.session.scalars(select(PartnerContact.partner_id).order_by(PartnerContact.id)).all() == [mine, theirs]
    assert db.session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize("partners", [2, 30])
def test_the_doubles_cost_the_same_queries_for_two_and_for_thirty(sign_in, add, count_queries, partners):
    for n in range(partners):
        add(("Hygea", "Hygea asbl", f"Partenaire {n}")[min(n, 2)], "colfontaine", people=["Mme Lambert"], at="p")
    officer = sign_in(Role.CHIEF)
    with count_queries() as counted:
        officer.get(f"{INDEX}/doubles")
    assert counted.total == 12
