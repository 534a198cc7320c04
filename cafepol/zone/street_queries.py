"""Every read of the streets."""

from dataclasses import dataclass

from sqlalchemy import case, func, literal, select

from cafepol.core.db import db, past_orm
from cafepol.core.text import slug
from cafepol.zone.models import Commune, Quarter, Street
from cafepol.zone.streets import Quarters, closest, street_key, without_number

MOST = 20  # streets shown for one search
_READ = 200  # of which the closest are shown

_street, _quarter, _commune = Street.__table__.c, Quarter.__table__.c, Commune.__table__.c


@dataclass(frozen=True)
class Found:
    """A street and where it lies."""

    name: str
    quarter_id: int
    quarter: str
    commune_slug: str
    commune: str

    @property
    def quarter_slug(self) -> str:
        """The quarter in an address."""
        return slug(self.quarter)


def streets_named(typed: str, *, commune_slug: str | None = None) -> tuple[Found, ...]:
    """The streets whose name holds every word that was typed, the closest first, at most `MOST`.

    Accents, capitals, hyphens, « rue de la » before and a house number after do not matter.
    """
    words = street_key(without_number(typed)).split()
    if not words:
        return ()
    query = (
        select(_street.name, _quarter.id, _quarter.name, _commune.slug, _commune.name)
        .join_from(Street.__table__, Quarter.__table__, _quarter.id == _street.quarter_id)
        .join(Commune.__table__, _commune.id == _quarter.commune_id)
        .where(*((literal(" ") + _street.key).contains(f" {word}", autoescape=True) for word in words))
    )
    if commune_slug:
        query = query.where(_commune.slug == commune_slug)
    nearest = case((_street.key == " ".join(words), 0), else_=1)
    rows = past_orm(query.order_by(nearest, _street.key, _commune.position, _quarter.id).limit(_READ)).all()
    right = closest((row[0] for row in rows), typed)
    return tuple(Found(*row) for row in rows if row[0] in right)[:MOST]


def known_quarters() -> Quarters:
    """The zone's quarters, as a list of streets may name them."""
    query = select(Quarter.id, Commune.name, Quarter.name).join(Quarter.commune).order_by(Commune.position, Quarter.id)
    return Quarters.of((row[0], row[1], row[2]) for row in db.session.execute(query))


def all_streets() -> set[tuple[int, str]]:
    """(quarter id, name) of every street."""
    return {(row[0], row[1]) for row in db.session.execute(select(Street.quarter_id, Street.name))}


def street_counts() -> dict[int, int]:
    """How many streets each quarter has, by its id; quarters without any are absent."""
    query = select(Street.quarter_id, func.count()).group_by(Street.quarter_id)
    return {row[0]: row[1] for row in db.session.execute(query)}
