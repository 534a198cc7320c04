"""Pages kept by what they show: equal facts make equal pages, so a page is drawn once per state of the world.

Nothing can be out of date: the facts are read anew for every visitor, only the drawing is spared.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import current_app
from flask.sansio.app import App

_NAME = "cafepol.front.shelf"
PAGES = 256


class Shelf:
    """The pages drawn last, at most `PAGES` of them; threads share it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def page(self, facts: Hashable, draw: Callable[[], str]) -> str:
        """The page of these facts, drawn if it is not there. `draw` may use nothing but the facts."""
        with self._lock:
            found = self._pages.get(facts)
            if found is not None:
                self._pages.move_to_end(facts)
                return found
        drawn = draw()
        with self._lock:
            self._pages[facts] = drawn
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        return drawn


def init_app(app: App) -> None:
    """Give the app its own shelf."""
    app.extensions[_NAME] = Shelf()


def shelf() -> Shelf:
    """The shelf of the app that is running."""
    found: Shelf = current_app.extensions[_NAME]
    return found
