"""What readers keep and ask for again: whoever has it already is told so before anything is built."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Response

from cafepol import __version__
from cafepol.core.clock import system_clock
from cafepol.core.config import settings
from cafepol.core.web import is_known, let_keep
from cafepol.meetings.feed_queries import FeedState, feed_state
from cafepol.meetings.queries import FEED_KEPT

KEPT_SECONDS = 300
SETTLED = timedelta(seconds=2)
STARTED = system_clock()  # the real clock, as FeedMark's: another version or setting comes with another start


def answer_kept(
    kind: str, instant: datetime, build: Callable[[FeedState], Response], *, shown: timedelta = FEED_KEPT
) -> Response:
    """What `build` makes, or 304 when the reader has it already: that is known before anything is built.

    `kind` names what is asked for, `shown` how long after its end a meeting is still in it.
    """
    state = feed_state(instant, shown)
    etag = hashlib.sha256(repr((kind, state, *_made_by())).encode()).hexdigest()[:32]
    changed = max(state.modified_at, STARTED)
    # a date counts whole seconds: it is said once no other change can fall into its own
    modified = changed if instant - changed > SETTLED else None
    response = Response(status=304) if is_known(etag, modified) else build(state)
    response.set_etag(etag, weak=True)  # weak: DTSTAMP says when the copy was made
    if modified:
        response.last_modified = modified
    let_keep(response, KEPT_SECONDS)
    return response


def _made_by() -> tuple[str, ...]:
    """What shapes an answer besides the database."""
    chosen = settings()
    return (__version__, chosen.origin, chosen.mail_from, chosen.timezone)


def calendar_response(text: str) -> Response:
    """An iCalendar text as it is served."""
    return Response(text, content_type="text/calendar; charset=utf-8")
