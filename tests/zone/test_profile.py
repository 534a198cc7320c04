import tomllib
from pathlib import Path

import pytest

import cafepol.zone
from cafepol.zone.profile import parse_profile, profile_names, read_profile
from cafepol.zone.section import BadProfile

FOLDER = Path(cafepol.zone.__file__).parent / "profiles"
BORAINE = (FOLDER / "boraine.toml").read_text(encoding="utf-8")


def test_two_profiles_ship_and_read():
    assert profile_names() == ["boraine", "scheldekant"]
    assert [read_profile(name).zone.slug for name in profile_names()] == profile_names()


def test_the_boraine_zone_has_its_five_communes_each_with_its_commissariat():
    profile = read_profile("boraine")
    assert [(c.name, c.postal_code, c.commissariat) for c in profile.communes] == [
        ("Boussu", "7300", "boussu"),
        ("Colfontaine", "7340", "colfontaine"),
        ("Frameries", "7080", "frameries"),
        ("Quaregnon", "7390", "quaregnon"),
        ("Saint-Ghislain", "7330", "saint-ghislain"),
    ]
    assert profile.zone.phone == "+3265619600"
    assert (profile.zone.promise_days, profile.zone.cadence_min, profile.zone.cadence_max) == (10, 2, 3)


def test_the_boraine_plan_has_two_phenomena_and_three_attentions():
    kinds = [priority.kind for priority in read_profile("boraine").priorities]
    assert kinds == ["phenomenon", "phenomenon", "attention", "attention", "attention"]


def test_the_invented_zone_shares_a_commissariat_and_has_other_rules():
    boraine, other = read_profile("boraine"), read_profile("scheldekant")
    assert [c.commissariat for c in other.communes] == ["rietbeke-molenwater", "rietbeke-molenwater", "veerdam"]
    assert (other.zone.promise_days, other.zone.travel_gap_minutes) == (15, 45)
    assert other.zone.default_title != boraine.zone.default_title
    assert other.colours["plate"] != boraine.colours["plate"]


@pytest.mark.parametrize("name", ["boraine", "scheldekant"])
def test_every_commune_has_at_least_two_venues_in_its_quarters(name):
    for commune in read_profile(name).communes:
        assert len(commune.venues) >= 2
        assert {venue.quarter for venue in commune.venues} <= set(commune.quarters)


def test_an_unknown_profile_is_refused_with_those_there_are():
    with pytest.raises(BadProfile, match="boraine, scheldekant"):
        read_profile("../boraine")


def test_what_is_not_toml_is_refused():
    with pytest.raises(BadProfile, match="ne se lit pas"):
        parse_profile("zone = [")


def changed(old: str, new: str) -> str:
    assert old in BORAINE, old
    return BORAINE.replace(old, new, 1)


BAD = {
    "zone": (BORAINE.replace("[zone]", "[[zone]]", 1), "une section [zone]"),
    "zone.name": (changed('name = "Zone de Police Boraine"', 'name = ""'), "un texte"),
    "zone.short_name": (changed('short_name = "Police Boraine"', f'short_name = "{"x" * 61}"'), "1 à 60"),
    "zone.slug": (changed('slug = "boraine"', 'slug = "La Boraine"'), "des minuscules"),
    "zone.phone": (changed("+3265619600", "065/619 600"), "numéro international"),
    "zone.mail": (changed("zp.boraine@police.belgium.eu", "zp.boraine"), "adresse e-mail"),
    "zone.languages": (changed('["fr"]', "[]"), "au moins 1 texte"),
    "communes[2].quarters": (changed('quarters = ["Wasmes",', 'quarters = [7, "Wasmes",'), "une liste de textes"),
    "zone.promise_days": (changed("promise_days = 10", "promise_days = 0"), "de 1 à 60"),
    "zone.cadence_min": (changed("cadence_min = 2", "cadence_min = true"), "un nombre entier"),
    "zone.cadence_max": (changed("cadence_max = 3", "cadence_max = 1"), "au moins cadence_min"),
    "zone.promesse": (changed("promise_days = 10", "promise_days = 10\npromesse = 10"), "inconnue"),
    "colours.plate": (changed('"#14396b"', '"bleu"'), "#rrggbb"),
    "colours.plaque": (changed('plate = "#14396b"', 'plaque = "#14396b"'), "inconnue"),
    "colours.brick": (changed("#a3271b", "#ff9999"), "trop clair"),
    "oversight": (BORAINE.replace("[oversight]", "[controle]"), "une section [oversight]"),
    "oversight.internal_control": (changed('"Service de Contrôle Interne",', "7,"), "une liste de textes"),
    "oversight.committee": (changed('"www.comitep.be"', f'"{"x" * 300}"'), "au plus 300 caractères"),
    "oversight.courriel": (changed("committee = [", 'courriel = "x"\ncommittee = ['), "inconnue"),
    "commissariats": ("commissariats = 3", "[[commissariats]]"),
    "commissariats[1].phone": (changed("+3265001231", "12"), "numéro international"),
    "communes[1].commissariat": (changed('commissariat = "boussu"', 'commissariat = "mons"'), "boussu, colfontaine"),
    "communes[1].nearby": (changed('"saint-ghislain", "colf', '"mons", "colf'), "des noms parmi"),
    "communes[1].quarters": (changed('["Boussu-Centre",', '["Hornu",'), "tous différents"),
    "communes[1].venues[1].quarter": (changed('quarter = "Boussu-Centre"', 'quarter = "Wasmes"'), "Hornu"),
    "communes[1].venues[1].capacity": (changed("capacity = 60", 'capacity = "soixante"'), "de 1 à 5000"),
    "communes[1].venues[1].is_accessible": (changed("is_accessible = true", "is_accessible = 7"), "true ou false"),
    "communes[1].streets": (changed('"place de l’Église"', f'"{"㎯" * 41}"'), "200 caractères au plus"),
    "communes[2].streets": (changed('"rue de la Perche"', '"…"'), "avec des lettres"),
    "communes": (changed('slug = "frameries"\nname = "Frameries"', 'slug = "boussu"\nname = "Frameries"'), "slugs"),
    "priorities[1].kind": (changed('"phenomenon"', '"problem"'), "phenomenon, attention"),
    "priorities[1].starts_on": (changed("starts_on = 2020-01-01", 'starts_on = "2020"'), "une date"),
    "priorities[1].ends_on": (changed("ends_on = 2025-12-31", "ends_on = 2019-12-31"), "ne précède pas"),
    "themes[1].priority": (changed('priority = "vie-communautaire"', 'priority = "calme"'), "securite-routiere"),
    "topics": (BORAINE.replace("[[topics]]", "[[sujets]]"), "au moins 1 section"),
    "closures[3].commune": (changed('commune = "quaregnon"', 'commune = "mons"'), "boussu"),
    "zones": ("zones = 2\n" + BORAINE, "inconnue"),
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_profile_is_refused_with_the_key_to_correct(key):
    text, expected = BAD[key]
    with pytest.raises(BadProfile) as refused:
        parse_profile(text)
    assert refused.value.field == key
    assert f"« {key} »" in refused.value.message
    assert expected in refused.value.message


@pytest.mark.parametrize("name", ["boraine", "scheldekant"])
def test_a_profile_says_where_a_complaint_against_the_police_goes(name):
    zone = read_profile(name).zone
    assert zone.name in zone.internal_control.splitlines()
    assert "02 286 28 11" in zone.oversight.splitlines()


def test_a_profile_without_closures_is_fine():
    kept = tomllib.loads(BORAINE.split("[[closures]]", maxsplit=1)[0])
    assert "closures" not in kept
    assert parse_profile(BORAINE.split("[[closures]]", maxsplit=1)[0]).closures == ()
