"""`make pictures`: draw docs/pictures again, from the demonstration's year on a fixed day, with the real pages."""

import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from cafepol.app import create_app
from cafepol.core.clock import now
from cafepol.core.config import load_settings
from cafepol.core.db import db, transaction
from cafepol.core.upgrades import upgrade_database
from cafepol.demo.year import DemoAccount, build_year
from cafepol.messages.operations import record_as_left
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from tests.flyers.specimens import draw_all

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DAY = datetime(2027, 1, 7, 8, 30, tzinfo=UTC)
PORT = 8765
ORIGIN = f"http://127.0.0.1:{PORT}"


def main() -> None:
    """Build the year, serve it on this machine, and look."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    draw_all()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings(Path(folder), demo=True, origin=ORIGIN), clock=lambda: DAY)
        with app.app_context():
            upgrade_database()
            with transaction():
                install_profile(read_profile("boraine"))
            accounts = build_year(now=now())
            with transaction():
                record_as_left(before=now())  # no worker runs here: this morning's mails would be said to wait
        server = make_server("127.0.0.1", PORT, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
                )
                residents(browser)
                staff(browser, accounts)
                browser.close()
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                db.engine.dispose()


def residents(browser: Browser) -> None:
    """The agenda and a meeting, on a desk's width and on a phone's; one's own officer, on a phone's."""
    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 900}, base_url=ORIGIN)
        page.goto("/")
        page.screenshot(path=FOLDER / f"agenda-{width}.png", full_page=True)
        page.locator(".meeting:not(.meeting--off) h3 a").first.click()
        page.screenshot(path=FOLDER / f"meeting-{width}.png", full_page=True)
        page.close()
    page = browser.new_page(viewport={"width": 390, "height": 900}, base_url=ORIGIN)
    page.goto("/mon-policier")
    page.get_by_role("navigation", name="Choisir une commune").get_by_role("link").first.click()
    page.get_by_role("navigation", name="Choisir un quartier").get_by_role("link").first.click()
    page.screenshot(path=FOLDER / "officer-390.png", full_page=True)
    page.close()


def staff(browser: Browser, accounts: list[DemoAccount]) -> None:
    """The desk, a hub, the room and the board of whoever has most to do."""
    officer = next(each for each in accounts if each.role == "officer" and has_cafe_today(browser, each))
    page = signed_in(browser, officer)
    page.screenshot(path=FOLDER / "desk-1280.png", full_page=True)
    code = (page.locator(".today form").first.get_attribute("action") or "").split("/")[3]
    for name, path in {"hub": "", "registrations": "/inscriptions", "message-to-all": "/message"}.items():
        look(page, f"/equipe/rencontres/{code}{path}", name)
    look(page, "/equipe/previsions", "forecasts")
    outreach(page, code)
    page.goto("/equipe/doleances")
    page.locator(".slip h3 a").first.click()
    page.screenshot(path=FOLDER / "concern-1280.png", full_page=True)
    chief = next(each for each in accounts if each.role == "chief" and each.commune == officer.commune)
    board = signed_in(browser, chief)
    board.goto("/equipe/doleances")
    board.screenshot(path=FOLDER / "board-1280.png", full_page=True)
    planning(board)
    room(signed_in(browser, officer))


def outreach(page: Page, code: str) -> None:
    """The papers of a café, on a desk's width and on a phone's; its texts, and the rounds of one that has some."""
    look(page, f"/equipe/rencontres/{code}/a-imprimer", "papers")
    look(page, f"/equipe/rencontres/{code}/textes", "texts")
    look(page, "/equipe/impressions", "print-jobs")
    look(page, "/equipe/tournees", "rounds-of-the-week")
    page.locator("main .rows a[href*='/tournees']").first.click()
    page.screenshot(path=FOLDER / "rounds-1280.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, f"/equipe/rencontres/{code}/a-imprimer", "papers", width=390)
    page.set_viewport_size({"width": 1280, "height": 900})


def look(page: Page, path: str, name: str, *, width: int = 1280) -> None:
    """Take the picture of a page that is there, with the pictures that it loads when one scrolls to them."""
    answer = page.goto(path)
    if answer is None or not answer.ok:
        raise LookupError(path)
    for picture in page.locator("img[loading=lazy]").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)


def room(page: Page) -> None:
    """The room, on a tablet's width and on a phone's: this window opens nothing else from now on."""
    page.get_by_role("button", name="Ouvrir la feuille de présence").first.click()
    for width in (820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=FOLDER / f"room-{width}.png", full_page=True)


def planning(page: Page) -> None:
    """The month on a desk's width and on a phone's, and the dates that are found."""
    page.goto("/equipe/planning")
    page.screenshot(path=FOLDER / "planning-month-1280.png", full_page=True)
    page.goto("/equipe/planning/trouver")
    page.screenshot(path=FOLDER / "find-a-date-1280.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/equipe/planning")
    page.screenshot(path=FOLDER / "planning-390.png", full_page=True)


def signed_in(browser: Browser, account: DemoAccount):
    """A window in which this account is signed in."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=ORIGIN).new_page()
    page.goto("/equipe/connexion")
    page.get_by_label("Votre adresse e-mail").fill(account.mail)
    page.get_by_label("Votre mot de passe").fill(account.password)
    page.get_by_role("button", name="Se connecter").click()
    return page


def has_cafe_today(browser: Browser, account: DemoAccount) -> bool:
    """Whether this officer's desk shows a café for today."""
    page = signed_in(browser, account)
    found = page.locator(".today").count() > 0
    page.context.close()
    return found


if __name__ == "__main__":
    main()
