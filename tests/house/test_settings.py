"""Every setting is documented, as it is; nothing else is; and each is read somewhere."""

import re
from dataclasses import fields
from pathlib import Path

from cafepol.core.config import Settings

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `CAFEPOL_([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
DOCUMENTED = {row[0].lower(): row for row in ROW.findall((ROOT / "docs/SETTINGS.md").read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_nothing_else_is():
    assert set(DOCUMENTED) == {field.name for field in fields(Settings)}


def test_the_documented_default_is_the_one_in_force():
    for field in fields(Settings):
        if field.name == "instance":
            continue
        said = DOCUMENTED[field.name][3]
        default = field.default
        if default in ("", ()):
            assert said.startswith("empty"), field.name
        else:
            assert said.strip() == f"`{str(default).lower() if isinstance(default, bool) else default}`", field.name


def test_every_setting_is_read_somewhere():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cafepol").rglob("*.py"))
    unread = [f.name for f in fields(Settings) if not re.search(rf"\.{f.name}\b", code)]
    assert not unread
