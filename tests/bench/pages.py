"""What is measured: the agenda, a meeting, an answer, the calendar, a flyer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count, cycle, islice

from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.flyers.cafes_content import VersoContent
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import flyer_a5, flyer_pdf
from cafepol.flyers.pdf.laying import lay_out
from cafepol.flyers.pdf.verso import both_sides_pdf
from cafepol.flyers.pieces import Format, Use
from cafepol.printing import qr
from cafepol.registrations.forms import RegistrationForm
from tests.bench import paper
from tests.bench.load import Round, ask, drive, get, post
from tests.bench.measures import Page, Result, by_turns
from tests.bench.serving import Served
from tests.bench.weights import statements, weigh
from tests.bench.world import World

SECONDS = 0.5  # a round, at most
ANSWERS = 150  # a round of registrations, at most
FLYERS = 12  # a round of drawing
READ, WRITE, UNCHANGED, PAPER = 0.5, 0.4, 0.8, 0.8  # spec/running.md, Speed
READING = timedelta(minutes=2)  # how long ago the form was opened
NUMBERS = count(1)


@dataclass(frozen=True)
class Bench:
    """The servers side by side, and what lies in the app's database."""

    floor: Served
    app: Served
    anew: Served
    large: Served
    world: World
    larger: World

    def results(self) -> Iterator[Result]:
        """Every line of the table, one after another."""
        meeting = f"/rencontres/{self.world.codes[0]}"
        yield self.read("`/`", "/", target=READ)
        yield self.read("meeting page", meeting, target=READ)
        yield self.read("`/`, drawn anew each time", "/", server=self.anew)
        yield self.read("meeting page, drawn anew each time", meeting, server=self.anew)
        yield self.read("`/agenda.ics`, whole", "/agenda.ics")
        yield self.unchanged("`/agenda.ics`, unchanged: 304", self.app, self.world)
        yield self.unchanged(f"the same, {self.larger.sizes['feed']} meetings", self.large, self.larger, UNCHANGED)
        yield self.answer("registration POST, no contact")
        yield self.answer("registration POST, mail address", mail="habitant{}@courriel.example")
        yield self.answer("the same, an address that is known", mail="connu@courriel.example")
        yield self.answer("registration POST, phone", phone="0470 12 34 56")
        yield self.flyer("flyer, A5")
        yield self.flyer("flyer, A5, the meeting's first paper", is_first=True)
        yield self.flyer("flyer, A6, for a print shop", draw=partial(flyer_pdf, fmt=Format.A6, use=Use.PRESS))
        yield self.flyer("flyer, A5, two on an A4, both sides", draw=_both_sides)

    def read(self, name: str, path: str, *, target: float | None = None, server: Served | None = None) -> Result:
        """A GET beside the read floor."""
        server = server or self.app
        request = get(server.port, path)
        queries = self._statements(self.world, path, is_kept=server is not self.anew)
        page = Page(name, "read", target, weigh(ask(server.port, request).body), queries)
        return by_turns(page, self._bare_read, partial(drive, server, request, status=200, seconds=SECONDS))

    def unchanged(self, name: str, server: Served, world: World, target: float | None = None) -> Result:
        """The feed for a calendar that has it already, beside the read floor."""
        path = "/agenda.ics"
        head = ask(server.port, get(server.port, path)).head
        etag = next(line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith("etag:"))
        headers = {"If-None-Match": etag}
        request = get(server.port, path, headers)
        queries = self._statements(world, path, headers)
        page = Page(name, "read", target, weigh(ask(server.port, request).body), queries)
        return by_turns(page, self._bare_read, partial(drive, server, request, status=304, seconds=SECONDS))

    def _statements(
        self, world: World, path: str, headers: dict[str, str] | None = None, *, is_kept: bool = True
    ) -> int:
        """Of the second visit, which finds the page kept, or of the first."""
        app = world.app(self.app.port)
        return [statements(app, path, headers=headers) for _ in range(2)][is_kept]

    def _bare_read(self) -> Round:
        return drive(self.floor, get(self.floor.port, "/"), status=200, seconds=SECONDS)

    def answer(self, name: str, *, mail: str = "", phone: str = "") -> Result:
        """Somebody answers with a form of their own, each time somebody else where `mail` says {}, beside the floor."""
        code = self.world.codes[0]
        [form] = self._forms([code], 1, mail, phone)
        app = self.world.app(self.app.port)
        page = Page(name, "write", WRITE, queries=statements(app, f"/rencontres/{code}", form=form))

        def ours() -> Round:
            codes = list(islice(cycle(self.world.codes), ANSWERS))
            filled = zip(codes, self._forms(codes, ANSWERS, mail, phone), strict=True)
            sent = [post(self.app.port, f"/rencontres/{code}", form) for code, form in filled]
            return drive(self.app, sent, status=303, seconds=SECONDS)

        def bare() -> Round:
            forms = self._forms([code], ANSWERS, mail, phone)
            return drive(self.floor, [post(self.floor.port, "/", form) for form in forms], status=303, seconds=SECONDS)

        return by_turns(page, bare, ours)

    def _forms(self, codes: Iterable[str], number: int, mail: str, phone: str) -> list[dict[str, str]]:
        """Filled forms, each with a token of its own, as if it had been opened two minutes ago."""
        with self.world.app().app_context():
            opened = now() - READING
            return [
                {
                    "jeton": tokens.issue(RegistrationForm.purpose, code, now=opened),
                    "kind": "going",
                    "party_size": "2",
                    "name": f"Habitant {each}",
                    "mail": mail.format(each),
                    "phone": phone,
                }
                for each, code in zip(islice(NUMBERS, number), cycle(codes), strict=False)
            ]

    def flyer(self, name: str, *, is_first: bool = False, draw: Callable[[FlyerContent], bytes] = flyer_a5) -> Result:
        """The flyers of a dozen meetings beside bare reportlab that repeats their strokes, in this process.

        `is_first`: nothing was printed for these meetings before: the code is to be found, the flyer to be laid out.
        """
        contents = self.world.flyers[:FLYERS]
        strokes = [paper.strokes_of(content, draw=draw) for content in contents]
        page = Page(name, "paper", PAPER if draw is flyer_a5 else None, weigh(draw(contents[0])))

        def ours() -> Round:
            if is_first:
                qr._modules.cache_clear()
                lay_out.cache_clear()
            return paper.drawn(draw, contents)

        return by_turns(page, partial(paper.drawn, paper.bare, strokes), ours)


def _both_sides(content: FlyerContent) -> bytes:
    """The office's sheet: two flyers to cut, with the coupon on their backs."""
    verso = VersoContent(content.day, content.locality, "K7M9R", content.publisher, content.zone_name, content.colour)
    return both_sides_pdf(content, verso, fmt=Format.A5, use=Use.OFFICE)
