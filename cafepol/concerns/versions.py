"""The version of a concern: of two people who save at once, the second is told to look again."""

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from cafepol.concerns.models import Concern
from cafepol.core.db import db
from cafepol.core.errors import Stale


def claim_version(concern: Concern, version: int) -> None:
    """Take the next version, compared in the UPDATE itself. Raises Stale when `version` is not the present one."""
    taken = db.session.execute(
        update(Concern)
        .where(Concern.id == concern.id, Concern.version == version)
        .values(version=version + 1)
        .returning(Concern.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        raise Stale("Quelqu’un d’autre a enregistré entre-temps. Comparez, puis recommencez.")
    set_committed_value(concern, "version", version + 1)
