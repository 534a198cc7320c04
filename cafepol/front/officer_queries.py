"""Who answers for the quarters of a commune, as residents are shown."""

from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from cafepol.core.db import past_orm
from cafepol.front.cards import Rows
from cafepol.front.officers import Known, Local
from cafepol.front.wording import of
from cafepol.staff.models import Officer, OfficerPhoto, officer_quarter
from cafepol.staff.names import full_name
from cafepol.zone.models import Commune, Quarter

_officer, _quarter, _commune, _link = Officer.__table__.c, Quarter.__table__.c, Commune.__table__.c, officer_quarter.c
_photo = OfficerPhoto.__table__.c


def stored_quarters(commune_slug: str) -> Rows:
    """The quarters of a commune with their officers in service; a quarter without any has one row."""
    return tuple(tuple(row) for row in past_orm(_quarters(), {"slug": commune_slug}))


@cache
def _quarters() -> Select[Any]:
    shown = (_officer.shows_name, _officer.shows_phone, _officer.shows_mail)
    return (
        select(_quarter.id, _quarter.name, _officer.title, _officer.name, _officer.phone, _officer.mail, *shown)
        .add_columns(_photo.digest)
        .join_from(Quarter.__table__, Commune.__table__, _commune.id == _quarter.commune_id)
        .outerjoin(officer_quarter, _link.quarter_id == _quarter.id)
        .outerjoin(Officer.__table__, and_(_officer.id == _link.officer_id, _officer.is_active))
        .outerjoin(OfficerPhoto.__table__, and_(_photo.officer_id == _officer.id, _photo.is_shown))
        .where(_commune.slug == bindparam("slug"))
        .order_by(_quarter.id, _officer.id)
    )


def locals_of(stored: Rows) -> tuple[Local, ...]:
    """The quarters of what is stored."""
    found = []
    for (number, name), rows in groupby(stored, key=lambda row: (row[0], row[1])):
        found.append(Local(number, name, tuple(_known(*row[2:]) for row in rows if row[3] is not None)))
    return tuple(found)


def _known(title: str, name: str, phone: str | None, mail: str | None, *chosen: Any) -> Known:
    shows_name, shows_phone, shows_mail, photo = chosen
    return Known(
        name=full_name(title, name) if shows_name else "",
        phone=phone or "" if shows_phone else "",
        mail=mail or "" if shows_mail else "",
        photo=photo or "",
        photo_says=f"Portrait {of(name) if shows_name else 'de votre policier de quartier'}",
    )
