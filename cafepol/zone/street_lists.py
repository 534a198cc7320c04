"""Lists of streets that an administrator brings: all of one or nothing."""

from sqlalchemy import Table, bindparam, delete, insert

from cafepol.core.db import past_orm
from cafepol.core.tables import read_table
from cafepol.zone.models import Street
from cafepol.zone.street_queries import all_streets, known_quarters
from cafepol.zone.streets import COLUMNS, MAX_ROWS, Changes, changes, read_streets, street_key

_street: Table = Street.__table__  # type: ignore[assignment]  # a declarative model's table is one


def planned_changes(data: bytes) -> Changes:
    """What importing this file would do. Raises Refused for what is no such list, BadLines for its lines."""
    quarters = known_quarters()
    return changes(read_streets(read_table(data, COLUMNS, max_rows=MAX_ROWS), quarters), all_streets(), quarters)


def import_streets(data: bytes) -> Changes:
    """Put the streets of the file in the place of those of its communes. Raises as planned_changes; twice is once."""
    found = planned_changes(data)
    if found.removed:
        gone = delete(_street).where(_street.c.quarter_id == bindparam("place"), _street.c.name == bindparam("old"))
        past_orm(gone, [{"place": place, "old": name} for place, name in found.removed])
    if found.added:
        rows = [{"quarter_id": place, "name": name, "key": street_key(name)} for place, name in found.added]
        past_orm(insert(_street), rows)
    return found
