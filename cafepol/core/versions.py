"""Versions of rows that several people edit: of two who save at once, the second is told to look again."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from cafepol.core.db import db
from cafepol.core.errors import Stale


def claim_version(row: Any, version: int, *, stale: str) -> None:
    """Take the next version of a row with `id` and `version`, compared in the UPDATE itself: of two claims one wins.

    Raises Stale, with the sentence `stale`, when `version` is not the present one.
    """
    model = type(row)
    claimed = (
        update(model)
        .where(model.id == row.id, model.version == version)
        .values(version=version + 1)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalar(claimed) is None:
        raise Stale(stale)
    set_committed_value(row, "version", version + 1)
