"""`make bench`: how fast the pages are, as a share of what the same server does at most, in one run of ≤ 3 minutes.

`python -m tests.bench --keep` also writes the table into docs/BENCH.md.
"""

import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from tests.bench import boards, books, calendars, crowded_press, forecasts
from tests.bench.pages import Bench
from tests.bench.serving import served
from tests.bench.table import keep, sizes, table, whole_pages
from tests.bench.weights import weigh_whole
from tests.bench.world import enlarge, make_world


def main(*, keeps: bool) -> None:
    """Measure and print. Raises WrongAnswer when a server answers what it should not."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cafepol-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        world = make_world(folder / "app")
        larger = enlarge(world, folder / "large")
        floor, app, anew, large = (
            stack.enter_context(served(kind, place))
            for kind, place in (
                ("floor", folder),
                ("app", world.folder),
                ("anew", world.folder),
                ("app", larger.folder),
            )
        )
        bench = Bench(floor, app, anew, large, world, larger)
        whole = {"`/`": weigh_whole(app.port, "/"), "a meeting": weigh_whole(app.port, f"/rencontres/{world.codes[0]}")}
        results = []
        for result in chain(bench.results(), calendars.results(larger)):
            results.append(result)
            print(f"{result.name}: {result.ratio:.2f} of the floor", file=sys.stderr, flush=True)  # noqa: T201 -- a command speaks
        crowded = boards.line(world, folder / "crowded")
        pressed = crowded_press.line(world)
    lines = f"{forecasts.line()}\n{crowded}\n{books.line()}\n{pressed}"
    text = f"{table(results)}\n{sizes(world, larger)}{whole_pages(whole)}\n{lines}"
    print(f"\n{text}\n{time.monotonic() - begun:.0f} s")  # noqa: T201 -- a command speaks
    if keeps:
        keep(text)


if __name__ == "__main__":
    main(keeps="--keep" in sys.argv[1:])
