import tracemalloc
from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.core.links import Link, Purpose, issue_link
from cafepol.core.tables import BadLines, read_table, write_table
from cafepol.partners import operations, queries
from cafepol.partners.exporting import directory_file
from cafepol.partners.importing import import_directory, plan_import, read_directory
from cafepol.partners.listing import COLUMNS
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone.queries import communes, partner_kinds, the_zone
from tests.partners.tables import HEADINGS, line, nobody, table


@pytest.fixture
def ids(app):
    """The ids of the communes, by slug."""
    return {commune.slug: commune.id for commune in communes()}


@pytest.fixture
def bring(ids):
    """`bring(table)`: what an import by somebody who keeps Colfontaine and Frameries did."""

    def run(data, *slugs):
        with transaction():
            within = [ids[slug] for slug in slugs or ("colfontaine", "frameries")]
            return import_directory(read_directory(data), within=within)

    return run


def directory():
    db.session.remove()
    return queries.partners_of([commune.id for commune in communes()])


def people():
    return [
        (each.name, each.function, each.mail, each.phone, each.language)
        for partner in directory()
        for each in partner.contacts
    ]


def refused(bring, *lines):
    with pytest.raises(BadLines) as refusal:
        bring(table(*lines))
    assert directory() == []
    return [(error.line, error.sentence) for error in refusal.value.errors]


def test_organisations_and_people_are_added(bring):
    plan = bring(
        table(line(communes="Frameries, colfontaine"), line(contact="M. Petit", mail="", phone="0470/00 12 34"), nobody(
            organisation="Hygea", sorte="INTERCOMMUNALE"
        ))
    )  # fmt: skip
    assert (len(plan.new_partners), len(plan.new_people), plan.same) == (2, 2, 0)
    housing, other = directory()
    assert (housing.name, [commune.slug for commune in housing.communes]) == (
        "Le Logis borain",
        ["colfontaine", "frameries"],
    )
    assert (other.name, other.kind.slug, other.contacts) == ("Hygea", "intercommunale", [])
    assert people() == [
        ("M. Petit", "Concierge", None, "+32470001234", "fr"),
        ("Mme Lambert", "Concierge", "c.lambert@logis.example", "+3265009911", "fr"),
    ]


def test_the_same_table_twice_changes_nothing(bring):
    data = table(line(), line(contact="M. Petit", mail=""), nobody(organisation="Hygea"))
    bring(data)
    plan = bring(data)
    assert plan.is_nothing
    assert plan.same == 4
    assert len(directory()) == 2


def test_what_a_table_says_otherwise_is_corrected(bring):
    bring(table(line(), line(contact="M. Petit", mail="", phone="0470 00 12 34")))
    plan = bring(
        table(
            line(communes="Frameries", sorte="Autre", contact="Mme Lambert-Roy", fonction="", phone=""),
            line(communes="Frameries", sorte="Autre", contact="M. PETIT", mail="petit@logis.example"),
        )
    )
    assert (len(plan.changed_partners), len(plan.changed_people), len(plan.new_people)) == (1, 2, 0)
    (partner,) = directory()
    assert (partner.kind.slug, [commune.slug for commune in partner.communes]) == ("autre", ["frameries"])
    assert people() == [
        ("M. PETIT", "Concierge", "petit@logis.example", "+3265009911", "fr"),
        ("Mme Lambert-Roy", "", "c.lambert@logis.example", None, "fr"),
    ]


def test_a_link_that_went_to_another_address_dies_with_it(bring):
    bring(table(line(), line(contact="M. Petit", mail="petit@logis.example")))
    ids = {each.name: each.id for partner in directory() for each in partner.contacts}
    with transaction():
        links = [issue_link(Purpose.PARTNER, each, expires_at=now() + timedelta(days=1)) for each in ids.values()]
    bring(table(line(mail="new@logis.example"), line(contact="M. Petit", mail="Petit@logis.example", fonction="x")))
    db.session.remove()
    alive = db.session.scalars(select(Link.subject_id).where(Link.revoked_at.is_(None))).all()
    assert len(links) == 2
    assert alive == [ids["M. Petit"]]


def test_a_name_that_loses_its_address_and_number_is_asked_about(bring):
    bring(table(line()))
    with pytest.raises(BadLines) as refusal:
        bring(table(line(mail="", phone="")))
    assert refusal.value.errors[0].sentence == "Mme Lambert : donnez une adresse e-mail ou un numéro de téléphone."


def test_a_column_that_is_not_there_changes_nothing(bring):
    bring(table(line()))
    short = "Communes;ORGANISATION;sorte;contact\nColfontaine;le logis BORAIN;logement social;Mme Lambert"
    assert bring(short.encode("latin-1")).is_nothing
    assert bring(short.replace(";", ",").encode("utf-8-sig")).is_nothing


def test_who_was_retired_stays_so(bring):
    bring(table(line(), nobody(organisation="Hygea")))
    with transaction():
        operations.deactivate_contact(db.session.scalars(select(PartnerContact)).one())
        operations.deactivate_partner(db.session.scalars(select(Partner).where(Partner.name == "Hygea")).one())
    plan = bring(table(line(fonction="Directrice"), line(organisation="Hygea", contact="M. Petit", mail="")))
    assert plan.is_nothing
    assert sorted(plan.retired) == ["Hygea", "Mme Lambert – Le Logis borain"]
    assert people() == [("Mme Lambert", "Concierge", "c.lambert@logis.example", "+3265009911", "fr")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sorte": "Boulangerie"}, "La sorte « Boulangerie » n’existe pas."),
        ({"communes": "Mons"}, "La commune « Mons » n’est pas de cette zone."),
        ({"communes": " / "}, "Il manque : Communes."),
        ({"communes": "Boussu"}, "Boussu : ce n’est pas de votre commissariat."),
        ({"contact": ""}, "Contact : écrivez le nom de la personne."),
        ({"mail": "", "phone": ""}, "M. Petit : donnez une adresse e-mail ou un numéro de téléphone."),
        ({"mail": "lambert"}, "Complétez l’adresse e-mail"),
        ({"phone": "123"}, "Il manque des chiffres"),
        ({"langue": "klingon"}, "La langue « klingon » n’est pas de cette zone."),
        ({"organisation": "x" * 121}, "Organisation : 120 caractères au plus."),
        ({"organisation": ""}, "Il manque : Organisation."),
        ({"sorte": "Autre"}, "Ce partenaire a une autre sorte à la ligne 2."),
        ({"mail": "C.Lambert@logis.example"}, "Mme Lambert a déjà cette adresse chez ce partenaire."),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_and_keeps_the_others_out(bring, changes, sentence):
    ((number, said),) = refused(
        bring, line(), line(**{"contact": "M. Petit", "mail": "m.petit@logis.example"} | changes)
    )
    assert number == 3
    assert said.startswith(sentence)


def test_all_bad_lines_are_told_in_their_order(bring):
    assert [number for number, _ in refused(bring, line(sorte="x"), line(), line(communes="x"))] == [2, 4]


def test_people_of_one_name_are_told_apart_or_asked_about(bring):
    two = (line(contact="M. Petit", mail="", phone=number) for number in ("065 00 99 22", "065 00 99 33"))
    first, second = two
    assert len(bring(table(first, second)).new_people) == 2
    assert bring(table(second, first, first)).is_nothing
    with pytest.raises(BadLines, match="Une ligne") as refusal:
        bring(table(line(contact="M. Petit", mail="", phone="065 00 99 44")))
    assert "Plusieurs personnes s’appellent « M. Petit »" in refusal.value.errors[0].sentence
    with pytest.raises(BadLines, match="2 lignes"):
        bring(table(first, *(line(contact="M. Petit", mail="", phone=f"065 00 99 {n}") for n in (55, 66))))


def test_an_organisation_of_a_name_that_two_have_is_the_one_in_the_commune(bring, ids):
    bring(table(line()))
    bring(table(line(communes="Frameries")), "frameries")
    assert len(directory()) == 2
    assert bring(table(line(), line(communes="Frameries"))).is_nothing
    with pytest.raises(BadLines) as refusal:
        bring(table(line(communes="Frameries, Colfontaine")))
    assert "Plusieurs partenaires s’appellent « Le Logis borain »" in refusal.value.errors[0].sentence


def test_two_of_one_name_do_not_come_to_one_commune(bring):
    bring(table(nobody()))
    bring(table(nobody(communes="Frameries")), "frameries")
    both = table(nobody(communes="Colfontaine, Boussu"), nobody(communes="Boussu, Frameries"))
    with pytest.raises(BadLines) as refusal:
        bring(both, "colfontaine", "frameries", "boussu")
    assert [(each.line, each.sentence) for each in refusal.value.errors] == [
        (3, "« Le Logis borain » est déjà dans l’annuaire de cette commune.")
    ]


def test_communes_of_other_commissariats_stay(bring, ids):
    with transaction():
        operations.create_partner(
            name="Le Logis borain",
            kind_id=partner_kinds()[0].id,
            commune_ids=[ids["boussu"], ids["colfontaine"]],
            within=ids.values(),
        )
    assert len(bring(table(line(communes="Colfontaine"))).new_people) == 1
    assert bring(table(line(communes="Boussu | Colfontaine"))).is_nothing
    with pytest.raises(BadLines, match="Une ligne") as refusal:
        bring(table(line(communes="Boussu")))
    assert refusal.value.errors[0].sentence == "Gardez au moins une commune de votre commissariat."
    assert {each.slug for each in directory()[0].communes} == {"boussu", "colfontaine"}


HOSTILE = (
    "=cmd|'/c calc'!A1", "+32", "-1", "@SUM(A1)", "'=2", "''@x", "a;b", 'dit "oui"', "Été", "ETE", "L’Œil, asbl",
    "<script>alert(1)</script>", "???", "日本", "x" * 80, "'", "№ 5", "%s {x}",
)  # fmt: skip


def test_what_is_given_away_is_brought_again_without_a_difference(bring, ids):
    with transaction():
        for n, name in enumerate(HOSTILE):
            partner = operations.create_partner(
                name=name,
                kind_id=partner_kinds()[n % 3].id,
                commune_ids=[ids["colfontaine"], ids["frameries"]][: 1 + n % 2],
                within=ids.values(),
            )
            operations.add_contact(partner, name=name, function=name, mail=f"A.b{n}@Logis.example", phone="0470 001234")
            operations.add_contact(partner, name=name, phone="+33 1 42 68 53 00")
            operations.add_contact(partner, name="=1+1", function="", phone="065/00.99.11")
    before = people()
    away = directory_file(directory())
    assert bring(away).is_nothing
    assert people() == before
    assert len(read_directory(away).rows) == 3 * len(HOSTILE)
    with transaction():
        for partner in db.session.scalars(select(Partner)):
            db.session.refresh(partner, ["contacts", "communes"])
            for contact in partner.contacts:
                db.session.delete(contact)
            db.session.flush()
            db.session.delete(partner)
    bring(away)
    assert sorted(people()) == sorted(before)
    assert directory_file(directory()) == away


def test_no_cell_that_is_given_away_is_run_by_a_spreadsheet(bring, ids):
    bring(
        write_table(
            [column.heading for column in COLUMNS],
            [["=1+1", "Autre", "Colfontaine", "@x", "+1", "", "065 00 99 11", ""]],
        )
    )
    text = directory_file(directory()).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1;Autre partenaire;Colfontaine;'@x;'+1;;065\xa000\xa099\xa011;français"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"PK\x03\x04" + b"\0" * 50, "C’est un fichier compressé ou un classeur."),
        (HEADINGS.encode() + b"\n" + b"a;b;c\n" * 100_000, "plus de 5\u202f000 lignes"),
        (b"Organisation;Sorte\nx;y", "Il manque : Communes."),
    ],
)
def test_what_is_no_directory_is_refused_in_a_sentence(app, data, sentence):
    with pytest.raises(Refused) as refusal:
        read_directory(data)
    assert sentence in refusal.value.message


def of_many(number):
    several = [(f"Comité {n // 5}", f"Mme {n}", f"c{n}@p.example") for n in range(number)]
    return table(*(line(organisation=where, contact=who, mail=mail, phone="") for where, who, mail in several))


def of_one_organisation(number):
    return table(
        *(line(contact="M. Petit", mail="", phone=f"0470 00 {n // 100:02d} {n % 100:02d}") for n in range(number))
    )


@pytest.mark.parametrize("of", [of_many, of_one_organisation])
def test_a_long_directory_is_checked_with_as_many_questions_as_a_short_one(app, ids, count_queries, of):
    asked = []
    the_zone()  # read once, for whatever follows
    for number in (5, 1_000):
        db.session.remove()
        with count_queries() as counted:
            plan_import(read_directory(of(number)), within=[ids["colfontaine"]])
        asked.append(counted.total)
    assert asked[0] == asked[1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_longest_directory_is_checked_within_little_memory(app, ids):
    tracemalloc.start()
    plan_import(read_directory(of_many(5_000)), within=[ids["colfontaine"]])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


def test_a_long_directory_is_brought_once(bring):
    assert len(bring(of_many(500)).new_people) == 500
    assert bring(of_many(500)).is_nothing


def test_columns_nobody_asked_for_are_not_read(app):
    found = read_table(b"Organisation;Sorte;Communes;Remarque\na;b;c;secret", COLUMNS, max_rows=5)
    assert found.ignored == ("Remarque",)
