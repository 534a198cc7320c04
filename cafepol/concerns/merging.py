"""Two concerns that are one situation become one: those who raised the first wait in the second, each as before.

Nothing is copied: who raised it moves with the day they said it, what they were promised and what they were told. What
was written about the first stays there.
"""

from datetime import datetime

from sqlalchemy import update

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import lock_concern, message_ids
from cafepol.concerns.steps import next_state, write
from cafepol.concerns.transitions import CHIEF, OFFICER, Action, Actor, State
from cafepol.concerns.versions import claim_version
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.messages.operations import hand_over_messages


def check_merge(source: Concern, target: Concern, by_target: Actor) -> None:
    """Whether one concern may go into another that this actor answers for, too. Raises Refused at the field `into`."""
    if source.id == target.id:
        raise Refused("C’est la même doléance. Choisissez l’autre.", field="into")
    if source.commune_id != target.commune_id:
        raise Refused("Ces deux doléances ne sont pas de la même commune.", field="into")
    if not target.is_open:
        raise Refused("Cette autre doléance n’est plus ouverte.", field="into")
    if by_target.roles.isdisjoint({OFFICER, CHIEF}):
        raise Refused("Vous ne suivez pas cette autre doléance.", field="into")


def merge(
    source: Concern,
    target: Concern,
    *,
    version: int,
    target_version: int,
    by: Actor,
    by_target: Actor,
    now: datetime,
) -> int:
    """Move everybody who raised `source` to `target`, which is followed on; how many that were. No debt is lost.

    A question about `source` that is open is not asked any more: the packages that ask see it in the state.
    `by` and `by_target`: the same account, with its roles for either. Raises Refused or Stale.
    """
    for each in sorted({source, target}, key=lambda concern: concern.id):
        lock_concern(each)  # always in this order: two who merge crosswise do not wait for each other
    check_merge(source, target, by_target)
    state = next_state(source, Action.MERGE, version=version, by=by)
    claim_version(target, target_version)
    _keep_own_words(source)
    _keep_own_words(target)
    moved = _move_raisers(source, target)
    source.state, source.merged_into_id = state, target.id
    source.next_step, source.next_on = "", None
    lock_concern(source)
    lock_concern(target)
    _expect(target)
    hand_over_messages(message_ids([target.id]), successor_id=target.owner_id)  # calls to make, mails that come back
    write(source, "merged", f"Fusionnée avec {target.number}.", by=by, now=now)
    write(target, "merged_in", f"{source.number}, avec qui l’a dit.", by=by_target, now=now)
    return moved


def _keep_own_words(concern: Concern) -> None:
    """Somebody who was alone said the facts: they are this person's own words among several people, too."""
    if len(concern.raisers) == 1 and not concern.raisers[0].words:
        concern.raisers[0].words = concern.facts


def _move_raisers(source: Concern, target: Concern) -> int:
    """The only way in which somebody who raised one concern comes to belong to another."""
    db.session.flush()
    moved = update(Raiser).where(Raiser.concern_id == source.id)
    moved = moved.values(concern_id=target.id, moved_from_id=source.id).returning(Raiser.id)
    return len(db.session.scalars(moved.execution_options(synchronize_session=False)).all())


def _expect(target: Concern) -> None:
    """What is next where more people wait now."""
    if target.status is State.FEEDBACK_DUE and target.waiting:
        target.next_step = "Donner les retours"
    target.next_on = min(day for day in (target.next_on, target.due_on) if day)
