"""Papers are drawn two at once; a few wait, everybody else is told to come back, and other pages stay open."""

from contextlib import ExitStack

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.errors import Busy
from cafepol.flyers import papers
from cafepol.flyers.papers import Paper, file_of, find_refusal
from cafepol.flyers.pieces import find_piece
from cafepol.printing.press import Press

A5 = find_piece("flyer-a5")


@pytest.fixture
def crowd(monkeypatch):
    """A press at which nobody gets a turn any more."""
    press = Press(drawing=1, waiting=0, patience=0)
    monkeypatch.setattr(papers.press, "turn", press.turn)
    papers.forget_papers()
    with ExitStack() as held:
        held.enter_context(press.turn())
        yield held


def paper(says="a"):
    return Paper(A5, says, says.encode)


def test_what_was_drawn_lately_needs_no_turn(monkeypatch):
    press = Press(drawing=1, waiting=0, patience=0)
    monkeypatch.setattr(papers.press, "turn", press.turn)
    papers.forget_papers()
    assert file_of(paper()) == b"a"
    with press.turn():
        assert file_of(paper()) == b"a"
        assert find_refusal(paper()) is None
        with pytest.raises(Busy):
            file_of(paper("b"))


def test_a_paper_that_names_people_is_kept_nowhere():
    drawn = []
    private = Paper(A5, "names", lambda: bytes(drawn.append(1) or b"x"), is_private=True)
    file_of(private)
    file_of(private)
    assert len(drawn) == 2


@pytest.mark.parametrize("end", ["imprimer/flyer-a5.pdf", "imprimer/presences.pdf", "imprimer/flyer-a5.png"])
def test_who_comes_too_many_is_told_when_to_come_back(sign_in, meeting, crowd, end):
    chief = sign_in(Role.CHIEF, "colfontaine")
    answer = chief.get(f"/equipe/rencontres/{meeting().code}/{end}")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Beaucoup d’impressions en même temps" in answer.text
    assert audit_entries("flyer_printed") == audit_entries("registrations_printed") == []


def test_the_pages_about_papers_open_without_waiting(sign_in, client, meeting, crowd):
    shown, chief = meeting(), sign_in(Role.CHIEF, "colfontaine")
    for path in ("", "/a-imprimer"):
        assert chief.get(f"/equipe/rencontres/{shown.code}{path}").status_code == 200
    assert client.get(f"/rencontres/{shown.code}").status_code == 200
    answer = client.get("/communes/colfontaine/affiche.pdf")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
