"""Another officer answers for a concern: for one, for all of somebody's, for what somebody who left had open."""

from collections.abc import Sequence
from datetime import datetime

from cafepol.concerns.handing_queries import undone_ids
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import lock_concern, message_ids
from cafepol.concerns.rights import Tool, check_tool
from cafepol.concerns.steps import write
from cafepol.concerns.transitions import Actor
from cafepol.concerns.versions import claim_version
from cafepol.core.errors import Refused
from cafepol.messages.operations import hand_over_messages
from cafepol.staff.models import Officer


def hand_over(concerns: Sequence[Concern], *, to: Officer, by: Actor, now: datetime) -> int:
    """Give concerns whose owner has left to somebody else, all at once; how many there were. For the chief.

    What was written about them is the new owner's to answer for, too: mails that come back, calls to make.

    Raises Refused when `to` has left too or works elsewhere, or when an owner is still there.
    """
    for concern in concerns:
        _check(concern, to, by)
        if not concern.is_orphan:
            raise Refused("Cette doléance a encore son responsable.")
        _give(concern, to, version=concern.version, by=by, now=now)
    hand_over_messages(message_ids([concern.id for concern in concerns]), successor_id=to.id)
    return len(concerns)


def hand_over_all(concerns: Sequence[Concern], former: Officer, *, to: Officer, by: Actor, now: datetime) -> int:
    """Give all that an officer answers for, there or gone, to somebody else, with the calls and letters about it.

    `concerns`: those of one commissariat, as they were shown. Raises Refused or Stale.
    """
    for concern in concerns:
        if concern.owner_id != former.id:
            raise Refused("Cette doléance a déjà un autre responsable.")
        _check(concern, to, by)
        _give(concern, to, version=concern.version, by=by, now=now)
    hand_over_messages(message_ids([concern.id for concern in concerns]), successor_id=to.id)
    hand_over_messages(undone_ids(former.id, to.commissariat_id), successor_id=to.id)
    return len(concerns)


def give(concern: Concern, *, version: int, to: Officer, by: Actor, now: datetime) -> None:
    """Give one concern to somebody else there, with what was written about it. Raises Refused or Stale."""
    lock_concern(concern)
    _check(concern, to, by)
    if concern.owner_id == to.id:
        raise Refused("Cette personne en est déjà responsable.", field="officer")
    _give(concern, to, version=version, by=by, now=now)
    hand_over_messages(message_ids([concern.id]), successor_id=to.id)


def _check(concern: Concern, to: Officer, by: Actor) -> None:
    check_tool(Tool.GIVE, concern.status, by.roles)
    if not to.is_active or to.commissariat_id != concern.commune.commissariat_id:
        raise Refused("Choisissez quelqu’un de ce commissariat.", field="officer")


def _give(concern: Concern, to: Officer, *, version: int, by: Actor, now: datetime) -> None:
    claim_version(concern, version)
    concern.owner = to
    write(concern, "handed_over", f"Désormais chez {to.name}.", by=by, now=now)
