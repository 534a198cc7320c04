"""The worker: what happens without anybody asking. Any number may run; leases and unique keys keep them apart."""

import logging
import os
import secrets
import socket
import threading

from flask import Flask

from cafepol.absences.operations import forget_past
from cafepol.absences.rounds import read_one_calendar
from cafepol.batches.operations import forget_files
from cafepol.batches.running import run_job
from cafepol.concerns.wiping import wipe_recorded
from cafepol.core import limits, receipts
from cafepol.core.clock import now, today, zone_time
from cafepol.core.config import settings
from cafepol.core.db import db, transaction
from cafepol.dialogue.rounds import run_dialogue
from cafepol.forecast.operations import learn
from cafepol.forecast.queries import is_stale
from cafepol.history.operations import drop_old_imports
from cafepol.history.rounds import run_import
from cafepol.messages.delivery import deliver_due
from cafepol.messages.smtp import configured_transport
from cafepol.notices.digest import is_digest_due, tell_digests
from cafepol.notices.operations import run_notices
from cafepol.outreach.announcing import announce_meetings
from cafepol.outreach.subscriptions import drop_unconfirmed_subscriptions
from cafepol.registrations.keeping import forget_people
from cafepol.registrations.rounds import answer_by_mails, tidy_registrations
from cafepol.relays.rounds import run_relays
from cafepol.requests.operations import forget_contacts, forget_words

EVERY_SECONDS = 2.0

logger = logging.getLogger("cafepol.worker")


def worker_name() -> str:
    """Who holds a lease: machine, process and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def run_once(owner: str) -> int:
    """One round: tidy, write what is to be said, read one calendar, do one import, learn, print, hand over what is due.

    Needs an app context. Says how many mails the server took; without a mail server they stay queued. A part that
    fails is logged and does not hold the others up.
    """
    for part in (
        _tidy,
        _tidy_registrations,
        _answer,
        _relay,
        _tell,
        _tell_mornings,
        _wipe,
        _talk,
        _announce,
        _read_calendars,
        _run_imports,
        _learn,
        _print,
    ):
        try:
            part()
        except Exception:
            logger.exception("a part of the worker's round failed")
            db.session.rollback()
    transport = configured_transport()
    return deliver_due(now=now(), transport=transport, owner=owner) if transport else 0


def _tidy() -> None:
    with transaction():
        forget_people(now())
        forget_contacts(now())
        forget_words(now())
        receipts.forget_old(now())
        limits.forget_old(now())
        forget_past(now())
        drop_unconfirmed_subscriptions(now())
        drop_old_imports(now() - receipts.KEEP)
        forget_files(now())


def _tidy_registrations() -> None:
    tidy_registrations(now())


def _answer() -> None:
    answer_by_mails(now())


def _relay() -> None:
    run_relays(now())


def _tell() -> None:
    run_notices(now())


def _tell_mornings() -> None:
    """A look that finds the digest written, or not due, holds no writer up."""
    is_due = is_digest_due(now())
    db.session.remove()
    if is_due:
        with transaction():
            tell_digests(now=now())


def _wipe() -> None:
    wipe_recorded(now())


def _talk() -> None:
    run_dialogue(now())


def _announce() -> None:
    announce_meetings(now())


def _read_calendars() -> None:
    read_one_calendar(now=now(), tz=zone_time(), trusted=settings().calendar_hosts)


def _run_imports() -> None:
    run_import(clock=now, tz=zone_time())


def _print() -> None:
    run_job(now)


def _learn() -> None:
    """After an import of past cafés, and once a day; a look that finds nothing to learn holds no writer up."""
    stale = is_stale(today())
    db.session.remove()
    if stale:
        with transaction():
            learn(today=today())


def work(app: Flask, stop: threading.Event, *, every: float = EVERY_SECONDS) -> None:
    """Round after round, `every` seconds, until told to stop; a round that fails does not end the work."""
    owner = worker_name()
    while not stop.is_set():
        with app.app_context():
            try:
                run_once(owner)
            except Exception:
                logger.exception("a round of the worker failed")
                db.session.rollback()
        stop.wait(every)
