"""What the worker does to one row after the other, so that none holds the others up."""

import logging
from collections.abc import Callable, Iterable

from cafepol.core.db import transaction
from cafepol.core.errors import Gone

logger = logging.getLogger("cafepol.rounds")


def each_apart(row_ids: Iterable[int], act: Callable[[int], int], *, failed: str) -> int:
    """Act on each row in a transaction of its own; the sum of what that gives. Needs no open transaction.

    What fails is logged with the words `failed`, and tried again in the next round; what is Gone since it was found
    counts for nothing.
    """
    return sum(_apart(row_id, act, failed) for row_id in row_ids)


def _apart(row_id: int, act: Callable[[int], int], failed: str) -> int:
    try:
        with transaction():
            return act(row_id)
    except Gone:
        return 0
    except Exception:  # whatever went wrong with one does not hold the others up
        logger.exception(failed, extra={"row": row_id})
        return 0
