"""How long a forecast takes, and what closing a meeting costs: in milliseconds of the processor, no server around."""

from collections.abc import Callable
from statistics import median
from time import process_time

from cafepol.forecast.fit import fit
from cafepol.forecast.inputs import Group, Heads
from cafepol.forecast.model import forecast
from tests.forecast.zones import large_history

AIM = 2.0  # ms for one forecast
SMALL = {Group.SELF: Heads(9, 17), Group.ASSISTED: Heads(5, 9), Group.INTERESTED: Heads(6, 8)}
LARGE = {Group.SELF: Heads(96, 200), Group.ASSISTED: Heads(40, 90), Group.INTERESTED: Heads(20, 30)}


def line() -> str:
    """One sentence for the table's foot."""
    history = large_history(300, seed=1)
    today = history[-1].day
    known = fit(history[:60], today=today)
    small = _ms(lambda: forecast(known, 0, SMALL, exposure=8, days_left=5, capacity=30), times=300)
    large = _ms(lambda: forecast(known, 0, LARGE, exposure=24.5, days_left=5, capacity=200), times=100)
    met = "" if max(small, large) <= AIM else " ✗"
    fits = " / ".join(f"{_ms(lambda n=n: fit(history[:n], today=today), times=15):.0f}" for n in (60, 300))
    return (
        f"A forecast: {small:.2f} ms, {large:.2f} ms for 156 registered people and 3,000 flyers{met} "
        f"(aim ≤ {AIM:.0f} ms); "
        f"learning from 60 / 300 meetings, when one closes: {fits} ms.\n"
    )


def _ms(act: Callable[[], object], *, times: int) -> float:
    found = []
    for _ in range(times):
        begun = process_time()
        act()
        found.append(1000 * (process_time() - begun))
    return median(found)
