"""The maker of meetings that these tests share, and jobs for them."""

import pytest

from cafepol.accounts.roles import Role
from cafepol.batches.models import PrintJob
from cafepol.batches.operations import start_job
from cafepol.batches.papers import Edition
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.text import round_code
from cafepol.distribution.models import DistributionRound, RoundStreet
from cafepol.flyers.pieces import Format, Use
from cafepol.meetings.months import Month
from tests.cafes import meeting  # noqa: F401 -- a fixture
from tests.factories import commissariat_id, make_account

FEBRUARY = Month(2027, 2)
ON_PAGES = Edition(Format.A5, Use.PAGE)


@pytest.fixture
def wanted(app):
    """`wanted("colfontaine")`: what the chief of Colfontaine asks for February 2027; None: for the whole zone."""
    with transaction():
        chief = make_account("M. Chef", "chef@zone.example", Role.CHIEF, commissariat="colfontaine").id

    def ask(place="colfontaine", *, flyers=1, paper=ON_PAGES):
        where = commissariat_id(place) if place else None
        who = {"by_account_id": chief, "now": now()}
        return {"month": FEBRUARY, "commissariat_id": where, "paper": paper, "language": None, "flyers": flyers, **who}

    return ask


@pytest.fixture
def start(wanted):
    """`start(40)`: a job of so many flyers, in a transaction of its own; its id."""

    def begin(flyers=1, *, place="colfontaine", paper=ON_PAGES):
        with transaction():
            return start_job(**wanted(place, flyers=flyers, paper=paper)).id

    return begin


def job(job_id) -> PrintJob:
    """The job as it stands in the database."""
    db.session.remove()
    return db.session.get_one(PrintJob, job_id)


def go_round(cafe, *streets, label="Tournée", **more) -> str:
    """A round of a meeting through these streets (« quarter: name »); its code."""
    with transaction() as session:
        made = DistributionRound(
            code=round_code(), meeting_id=cafe.id, label=label, planned=100, carrier="prevention",
            created_at=now(), created_by_id=more.pop("by"), **more,
        )  # fmt: skip
        made.streets = [
            RoundStreet(quarter=quarter, name=name) for quarter, _, name in (each.partition(": ") for each in streets)
        ]
        session.add(made)
        return made.code
