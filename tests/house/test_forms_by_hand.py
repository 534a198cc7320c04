"""Forms as no browser of ours sends them: what is said of them leads to something on the page (tests/pages.py)."""

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.db import db
from tests.clients import form_values
from tests.house.test_routes import address, readers, rules
from tests.pages import TOKENS

ANSWERS = {200, 302, 303, 400, 403, 404, 409, 422}
KEPT = TOKENS | {"key"}

# what a form says does not depend on the engine: one walk is enough
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def spoiled(form) -> list[dict]:
    """What somebody might send by hand: the token alone; then, one after the other, each hidden field unreadable."""
    values = form_values(form)
    hidden = {field["name"] for field in form.select("input[type=hidden]")} - KEPT
    return [{name: values[name] for name in TOKENS & values.keys()}] + [values | {name: "x"} for name in hidden]


def test_a_form_sent_by_hand_is_answered_in_words_that_lead_somewhere(app, world, client, monkeypatch):
    monkeypatch.setattr(db.session, "commit", db.session.rollback)  # every post is undone
    posts = 0
    for rule in rules(app, "GET"):
        browsers, path = readers(app, world, client, rule), address(world, rule)
        browser = chief if (chief := world.clients[Role.CHIEF]) in browsers else browsers[0]
        shown = browser.get(path)
        if shown.mimetype != "text/html" or shown.status_code != 200:
            continue
        for form in browser.page(path).select("main form[method=post]"):
            target = form.get("action") or path
            for values in spoiled(form):
                answer = browser.post(target, data=values)
                assert answer.status_code in ANSWERS, f"{path} → {target}: {answer.status_code}"
                posts += 1
    assert posts > 40
