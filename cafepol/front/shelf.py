"""Pages kept by what they show: equal facts make equal pages, so a page is drawn once per state of the world.

Nothing can be out of date: the facts are read anew for every visitor, only the drawing is spared. What is read while
a page is drawn is of the same instant as its facts; else what others change meanwhile would be kept with facts that
may come back.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import ParamSpec

from flask import current_app
from flask.sansio.app import App

from cafepol.core.db import begin_snapshot

_NAME = "cafepol.front.shelf"
PAGES = 256
_P = ParamSpec("_P")


class Shelf:
    """The pages drawn last, at most `PAGES` of them; threads share it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def page(self, facts: Hashable, draw: Callable[[], str]) -> str:
        """The page of these facts, drawn if it is not there.

        `draw` may use nothing but the facts and what was stored at the instant of the facts (`of_one_instant`).
        """
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


def of_one_instant(view: Callable[_P, str]) -> Callable[_P, str]:
    """A view of a page that is kept: it reads all it shows as it was at one instant."""

    @wraps(view)
    def read_at_once(*args: _P.args, **kwargs: _P.kwargs) -> str:
        begin_snapshot()
        return view(*args, **kwargs)

    return read_at_once


def init_app(app: App) -> None:
    """Give the app its own shelf."""
    app.extensions[_NAME] = Shelf()


def shelf() -> Shelf:
    """The shelf of the app that is running."""
    found: Shelf = current_app.extensions[_NAME]
    return found
