"""The morning's digest: on working days officers and chiefs are told how many concerns need them, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from cafepol.accounts.models import Account, Grant
from cafepol.accounts.roles import Role
from cafepol.casework.digest import lines, owed
from cafepol.casework.lane_queries import owing_again
from cafepol.concerns.board import Slip
from cafepol.concerns.deadlines import is_weekend
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import alive_in, slips_where
from cafepol.core import receipts
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message
from cafepol.notices import mails
from cafepol.problems.queries import count_due
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat, Commune
from cafepol.zone.queries import closed_days

MORNING = range(7, 12)  # hours of the wall clock: what could not be said by noon is not the morning's any more
KIND = "concern_digest"


@dataclass(frozen=True)
class Reader:
    """Who reads a digest, of which commissariat. `officer_id`: whose concerns; `leads`: all of them, as its chief."""

    account_id: int
    name: str
    mail: str
    commissariat_id: int
    officer_id: int | None
    leads: bool


def is_digest_due(now: datetime) -> bool:
    """Whether it is the morning of a working day whose digest was not written yet."""
    instant = local(now)
    if instant.hour not in MORNING or is_weekend(instant.date()) or closed_days(instant.date(), instant.date()):
        return False
    return receipts.settled(_key(instant.date())) is None


def tell_digests(*, now: datetime) -> int:
    """Write this morning's digests, once however many workers run; how many. Call in a transaction, when it is due."""
    today = local(now).date()
    if receipts.claim(_key(today), now=now) is not None:
        return 0
    receipts.settle(_key(today), "/")
    written, alive_of = 0, dict[int, list[Slip]]()
    for reader in _readers():
        place = reader.commissariat_id
        if place not in alive_of:
            alive_of[place] = [*alive_in(place), *_owing_again(place)]
        written += _tell(reader, alive_of[place], today=today, now=now)
    return written


def _owing_again(commissariat_id: int) -> Iterator[Slip]:
    """The closed concerns there in which somebody is owed an answer anew."""
    here = Concern.commune_id.in_(select(Commune.id).where(Commune.commissariat_id == commissariat_id))
    yield from slips_where(Concern.id.in_(owing_again([here])))


def _key(day: date) -> str:
    return f"concern-digest.{day}"


def _tell(reader: Reader, slips: Iterable[Slip], *, today: date, now: datetime) -> bool:
    theirs = [each for each in slips if reader.leads or each.owner_id == reader.officer_id]
    found = owed(theirs, today=today)
    evaluations = count_due([reader.commissariat_id], today) if reader.leads else 0
    told = lines(found, leads=reader.leads, evaluations=evaluations)
    if not told:
        return False
    noon = local(now).replace(hour=MORNING.stop, minute=0, second=0, microsecond=0)
    post_message(
        mails.digest(told, leads=reader.leads),
        to=Recipient(name=reader.name, mail=reader.mail),
        kind=KIND,
        unique_key=f"{KIND}:{reader.account_id}:{reader.commissariat_id}:{today}",
        now=now,
        commissariat_id=reader.commissariat_id,
        officer_id=reader.officer_id,
        expires_at=noon,
    )
    return True


def _readers() -> Iterator[Reader]:
    """Active officers and chiefs with an account; whoever is both in one commissariat reads as its chief."""
    query = (
        select(Account, Grant.role, Commissariat.id, Officer)
        .join(Grant, Grant.account_id == Account.id)
        .join(Commissariat, Commissariat.id == Grant.commissariat_id)
        .outerjoin(Officer, Officer.account_id == Account.id)
        .where(Account.is_active, Grant.role.in_((Role.OFFICER, Role.CHIEF)))
        .where(or_(Officer.id.is_(None), Officer.is_active))
        .order_by(Account.id, Commissariat.id, Grant.role)  # chief comes before officer
    )
    seen = set()
    for account, role, place, officer in db.session.execute(query):
        if (account.id, place) not in seen and (officer or role == Role.CHIEF):
            seen.add((account.id, place))
            number = officer.id if officer else None
            yield Reader(account.id, account.name, account.mail, place, number, leads=role == Role.CHIEF)
