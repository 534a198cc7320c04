from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from cafepol.core.errors import Busy
from cafepol.printing.press import DRAWING, PATIENCE, WAITING, Press

LONG = 20  # seconds: only reached when something is wrong


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as pool:
        yield pool


class Drawers:
    """What draws until it is let go."""

    def __init__(self, press):
        self.press = press
        self.begun = Semaphore(0)
        self.go_on = Event()

    def draw(self):
        with self.press.turn():
            self.begun.release()
            assert self.go_on.wait(LONG)
        return "drawn"


def test_two_draw_four_wait_and_the_next_is_told_to_come_back(pool):
    drawers = Drawers(Press(drawing=DRAWING, waiting=WAITING, patience=LONG))
    drawing = [pool.submit(drawers.draw) for _ in range(2)]
    assert all(drawers.begun.acquire(timeout=LONG) for _ in drawing)
    waiting = [pool.submit(drawers.draw) for _ in range(4)]
    while drawers.press._room._value:  # until all four stand in line
        assert not drawers.begun.acquire(timeout=0.01)
    with pytest.raises(Busy, match="Réessayez dans un instant"), drawers.press.turn():
        pytest.fail("a seventh came in")
    drawers.go_on.set()
    assert [each.result(LONG) for each in drawing + waiting] == ["drawn"] * 6


def test_whoever_waits_too_long_is_told_to_come_back_and_leaves_the_line(pool):
    press = Press(drawing=1, waiting=1, patience=0)
    drawers = Drawers(press)
    drawing = pool.submit(drawers.draw)
    assert drawers.begun.acquire(timeout=LONG)
    for _ in range(3):
        with pytest.raises(Busy), press.turn():
            pytest.fail("drawn beside the other")
    drawers.go_on.set()
    drawing.result(LONG)
    with press.turn():
        pass


def test_an_error_while_drawing_gives_the_turn_back():
    press = Press(drawing=1, waiting=0, patience=0)
    for _ in range(3):
        with pytest.raises(RuntimeError), press.turn():
            raise RuntimeError


def test_of_eight_threads_two_are_left_and_a_browser_may_ask_for_six_previews():
    assert DRAWING + WAITING == 6
    assert PATIENCE <= 2


def test_who_came_in_draws_without_a_further_place_and_the_next_finds_no_room(pool):
    press = Press(drawing=1, waiting=1, patience=0)
    drawers = Drawers(press)
    with press.room():
        drawing = pool.submit(drawers.draw)
        assert drawers.begun.acquire(timeout=LONG)
        with pytest.raises(Busy):
            pool.submit(press.room().__enter__).result(LONG)
        drawers.go_on.set()
        drawing.result(LONG)
        with press.turn():
            pass
    with press.turn():
        pass
