"""Streets as people name them, and lists of streets."""

import pytest

from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines, read_table
from cafepol.zone import street_lists, street_queries, streets
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
    return read_table("\n".join(["commune;quartier;rue", *lines]).encode(), streets.COLUMNS, max_rows=100)


def test_a_list_names_commune_and_quarter_as_people_write_them():
    found = streets.read_streets(table("BOUSSU;boussu bois;Rue Neuve", "Frameries;Eugies;Rue Neuve"), QUARTERS)
    assert found == {(2, "rue neuve"): "Rue Neuve", (3, "rue neuve"): "Rue Neuve"}


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
    wanted = {(1, "rue a"): "rue A", (2, "rue b"): "rue B"}
    found = streets.changes(wanted, {(1, "rue A"), (1, "rue Vieille"), (3, "rue D")}, QUARTERS)
    assert found == streets.Changes(added=((2, "rue B"),), removed=((1, "rue Vieille"),), kept=1, communes=("Boussu",))
    assert not found.is_nothing
    assert streets.changes(wanted, {(1, "rue A"), (2, "rue B")}, QUARTERS).is_nothing


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
    before = sum(street_queries.street_counts().values())
    data = LIST.encode(encoding)
    planned = street_lists.planned_changes(data)
    assert (len(planned.added), planned.kept, planned.communes) == (1, 1, ("Frameries",))
    assert sum(street_queries.street_counts().values()) == before
    with transaction():
        assert street_lists.import_streets(data) == planned
    assert sum(street_queries.street_counts().values()) == before - len(planned.removed) + 1
    assert [found.quarter for found in street_queries.streets_named("été")] == ["Eugies"]
    with transaction():
        assert street_lists.import_streets(data).is_nothing


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
