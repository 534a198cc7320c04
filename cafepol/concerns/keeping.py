"""Rows that are only ever added and columns that never change; to try otherwise is a programming error."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import event, inspect


def _changed(row: Any) -> set[str]:
    state = inspect(row)
    return {each.key for each in state.mapper.column_attrs if state.attrs[each.key].history.has_changes()}


def append_only(model: type[Any], *, besides: Collection[str] = ()) -> None:
    """Rows of this model are never deleted, nor changed but in the columns `besides`. TypeError at the flush."""

    def refuse_change(_mapper: Any, _connection: Any, row: Any) -> None:
        _refuse(row, _changed(row) - set(besides))

    def refuse_delete(_mapper: Any, _connection: Any, row: Any) -> None:
        _refuse(row, {"the row"})

    event.listen(model, "before_update", refuse_change)
    event.listen(model, "before_delete", refuse_delete)


def fixed(model: type[Any], columns: Collection[str]) -> None:
    """These columns are written once. TypeError at the flush."""

    def refuse_change(_mapper: Any, _connection: Any, row: Any) -> None:
        _refuse(row, _changed(row) & set(columns))

    event.listen(model, "before_update", refuse_change)


def _refuse(row: Any, broken: set[str]) -> None:
    if broken:
        msg = f"{type(row).__name__}: {', '.join(sorted(broken))} cannot be changed"
        raise TypeError(msg)
