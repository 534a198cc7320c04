"""A whole installation for a browser: pages on a real port, a letter box that speaks SMTP, a clock that tests move."""

import re
import socket
import threading
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from cafepol.accounts.operations import open_account
from cafepol.accounts.passwords import hash_password
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.messages.mailbox import Mailbox, caught
from cafepol.partners.operations import add_contact, create_partner
from cafepol.staff.models import Officer
from cafepol.worker import run_once
from cafepol.zone import queries as zone
from tests import databases
from tests.clients import Clock

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "un café noir sans sucre"


class Silent(WSGIRequestHandler):
    """A request handler that does not print."""

    def log(self, *_args) -> None:
        """Say nothing."""


@dataclass
class Live:
    """The installation that a journey walks through."""

    app: object
    url: str
    clock: Clock
    mails: object
    profile: str
    names: dict = field(default_factory=dict)

    def work(self) -> None:
        """One round of the worker."""
        with self.app.app_context():
            run_once("journey")

    def at(self, moment: datetime) -> None:
        self.clock.set(moment)

    def mail_to(self, address: str, *, about: str = ""):
        """The newest mail to an address."""
        found = [mail for mail in caught(self.mails) if address in mail.to and about in mail.subject + mail.text]
        assert found, f"no mail to {address} about {about!r}: {[(m.to, m.subject) for m in caught(self.mails)]}"
        return max(found, key=lambda mail: (mail.date, mail.key))

    def count_mails(self, address: str) -> int:
        return sum(1 for mail in caught(self.mails) if address in mail.to)

    def link(self, mail, path: str) -> str:
        """The link of a mail that leads to a path."""
        return next(link for link in mail.links if re.search(path, link))


@pytest.fixture(params=["boraine", "scheldekant"])
def live(request, templates, tmp_path):
    """A zone with officers, chiefs and partners, served on a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    mailbox = Mailbox(tmp_path / "mails")
    mail_port = mailbox.start()
    clock = Clock()
    origin = f"http://127.0.0.1:{port}"
    with templates.copy("sqlite", tmp_path, request.param) as database:
        app = databases.make_app(
            tmp_path, database, clock, origin=origin, mail_url=f"smtp://127.0.0.1:{mail_port}", quiet_seconds=10
        )
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Silent)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        live = Live(app, origin, clock, tmp_path / "mails", request.param)
        with app.app_context():
            live.names = people()
        yield live
        server.shutdown()
        thread.join()
        server.server_close()
        mailbox.stop()
        with app.app_context():
            databases.close(app)


def people() -> dict:
    """An officer and a chief in one commissariat, a chief in another, two partners; their names for the journey."""
    stations = zone.commissariats()
    home = next(each for each in zone.communes() if len(zone.venues([each.id])) >= 2)
    away = next(each for each in stations if each.id != home.commissariat_id)
    with transaction() as session:
        add_person(session, "claire@zone.example", "Mme Lambert", Role.OFFICER, home.commissariat_id)
        add_person(session, "chef@zone.example", "M. Simon", Role.CHIEF, home.commissariat_id)
        add_person(session, "ailleurs@zone.example", "M. Petit", Role.CHIEF, away.id)
        kind = zone.partner_kinds()[0]
        within = frozenset({home.id})
        by_mail = create_partner(name="Habitat pour tous", kind_id=kind.id, commune_ids=[home.id], within=within)
        add_contact(by_mail, name="Mme Dubois", mail="dubois@partenaire.example")
        by_phone = create_partner(name="Gardiens du parc", kind_id=kind.id, commune_ids=[home.id], within=within)
        add_contact(by_phone, name="M. Leroy", phone="065 00 99 01")
    first, second = zone.venues([home.id])[:2]
    return {"commune": home.name, "slug": home.slug, "first": first.name, "second": second.name}


def add_person(session, mail: str, name: str, role: Role, commissariat_id: int) -> None:
    """Somebody who may sign in, and the officer that they are."""
    account = open_account(mail=mail, name=name, grants=frozenset({(role, commissariat_id)}), now=now())
    account.password_hash = hash_password(PASSWORD)
    session.add(
        Officer(
            account_id=account.id,
            name=name,
            rank="INP",
            title="Inspectrice" if name.startswith("Mme") else "Inspecteur",
            phone="+3265001232",
            mail=mail,
            commissariat_id=commissariat_id,
        )
    )
    session.flush()


@pytest.fixture(scope="session")
def chromium():
    """One headless Chromium for all journeys of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, live):
    """`browse(width=390)`: a new browser window; nothing it loads may come from elsewhere, no script may fail."""
    windows, troubles = [], []

    def open_window(width: int = 1280, height: int = 900, *, javascript: bool = True):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            base_url=live.url,
            java_script_enabled=javascript,
            locale="fr-BE",
            bypass_csp=False,
        )
        page = context.new_page()
        page.on(
            "request", lambda sent: troubles.append(sent.url) if not sent.url.startswith((live.url, "data:")) else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        windows.append(context)
        return page

    yield open_window
    for context in windows:
        context.close()
    assert troubles == []


@pytest.fixture
def accessible(chromium, live):
    """`accessible(page)`: axe finds nothing in what this window shows, and it does not scroll sideways at 320 pixels.

    What is shown is copied into a window beside it: the answer to a post, too, which no address would give again. One
    zone's pages are judged: another's differ by their words and colours, whose contrast tests/zone/test_colours proves.
    """
    context = chromium.new_context(base_url=live.url, bypass_csp=True)
    twin, shown = context.new_page(), []

    def answer(route) -> None:
        asked = route.request
        if asked.is_navigation_request() and asked.frame == twin.main_frame:
            route.fulfill(body=shown[-1], content_type="text/html; charset=utf-8")
        elif asked.resource_type == "script":
            route.abort()  # the copy stays as it was shown
        else:
            route.continue_()

    twin.route("**/*", answer)

    def check(page) -> None:
        if live.profile != "boraine":
            return
        shown.append(page.content())
        twin.set_viewport_size({"width": 1280, "height": 720})
        twin.goto("about:blank")  # or an address with another fragment would leave the last copy there
        twin.goto(page.url)
        found = Axe().run(twin, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
        twin.set_viewport_size({"width": 320, "height": 800})
        wide = twin.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{page.url} is {wide} pixels wide at 320"

    yield check
    context.close()
