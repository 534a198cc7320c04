from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.core.tables import read_table
from cafepol.history.matching import Known, Place, make_plan
from cafepol.history.past import COLUMNS, MAX_ROWS, read_rows
from tests.history.tables import line, table

TZ, NOW = ZoneInfo("Europe/Brussels"), datetime(2027, 1, 7, 8, tzinfo=UTC)
START = datetime.fromisoformat("2026-01-12T14:00")
KNOWN = Known(
    communes={"colfontaine": Place(1, "Colfontaine", 10, 5), "boussu": Place(2, "Boussu", 20, None)},
    quarters={(1, "wasmes"): 11},
    venues={(1, "salle-des-fetes"): 21},
    officers={"mme-duval": {(5, 10)}, "duval": {(5, 10), (6, 20)}, "roy": {(7, 10), (8, 10)}, "leroy": {(9, 20)}},
    held=frozenset(),
)


def read(*lines):
    return read_rows(read_table(table(*lines), COLUMNS, max_rows=MAX_ROWS).rows, tz=TZ, now=NOW)


def plan(*lines, known=KNOWN):
    cafes, errors = read(*lines)
    return make_plan(cafes, errors, known)


def sentence(*lines, known=KNOWN):
    (error,) = plan(*lines, known=known).errors
    return error.sentence


def test_a_row_is_a_cafe_with_its_times_on_the_wall_and_as_instants():
    (found,), errors = read(line(titre="Café des aînés"))
    assert errors == []
    assert (found.line, found.commune, found.people, found.title) == (2, "Colfontaine", 18, "Café des aînés")
    assert (found.starts_local, found.starts_at) == (START, datetime(2026, 1, 12, 13, tzinfo=UTC))


@pytest.mark.parametrize("day", ["12/01/2026", "12/1/2026", "12-01-2026", "12.01.2026", "2026-01-12"])
@pytest.mark.parametrize("hour", ["14:00", "14h", "14 h", "14 h 00", "14H00", "14", "14:00:00"])
def test_days_and_hours_are_read_as_people_write_them(day, hour):
    (found,), _ = read(line(jour=day, debut=hour))
    assert found.starts_local == START


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"jour": "hier"}, "Jour : « hier » ne se lit pas. Exemple : 12/01/2027."),
        ({"jour": "31/02/2026"}, "ne se lit pas"),
        ({"jour": "2026-13-01"}, "ne se lit pas"),
        ({"jour": "12/01/1926"}, "le premier café a eu lieu en 2018"),
        ({"jour": "12/01/2028"}, "n’est pas encore passée"),
        ({"debut": "midi"}, "Début : « midi » ne se lit pas"),
        ({"debut": "25:00"}, "Début : « 25:00 » ne se lit pas"),
        ({"fin": "14:60"}, "Fin : « 14:60 » ne se lit pas"),
        ({"fin": "13:00"}, "La fin vient avant le début."),
        ({"fin": "14:00"}, "La fin vient avant le début."),
        ({"jour": "29/03/2026", "debut": "02:30", "fin": "4:00"}, "n’existe pas"),
        ({"jour": "25/10/2026", "debut": "02:30", "fin": "4:00"}, "vient deux fois"),
        ({"personnes": "-1"}, "un nombre de 0 à 2000"),
        ({"personnes": "2001"}, "un nombre de 0 à 2000"),
        ({"personnes": "douze"}, "un nombre de 0 à 2000"),
        ({"personnes": "²"}, "un nombre de 0 à 2000"),
        ({"titre": "85.07.30-033.28"}, "registre national"),
        ({"commune": "Mons"}, "La commune « Mons » n’est pas de cette zone."),
        ({"quartier": "Hornu"}, "Le quartier « Hornu » n’est pas connu à Colfontaine."),
        ({"lieu": "???"}, "Lieu : écrivez un nom."),
        ({"policier": "???"}, "Policier : écrivez un nom."),
        ({"policier": "Roy"}, "Plusieurs policiers s’appellent « Roy »."),
        ({"commune": "Boussu", "quartier": "", "policier": ""}, "Aucun chef n’est connu à Boussu."),
    ],
)
def test_what_cannot_be_is_told_in_words(changes, words):
    assert words.casefold() in sentence(line(**changes)).casefold()


def test_errors_carry_their_line_and_good_rows_are_kept_apart():
    found = plan(line(), line(jour="x"), line(commune="Mons"), line(debut="15h"))
    assert [each.line for each in found.errors] == [3, 4]
    assert len(found.rows) == 2


def test_names_are_found_however_they_are_spelled():
    (row,) = plan(line(commune="COLFONTAINE", quartier="wasmes", lieu="salle  des FETES", policier="mme duval")).rows
    assert (row.commune_id, row.quarter_id, row.venue_id, row.officer_id) == (1, 11, 21, 5)


@pytest.mark.parametrize(("name", "officer_id"), [("Duval", 5), ("Leroy", 9), ("", 5), ("M. Ancien", None)])
def test_who_received_is_the_officer_of_the_place_or_of_the_zone_the_chief_or_one_who_left(name, officer_id):
    (row,) = plan(line(policier=name)).rows
    assert row.officer_id == officer_id


def test_what_is_added_beside_is_named_once():
    found = plan(
        line(lieu="Ancienne gare", policier="M. Ancien"), line(lieu="Ancienne gare", debut="15h", policier="M. Ancien")
    )
    assert (found.new_venues, found.new_officers) == (["Ancienne gare (Colfontaine)"], ["M. Ancien"])


def test_a_cafe_that_is_known_or_comes_twice_is_skipped():
    held = Known(**{**vars(KNOWN), "held": frozenset({(1, START, "salle-des-fetes")})})
    assert (len(plan(line(), known=held).rows), plan(line(), known=held).skipped) == (0, 1)
    twice = plan(line(), line(titre="Autre"), line(lieu="Salle des FÊTES"), line(lieu="Ailleurs"))
    assert (len(twice.rows), twice.skipped) == (2, 2)


@given(
    st.dictionaries(
        st.sampled_from(["commune", "lieu", "jour", "debut", "fin", "personnes", "titre", "policier"]),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    )
)
def test_whatever_is_typed_is_taken_or_told(changes):
    cells = {
        key: value.replace(";", ",").replace('"', "").replace("\n", " ").replace("\r", " ")
        for key, value in changes.items()
    }
    made = read_table(table(line(), line(**cells)), COLUMNS, max_rows=9)
    cafes, errors = read_rows(made.rows, tz=TZ, now=NOW)
    found = make_plan(cafes, [*made.errors, *errors], KNOWN)
    assert len(found.rows) + found.skipped + len(found.errors) in {1, 2}
