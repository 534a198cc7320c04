"""Many concerns at once, by copying one past the operations: for what is measured, never for what is proved."""

from sqlalchemy import insert, select

from cafepol.concerns.models import Concern, Raiser
from cafepol.core.db import transaction


def multiply(number: str, more: int) -> None:
    """So many more concerns like this one, with its people."""
    if not more:
        return
    with transaction() as session:
        model = dict(session.execute(select(Concern.__table__).where(Concern.number == number)).mappings().one())
        people = select(Raiser.__table__).where(Raiser.concern_id == model["id"])
        raisers = [dict(row) for row in session.execute(people).mappings()]
        first, year = model["id"] + 1, number.rpartition("-")[0]
        ids = range(first, first + more)
        twins = [model | {"id": each, "number": f"{year}-{each + 1_000_000}"} for each in ids]
        known = [{name: value for name, value in row.items() if name != "id"} for row in raisers]
        session.execute(insert(Concern.__table__), twins)
        session.execute(insert(Raiser.__table__), [row | {"concern_id": each} for each in ids for row in known])
