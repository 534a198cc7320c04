"""The `cafepol` command, as an administrator types it."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

import pytest
from click.testing import CliRunner

from cafepol import worker
from cafepol.cli import commands
from cafepol.core.errors import Refused
from cafepol.launch import run, stop

WAIT_SECONDS = 120


@pytest.fixture
def instance(tmp_path, monkeypatch):
    """An installation's empty folder, named by the environment."""
    folder = tmp_path / "instance"
    monkeypatch.setenv("CAFEPOL_INSTANCE", str(folder))
    for name in ("MAIL_URL", "DATABASE_URL", "ORIGIN", "DEMO"):
        monkeypatch.delenv(f"CAFEPOL_{name}", raising=False)
    return folder


def cafepol(*arguments: str):
    return CliRunner().invoke(commands, list(arguments))


INIT = ("init", "--zone", "boraine", "--mail", "admin@zone.example", "--name", "Mme Admin")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def process(instance):
    """Start `cafepol …` as a process of its own; it is ended with the test."""
    started = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        one = subprocess.Popen(
            [sys.executable, "-m", "cafepol", *arguments],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(one)
        return one

    yield start
    for one in started:
        one.terminate()
        one.wait(20)
        one.stdout.close()


def answers(url: str, opener=None) -> str:
    """The page at this address, as soon as it answers."""
    opener = opener or urllib.request.build_opener()
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with opener.open(url, timeout=10) as response:
                return response.read().decode()
        except OSError:
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.2)


def test_init_installs_a_zone_and_prints_the_first_link(instance):
    done = cafepol(*INIT)
    assert done.exit_code == 0, done.output
    assert re.search(r"http://127\.0\.0\.1:8000/equipe/invitation/[\w-]{43}", done.output)
    assert cafepol("upgrade").exit_code == 0  # nothing to do is fine


def test_second_init_is_refused_in_one_line(instance):
    cafepol(*INIT)
    again = cafepol(*INIT)
    assert again.exit_code == 1
    assert "déjà installée" in again.output
    assert "Traceback" not in again.output


def test_bad_setting_stops_every_command_with_one_line(instance, monkeypatch):
    monkeypatch.setenv("CAFEPOL_ORIGIN", "ftp://ici")
    for command in ("upgrade", "worker", "serve"):
        done = cafepol(command)
        assert done.exit_code == 1
        assert "CAFEPOL_ORIGIN" in done.output


def test_help_is_in_french(instance):
    shown = cafepol("--help").output
    for word in ("demo", "init", "serve", "worker", "upgrade", "Servir les pages."):
        assert word in shown


def test_demonstration_never_touches_an_installation_in_use(instance):
    cafepol(*INIT)
    with pytest.raises(Refused, match="pas une démonstration"):
        run(port=free_port(), profile="boraine")


def test_served_pages_answer_and_stop_with_their_worker(instance, process):
    cafepol(*INIT)
    port = free_port()
    server = process("serve", "--port", str(port), "--with-worker")
    assert "Un café avec votre policier de quartier" in answers(f"http://127.0.0.1:{port}/")
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) is not None


def test_the_demonstration_waits_for_no_process_that_does_not_end():
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        stop([process], patience=0.2)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_demonstration_runs_a_year_on_this_machine(instance, process):
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    demo = process("demo", "--port", str(port))
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    said = "".join(lines)
    assert f"{origin}/equipe/courriels" in said
    accounts = json.loads((instance / "demo-accounts.json").read_text(encoding="utf-8"))
    assert all(set(each) == {"role", "commissariat", "commune", "mail", "password"} for each in accounts)
    assert all(each["mail"] in said and each["password"] in said for each in accounts)
    officers = [each["commune"] for each in accounts if each["role"] == "officer"]
    assert sorted(officers) == ["Boussu", "Colfontaine", "Frameries", "Quaregnon", "Saint-Ghislain"]

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = answers(f"{origin}/equipe/connexion", browser)
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    fields |= dict(re.findall(r'<input[^>]*name="(csrf_token|key)"[^>]*value="([^"]*)"', form))
    officer = next(each for each in accounts if each["role"] == "officer")
    sent = urllib.parse.urlencode(fields | {"mail": officer["mail"], "password": officer["password"]}).encode()
    with browser.open(f"{origin}/equipe/connexion", sent, timeout=20) as desk:
        assert "Bonjour" in desk.read().decode()
    assert "Courriels de la démonstration" in answers(f"{origin}/equipe/courriels", browser)

    demo.send_signal(signal.SIGTERM)
    assert demo.wait(30) == 0


def test_worker_goes_on_after_a_round_that_failed(app, monkeypatch, caplog):
    stop, rounds = threading.Event(), []

    def failing(_owner: str) -> int:
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()
        raise RuntimeError

    monkeypatch.setattr(worker, "run_once", failing)
    worker.work(app, stop, every=0)
    assert len(rounds) == 2
    assert "a round of the worker failed" in caplog.text


def test_without_a_mail_server_nothing_is_handed_over(app):
    assert app.extensions["cafepol.settings"].mail_url == ""
    assert worker.run_once("test") == 0


def test_part_that_fails_does_not_hold_the_mail_up(app, monkeypatch, caplog):
    told = []
    monkeypatch.setattr(worker, "_tidy", lambda: 1 / 0)
    monkeypatch.setattr(worker, "_tell", lambda: told.append(1))
    worker.run_once("test")
    assert told == [1]
    assert "a part of the worker" in caplog.text
