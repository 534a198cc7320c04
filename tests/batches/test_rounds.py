"""One flyer per round, in the order of the streets, each with its own code."""

import subprocess

import pytest
from sqlalchemy import update

from cafepol.batches.operations import start_job
from cafepol.batches.papers import Edition
from cafepol.batches.plan import plan_of, sheets_of
from cafepol.batches.queries import parts_of
from cafepol.batches.running import run_job
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.distribution.models import DistributionRound
from cafepol.flyers.pieces import Format, Use
from cafepol.meetings.models import Meeting
from cafepol.zone.models import Commissariat
from tests.batches.conftest import FEBRUARY, ON_PAGES, go_round, job
from tests.printing.paper import Paper as Printed


def planned() -> list[str]:
    """The codes of the flyers of February, as they will be printed; of a meeting without rounds its own."""
    db.session.remove()
    sheets = sheets_of(plan_of(FEBRUARY, None, now=now()).flyers, paper=ON_PAGES, language="", now=now())
    return [each.flyer.round_code or each.meeting.code for each in sheets]


@pytest.mark.once
def test_forty_rounds_are_forty_pages_in_the_order_of_the_streets_each_with_its_code(meeting, wanted, start, tmp_path):
    by, cafes = wanted()["by_account_id"], [meeting(days=days) for days in (3, 1)]
    streets = [f"Wasmes: rue {number:02}" for number in range(20)]
    codes = [
        [go_round(cafe, street, label=f"T{number}", by=by) for number, street in enumerate(reversed(streets))][::-1]
        for cafe in cafes
    ]
    job_id = start(40)
    run_job(now)
    printed = Printed(b"".join(parts_of(job_id)), tmp_path)
    subprocess.run(["pdftoppm", "-gray", "-r", "100", printed.path, tmp_path / "page"], check=True)
    seen = subprocess.run(
        ["zbarimg", "--quiet", "--raw", *sorted(tmp_path.glob("page-*.pgm"))], check=True, capture_output=True
    )
    assert seen.stdout.decode().split() == [f"http://localhost/s/{code}" for code in codes[1] + codes[0]]
    assert (job(job_id).done, len(printed.pages)) == (40, 40)
    said = [" ".join(word.text for word in page) for page in printed.pages]
    assert [code in words for code, words in zip(codes[1] + codes[0], said, strict=True)] == [True] * 40


def test_rounds_go_by_quarter_and_street_and_those_in_words_by_their_name(meeting, wanted):
    by, cafe = wanted()["by_account_id"], meeting()
    in_words = go_round(cafe, label="Autour de l’église", segment="les maisons autour de l’église", by=by)
    far = go_round(cafe, "Wasmes: rue de l’Été", by=by)
    near = go_round(cafe, "Wasmes: rue de l’Église", "Warquignies: rue du Puits", label="Nord", by=by)
    assert planned() == [in_words, near, far]


def test_what_is_handed_out_or_given_up_is_not_printed_again(meeting, wanted):
    by, cafe, bare = wanted()["by_account_id"], meeting(), meeting(days=1)
    done = {"handed_out": 90, "done_at": now()}
    go_round(cafe, "Wasmes: rue A", by=by, **done)
    go_round(cafe, "Wasmes: rue B", by=by, dropped_at=now())
    open_one = go_round(cafe, "Wasmes: rue C", by=by)
    assert planned() == [open_one, bare.code]
    with transaction() as session:
        session.execute(update(DistributionRound).values(dropped_at=None, **done))
    assert planned() == [bare.code]


def test_a_round_that_does_not_print_is_named_with_its_meeting(meeting, wanted, start):
    by, cafe = wanted()["by_account_id"], meeting()
    for street in ("A", "B"):
        go_round(cafe, f"Wasmes: rue {street}", label=f"Tournée {street}", by=by)
    with transaction() as session:
        session.execute(update(Meeting).values(title="Un café 😀"))
    job_id = start(2)
    run_job(now)
    assert [each["about"] for each in job(job_id).skipped] == [
        "Colfontaine, mardi 9\u00a0février 2027, Tournée A",
        "Colfontaine, mardi 9\u00a0février 2027, Tournée B",
    ]


def test_the_back_of_each_flyer_follows_it_with_the_code_of_its_round_in_the_language_that_was_asked(
    meeting, wanted, start, tmp_path
):
    by, cafe = wanted()["by_account_id"], meeting()
    codes = [go_round(cafe, f"Wasmes: rue {street}", by=by) for street in "AB"]
    with transaction():
        both_sides = Edition(Format.DL, Use.PAGE, verso=True, black=True)
        job_id = start_job(**wanted(flyers=2, paper=both_sides) | {"language": "nl"}).id
    run_job(now)
    printed = Printed(b"".join(parts_of(job_id)), tmp_path)
    assert printed.size == (99, 210)
    said = [" ".join(word.text for word in page) for page in printed.pages]
    assert [[code for code in codes if code in words] for words in said] == [[code] for code in codes for _ in "rv"]
    assert "dinsdag" in said[0]


def test_a_flyer_whose_back_does_not_print_has_no_front(meeting, start):
    meeting()
    with transaction() as session:
        session.execute(update(Commissariat).values(address="rue 😀"))
    job_id = start(paper=Edition(Format.A5, Use.OFFICE, verso=True))
    run_job(now)
    assert [each["field"] for each in job(job_id).skipped] == ["hand_in"]
    assert job(job_id).size is None
