"""Every page that a browser is given, read by a validator that is not ours (html-validate, its standard preset)."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from cafepol.accounts.roles import Role
from tests.house.test_routes import address, readers, rules

NODE = Path(__file__).resolve().parents[1] / "node"
# what the plain addresses do not show: what was asked or typed, and by whom a form is filled in wrongly
MORE = {
    "/mon-policier?rue=z": None,
    "/mon-policier?rue=bois": None,
    "/mon-policier?commune=colfontaine&quartier=wasmes": None,
    "/?mois=2027-02&accessible=1": None,
    "/communes/frameries?mois=2027-02": None,
    "/nulle-part": None,
    "/equipe/rencontres/nouvelle": Role.OFFICER,
    "/equipe/lieux/nouveau": Role.OFFICER,
    "/equipe/doleances/nouvelle": Role.OFFICER,
    "/equipe/doleances/nouvelle/notes": Role.OFFICER,
}


def problems(folder: Path) -> list[str]:
    """What the validator says of the pages of a folder, one line each."""
    run = subprocess.run(
        ["node_modules/.bin/html-validate", "--config", "html-validate.json", "--formatter", "json", str(folder)],
        cwd=NODE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in {0, 1}, run.stderr
    found = Counter()
    for page in json.loads(run.stdout or "[]"):
        for each in page["messages"]:
            found[f"{Path(page['filePath']).stem}: {each['ruleId']}: {each['message']} ({each.get('selector')})"] += 1
    return sorted(found)


def pages(app, world, client):
    """(name, text) of every page, as one who may open it is given it."""
    for rule in rules(app, "GET"):
        browser = readers(app, world, client, rule)[0]
        answer = browser.get(address(world, rule))
        if answer.mimetype == "text/html" and answer.status_code == 200:
            yield rule.endpoint, answer.text
    for number, (path, role) in enumerate(MORE.items()):
        browser = world.clients[role] if role else client
        answer = browser.submit(path, {"name": "", "title": ""}) if role else browser.get(path)
        if answer.mimetype == "text/html":
            yield f"typed-{number}", answer.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_page_is_valid_html(app, world, client, tmp_path):
    for name, text in pages(app, world, client):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) > 50
    assert problems(tmp_path) == []


def test_the_validator_sees_what_is_wrong(tmp_path):
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><html><body><p><div></p></body></html>", encoding="utf-8")
    assert any("wrong: " in line for line in problems(tmp_path))
