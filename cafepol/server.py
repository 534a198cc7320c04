"""Serving: gunicorn with threads, configured here so that one command runs it."""

import os
import subprocess
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """gunicorn around our own app."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app that each worker process serves."""
        return self.app


def serve(app: Flask, *, host: str, port: int, processes: int, threads: int) -> None:
    """Serve until stopped. Raises SystemExit as gunicorn does."""
    Server(
        app,
        {
            "bind": f"{host}:{port}",
            "workers": processes,
            "threads": threads,
            "worker_class": "gthread",
            "control_socket_disable": True,
            "loglevel": "warning",
            "graceful_timeout": 10,
            "timeout": 60,
        },
    ).run()


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Another `cafepol` command as a process of its own, with these settings on top of ours."""
    command = [sys.executable, "-m", "cafepol", *arguments]
    return subprocess.Popen(command, env=os.environ | environment)  # noqa: S603 -- our own command
