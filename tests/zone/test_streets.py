"""Streets as people name them, and lists of streets."""

import pytest
from sqlalchemy import select

from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines, read_table
from cafepol.zone import street_lists, street_queries, streets
from cafepol.zone.models import Street
from cafepol.zone.queries import quarters
from tests.pages import words

QUARTERS = streets.Quarters.of([(1, "Boussu", "Hornu"), (2, "Boussu", "Boussu-Bois"), (3, "Frameries", "Eugies")])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("rue de la Perche", "perche"),
        ("Rue de l'École", "ecole"),
        ("RUE DE L’ECOLE", "ecole"),
        ("r. de la Perche", "perche"),
        ("Grand-Place", "grand place"),
        ("rue du Cœur Joyeux", "coeur joyeux"),
        ("rue du 11 Novembre", "11 novembre"),
        ("La Ruelle", "ruelle"),
        ("Rue", "rue"),
        ("Kaaistraat", "kaaistraat"),
        ("…", ""),
    ],
)
def test_a_street_is_known_by_what_people_remember(name, key):
    assert streets.street_key(name) == key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("rue de la Perche 27", "rue de la Perche"),
        ("rue de la Perche, 27 B", "rue de la Perche"),
        ("rue de la Perche 27 bte 3", "rue de la Perche"),
        ("rue du 11 Novembre", "rue du 11 Novembre"),
        ("rue du 11 Novembre 4", "rue du 11 Novembre"),
        ("27", "27"),
        ("", ""),
    ],
)
def test_the_number_of_the_house_does_not_matter(typed, name):
    assert streets.without_number(typed) == name


def test_who_types_the_whole_name_gets_that_street_alone():
    names = ["rue du Bois", "place du Bois"]
    assert streets.closest(names, "RUE DU BOIS 3") == {"rue du Bois"}
    assert streets.closest(names, "bois") == set(names)


def table(*lines):
    return read_table("\n".join(["commune;quartier;rue;boîtes", *lines]).encode(), streets.COLUMNS, max_rows=100)


def test_a_list_names_commune_and_quarter_as_people_write_them():
    found = streets.read_streets(table("BOUSSU;boussu bois;Rue Neuve", "Frameries;Eugies;Rue Neuve"), QUARTERS)
    assert found == {(2, "rue neuve"): streets.Listed("Rue Neuve"), (3, "rue neuve"): streets.Listed("Rue Neuve")}


@pytest.mark.parametrize(
    ("typed", "mailboxes"),
    [("42", 42), ("0", 0), ("5000", 5000), ("1 200", 1200), ("1\u202f200", 1200), ("1.200", 1200), ("", None)],
)
def test_a_list_may_say_how_many_mailboxes_a_street_has(typed, mailboxes):
    found = streets.read_streets(table(f"Boussu;Hornu;rue A;{typed}"), QUARTERS)
    assert found[1, "rue a"].mailboxes == mailboxes


@pytest.mark.parametrize("typed", ["5001", "-1", "douze", "12,5", "12.5", "42.0", "4 2", "4²", "1e3"])
def test_what_is_no_number_of_mailboxes_is_told(typed):
    with pytest.raises(BadLines) as refused:
        streets.read_streets(table("Boussu;Hornu;rue A;12", f"Boussu;Hornu;rue B;{typed}"), QUARTERS)
    (error,) = refused.value.errors
    assert (error.line, error.sentence) == (3, "boîtes : écrivez un nombre de 0 à 5000, ou rien.")


def test_a_name_that_is_too_long_once_it_is_written_out_is_told():
    with pytest.raises(BadLines) as refused:
        streets.read_streets(table(f"Boussu;Hornu;{'㎯' * 41}"), QUARTERS)
    assert [each.sentence for each in refused.value.errors] == ["Le nom de la rue est trop long."]


def test_every_line_to_correct_is_told():
    with pytest.raises(BadLines) as refused:
        streets.read_streets(
            table(
                "Mons;Centre;Rue A",
                "Boussu;Eugies;Rue B",
                "Boussu;Hornu;Rue C",
                "Boussu;Hornu;rue c",
                "Boussu;Hornu;…",
                "x;y",
            ),
            QUARTERS,
        )
    assert [(error.line, error.sentence.split(".")[0]) for error in refused.value.errors] == [
        (2, "La commune « Mons » n’est pas dans la zone"),
        (3, "Le quartier « Eugies » n’est pas à Boussu"),
        (5, "Cette rue est déjà à la ligne 4, dans le même quartier"),
        (6, "Le nom de la rue n’a ni lettre ni chiffre"),
        (7, "Il manque : rue"),
    ]


def test_a_list_takes_the_place_of_the_streets_of_its_communes_only():
    wanted = {(1, "rue a"): streets.Listed("rue A"), (2, "rue b"): streets.Listed("rue B", 7)}
    found = streets.changes(wanted, dict.fromkeys([(1, "rue A"), (1, "rue Vieille"), (3, "rue D")]), QUARTERS)
    assert found == streets.Changes(
        added=((2, "rue B"),),
        removed=((1, "rue Vieille"),),
        kept=1,
        communes=("Boussu",),
        mailboxes={(2, "rue B"): 7},
    )
    assert not found.is_nothing
    assert streets.changes(wanted, {(1, "rue A"): 3, (2, "rue B"): 7}, QUARTERS).is_nothing


def test_a_number_that_changed_is_told_and_none_in_the_list_keeps_what_is_known():
    wanted = {(1, name.lower()): streets.Listed(name, told) for name, told in (("A", 12), ("B", None), ("C", 5))}
    found = streets.changes(wanted, {(1, "A"): 10, (1, "B"): 8, (1, "C"): 5}, QUARTERS)
    assert (found.recounted, found.kept, found.is_nothing) == (((1, "A", 12),), 2, False)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("perche", ["rue de la Perche"]),
        ("Rue de la PERCHE 27", ["rue de la Perche"]),
        ("perc", ["rue de la Perche"]),
        ("grand place", ["Grand-Place", "Grand-Place", "Grand-Place"]),
        ("coeur", ["rue du Cœur Joyeux"]),
        ("erche", []),
        ("%", []),
        ("' OR 1=1--", []),
        ("", []),
    ],
)
def test_streets_are_found_by_any_words_of_their_name(app, typed, names):
    assert [found.name for found in street_queries.streets_named(typed)] == names


def test_streets_may_be_looked_for_in_one_commune(app):
    assert {found.commune for found in street_queries.streets_named("bois")} == {"Boussu", "Colfontaine"}
    (boussu,) = street_queries.streets_named("bois", commune_slug="boussu")
    assert (boussu.name, boussu.quarter) == ("rue du Bois", "Boussu-Bois")


LIST = "commune,quartier,rue\nFrameries,Eugies,Rue de l'Été\nFrameries,Noirchain,rue du Village\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_an_imported_list_is_all_there_is_of_its_commune(app, encoding):
    before = len(street_queries.all_streets())
    data = LIST.encode(encoding)
    planned = street_lists.planned_changes(data)
    assert (len(planned.added), planned.kept, planned.communes) == (1, 1, ("Frameries",))
    assert len(street_queries.all_streets()) == before
    with transaction():
        assert street_lists.import_streets(data) == planned
    assert len(street_queries.all_streets()) == before - len(planned.removed) + 1
    assert [found.quarter for found in street_queries.streets_named("été")] == ["Eugies"]
    with transaction():
        assert street_lists.import_streets(data).is_nothing


def ids():
    rows = db.session.execute(select(Street.quarter_id, Street.name, Street.id))
    return {(row[0], row[1]): row[2] for row in rows}


def test_new_numbers_are_written_where_the_streets_are(app):
    first = street_queries.all_streets()
    before = ids()
    with transaction():
        street_lists.import_streets(street_lists.known_list().replace(b";\r\n", b";30\r\n"))
    assert set(street_queries.all_streets().values()) == {30}
    assert ids() == before
    with transaction():
        done = street_lists.import_streets(street_lists.known_list().replace(b";30\r\n", b";31\r\n", 12))
    assert (len(done.recounted), done.kept, done.added, done.removed) == (12, len(first) - 12, (), ())
    assert sorted(street_queries.all_streets().values()) == [30] * (len(first) - 12) + [31] * 12
    assert ids() == before


def test_what_is_given_away_is_brought_again_without_a_difference(app):
    with transaction():
        street_lists.import_streets(b"commune;quartier;rue;boites\nFrameries;Eugies;=rue A;12\nFrameries;Eugies;rue B;")
    with transaction():
        assert street_lists.import_streets(street_lists.known_list()).is_nothing
    (eugies,) = [each for each in quarters() if each.name == "Eugies"]
    assert street_queries.street_counts()[eugies.id] == street_queries.Streets(2, 12, 1)
    assert [street.name for street in street_queries.streets_of(eugies.commune_id)] == ["=rue A", "rue B"]


def test_a_number_that_is_none_stops_the_whole_list(app):
    before = street_queries.all_streets()
    lines = [f"Frameries;Eugies;rue {number};{number}" for number in range(1, 50)]
    with pytest.raises(BadLines), transaction():
        street_lists.import_streets("\n".join(["commune;quartier;rue;boîtes", *lines, "Frameries;Eugies;x;y"]).encode())
    assert street_queries.all_streets() == before


def test_a_list_with_one_bad_line_changes_nothing(app):
    before = street_queries.all_streets()
    with pytest.raises(BadLines), transaction():
        street_lists.import_streets((LIST + "Mons,Centre,rue X\n").encode())
    assert street_queries.all_streets() == before


@pytest.mark.parametrize(
    ("street", "sentence"),
    [
        ("x" * 121, "rue : 120 caractères au plus."),
        ("㎯" * 41, "Le nom de la rue est trop long."),
        ("x" * 200_000, 'Une case est bien trop longue, ou un guillemet (") n’est pas refermé.'),
        ("x;" * 50_000, "Il y a 50003 cases pour 3 titres."),
    ],
)
def test_what_no_column_holds_is_told_by_its_line_and_nothing_is_stored(app, street, sentence):
    before = street_queries.all_streets()
    data = f"commune;quartier;rue\nFrameries;Eugies;rue Neuve\nFrameries;Noirchain;{street}\n".encode()
    with pytest.raises(BadLines) as refused, transaction():
        street_lists.import_streets(data)
    assert [(each.line, words(each.sentence)) for each in refused.value.errors] == [(3, sentence)]
    assert street_queries.all_streets() == before


def test_the_longest_name_and_key_are_stored(app):
    names = ("x" * 120, "㎯" * 40)
    assert [len(streets.street_key(name)) for name in names] == [120, 200]
    with transaction():
        street_lists.import_streets(
            "\n".join(["commune;quartier;rue", *(f"Frameries;Eugies;{each}" for each in names)]).encode()
        )
    assert {name for _, name in street_queries.all_streets()} >= set(names)


def test_a_list_that_is_none_is_refused(app):
    with pytest.raises(Refused, match="Il manque : rue"):
        street_lists.planned_changes(b"commune;quartier\nBoussu;Hornu\n")
