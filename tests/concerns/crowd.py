"""Many concerns at once, by copying one past the operations: for what is measured, never for what is proved."""

from sqlalchemy import func, insert, select

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import Feedback, Promise
from cafepol.core.db import Base, db, transaction


def multiply(number: str, more: int) -> None:
    """So many more concerns like this one, with its people and what they were told."""
    with transaction() as session:
        concern_id = session.scalars(select(Concern.id).where(Concern.number == number)).one()
        twins = _copies(Concern, Concern.id == concern_id, more)
        _add(Concern, [row | {"number": f"{number.rpartition('-')[0]}-{row['id'] + 1_000_000}"} for row in twins])
        for person in session.scalars(select(Raiser.id).where(Raiser.concern_id == concern_id)).all():
            people = _copies(Raiser, Raiser.id == person, more)
            _add(Raiser, [row | {"concern_id": twin["id"]} for row, twin in zip(people, twins, strict=True)])
            for model in (Promise, Feedback):
                for each in session.scalars(select(model.id).where(model.raiser_id == person)).all():
                    copies = _copies(model, model.id == each, more)
                    _add(model, [row | {"raiser_id": one["id"]} for row, one in zip(copies, people, strict=True)])


def _copies(model: type[Base], which: object, more: int) -> list[dict]:
    table = model.__table__
    row = dict(db.session.execute(select(table).where(which)).mappings().one())
    first = db.session.scalar(select(func.max(table.c.id))) + 1
    return [row | {"id": each} for each in range(first, first + more)]


def _add(model: type[Base], rows: list[dict]) -> None:
    if rows:
        db.session.execute(insert(model.__table__), rows)
