"""Two concerns made one, as an officer of both does it."""

from sqlalchemy import select

from cafepol.concerns.merging import merge
from cafepol.concerns.queries import Scope, get_concern
from cafepol.core.clock import now
from cafepol.core.db import db
from cafepol.zone.models import Commissariat


def join(cafe, source, target, *, by=None, by_target=None, **versions):
    """Merge `source` into `target`, by their numbers; how many people moved."""
    by = by or cafe.as_officer
    with cafe.concern(source) as one:
        everywhere = Scope(chief_of=frozenset(db.session.scalars(select(Commissariat.id))))
        other = get_concern(target, everywhere)
        given = {"version": one.version, "target_version": other.version} | versions
        return merge(one, other, by=by, by_target=by_target or by, now=now(), **given)
