"""The sender of the settings may have a name: « CaféPol Boraine <cafepol@zone.example> »."""

from dataclasses import replace
from email.headerregistry import Address

import icalendar
import pytest

from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.invitations.operations import invite
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.delivery import deliver_due
from cafepol.partners.queries import get_contact
from tests.post import calendar_of, contact, plan

NAMED = "CaféPol Boraine <cafepol@zone.example>"


class Kept:
    """A transport that keeps what it is given."""

    def __init__(self):
        self.sent = []

    def send(self, mail, *, sender, recipient):
        self.sent.append((sender, mail))


@pytest.fixture
def _named(app):
    app.extensions["cafepol.settings"] = replace(settings(), mail_from=NAMED, mail_reply_to=NAMED)


@pytest.mark.usefixtures("_named")
def test_a_named_sender_stands_in_from_and_its_address_alone_elsewhere(clock):
    meeting_id, contact_id, kept = plan(), contact(), Kept()
    with transaction():
        invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=None, now=now())
    deliver_due(now=clock.advance(minutes=10), transport=kept, owner="worker")
    [(sender, mail)] = kept.sent
    assert sender == "cafepol@zone.example"
    assert mail["From"].addresses == mail["Reply-To"].addresses
    assert mail["From"].addresses == (Address("CaféPol Boraine", addr_spec="cafepol@zone.example"),)
    assert mail["Message-ID"].endswith("@zone.example>")
    assert mail.as_bytes().isascii()
    [event] = icalendar.Calendar.from_ical(calendar_of(mail)[0]).walk("VEVENT")
    assert event["ORGANIZER"] == "mailto:cafepol@zone.example"
    assert event["ORGANIZER"].params["CN"] == "Zone de Police Boraine"
