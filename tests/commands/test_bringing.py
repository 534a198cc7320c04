"""`cafepol import meetings FILE` and `cafepol import partners FILE`."""

import pytest
from click.testing import CliRunner

from cafepol.cli import commands
from tests.history.tables import line, table
from tests.partners import tables as directory


@pytest.fixture
def bring(tmp_path, monkeypatch):
    """`bring(table)` in a new installation."""
    monkeypatch.setenv("CAFEPOL_INSTANCE", str(tmp_path / "instance"))
    for name in ("MAIL_URL", "DATABASE_URL", "ORIGIN", "DEMO"):
        monkeypatch.delenv(f"CAFEPOL_{name}", raising=False)
    CliRunner().invoke(commands, ["init", "--zone", "boraine", "--mail", "admin@zone.example", "--name", "Mme Admin"])

    def run(data, what="meetings"):
        file = tmp_path / "table.csv"
        file.write_bytes(data)
        return CliRunner().invoke(commands, ["import", what, str(file)])

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


def test_the_directory_is_brought_whole_or_not_at_all(bring):
    bad = bring(directory.table(directory.line(), directory.line(sorte="Boulangerie")), "partners")
    assert bad.exit_code == 1
    assert "Ligne 3 : La sorte « Boulangerie » n’existe pas." in bad.output
    assert "Rien n’a été enregistré." in bad.output
    good = bring(
        directory.table(directory.line(), directory.nobody(organisation="Hygea", communes="Boussu")), "partners"
    )
    assert good.exit_code == 0
    said = good.output.replace("\xa0", " ")
    assert "2 partenaires ajoutés, 1 personne ajoutée, 0 changement, 0 déjà là." in said
    again = bring(directory.table(directory.line()).replace(b"Langue", b"Note"), "partners").output.replace("\xa0", " ")
    assert "0 changement, 2 déjà là." in again
    assert "Colonnes non lues : Note." in again
    assert "Ce fichier est vide." in bring(b"", "partners").output
