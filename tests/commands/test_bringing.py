"""`cafepol import meetings FILE`."""

import pytest
from click.testing import CliRunner

from cafepol.cli import commands
from tests.history.tables import line, table


@pytest.fixture
def bring(tmp_path, monkeypatch):
    """`bring(table)` in a new installation."""
    monkeypatch.setenv("CAFEPOL_INSTANCE", str(tmp_path / "instance"))
    for name in ("MAIL_URL", "DATABASE_URL", "ORIGIN", "DEMO"):
        monkeypatch.delenv(f"CAFEPOL_{name}", raising=False)
    CliRunner().invoke(commands, ["init", "--zone", "boraine", "--mail", "admin@zone.example", "--name", "Mme Admin"])

    def run(data):
        file = tmp_path / "table.csv"
        file.write_bytes(data)
        return CliRunner().invoke(commands, ["import", "meetings", str(file)])

    return run


def test_past_meetings_are_brought_whole_or_not_at_all(bring):
    bad = bring(table(line(), line(jour="hier")))
    assert bad.exit_code == 1
    assert "Ligne 3 : Jour : « hier » ne se lit pas." in bad.output
    assert "Rien n’a été enregistré." in bad.output
    good = bring(table(line(), line(debut="15h")))
    assert good.exit_code == 0
    assert "2 rencontres ajoutées, 0 déjà connues." in good.output.replace("\xa0", " ")
    assert "Anciens policiers ajoutés : Mme Duval." in good.output
    assert "2 déjà connues" in bring(table(line(), line(debut="15h"))).output
    assert "Ce fichier est vide." in bring(b"").output
