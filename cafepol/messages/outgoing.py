"""Everything that left and did not, for those who may read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.messages.models import CONCERN_KINDS, Message
from cafepol.messages.queries import put_off
from cafepol.messages.retries import TOO_LONG, UNARRIVED
from cafepol.messages.searching import search_words

PAGE = 50
ACCOUNT_KINDS = "account_"


@dataclass(frozen=True)
class Scope:
    """Which messages somebody may read, by commissariat.

    `all_in`: all of them; `callers_in`: all but what tells of a concern; `own_in`: those of their own officer, those
    about the meetings that they host, and nobody's. `accounts`: the links to sign in, which are of no commissariat.
    `officers` and `meetings` are the ids of their own.
    """

    all_in: Collection[int]
    callers_in: Collection[int]
    own_in: Collection[int]
    accounts: bool
    officers: Select[int]
    meetings: Select[int]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `address`: mail and phone of one person, whose messages alone are wanted."""

    states: Collection[str] = ()
    unsettled: bool = False
    channel: str = ""
    meeting_id: int | None = None
    search: str = ""
    address: tuple[str | None, str | None] | None = None


@dataclass(frozen=True)
class Trouble:
    """What does not go out. `waiting_since`: the oldest mail that our own server should have taken long ago."""

    unarrived: int = 0
    waiting_since: datetime | None = None
    last_error: str | None = None


def _readable(scope: Scope) -> ColumnElement[bool]:
    here, concern = Message.commissariat_id, Message.kind.startswith(CONCERN_KINDS, autoescape=True)
    account = and_(here.is_(None), Message.kind.startswith(ACCOUNT_KINDS, autoescape=True))
    about_mine = or_(Message.officer_id.is_(None), Message.meeting_id.in_(scope.meetings))
    mine = or_(Message.officer_id.in_(scope.officers), and_(about_mine, ~concern))
    return or_(
        here.in_(scope.all_in),
        and_(here.in_(scope.callers_in), ~concern),
        and_(here.in_(scope.own_in), mine),
        account if scope.accounts else false(),
    )


def _unsettled() -> ColumnElement[bool]:
    return and_(Message.state.in_(UNARRIVED), Message.done_at.is_(None))


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [Message.recipient_search.contains(word, autoescape=True) for word in search_words(wanted.search)]
    if wanted.states:
        found.append(Message.state.in_(wanted.states))
    if wanted.unsettled:
        found.append(_unsettled())
    if wanted.channel:
        found.append(Message.channel == wanted.channel)
    if wanted.meeting_id is not None:
        found.append(Message.meeting_id == wanted.meeting_id)
    if wanted.address is not None:
        mail, phone = wanted.address
        same_mail = func.lower(Message.recipient_mail) == mail.lower() if mail else false()
        found.append(or_(same_mail, Message.recipient_phone == phone if phone else false()))
    return found


def outgoing(scope: Scope, wanted: Wanted, *, page: int = 1) -> tuple[Sequence[Message], bool]:
    """One page (from 1) of the messages, newest first, and whether older ones follow."""
    query = (
        select(Message)
        .where(_readable(scope), *_narrowed(wanted))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = db.session.scalars(query).all()
    return found[:PAGE], len(found) > PAGE


def get_outgoing(message_id: int, scope: Scope) -> Message:
    """One message that may be read. Raises NotFound."""
    found = db.session.scalar(select(Message).where(Message.id == message_id, _readable(scope)))
    if found is None:
        raise NotFound
    return found


def trouble(scope: Scope, *, now: datetime) -> Trouble:
    """What did not arrive and nobody has dealt with, in the scope; and since when all mails wait, if they do.

    A mail that one recipient's server puts off waits alone.
    """
    counted = select(func.count()).select_from(Message).where(_unsettled(), _readable(scope)).scalar_subquery()
    waiting = and_(
        Message.state.in_(("queued", "sending")),
        Message.not_before <= now - TOO_LONG,
        or_(Message.last_error.is_(None), ~put_off()),
    )
    since = select(func.min(Message.not_before)).where(waiting).scalar_subquery()
    newest = Message.tried_at.desc().nulls_last()
    error = select(Message.last_error).where(waiting).order_by(newest, Message.id).limit(1).scalar_subquery()
    row = db.session.execute(select(counted, since, error)).one()
    return Trouble(unarrived=row[0], waiting_since=row[1], last_error=row[2])
