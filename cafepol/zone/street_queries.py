"""Every read of the streets."""

from dataclasses import dataclass

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import contains_eager

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


def all_streets() -> dict[tuple[int, str], int | None]:
    """The number of mailboxes (None: nobody counted them) of every street, by (quarter id, name)."""
    rows = db.session.execute(select(Street.quarter_id, Street.name, Street.mailboxes))
    return {(row[0], row[1]): row[2] for row in rows}


def streets_of(commune_id: int) -> list[Street]:
    """The streets of a commune, by quarter and by what people remember of their names; quarters loaded."""
    query = (
        select(Street)
        .join(Street.quarter)
        .options(contains_eager(Street.quarter))
        .where(Quarter.commune_id == commune_id)
        .order_by(Quarter.id, Street.key, Street.id)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Streets:
    """The streets of one quarter in numbers. `uncounted`: those whose mailboxes nobody counted."""

    streets: int = 0
    mailboxes: int = 0
    uncounted: int = 0


def street_counts() -> dict[int, Streets]:
    """How many streets and mailboxes each quarter has, by its id; quarters without any street are absent."""
    counted = func.count(Street.mailboxes)
    query = select(Street.quarter_id, func.count(), func.sum(Street.mailboxes), func.count() - counted)
    rows = db.session.execute(query.group_by(Street.quarter_id))
    return {row[0]: Streets(row[1], row[2] or 0, row[3]) for row in rows}
