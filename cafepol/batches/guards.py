"""Who prints for a month at once, and for whom."""

from cafepol.accounts.guards import current_viewer, note_view
from cafepol.accounts.roles import Role
from cafepol.batches import plan, queries
from cafepol.batches.models import PrintJob
from cafepol.meetings.guards import is_writable
from cafepol.zone.models import Commissariat
from cafepol.zone.queries import commissariats

PRINTERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION, Role.COMMUNICATION)
LOCAL = (Role.OFFICER, Role.CHIEF, Role.RECEPTION)


def prints_for_zone() -> bool:
    """Whether the signed-in person prints for the whole zone."""
    return current_viewer().has(Role.COMMUNICATION)


def printable_places() -> list[Commissariat]:
    """The commissariats for which the signed-in person prints, with their communes."""
    return commissariats(None if prints_for_zone() else current_viewer().places(*LOCAL))


def readable_job(job_id: int) -> PrintJob:
    """The job, for who started it, the chief of its commissariat, and communication. Raises NotFound."""
    return queries.get_job(job_id, current_viewer())


def note_fetched(job: PrintJob) -> None:
    """Put on the audit trail who fetched the file, and of which meetings they prepare the flyers are printed now.

    What was drawn before a meeting changed is no flyer of it any more.
    """
    note_view("flyers_batch_fetched", "print_job", job.id)
    for meeting in plan.printed_by(job):
        if is_writable(meeting):
            note_view("flyer_printed", "meeting", meeting.id)
