import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DataError, IntegrityError

from cafepol.accounts.roles import Role, Viewer
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.partners import operations, queries
from cafepol.partners.guards import readable_communes, writable_communes
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone.queries import communes, partner_kinds


@pytest.fixture
def ids(app):
    """The ids of the communes, by slug."""
    return {commune.slug: commune.id for commune in communes()}


@pytest.fixture
def housing(ids):
    return operations.create_partner(
        name="Le  Logis borain",
        kind_id=partner_kinds()[0].id,
        commune_ids=[ids["colfontaine"], ids["frameries"]],
        within=ids.values(),
    )


def test_a_partner_serves_the_communes_that_were_chosen(housing, ids):
    db.session.expire_all()
    found = queries.get_partner(housing.id, [ids["colfontaine"]])
    assert found.name == "Le Logis borain"
    assert [commune.slug for commune in found.communes] == ["colfontaine", "frameries"]
    assert found.kind.slug == "logement-social"
    assert found.is_active


@pytest.mark.parametrize(
    ("chosen", "sentence"), [([], "au moins une commune"), (["boussu"], "pas de votre commissariat")]
)
def test_a_partner_needs_a_commune_of_its_author(ids, chosen, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        operations.create_partner(
            name="Hygea",
            kind_id=1,
            commune_ids=[ids[slug] for slug in chosen],
            within=[ids["colfontaine"]],
        )
    assert refused.value.field == "commune_ids"


def test_the_same_name_in_the_same_commune_is_refused(housing, ids):
    with pytest.raises(Refused, match="déjà dans l’annuaire") as refused:
        operations.create_partner(
            name="le logis BORAIN", kind_id=1, commune_ids=[ids["frameries"]], within=ids.values()
        )
    assert refused.value.field == "name"
    elsewhere = operations.create_partner(
        name="Le Logis borain", kind_id=1, commune_ids=[ids["boussu"]], within=ids.values()
    )
    assert elsewhere.id != housing.id


def test_editing_keeps_the_communes_of_other_commissariats(housing, ids):
    operations.edit_partner(housing, name="Le Logis", kind_id=2, commune_ids=[], within=[ids["colfontaine"]])
    assert (housing.name, housing.kind_id) == ("Le Logis", 2)
    assert [commune.slug for commune in housing.communes] == ["frameries"]
    with pytest.raises(Refused, match="au moins une commune"):
        operations.edit_partner(housing, name="x", kind_id=2, commune_ids=[], within=[ids["frameries"]])


def test_a_partner_keeps_its_own_name_but_takes_no_other(housing, ids):
    scope = {"commune_ids": [ids["colfontaine"]], "within": list(ids.values())}
    other = operations.create_partner(name="Hygea", kind_id=1, **scope)
    operations.edit_partner(other, name="HYGEA", kind_id=1, **scope)
    with pytest.raises(Refused, match="déjà dans l’annuaire"):
        operations.edit_partner(other, name="Le Logis borain", kind_id=1, **scope)


def test_a_retired_partner_is_proposed_no_more_and_comes_back(housing, ids):
    scope = [ids["colfontaine"]]
    operations.deactivate_partner(housing)
    assert queries.partners_of(scope) == []
    assert queries.partners_of(scope, active=False) == [housing]
    assert queries.get_partner(housing.id, scope) is housing
    operations.reactivate_partner(housing)
    assert queries.partners_of(scope) == [housing]


def test_a_retired_partner_whose_name_was_taken_stays_out(housing, ids):
    operations.deactivate_partner(housing)
    operations.create_partner(name=housing.name, kind_id=1, commune_ids=[ids["frameries"]], within=ids.values())
    with pytest.raises(Refused, match="déjà dans l’annuaire"):
        operations.reactivate_partner(housing)


def test_a_contact_is_stored_in_normal_form(housing):
    contact = operations.add_contact(
        housing, name=" Mme  Lambert ", function="Concierge", mail="C.Lambert@LOGIS.example", phone="065/00 99 11"
    )
    assert (contact.name, contact.mail, contact.phone, contact.language) == (
        "Mme Lambert",
        "C.Lambert@logis.example",
        "+3265009911",
        "fr",
    )


@pytest.mark.parametrize(
    ("mail", "phone", "field"), [("", "", "mail"), ("a@b", "", "mail"), ("", "123", "phone"), ("", "abc", "phone")]
)
def test_a_contact_must_be_reachable(housing, mail, phone, field):
    with pytest.raises(Refused) as refused:
        operations.add_contact(housing, name="M. Petit", mail=mail, phone=phone)
    assert refused.value.field == field
    assert housing.contacts == []


def test_a_contact_may_have_only_a_phone_number(housing):
    assert operations.add_contact(housing, name="M. Petit", phone="0470 00 12 34").mail is None


def test_one_address_stands_once_at_a_partner(housing):
    first = operations.add_contact(housing, name="M. Petit", mail="accueil@logis.example")
    with pytest.raises(Refused, match="a déjà cette adresse"):
        operations.add_contact(housing, name="Mme Simon", mail="Accueil@logis.example")
    second = operations.add_contact(housing, name="Mme Simon", phone="0470 00 12 34")
    operations.edit_contact(first, name="M. Petit", mail="accueil@logis.example", function="Directeur")
    with pytest.raises(Refused, match="a déjà cette adresse"):
        operations.edit_contact(second, name="Mme Simon", mail="accueil@logis.example")
    assert first.function == "Directeur"


def test_contacts_of_a_commune_are_the_active_ones_of_active_partners(housing, ids):
    kept = operations.add_contact(housing, name="Mme Simon", phone="0470 00 12 34")
    left = operations.add_contact(housing, name="M. Émile", phone="0470 00 12 35")
    operations.add_contact(housing, name="M. Élan", phone="0470 00 12 36")
    operations.add_contact(housing, name="M. Vannes", phone="0470 00 12 37")
    operations.deactivate_contact(left)
    assert [c.name for c in queries.contacts_of_commune(ids["frameries"])] == ["M. Élan", "Mme Simon", "M. Vannes"]
    assert queries.contacts_of_commune(ids["boussu"]) == []
    operations.reactivate_contact(left)
    assert len(queries.contacts_of_commune(ids["frameries"])) == 4
    operations.deactivate_partner(housing)
    assert queries.contacts_of_commune(ids["frameries"]) == []
    assert queries.get_contact(kept.id) is kept


def test_what_is_out_of_scope_is_not_there(housing, ids):
    contact = operations.add_contact(housing, name="Mme Simon", phone="0470 00 12 34")
    other = operations.create_partner(name="Hygea", kind_id=1, commune_ids=[ids["boussu"]], within=ids.values())
    for missing in (
        lambda: queries.get_partner(housing.id, [ids["boussu"]]),
        lambda: queries.get_partner(0, ids.values()),
        lambda: queries.get_contact(0),
        lambda: queries.get_contact_of(other, contact.id),
    ):
        with pytest.raises(NotFound):
            missing()
    assert queries.find_contact(0) is None
    assert queries.get_contact_of(housing, contact.id) is contact


def test_who_keeps_and_who_reads_the_directory(ids):
    place = {commune.slug: commune.commissariat_id for commune in communes()}

    def scopes(*grants):
        viewer = Viewer(1, "x", frozenset(grants))
        return len(readable_communes(viewer)), len(writable_communes(viewer))

    assert scopes((Role.OFFICER, place["boussu"])) == (1, 1)
    assert scopes((Role.CHIEF, place["boussu"]), (Role.OFFICER, place["colfontaine"])) == (2, 2)
    assert scopes((Role.DIRECTORATE, None)) == (5, 0)
    assert scopes((Role.COMMUNICATION, None), (Role.CHIEF, place["boussu"])) == (5, 1)
    assert scopes((Role.RECEPTION, place["boussu"])) == (0, 0)


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x" * 81, "phone": "+3265001234"},
        {"name": "", "phone": "+3265001234"},
        {"name": "x", "function": "x" * 81, "phone": "+3265001234"},
        {"name": "x"},
    ],
)
def test_the_database_itself_refuses_a_contact_too_long_or_unreachable(housing, row):
    with pytest.raises((DataError, IntegrityError)):
        db.session.execute(insert(PartnerContact).values({"function": "", "partner_id": housing.id} | row))
    db.session.rollback()


def test_the_database_itself_refuses_a_name_that_is_too_long(app):
    with pytest.raises((DataError, IntegrityError)):
        db.session.execute(insert(Partner).values(name="x" * 121, kind_id=1))
    db.session.rollback()
