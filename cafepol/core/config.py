"""Every setting of an installation, in one place: environment `CAFEPOL_*` first, then `instance/cafepol.toml`.

Each is documented in docs/SETTINGS.md (a test compares). A bad value stops the start with one clear line.
"""

import os
import re
import secrets
import tomllib
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app

MAIL_MODES = ("send", "redirect")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
PACKAGE = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting cannot be used; the message says which and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """One installation's settings. Times are in the unit that the name says."""

    instance: Path
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    origin: str = "http://127.0.0.1:8000"
    timezone: str = "Europe/Brussels"
    mail_url: str = field(default="", repr=False)
    mail_from: str = "cafepol@localhost.localdomain"
    mail_reply_to: str = ""
    mail_mode: str = "send"
    mail_redirect_to: str = ""
    quiet_seconds: int = 600
    idle_minutes: int = 30
    signin_hours: int = 12
    max_form_kb: int = 256
    trusted_proxies: int = 0
    registrations_per_address_hour: int = 20
    answer_mails_per_address_day: int = 3
    answer_mails_per_meeting_hour: int = 60
    unproven_people_per_meeting: int = 40
    unproven_answers_per_meeting: int = 500
    minimum_form_seconds: int = 3
    calendar_hosts: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    demo: bool = False

    @property
    def is_https(self) -> bool:
        """Whether residents reach the app over https (then cookies are `__Host-`, and HSTS is sent)."""
        return self.origin.startswith("https://")

    @property
    def host(self) -> str:
        """The host name of the configured origin, the only one that links carry."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_rehearsal(self) -> bool:
        """Whether this installation tells nobody: every mail goes to `mail_redirect_to` alone."""
        return self.mail_mode == "redirect"

    @property
    def mail_address(self) -> str:
        """The address of `mail_from` without the name that may stand before it."""
        return parseaddr(self.mail_from)[1]


def load_settings(instance: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings of the installation in `instance` (default: `CAFEPOL_INSTANCE`, then `./instance`).

    Raises BadSetting for an unknown key in the file, a value of the wrong kind, or one that cannot work.
    """
    folder = (instance or Path(os.environ.get("CAFEPOL_INSTANCE", "instance"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    values = _from_file(folder / "cafepol.toml") | _from_environment() | overrides
    values = {name: _convert(name, value) for name, value in values.items()}
    values["instance"] = folder
    values["database_url"] = values.get("database_url") or f"sqlite:///{folder / 'cafepol.sqlite'}"
    values["secret_key"] = values.get("secret_key") or _own_key(folder / "secret.key")
    settings = Settings(**values)
    _check(settings)
    return settings


def settings() -> Settings:
    """The settings of the app that is running."""
    current: Settings = current_app.extensions["cafepol.settings"]
    return current


def folder_of(name: str) -> Path:
    """Where `templates` or `static` lie: beside the package in a checkout, inside it in an installed wheel."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _kinds() -> dict[str, Any]:
    return {f.name: f.type for f in fields(Settings) if f.name != "instance"}


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path.name} : ce fichier ne se lit pas ({error}).") from error
    for key in read:
        if key not in _kinds():
            raise BadSetting(f"{path.name} : réglage inconnu « {key} ».")
    return read


def _from_environment() -> dict[str, str]:
    found = {name: os.environ.get(f"CAFEPOL_{name.upper()}") for name in _kinds()}
    return {name: value for name, value in found.items() if value is not None}


def _convert(name: str, value: Any) -> Any:
    kind = _kinds()[name]
    try:
        if kind is int:
            return int(value)
        if kind is bool:
            return (
                value
                if isinstance(value, bool)
                else {"1": True, "true": True, "0": False, "false": False}[value.lower()]
            )
        if kind == tuple[str, ...]:
            return tuple(value.split(",")) if isinstance(value, str) else tuple(value)
        return str(value)
    except (ValueError, KeyError, AttributeError) as error:
        raise BadSetting(f"CAFEPOL_{name.upper()} : la valeur « {value} » ne convient pas.") from error


def _own_key(path: Path) -> str:
    """The installation's signing key, made once and readable by its owner only."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _check(settings: Settings) -> None:
    origin = urlsplit(settings.origin)
    loopback = origin.hostname in {"127.0.0.1", "localhost", "::1"}
    if origin.scheme not in {"http", "https"} or not origin.hostname or origin.path not in {"", "/"}:
        raise BadSetting("CAFEPOL_ORIGIN : écrivez une adresse comme https://cafepol.exemple.be, sans chemin.")
    if origin.scheme == "http" and not loopback:
        raise BadSetting("CAFEPOL_ORIGIN : http ne convient que sur cette machine (127.0.0.1). Écrivez https://…")
    if settings.demo and not loopback:
        raise BadSetting("CAFEPOL_DEMO : la démonstration ne tourne que sur cette machine (127.0.0.1).")
    _check_mail(settings)
    _check_embedding(settings)
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError) as error:
        raise BadSetting(f"CAFEPOL_TIMEZONE : fuseau inconnu « {settings.timezone} ».") from error
    if len(settings.secret_key) < 32:  # noqa: PLR2004 -- 32 characters, said in the sentence below
        raise BadSetting("CAFEPOL_SECRET_KEY : 32 caractères au moins.")
    for name, kind in _kinds().items():
        if kind is int and getattr(settings, name) < 0:
            raise BadSetting(f"CAFEPOL_{name.upper()} : un nombre positif, s’il vous plaît.")


def _check_embedding(settings: Settings) -> None:
    if not all(_ORIGIN.fullmatch(each) for each in settings.embed_origins):
        raise BadSetting("CAFEPOL_EMBED_ORIGINS : des adresses comme https://www.exemple.be, entre virgules.")


def _check_mail(settings: Settings) -> None:
    if settings.mail_url and urlsplit(settings.mail_url).scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise BadSetting("CAFEPOL_MAIL_URL : écrivez smtp://, smtp+starttls:// ou smtps://, puis le serveur.")
    for name, value in (("FROM", settings.mail_from), ("REPLY_TO", settings.mail_reply_to or settings.mail_from)):
        local_part, _, domain = parseaddr(value)[1].rpartition("@")
        if not (local_part and domain and value.isprintable()) or "=?" in value:  # or it would be two headers
            raise BadSetting(
                f"CAFEPOL_MAIL_{name} : une adresse, ou « Nom <adresse> » (le nom entre guillemets s’il a une virgule)."
            )
    _check_mail_mode(settings)


def _check_mail_mode(settings: Settings) -> None:
    if settings.mail_mode not in MAIL_MODES:
        raise BadSetting("CAFEPOL_MAIL_MODE : écrivez send (envoyer) ou redirect (tout envoyer à une seule adresse).")
    if settings.mail_redirect_to and not settings.is_rehearsal:  # a rehearsal that would write to everybody
        raise BadSetting(
            "CAFEPOL_MAIL_REDIRECT_TO ne sert qu’avec CAFEPOL_MAIL_MODE=redirect : ajoutez l’un ou retirez l’autre."
        )
    if settings.is_rehearsal and not _is_bare_address(settings.mail_redirect_to):
        raise BadSetting("CAFEPOL_MAIL_REDIRECT_TO : une seule adresse, sans nom, à laquelle vont tous les courriels.")


def _is_bare_address(value: str) -> bool:
    local_part, _, domain = value.rpartition("@")
    return bool(local_part and domain) and parseaddr(value)[1] == value
