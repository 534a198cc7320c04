"""A job as its page shows it: for which place, on which paper, how far it is and what did not print."""

from dataclasses import dataclass
from datetime import datetime

from cafepol.batches.models import PrintJob
from cafepol.batches.papers import KEEP, Edition
from cafepol.batches.queries import has_file
from cafepol.meetings.months import month_of

WHOLE_ZONE = "toute la zone"
_BYTES_A_MB = 1_000_000


@dataclass(frozen=True)
class JobPage:
    """What there is to say of a job."""

    job: PrintJob
    place: str
    paper: str
    has_file: bool
    kept_until: datetime | None  # when there is a file

    @property
    def flyers(self) -> int:
        """How many flyers stand in the file."""
        return self.job.done - sum(1 for each in self.job.skipped if not each["draft"])

    @property
    def megabytes(self) -> str:
        """How heavy the file is, in words: « 1,2 Mo »."""
        return f"{max((self.job.size or 0) / _BYTES_A_MB, 0.1):.1f}".replace(".", ",") + "\u00a0Mo"


def page_of(job: PrintJob, *, now: datetime) -> JobPage:
    """A job with its commissariat, as its page shows it."""
    there = has_file(job, now)
    until = job.finished_at + KEEP if there and job.finished_at is not None else None
    place = WHOLE_ZONE if job.commissariat is None else job.commissariat.place
    return JobPage(job, place, Edition.read(job.format).label, there, until)


def file_name(job: PrintJob) -> str:
    """The name under which the file is kept by whoever fetches it: « flyers-2027-02-a5-bureau.pdf »."""
    return f"flyers-{month_of(job.month).key}-{job.format}.pdf"
