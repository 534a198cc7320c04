"""Somebody asked for a café and was promised one; what is done with it, and what they are told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.planning import operations
from cafepol.requests.models import CafeRequest
from cafepol.requests.operations import plan_request, shelve_request
from cafepol.requests.queries import get_request
from tests.cafes import DAY, Town, wish
from tests.factories import make_request

WITH_MAIL = {"mail": "a@exemple.be"}
WITH_PHONE = {"phone": "0470 12 34 56", "name": "Mme Roy"}


@pytest.fixture
def promised(app, meeting):
    """`promised(mail=…)`: the id of a request, and the meeting that answers it."""

    def make(*, cafe=None, **more):
        cafe = cafe or meeting()
        with transaction():
            request_id = make_request(Town().commune, **more).id
        promise(request_id, cafe)
        return request_id, cafe

    return make


def there(request_id: int) -> CafeRequest:
    db.session.remove()
    return get_request(request_id, [Town().commune.commissariat_id])


def promise(request_id, cafe):
    with transaction():
        plan_request(there(request_id), get_meeting_by_id(cafe.id), by=None, now=now())


def cancel(cafe) -> bool:
    with transaction():
        return operations.cancel(get_meeting_by_id(cafe.id), reason="La salle est fermée.", now=now())


def restore(cafe) -> bool:
    with transaction():
        return operations.restore(get_meeting_by_id(cafe.id), override_soft=True, now=now(), tz=zone_time())


def move(cafe, *, days=7, **more) -> None:
    """To so many days after the day on which cafés of tests are planned."""
    with transaction():
        found = get_meeting_by_id(cafe.id)
        plan = wish(day=DAY + timedelta(days=days), **more)
        at = {"now": plan.pop("now"), "tz": plan.pop("tz")}
        operations.edit(found, version=found.version, plan=plan | {"override_soft": True}, **at)


def shelve(request_id) -> None:
    with transaction():
        shelve_request(there(request_id), reason="Plus de salle.", by=None, now=now())


def say() -> None:
    """What waits to be said is said."""
    with transaction():
        db.session.execute(update(Message).where(Message.state == "queued").values(state="sent"))
        db.session.execute(update(Message).where(Message.state == "to_do").values(state="done"))


def messages(*states) -> list[Message]:
    db.session.remove()
    found = select(Message).where(Message.kind.startswith("request_")).order_by(Message.id)
    return [each for each in db.session.scalars(found) if not states or each.state in states]


def kinds(*states) -> list[str]:
    return [each.kind for each in messages(*states)]
