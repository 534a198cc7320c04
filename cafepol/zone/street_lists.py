"""Lists of streets that an administrator brings: all of one or nothing. What stays is changed where it is."""

from sqlalchemy import Table, bindparam, delete, insert, update

from cafepol.core.db import past_orm
from cafepol.core.tables import read_table, write_table
from cafepol.zone.models import Street
from cafepol.zone.street_queries import all_streets, known_quarters
from cafepol.zone.streets import COLUMNS, MAX_ROWS, Changes, changes, read_streets, street_key

_street: Table = Street.__table__  # type: ignore[assignment]  # a declarative model's table is one
_which = (_street.c.quarter_id == bindparam("place"), _street.c.name == bindparam("old"))


def planned_changes(data: bytes) -> Changes:
    """What importing this file would do. Raises Refused for what is no such list, BadLines for its lines."""
    quarters = known_quarters()
    return changes(read_streets(read_table(data, COLUMNS, max_rows=MAX_ROWS), quarters), all_streets(), quarters)


def import_streets(data: bytes) -> Changes:
    """Put the streets of the file in the place of those of its communes. Raises as planned_changes; twice is once."""
    found = planned_changes(data)
    if found.removed:
        past_orm(delete(_street).where(*_which), [{"place": place, "old": name} for place, name in found.removed])
    if found.recounted:
        counted = update(_street).where(*_which).values(mailboxes=bindparam("number"))
        past_orm(counted, [{"place": place, "old": name, "number": many} for place, name, many in found.recounted])
    if found.added:
        rows = [
            {"quarter_id": each[0], "name": each[1], "key": street_key(each[1]), "mailboxes": found.mailboxes[each]}
            for each in found.added
        ]
        past_orm(insert(_street), rows)
    return found


def known_list() -> bytes:
    """Every street of the zone as a table that import_streets takes, to be completed and brought back."""
    names = known_quarters().names
    place = {quarter_id: number for number, quarter_id in enumerate(names)}
    rows = sorted(all_streets().items(), key=lambda row: (place[row[0][0]], row[0][1]))
    return write_table(
        [column.heading for column in COLUMNS],
        [[*names[quarter_id], name, "" if many is None else many] for (quarter_id, name), many in rows],
    )
