from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.zone import queries
from cafepol.zone.closure_models import Closure
from cafepol.zone.contents import LogoData
from cafepol.zone.models import Commissariat, Venue, Zone
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import profile_names, read_profile
from tests.conftest import DATABASES
from tests.databases import BARE, close, make_app


@pytest.fixture(params=DATABASES)
def bare_app(request, templates, tmp_path, clock):
    """The app on a database with its tables and no zone."""
    with templates.copy(request.param, tmp_path, profile=BARE) as url:
        app = make_app(tmp_path, url, clock)
        with app.app_context():
            yield app
            close(app)


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_is_installed_whole(bare_app, name):
    profile = read_profile(name)
    with transaction():
        install_profile(profile)
    zone = queries.the_zone()
    assert (zone.name, zone.promise_days, zone.colours) == (
        profile.zone.name,
        profile.zone.promise_days,
        profile.colours,
    )
    assert zone.languages == list(profile.zone.languages)
    communes = queries.communes()
    assert [(c.name, c.commissariat.slug, c.nearby) for c in communes] == [
        (c.name, c.commissariat, list(c.nearby)) for c in profile.communes
    ]
    venues = queries.venues([c.id for c in communes])
    assert [(v.name, v.commune.name, v.quarter.name) for v in venues] == [
        (v.name, c.name, v.quarter) for c in profile.communes for v in c.venues
    ]
    assert [q.name for q in queries.quarters()] == [name for c in profile.communes for name in c.quarters]
    assert [(t.slug, t.priority.slug if t.priority else None) for t in queries.themes()] == [
        (t.slug, t.priority) for t in profile.themes
    ]
    assert [p.slug for p in queries.priorities()] == [p.slug for p in profile.priorities]
    assert [k.label for k in queries.partner_kinds()] == [k.label for k in profile.partner_kinds]
    assert [t.label for t in queries.topics()] == [t.label for t in profile.topics]
    assert db.session.scalar(select(func.count(Closure.id))) == len(profile.closures)


@pytest.mark.parametrize("logo", [None, LogoData(b"png", 40, 20)])
def test_a_profiles_logo_is_installed_if_it_has_one(bare_app, logo):
    with transaction():
        install_profile(replace(read_profile("scheldekant"), logo=logo))
    kept = queries.zone_logo()
    assert (kept and LogoData(kept.picture, kept.width, kept.height)) == logo


def test_a_second_profile_is_refused(app):
    with pytest.raises(Refused, match="déjà installée"):
        install_profile(read_profile("scheldekant"))


def test_an_empty_database_has_no_zone(bare_app):
    assert queries.find_zone() is None
    with pytest.raises(NotFound):
        queries.the_zone()


def test_the_zone_is_read_once_per_request_and_survives_a_rollback(app, count_queries):
    with app.test_request_context(), count_queries() as counted:
        name = queries.the_zone().name
        db.session.rollback()
        assert queries.the_zone().name == name == "Zone de Police Boraine"
    assert counted.total <= 1


def test_a_commissariat_knows_its_communes(app):
    names = [(c.slug, [commune.name for commune in c.communes]) for c in queries.commissariats()]
    assert names[0] == ("boussu", ["Boussu"])
    assert len(names) == 5
    first = queries.commissariats()[0]
    assert [c.slug for c in queries.commissariats([first.id])] == ["boussu"]
    assert queries.get_commissariat(first.id).name == first.name
    with pytest.raises(NotFound):
        queries.get_commissariat(0)


def test_communes_are_found_by_slug_by_id_and_by_commissariat(app):
    colfontaine = queries.commune_by_slug("colfontaine")
    assert queries.get_commune(colfontaine.id).name == "Colfontaine"
    assert [c.slug for c in queries.communes([colfontaine.commissariat_id])] == ["colfontaine"]
    assert queries.find_commune("mons") is None
    for missing in (lambda: queries.commune_by_slug("mons"), lambda: queries.get_commune(0)):
        with pytest.raises(NotFound):
            missing()


def test_quarters_and_venues_are_those_of_the_commune(app):
    colfontaine = queries.commune_by_slug("colfontaine")
    assert [q.name for q in queries.quarters(colfontaine.id)] == ["Wasmes", "Petit-Wasmes", "Pâturages", "Warquignies"]
    in_station = queries.quarters(commissariat_ids=[colfontaine.commissariat_id])
    assert {q.commune.name for q in in_station} == {"Colfontaine"}
    first = queries.venues([colfontaine.id])[0]
    assert first.address == "rue de l’École 5, 7340 Colfontaine"
    assert queries.get_venue(first.id).quarter.name == "Wasmes"
    with pytest.raises(NotFound):
        queries.get_venue(0)


def test_a_venue_out_of_use_is_not_offered_but_still_read(app):
    colfontaine = queries.commune_by_slug("colfontaine")
    venue = queries.venues([colfontaine.id])[0]
    with transaction() as session:
        session.get(Venue, venue.id).is_active = False
    assert venue.id not in [v.id for v in queries.venues([colfontaine.id])]
    assert queries.get_venue(venue.id).name == venue.name


def test_the_cadence_is_said_in_words():
    assert Zone(cadence_min=2, cadence_max=3).cadence == "2 à 3"
    assert Zone(cadence_min=2, cadence_max=2).cadence == "2"


@pytest.mark.parametrize(
    ("start", "end", "closed"),
    [
        (date(2026, 5, 8), date(2026, 5, 18), {date(2026, 5, 14): "Ascension"}),
        (date(2026, 7, 20), date(2026, 7, 22), {date(2026, 7, 21): "Fête nationale"}),
        (date(2026, 5, 9), date(2026, 5, 11), {}),
        (date(2026, 12, 24), date(2027, 1, 4), {date(2026, 12, 25): "Noël", date(2027, 1, 1): "Nouvel An"}),
        (date(2026, 11, 11), date(2026, 11, 11), {date(2026, 11, 11): "Jour de l’Armistice"}),
        (date(2027, 9, 27), date(2027, 9, 28), {date(2027, 9, 27): "Fête de la Fédération Wallonie-Bruxelles"}),
    ],
)
def test_closed_days_are_the_legal_holidays_and_the_zones_closures(app, start, end, closed):
    assert queries.closed_days(start, end) == closed


def test_a_closure_of_several_days_closes_those_asked_for_only(app):
    with transaction() as session:
        session.add(Closure(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5), label="Travaux", kind="closure"))
    assert list(queries.closed_days(date(2027, 3, 4), date(2027, 3, 9))) == [date(2027, 3, 4), date(2027, 3, 5)]


def test_a_blocked_day_a_local_event_and_one_communes_closure_do_not_move_a_promise(app):
    colfontaine = queries.commune_by_slug("colfontaine")
    with transaction() as session:
        session.add(
            Closure(
                starts_on=date(2027, 3, 1),
                ends_on=date(2027, 3, 1),
                label="Marché",
                kind="closure",
                commune_id=colfontaine.id,
            )
        )
    assert queries.closed_days(date(2027, 3, 1), date(2027, 3, 1)) == {}
    assert queries.closed_days(date(2027, 4, 22), date(2027, 4, 23)) == {}


def test_day_notes_name_the_holiday_the_blocked_day_and_the_communes_own_event(app):
    colfontaine, boussu = queries.commune_by_slug("colfontaine"), queries.commune_by_slug("boussu")
    assert queries.day_notes(date(2027, 5, 17), colfontaine.id) == [
        "Jour férié : Lundi de Pentecôte",
        "Événement local : Pucelette de Wasmes",
    ]
    assert queries.day_notes(date(2027, 5, 18), boussu.id) == []
    assert queries.day_notes(date(2027, 4, 22), boussu.id) == [
        "Jour bloqué : Fête de clôture du parrainage des classes"
    ]
    assert queries.day_notes(date(2027, 9, 27), None) == ["Services fermés : Fête de la Fédération Wallonie-Bruxelles"]


@pytest.mark.parametrize(
    "row",
    [
        lambda: Closure(starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1), label="x", kind="closure"),
        lambda: Closure(starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 1), label="x", kind="other"),
        lambda: Commissariat(slug="boussu", name="x", address="x", phone="x", mail="x", hours="x"),
        lambda: Venue(commune_id=1, name="x", street="x", postal_code="1", locality="x", capacity=0),
    ],
)
def test_the_database_itself_refuses_what_breaks_a_rule(app, row):
    db.session.add(row())
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
