"""Two transactions on two connections: the second begins while the first is open, and goes on once it is committed."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from cafepol.core.db import db, transaction

UNTIL_IT_WAITS = 0.3  # seconds: enough to read what there is and to come to the first lock


def meanwhile(app: Flask, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What `second` gives, which another thread does in a transaction of its own while that of `first` is open."""

    def wait_for_first() -> Any:
        with app.app_context(), transaction():
            return second()

    db.session.remove()
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            first()
            waiting = pool.submit(wait_for_first)
            time.sleep(UNTIL_IT_WAITS)
        return waiting.result()
