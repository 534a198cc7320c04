"""`CAFEPOL_MAIL_MODE=redirect`: an installation that tells nobody."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations.operations import invite
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.rehearsal import calendar_for
from cafepol.partners.queries import get_contact
from tests.post import calendar_of, contact, mail_server, plan

SINK = "essai@zone.example"


@pytest.fixture
def rehearsing(app):
    """The app in a rehearsal, and the server that takes its mail."""
    settings = app.extensions["cafepol.settings"]
    app.extensions["cafepol.settings"] = replace(settings, mail_mode="redirect", mail_redirect_to=SINK)
    with mail_server() as server:
        yield server


def test_every_mail_goes_to_one_address_and_names_its_person_in_one_header(rehearsing, clock):
    meeting_id, contact_id = plan(), contact()
    with transaction():
        invite(get_meeting_by_id(meeting_id), get_contact(contact_id), by=None, now=now())
    clock.advance(minutes=11)  # the quiet time
    assert rehearsing.deliver() == 1
    (mail,) = rehearsing.mails
    assert rehearsing.recipients == [[SINK]]
    assert mail["To"] == SINK
    assert mail["Subject"].startswith("[Essai] Invitation")
    assert mail["X-CafePol-Recipient"] == "Mme Dubois <dubois@partner.example>"
    named = [name for name, value in mail.items() if "dubois" in value]
    assert named == ["X-CafePol-Recipient"]
    calendar, method = calendar_of(mail)
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    assert (method, str(event["ATTENDEE"])) == ("REQUEST", f"mailto:{SINK}")
    assert b"dubois" not in calendar


def test_the_calendar_stays_well_formed():
    long = "DESCRIPTION:" + "é" * 80
    calendar = "BEGIN:VCALENDAR\r\n" + long[:40] + "\r\n " + long[40:] + "\r\nATTENDEE;CN=X:mailto:x@\r\n y.be\r\n"
    lines = calendar_for(calendar, SINK).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = "".join(line.removeprefix(" ") for line in lines)
    assert unfolded == f"BEGIN:VCALENDAR{long}ATTENDEE;RSVP=FALSE:mailto:{SINK}"
