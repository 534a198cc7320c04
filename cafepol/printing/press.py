"""Whose turn it is to draw: two at once, a few wait, and everybody else is told to come back.

Drawing takes processor time that the agenda needs too: of a server's eight threads two are always left for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from cafepol.core.errors import Busy

DRAWING, WAITING = 2, 4  # a browser that shows previews asks for six at once
PATIENCE = 2.0  # seconds that one waits for its turn
BUSY = "Beaucoup d’impressions en même temps. Réessayez dans un instant."


class Press:
    """As many as `drawing` draw at once, `waiting` more wait at most `patience` seconds for their turn."""

    def __init__(self, *, drawing: int, waiting: int, patience: float) -> None:
        self._room = BoundedSemaphore(drawing + waiting)
        self._desks = BoundedSemaphore(drawing)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Draw inside this. Raises Busy when too many wait already, or the turn does not come."""
        if not self._room.acquire(blocking=False):
            raise Busy(BUSY)
        try:
            if not self._desks.acquire(timeout=self._patience):
                raise Busy(BUSY)
            try:
                yield
            finally:
                self._desks.release()
        finally:
            self._room.release()


turn = Press(drawing=DRAWING, waiting=WAITING, patience=PATIENCE).turn
