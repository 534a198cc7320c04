"""The installable distribution: it holds every package and page, and serves them far from the checkout."""

import os
import shutil
import site
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("cafepol", "templates", "static", "pyproject.toml", "README.md", "LICENSE")
VISIT = """
from cafepol.app import create_app
from cafepol.core.config import folder_of, load_settings
from cafepol.core.db import transaction
from cafepol.core.upgrades import upgrade_database
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile

app = create_app(load_settings())
with app.app_context():
    upgrade_database()
    with transaction():
        install_profile(read_profile("boraine"))
    for path in ("/", "/static/css/base.css", "/vie-privee"):
        response = app.test_client().get(path, base_url="http://127.0.0.1:8000")
        print(path, response.status_code, len(response.data))
print(folder_of("templates"))
"""


def run(*command, cwd, **environment) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CAFEPOL_", "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy so that the checkout stays clean."""
    copy, dist = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("dist")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(copy), cwd=copy)
    return next(dist.glob("*.whl"))


def test_every_package_is_listed_for_the_wheel():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = {".".join(p.parent.relative_to(ROOT).parts) for p in (ROOT / "cafepol").rglob("__init__.py")}
    assert set(listed) == found | {"cafepol.migrations", "cafepol.static", "cafepol.templates", "cafepol.translations"}


@pytest.mark.slow
def test_the_wheel_holds_what_the_checkout_holds(wheel):
    packed = {name for name in ZipFile(wheel).namelist() if name.startswith("cafepol/")}
    wanted = {f"cafepol/{name}" for name in files(ROOT / "cafepol")}
    wanted |= {f"cafepol/{part}/{name}" for part in ("templates", "static") for name in files(ROOT / part)}
    assert wanted == packed


@pytest.mark.slow
def test_the_installed_wheel_serves_pages_from_another_folder(wheel, tmp_path):
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv/bin/python"
    home = tmp_path / "elsewhere"
    home.mkdir()
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        str(wheel),
        cwd=home,
    )
    packages = next((tmp_path / "venv/lib").glob("python3*/site-packages"))
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    said = run(str(python), "-c", VISIT, cwd=home, CAFEPOL_INSTANCE=str(home / "instance"))
    lines = said.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["/", "200"],
        ["/static/css/base.css", "200"],
        ["/vie-privee", "200"],
    ]
    assert Path(lines[3]) == packages / "cafepol/templates"
    assert "serve" in run(str(tmp_path / "venv/bin/cafepol"), "--help", cwd=home)
