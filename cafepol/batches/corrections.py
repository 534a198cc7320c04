"""Where each flyer that did not print is put right."""

from dataclasses import dataclass

from flask import url_for

from cafepol.batches.models import PrintJob
from cafepol.batches.papers import Edition
from cafepol.batches.plan import meetings_left_out
from cafepol.flyers.checking import Correction, correction_of
from cafepol.flyers.papers import Refusal
from cafepol.flyers.pieces import flyer_piece
from cafepol.meetings.guards import is_writable
from cafepol.meetings.models import Meeting


@dataclass(frozen=True)
class LeftOut:
    """A flyer that is not in the file: whose, why, and where the signed-in person goes from here."""

    about: str
    sentence: str
    way: Correction | None  # None once the meeting is no longer there


def left_out(job: PrintJob) -> list[LeftOut]:
    """What a job left out, in the order in which it came to it."""
    meetings = meetings_left_out(job)
    return [
        LeftOut(each["about"], each["sentence"], _way(job, each["field"], meetings.get(each["code"])))
        for each in job.skipped
    ]


def _way(job: PrintJob, field: str, meeting: Meeting | None) -> Correction | None:
    """Who may not write the meeting is led to it all the same: it says whom to ask."""
    if meeting is None:
        return None
    there = Correction("Voir la rencontre", url_for("desk.hub", code=meeting.code))
    if not (field and is_writable(meeting)):
        return there
    piece = flyer_piece(Edition.read(job.format).format)
    return correction_of(Refusal(piece, "", field), meeting) or there
