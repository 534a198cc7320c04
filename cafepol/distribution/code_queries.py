"""The codes that are printed on flyers: whose round they are, and where they lead."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.core.text import CODE_ALPHABET
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.parts import CODE_LENGTH
from cafepol.meetings.models import Meeting


@dataclass(frozen=True)
class NamedRound:
    """What a round is called where people are asked which flyer they hold.

    One that was given up `is_dropped`; of one that `is_walked`, flyers are in people's hands.
    """

    id: int
    code: str
    label: str
    is_dropped: bool = False
    is_walked: bool = False


def meeting_code_of(code: str) -> str:
    """The code of the meeting to which a flyer's code leads, typed in capitals or not. Raises NotFound."""
    query = select(Meeting.code).join(DistributionRound, DistributionRound.meeting_id == Meeting.id)
    found = db.session.scalar(query.where(DistributionRound.code == code.upper()))
    if found is None:
        raise NotFound
    return found


def round_of_link(meeting_id: int, code: str) -> int | None:
    """The id of the round of this meeting whose code an address carries; None for every other word that stands there.

    What cannot be a code is not looked for.
    """
    written = code.upper()
    if len(written) != CODE_LENGTH or not set(written) <= set(CODE_ALPHABET):
        return None
    query = select(DistributionRound.id).where(
        DistributionRound.meeting_id == meeting_id, DistributionRound.code == written
    )
    return db.session.scalar(query)


def round_of_flyer(meeting: Meeting, code: str) -> int | None:
    """The id of the round whose code somebody reads out (« b6c-7d » is « B6C7D »).

    None for no code, and for the meeting's own, which stands on flyers of no round. Raises Refused at `flyer_code` when
    no round of this meeting has it.
    """
    signs = "".join(sign for sign in code if sign.isalnum()).upper()
    found = round_of_link(meeting.id, signs)
    if found is None and signs not in {"", meeting.code}:
        raise Refused(
            "Aucune tournée de ce café n’a ce code. Relisez les 5 signes, ou laissez la case vide.", field="flyer_code"
        )
    return found


def named_rounds(meeting_ids: Collection[int]) -> list[NamedRound]:
    """The rounds of these meetings in the order in which they were planned, those given up too: their codes live on."""
    columns = DistributionRound.id, DistributionRound.code, DistributionRound.label
    query = (
        select(*columns, DistributionRound.dropped_at, DistributionRound.handed_out)
        .where(DistributionRound.meeting_id.in_(meeting_ids))
        .order_by(DistributionRound.id)
    )
    return [
        NamedRound(row[0], row[1], row[2], is_dropped=row[3] is not None, is_walked=row[4] is not None)
        for row in db.session.execute(query)
    ]
