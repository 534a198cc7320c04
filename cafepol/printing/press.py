"""Whose turn it is to draw: two at once, a few wait, and everybody else is told to come back.

Drawing takes processor time that the agenda needs too: of a server's eight threads two are always left for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, local

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
        self._mine = local()

    @contextmanager
    def room(self) -> Iterator[None]:
        """Come in before anything is read for a drawing: whoever is one too many costs next to nothing.

        Raises Busy. A turn inside takes no further place.
        """
        if getattr(self._mine, "is_inside", False):
            yield
            return
        if not self._room.acquire(blocking=False):
            raise Busy(BUSY)
        self._mine.is_inside = True
        try:
            yield
        finally:
            self._mine.is_inside = False
            self._room.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Draw inside this. Raises Busy when too many wait already, or the turn does not come."""
        with self.room():
            if not self._desks.acquire(timeout=self._patience):
                raise Busy(BUSY)
            try:
                yield
            finally:
                self._desks.release()


_THE_PRESS = Press(drawing=DRAWING, waiting=WAITING, patience=PATIENCE)
room, turn = _THE_PRESS.room, _THE_PRESS.turn
