"""What only real processes can prove: a worker that is killed while it draws, and the one that comes after it."""

import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import update

from cafepol.batches.models import PrintJob
from cafepol.batches.queries import LEASE, parts_of
from cafepol.core import clock as clocks
from cafepol.core.db import transaction
from tests.batches.conftest import go_round, job
from tests.messages.processes import WAIT_SECONDS, wait_until, workers
from tests.printing.paper import Paper

ROUNDS = 100


@pytest.fixture
def clock():
    """The machine's own: the workers are processes of their own."""
    return clocks.system_clock


@pytest.mark.slow
@pytest.mark.once
def test_what_a_killed_worker_left_another_one_draws_anew_into_one_file(database_url, meeting, wanted, start, tmp_path):
    by, cafe = wanted()["by_account_id"], meeting()
    codes = [go_round(cafe, f"Wasmes: rue {number:03}", by=by) for number in range(ROUNDS)]
    job_id = start(ROUNDS)
    with workers(tmp_path, database_url, "") as (first,):
        wait_until(lambda: job(job_id).done > 0, "nothing was drawn")
        os.kill(first.pid, signal.SIGKILL)
        first.wait(WAIT_SECONDS)
    assert (job(job_id).state, job(job_id).done < ROUNDS) == ("running", True)
    with transaction() as session:  # as if its lease were over
        session.execute(update(PrintJob).values(claimed_at=clocks.now() - LEASE - timedelta(seconds=1)))
    with workers(tmp_path, database_url, ""):
        wait_until(lambda: job(job_id).state == "done", "nobody went on")
    file = b"".join(parts_of(job_id))
    assert len(file) == job(job_id).size
    printed = Paper(file, tmp_path)
    said = [" ".join(word.text for word in page) for page in printed.pages]
    assert [code in words for code, words in zip(codes, said, strict=True)] == [True] * ROUNDS
