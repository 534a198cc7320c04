"""The `cafepol` command: `cafepol --help` tells what each part does."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click
from flask import Flask

from cafepol import launch, server
from cafepol.accounts.audit import record
from cafepol.accounts.operations import invitation_link, open_account
from cafepol.accounts.roles import Role
from cafepol.app import create_app
from cafepol.core.clock import now, zone_time
from cafepol.core.config import BadSetting, Settings, load_settings
from cafepol.core.db import transaction
from cafepol.core.errors import DomainError
from cafepol.core.filters import count
from cafepol.core.links import url
from cafepol.core.tables import MAX_BYTES, BadLines
from cafepol.core.upgrades import upgrade_database
from cafepol.history.operations import add_meetings, plan_import, take_turn
from cafepol.history.rounds import in_steps
from cafepol.invitations.readdressing import bring_directory
from cafepol.messages.bounces import note_bounce
from cafepol.messages.reports import MAX_BYTES as MAX_REPORT
from cafepol.messages.reports import read_report
from cafepol.partners.importing import read_directory
from cafepol.worker import work
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from cafepol.zone.queries import communes


def _app() -> Flask:
    with _refusals():
        return create_app(load_settings())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """CaféPol : « Un café avec votre policier de quartier »."""


@commands.command()
@click.option("--zone", "profile", default="boraine", show_default=True, help="Profil de zone à installer.")
@click.option("--mail", prompt="Adresse e-mail du premier compte d’administration", help="Adresse de l’administration.")
@click.option("--name", prompt="Nom", help="Nom de cette personne.")
def init(profile: str, mail: str, name: str) -> None:
    """Installer une zone et inviter le premier compte d’administration."""
    with _app().app_context():
        upgrade_database()
        with _refusals(), transaction():
            install_profile(read_profile(profile))
            account = open_account(mail=mail, name=name, grants=frozenset({(Role.ADMINISTRATOR, None)}), now=now())
            token = invitation_link(account, now=now())
        click.echo("La zone est installée. Ce lien, valable une fois et 7 jours, choisit le mot de passe :")
        click.echo(url("accounts.accept", token=token))


@commands.command()
def upgrade() -> None:
    """Mettre la base de données à jour."""
    with _app().app_context():
        upgrade_database()
    click.echo("La base de données est à jour.")


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse à écouter.")
@click.option("--port", default=8000, show_default=True, help="Port à écouter.")
@click.option("--processes", default=1, show_default=True, help="Nombre de processus.")
@click.option("--threads", default=8, show_default=True, help="Nombre de fils par processus.")
@click.option("--with-worker", is_flag=True, help="Lancer aussi le facteur (courriels, rappels).")
def serve(host: str, port: int, processes: int, threads: int, *, with_worker: bool) -> None:
    """Servir les pages."""
    app = _app()
    helper = server.start("worker") if with_worker else None
    try:
        server.serve(app, host=host, port=port, processes=processes, threads=threads)
    finally:
        if helper is not None:
            helper.terminate()
            helper.wait(15)


@commands.command()
def worker() -> None:
    """Envoyer ce qui doit partir : courriels, changements, annulations."""
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    app = _app()
    current: Settings = app.extensions["cafepol.settings"]
    if current.is_rehearsal:
        click.echo(f"Essai : rien ne sort. Tous les courriels vont à {current.mail_redirect_to}.")
    work(app, stop)


@commands.command()
@click.option("--port", default=8000, show_default=True, help="Port à écouter.")
@click.option("--zone", "profile", default="boraine", show_default=True, help="Profil de zone à montrer.")
def demo(port: int, profile: str) -> None:
    """Montrer CaféPol avec une année de données inventées, sur cette machine seulement."""
    with _refusals():
        launch.run(port=port, profile=profile)


@commands.command()
@click.argument("file", type=click.File("rb"), default="-")
def bounce(file: BinaryIO) -> None:
    """Noter qu’un courriel est revenu, d’après l’avis du serveur de courriel (RFC 3464), lu sur l’entrée.

    Se termine par 0 si le courriel est noté comme revenu, par 1 si l’avis n’en nomme aucun des nôtres.
    """
    report = read_report(file.read(MAX_REPORT + 1))
    if report is None:
        raise click.ClickException("Ce n’est pas l’avis d’un courriel revenu. Rien n’a changé.")
    with _app().app_context(), transaction():
        found = note_bounce(report, now=now())
        if found is not None:
            record("message_bounced", account_id=None, now=now(), subject="message", subject_id=found.id)
    if found is None:
        raise click.ClickException("Ce courriel n’est pas des nôtres, ou il est réglé. Rien n’a changé.")
    click.echo(f"Noté : le courriel {found.id} est revenu. Il est à reprendre dans « Messages ».")


@commands.group(name="import")
def bring() -> None:
    """Apporter des données."""


@bring.command(name="meetings")
@click.argument("file", type=click.File("rb"))
def bring_meetings(file: BinaryIO) -> None:
    """Apporter les rencontres passées d’un fichier CSV : toutes, ou aucune."""
    with _app().app_context(), _refusals(), transaction():
        take_turn()
        plan = plan_import(file.read(MAX_BYTES + 1), now=now(), tz=zone_time())
        with click.progressbar(length=len(plan.rows), label="Rencontres") as bar:
            for rows in in_steps(plan.rows):
                add_meetings(rows, by_account_id=None, now=now())
                bar.update(len(rows))
    click.echo(f"{count(len(plan.rows), 'rencontre ajoutée', 'rencontres ajoutées')}, {plan.skipped} déjà connues.")
    for title, names in (("Lieux ajoutés", plan.new_venues), ("Anciens policiers ajoutés", plan.new_officers)):
        if names:
            click.echo(f"{title} : {', '.join(names)}.")


@bring.command(name="partners")
@click.argument("file", type=click.File("rb"))
def bring_partners(file: BinaryIO) -> None:
    """Apporter l’annuaire des partenaires d’un fichier CSV : tout, ou rien."""
    with _app().app_context(), _refusals(), transaction():
        table = read_directory(file.read(MAX_BYTES + 1))
        plan = bring_directory(table, within=[commune.id for commune in communes()], now=now())
        record("partners_imported", account_id=None, now=now(), partners=len(plan.new_partners))
    partners = count(len(plan.new_partners), "partenaire ajouté", "partenaires ajoutés")
    people = count(len(plan.new_people), "personne ajoutée", "personnes ajoutées")
    changes = count(len(plan.changed_partners) + len(plan.changed_people), "changement")
    click.echo(f"{partners}, {people}, {changes}, {plan.same} déjà là.")
    for title, names in (("Retirés, et qui le restent", plan.retired), ("Colonnes non lues", table.ignored)):
        if names:
            click.echo(f"{title} : {', '.join(names)}.")


@contextmanager
def _refusals() -> Iterator[None]:
    """What a rule or a setting refuses is one clear line and exit code 1."""
    try:
        yield
    except BadLines as refusal:
        for error in refusal.errors:
            click.echo(f"Ligne {error.line} : {error.sentence}", err=True)
        raise click.ClickException(str(refusal)) from refusal
    except (DomainError, BadSetting) as refusal:
        raise click.ClickException(str(refusal)) from refusal


def main() -> None:
    """Run the command line."""
    commands()
