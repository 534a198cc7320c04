"""`cafepol demo`: an invented year, a letter box that catches every mail, the pages and the worker, on this machine."""

import json
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from cafepol.app import create_app
from cafepol.core.clock import now
from cafepol.core.config import Settings, load_settings
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.core.upgrades import upgrade_database
from cafepol.demo.year import build_year, write_accounts
from cafepol.messages.mailbox import Mailbox
from cafepol.server import start
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from cafepol.zone.queries import find_zone

QUIET_SECONDS = 10
START_SECONDS = 60
MARK = "demo.txt"


def run(*, port: int, profile: str) -> None:
    """Prepare the demonstration on its first start, then run it until it is stopped. Raises Refused, BadSetting."""
    origin = f"http://127.0.0.1:{port}"
    settings = load_settings(demo=True, origin=origin, quiet_seconds=QUIET_SECONDS)
    accounts = settings.instance / "demo-accounts.json"
    _prepare(settings, profile, accounts)
    mailbox = None if settings.mail_url else Mailbox(settings.instance / "mails")
    mail_url = settings.mail_url if mailbox is None else f"smtp://127.0.0.1:{mailbox.start()}"
    environment = {
        "CAFEPOL_INSTANCE": str(settings.instance),
        "CAFEPOL_DEMO": "1",
        "CAFEPOL_ORIGIN": origin,
        "CAFEPOL_QUIET_SECONDS": str(QUIET_SECONDS),
        "CAFEPOL_MAIL_URL": mail_url,
    }
    processes = [start("serve", "--port", str(port), **environment), start("worker", **environment)]
    try:
        _wait(origin, processes)
        _welcome(origin, accounts, caught=mailbox is not None)
        _until_stopped(processes)
    finally:
        stop(processes)
        if mailbox is not None:
            mailbox.stop()


def stop(processes: Sequence[subprocess.Popen[bytes]], *, patience: float = 15) -> None:
    """End processes: whoever is not done after so many seconds is not asked again."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _prepare(settings: Settings, profile: str, accounts: Path) -> None:
    """The database of the demonstration: made once, never over an installation that is in use."""
    mark = settings.instance / MARK
    if mark.exists() and not accounts.exists():  # an earlier first start was interrupted
        for leftover in settings.instance.glob("cafepol.sqlite*"):
            leftover.unlink()
    with create_app(settings).app_context():
        upgrade_database()
        if find_zone() is not None:
            if not mark.exists():
                raise Refused("Cette installation n’est pas une démonstration. Choisissez un autre CAFEPOL_INSTANCE.")
            return
        click.echo("Préparation d’une année de données inventées…")
        mark.write_text(profile, encoding="utf-8")
        with transaction():
            install_profile(read_profile(profile))
        write_accounts(build_year(now=now()), accounts)


def _wait(origin: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Until the pages answer; a process that ended meanwhile (the port is taken) ends the demonstration."""
    for _ in range(START_SECONDS * 5):
        if any(process.poll() is not None for process in processes):
            break
        try:
            with urlopen(origin, timeout=5):  # noqa: S310 -- our own address on this machine
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise Refused("Les pages ne répondent pas. Le port est peut-être déjà pris : essayez make demo PORT=8123.")


def _welcome(origin: str, accounts: Path, *, caught: bool) -> None:
    click.echo(f"\nCaféPol est prêt : {origin}/\nL’équipe se connecte ici : {origin}/equipe/connexion\n")
    for account in json.loads(accounts.read_text(encoding="utf-8")):
        place = account["commune"] or account["commissariat"] or "toute la zone"
        click.echo(f"  {account['role']:<14} {place:<18} {account['mail']:<44} {account['password']}")
    click.echo(f"\nCes comptes sont aussi dans {accounts.name}, dans le dossier de l’installation.")
    if caught:
        click.echo(f"Les courriels sont retenus et lisibles ici : {origin}/equipe/courriels")
    click.echo("Ctrl-C arrête la démonstration.", nl=True)


def _until_stopped(processes: list[subprocess.Popen[bytes]]) -> None:
    """Until Ctrl-C, a termination, or the end of a process."""
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    try:
        while not stopped and all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\nAu revoir.")
