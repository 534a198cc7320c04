"""How often something may happen, counted over processes and restarts."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from cafepol.core import limits
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from tests import databases

MOST = 5


def allowed(times, name="porte", *, window_seconds=60):
    return sum(limits.allow(name, most=MOST, window_seconds=window_seconds, now=now()) for _ in range(times))


def knock(folder, url, clock, times):
    """In a process of its own: how many of so many were let in."""
    app = databases.make_app(folder, url, clock)
    with app.app_context():
        try:
            return allowed(times)
        finally:
            databases.close(app)


def test_two_processes_and_a_restart_let_in_no_more_than_one(app, tmp_path, database_url, clock):
    db.session.remove()
    db.engine.dispose()
    let_in = 0
    for _ in range(2):
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
            both = [pool.submit(knock, tmp_path / str(each), database_url, clock, 3) for each in range(2)]
            let_in += sum(each.result() for each in both)
    assert let_in == MOST


def test_a_window_slides_nobody_gets_twice_as_much_around_the_hour(app, clock):
    clock.advance(minutes=59)
    assert allowed(20, window_seconds=3600) == MOST
    clock.advance(minutes=2)
    assert allowed(20, window_seconds=3600) == 0
    clock.advance(minutes=62)
    assert allowed(20, window_seconds=3600) == MOST


def test_who_is_refused_is_not_kept_out_for_ever(app, clock):
    assert allowed(20) == MOST
    for _ in range(7):
        clock.advance(seconds=10)
        allowed(1)
    assert allowed(1) == 1


def test_each_name_has_a_limit_of_its_own_and_starts_anew_when_forgotten(app):
    assert allowed(9) == allowed(9, "fenêtre") == MOST
    with transaction():
        limits.forget("porte")
    assert allowed(1) == 1


def test_what_is_taken_in_a_transaction_is_undone_with_it(app):
    def take():
        return limits.take("porte", most=1, window_seconds=60, now=now())

    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012 -- the error must come after the count
        take()
        raise ZeroDivisionError
    with transaction():
        assert [take(), take(), take()] == [True, False, False]
        limits.give_back("porte", window_seconds=60, now=now())
        assert take()


def test_a_count_is_forgotten_after_two_days(app, clock):
    allowed(1)
    clock.advance(hours=49)
    allowed(1, "autre")
    with transaction():
        limits.forget_old(now())
    assert db.session.query(limits.Bucket).count() == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("unix:", "unix:"),
        (None, "None"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(address, counted):
    assert limits.network_of(address) == counted
