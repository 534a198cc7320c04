"""What every table keeps to: no hidden reads, and each column says what it tells about people."""

from sqlalchemy import DateTime
from sqlalchemy.orm import configure_mappers

from cafepol.app import create_app  # every model is known once the application is
from cafepol.core.db import Base, UtcDateTime
from cafepol.core.personal import ALL

assert create_app
# a wall clock's time, which stays when the rules of summer time change
WALL_CLOCK = {
    "earlier_standing.starts_local",
    "earlier_standing.ends_local",
    "meeting.starts_local",
    "meeting.ends_local",
}


def columns():
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_no_relationship_reads_by_itself():
    configure_mappers()
    loaded = {
        f"{mapper.class_.__name__}.{relationship.key}": relationship.lazy
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
    }
    assert loaded
    assert {name: lazy for name, lazy in loaded.items() if lazy != "raise"} == {}


def test_no_relationship_points_upwards():
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            ours, theirs = (m.class_.__module__ for m in (mapper, relationship.mapper))
            assert theirs.split(".")[1] == ours.split(".")[1] or theirs in _imports_of(ours), (
                f"{mapper} -> {relationship}"
            )


def _imports_of(module: str) -> set[str]:
    from tests.house.rooms import modules  # noqa: PLC0415 -- one use

    (found,) = [each for each in modules() if each.name == module]
    return found.imports


def test_every_column_says_what_it_tells_about_people():
    silent = [f"{column.table.name}.{column.name}" for column in columns() if column.info.get("privacy") not in ALL]
    assert silent == []


def test_every_class_of_data_is_held_somewhere():
    held = {column.info["privacy"].key for column in columns()}
    assert {each.key for each in ALL} == held


def test_what_tells_something_says_why_and_how_long():
    for each in ALL:
        assert each.label
        assert each.key == "none" or (each.basis and each.period), each.key


def test_instants_are_in_utc():
    naive = {
        f"{column.table.name}.{column.name}"
        for column in columns()
        if isinstance(column.type, DateTime) and not isinstance(column.type, UtcDateTime)
    }
    assert naive <= WALL_CLOCK
