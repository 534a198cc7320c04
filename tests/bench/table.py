"""The table, for the screen and for docs/BENCH.md."""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.measures import Result
from tests.bench.weights import Whole
from tests.bench.world import World

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "BENCH.md"
START, END = "<!-- measured -->\n", "<!-- /measured -->\n"
HEADINGS = (
    "page", "floor", "floor/s", "page/s", "median ms", "p95 ms", "CPU ms",
    "ratio", "by CPU", "target", "kB sent", "kB gzip", "SQL",
)  # fmt: skip


def table(results: Sequence[Result]) -> str:
    """All results as a Markdown table that reads well on a screen too."""
    rows = [HEADINGS, *(_row(each) for each in results)]
    wide = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = [
        _line([text.ljust(wide[0]) if not at else text.rjust(wide[at]) for at, text in enumerate(row)]) for row in rows
    ]
    rule = _line(["-" * wide[0], *("-" * (each - 1) + ":" for each in wide[1:])])
    return "\n".join([lines[0], rule, *lines[1:], ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _row(result: Result) -> tuple[str, ...]:
    mark = "" if result.is_met else " ✗"
    weight = (
        (f"{result.weight.sent / 1000:.1f}", f"{result.weight.compressed / 1000:.1f}") if result.weight else ("", "")
    )
    return (
        result.name,
        result.floor,
        f"{result.floor_rate:.0f}",
        f"{result.rate:.0f}",
        f"{result.middle:.1f}",
        f"{result.slow:.1f}",
        f"{result.cpu:.2f}",
        f"{result.ratio:.2f}{mark}",
        f"{result.cpu_ratio:.2f}",
        "" if result.target is None else f"≥ {result.target}",
        *weight,
        "" if result.queries is None else str(result.queries),
    )


def sizes(world: World, larger: World) -> str:
    """How much data lies under the numbers."""
    found = ", ".join(f"{number} {name}" for name, number in world.sizes.items())
    large = larger.sizes["feed"]
    return f"Data, in rows; meetings to come and in the feed: {found}. In the large feed: {large}.\n\n"


def whole_pages(pages: dict[str, Whole]) -> str:
    """What a first visit fetches."""
    return "\n".join(
        f"First visit of {name}: {page.requests} requests ({page.foreign} elsewhere), "
        f"{page.weight.sent / 1000:.1f} kB sent, {page.weight.compressed / 1000:.1f} kB with gzip.\n"
        for name, page in pages.items()
    )


def keep(text: str) -> None:
    """Put what was measured into docs/BENCH.md, in the place of what stood there."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{START}{text}{END}{after}", encoding="utf-8")
