"""`python -m tests.bench.bots`: ten thousand answers of machines to one café, and what is left of it.

They come from 200 addresses, with mail addresses, numbers and nothing, for one to ten people. Bounded: 10,000 answers,
or five minutes. The limits are the defaults.
"""

import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, repeat
from pathlib import Path
from random import Random
from statistics import median, quantiles

from sqlalchemy import func, select

from cafepol.app import create_app
from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import Base, db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.registrations.approving import set_aside
from cafepol.registrations.forms import RegistrationForm
from cafepol.registrations.joining import register_resident
from cafepol.registrations.operations import confirm_registration
from cafepol.registrations.queries import people_confirmed, registrations_of
from cafepol.registrations.rounds import answer_by_mails
from cafepol.registrations.strangers import crowd_of
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from tests import factories
from tests.bench.load import get, keep_asking, post
from tests.bench.pages import READING
from tests.bench.serving import served, settings_of

POSTS, SECONDS, QUIET = 10_000, 300, 3
ADDRESSES, CONNECTIONS, BATCH = 200, 3, 250
CAPACITY, KNOWN = 30, 12  # people


def main() -> None:
    """Print what came of it. Raises SystemExit when a seat, the mails or the reads were not safe."""
    with tempfile.TemporaryDirectory(prefix="cafepol-bots-") as name:
        folder = Path(name) / "app"
        folder.mkdir()
        app = create_app(settings_of(folder, 80))
        with app.app_context():
            code, number = _open_a_cafe()
            with served("crowd", folder) as server:
                before, during, posted, seconds = _storm(server.port, code)
            _report(number, before, during, posted, seconds)


def _open_a_cafe() -> tuple[str, int]:
    with transaction():
        Base.metadata.create_all(db.session.connection())
    with transaction():
        install_profile(read_profile("boraine"))
        meeting = factories.make_meeting(
            factories.make_officer("Duval", commissariat="colfontaine"), commune="colfontaine"
        )
        meeting.capacity = CAPACITY
        db.session.flush()
        for _ in range(KNOWN):
            register_resident(meeting, kind="going", party_size=1, channel="phone", now=now())
        return meeting.code, meeting.id


def _storm(port: int, code: str) -> tuple[list[float], list[float], list[tuple[int, float]], float]:
    """The times of reads before and during the storm, the answers to its posts, and how long it took."""
    reads, path = repeat(get(port, f"/rencontres/{code}")), f"/rencontres/{code}"
    draw = Random(1)  # noqa: S311 -- invented answers, the same each time
    posts = [_post(port, path, code, draw) for _ in range(POSTS)]
    before = keep_asking(port, reads, time.perf_counter() + QUIET)
    begun = time.perf_counter()
    until = begun + SECONDS
    with ThreadPoolExecutor(CONNECTIONS + 1) as pool:
        reading = pool.submit(_reads_until, port, reads, until, stop := [])
        storms = [pool.submit(_post_all, port, posts[each::CONNECTIONS], until) for each in range(CONNECTIONS)]
        posted = [each for storm in storms for each in storm.result()]
        stop.append(1)
        during = reading.result()
    return [took for _, took in before], [took for _, took in during], posted, time.perf_counter() - begun


def _reads_until(port: int, reads: repeat, until: float, stop: list[int]) -> list[tuple[int, float]]:
    seen: list[tuple[int, float]] = []
    while not stop and time.perf_counter() < until:
        seen += keep_asking(port, islice(reads, 5), until)
        time.sleep(0.05)  # a reader looks before turning the page
    return seen


def _post_all(port: int, posts: list[bytes], until: float) -> list[tuple[int, float]]:
    """A connection anew for each batch, as gunicorn keeps none for ever."""
    seen: list[tuple[int, float]] = []
    for start in range(0, len(posts), BATCH):
        seen += keep_asking(port, posts[start : start + BATCH], until)
    return seen


def _post(port: int, path: str, code: str, draw: Random) -> bytes:
    how = draw.choice(("mail", "mail", "phone", "none"))
    form = {"jeton": _token(code), "kind": "going", "party_size": str(draw.randint(1, 10))}
    form["mail"] = f"robot{draw.random()}@courriel.example" if how == "mail" else ""
    form["phone"] = "0470 12 34 56" if how == "phone" else ""
    return post(port, path, form, {"X-Forwarded-For": f"198.51.100.{draw.randrange(ADDRESSES)}"})


def _token(code: str) -> str:
    return tokens.issue(RegistrationForm.purpose, code, now=now() - READING)


def _report(
    number: int, before: list[float], during: list[float], posted: list[tuple[int, float]], seconds: float
) -> None:
    statuses = Counter(status for status, _ in posted)
    mails = _mails()
    with transaction() as session:
        meeting = get_meeting_by_id(number)
        crowd = crowd_of(meeting, now=now())
        person = register_resident(meeting, kind="going", party_size=1, mail="personne@exemple.be", now=now())
        confirm_registration(person.registration, now=now())
        has_place = person.registration.state == "confirmed"
        session.flush()
    begun = time.perf_counter()
    with transaction():
        gone = set_aside(get_meeting_by_id(number), since=now() - READING * 60, by=None, now=now())
    tidied = time.perf_counter() - begun
    with transaction():
        left, seats = len(registrations_of(number)), people_confirmed(number)
    slow = quantiles(during, n=20)[-1]
    calm, busy = median(before) * 1000, median(during) * 1000
    lines = (
        f"{len(posted)} answers in {seconds:.0f} s ({len(posted) / seconds:.0f}/s): {dict(statuses)}",
        f"reads: median {calm:.0f} ms before, {busy:.0f} ms during; p95 {slow * 1000:.0f} ms",
        f"of {CAPACITY} places strangers hold {crowd.people}; {crowd.held} wait; alarm: {crowd.is_alarming}",
        f"mails written by the worker: {mails}; a person who confirms now has a place: {has_place}",
        f"set aside at once: {gone} in {tidied:.1f} s; left: {left} answers, {seats} people with a place",
    )
    print("\n".join(lines))  # noqa: T201 -- a command speaks
    kept = has_place and left == seats == KNOWN + 1 and crowd.people <= CAPACITY // 2
    safe = kept and mails <= settings().answer_mails_per_meeting_hour and slow < 1
    if set(statuses) - {303, 429} or not safe:
        raise SystemExit("Something was not safe.")


def _mails() -> int:
    """The mails of four rounds of the worker."""
    for _ in range(4):
        answer_by_mails(now())
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


if __name__ == "__main__":
    main()
