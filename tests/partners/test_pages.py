import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.partners import operations
from cafepol.partners.models import PartnerContact
from cafepol.zone.queries import communes, partner_kinds
from tests.pages import words

INDEX = "/equipe/partenaires"
NEW = "/equipe/partenaires/nouveau"


@pytest.fixture
def add_partner(app):
    """`add_partner("Hygea", "colfontaine")`: a partner with one contact; its id."""

    def add(name, *slugs, contacts=1):
        with transaction():
            ids = {commune.slug: commune.id for commune in communes()}
            partner = operations.create_partner(
                name=name, kind_id=partner_kinds()[0].id, commune_ids=[ids[s] for s in slugs], within=ids.values()
            )
            for n in range(contacts):
                operations.add_contact(partner, name=f"Mme Lambert {n}", mail=f"c{n}@p.example", phone="065 00 99 11")
            return partner.id, [contact.id for contact in partner.contacts]

    return add


def test_an_empty_directory_says_what_to_do(sign_in):
    page = words(sign_in(Role.OFFICER).page(INDEX).prettify())
    assert "L’annuaire est vide" in page
    assert "Ajouter le premier partenaire" in page


def test_an_officer_adds_a_partner_and_then_its_first_contact(sign_in):
    officer = sign_in(Role.OFFICER)
    response = officer.submit(NEW, {"name": "Hygea", "kind_id": "6"})
    assert response.status_code == 302
    contact_page = response.location
    assert contact_page.endswith("/contacts/nouveau")
    response = officer.submit(contact_page, {"name": "M. Petit", "phone": "065/00 99 22"}, follow=True)
    assert "M. Petit" in words(response.text)
    listed = words(officer.get(INDEX).text)
    assert "Hygea Colfontaine M. Petit" in listed
    assert "065 00 99 22" in listed
    assert "1 partenaire à inviter." in listed


def test_the_same_form_sent_twice_adds_one_partner(sign_in):
    officer = sign_in(Role.OFFICER)
    form = officer.page(NEW).select_one("main form[method=post]")
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    data |= {"name": "Hygea", "kind_id": "6", "commune_ids": form.select_one("[name=commune_ids]")["value"]}
    first, second = officer.post(NEW, data=data), officer.post(NEW, data=data)
    assert first.location == second.location
    assert words(officer.get(INDEX).text).count("Hygea") == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "kind_id": "1"}, "Écrivez le nom du partenaire."),
        ({"name": "Hygea"}, "Choisissez une sorte."),
        ({"name": "x" * 121, "kind_id": "1"}, "120 caractères au plus"),
        ({"name": "Hygea", "kind_id": "1", "commune_ids": []}, "Choisissez au moins une commune."),
        ({"name": "Hygea", "kind_id": "99"}, "choix"),
        ({"name": "Hygea", "kind_id": "1", "commune_ids": ["999"]}, "choix"),
    ],
)
def test_a_partner_form_with_a_mistake_keeps_what_was_typed(sign_in, typed, sentence):
    officer = sign_in(Role.OFFICER)
    response = officer.submit(NEW, typed)
    assert response.status_code == 422
    assert sentence in words(response.text)
    assert f'value="{typed["name"]}"' in response.text
    assert "L’annuaire est vide" in words(officer.get(INDEX).text)


def test_a_contact_without_mail_nor_phone_is_refused_at_its_field(sign_in, add_partner):
    partner_id, _ = add_partner("Hygea", "colfontaine", contacts=0)
    response = sign_in(Role.OFFICER).submit(f"{INDEX}/{partner_id}/contacts/nouveau", {"name": "M. Petit"})
    assert response.status_code == 422
    assert "Donnez une adresse e-mail ou un numéro de téléphone." in words(response.text)
    assert 'value="M. Petit"' in response.text


def test_the_only_language_of_the_zone_is_taken_unasked(sign_in, add_partner):
    partner_id, _ = add_partner("Hygea", "colfontaine", contacts=0)
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{partner_id}/contacts/nouveau"
    assert not officer.page(path).select("[name=language]")
    for typed in ({"name": "M. Petit"}, {"name": "M. Grand", "language": "tlh"}):
        assert officer.submit(path, typed | {"phone": "065/00 99 22"}).status_code == 302
    assert db.session.scalars(select(PartnerContact.language)).all() == ["fr", "fr"]


def test_a_partner_and_its_contact_are_corrected(sign_in, add_partner):
    partner_id, [contact_id] = add_partner("Hygea", "colfontaine")
    officer = sign_in(Role.CHIEF)
    assert officer.submit(f"{INDEX}/{partner_id}/modifier", {"name": "Hygea Borinage"}).status_code == 302
    contact_page = f"{INDEX}/{partner_id}/contacts/{contact_id}/modifier"
    assert officer.submit(contact_page, {"name": "Mme Lambert", "function": "Directrice"}).status_code == 302
    page = words(officer.get(f"{INDEX}/{partner_id}/modifier").text)
    assert "Hygea Borinage" in page
    assert "Mme Lambert Directrice – c0@p.example – 065 00 99 11" in page


def test_a_partner_and_a_contact_are_taken_out_and_put_back(sign_in, add_partner):
    partner_id, [contact_id] = add_partner("Hygea", "colfontaine")
    officer = sign_in(Role.OFFICER)
    partner, contact = f"{INDEX}/{partner_id}", f"{INDEX}/{partner_id}/contacts/{contact_id}"
    officer.submit(f"{contact}/modifier", action=f"{contact}/retirer")
    assert "Aucun contact" in words(officer.get(INDEX).text)
    officer.submit(f"{contact}/modifier", {"retour": "1"}, action=f"{contact}/retirer")
    officer.submit(f"{partner}/modifier", action=f"{partner}/retirer")
    assert "Retirés de l’annuaire 1" in words(officer.get(INDEX).text)
    officer.submit(f"{partner}/modifier", {"retour": "1"}, action=f"{partner}/retirer")
    listed = words(officer.get(INDEX).text)
    assert "Retirés" not in listed
    assert "Mme Lambert 0" in listed


def test_another_commissariats_partner_is_not_there(sign_in, add_partner):
    partner_id, [contact_id] = add_partner("Hygea", "boussu")
    own_id, _ = add_partner("Le Logis", "colfontaine")
    officer = sign_in(Role.OFFICER, "colfontaine")
    assert "Hygea" not in officer.get(INDEX).text
    assert officer.get(f"{INDEX}?commune=boussu").status_code == 404
    for path in (
        f"{INDEX}/{partner_id}/modifier",
        f"{INDEX}/{partner_id}/contacts/nouveau",
        f"{INDEX}/{partner_id}/contacts/{contact_id}/modifier",
        f"{INDEX}/{own_id}/contacts/{contact_id}/modifier",
    ):
        assert officer.get(path).status_code == 404


def test_the_directorate_reads_the_whole_zone_and_writes_nothing(sign_in, add_partner):
    partner_id, _ = add_partner("Hygea", "boussu")
    reader = sign_in(Role.DIRECTORATE)
    page = reader.page(INDEX)
    assert "Hygea" in page.text
    assert [link["href"] for link in page.select(f'main a[href^="{INDEX}/"]')] == [
        f"{INDEX}/{partner_id}",
        f"{INDEX}/annuaire.csv",
    ]
    assert "Hygea" not in reader.page(f"{INDEX}?commune=colfontaine").text
    assert "Hygea" in reader.page(f"{INDEX}?commune=boussu").text
    assert reader.get(NEW).status_code == 404
    assert reader.get(f"{INDEX}/{partner_id}/modifier").status_code == 404


def test_the_directory_is_searched_by_name_person_and_commune(sign_in, add_partner):
    add_partner("Société « L’Été »", "colfontaine")
    add_partner("Hygea", "boussu", contacts=0)
    reader = sign_in(Role.DIRECTORATE)
    for typed, found in (("ete", "L’Été"), ("LAMB soc", "L’Été"), ("boussu", "Hygea"), ("colf été lambert 0", "L’Été")):
        page = words(reader.get(f"{INDEX}?q={typed}").text)
        assert "1 partenaire pour « " in page
        assert found in page
    nothing = words(reader.get(f"{INDEX}?q=%25_tintin").text)
    assert "Aucun partenaire ne s’appelle ainsi." in nothing
    assert "Voir tous les partenaires" in nothing
    assert reader.get(f"{INDEX}?q=%27+OR+1%3D1--&tri=password&commune=").status_code == 200


def test_the_directory_is_sorted_by_name(sign_in, add_partner):
    for name in ("Zoé", "Été", "Hygea"):
        add_partner(name, "colfontaine", contacts=0)
    page = words(sign_in(Role.OFFICER).get(f"{INDEX}?tri=nom").text)
    assert page.index("De A à Z 3") < page.index("Été") < page.index("Hygea") < page.index("Zoé")


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.ADMINISTRATOR, Role.DPO])
def test_the_directory_is_nothing_for_the_other_roles(sign_in, role):
    assert sign_in(role).get(INDEX).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_directory_costs_the_same_queries_for_one_and_for_thirty(sign_in, add_partner, count_queries, rows):
    for n in range(rows):
        add_partner(f"Partenaire {n}", "colfontaine", contacts=2)
    officer = sign_in(Role.OFFICER)
    with count_queries() as counted:
        assert words(officer.get(INDEX).text).count("Partenaire ") == rows
    assert counted.total == 12
