"""What leaves, read by programs that are not ours: postal-mime reads the mail, ical.js and vobject its calendar."""

import json
import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.messages.models import Message
from cafepol.notices.operations import run_notices
from cafepol.partners.models import PartnerContact
from tests.invitations.asking import QUIET, invite
from tests.invitations.itip import by_vobject
from tests.meetings.readers import NODE, by_ical_js
from tests.notices.saying import plain, register
from tests.post import cancel, contact, mail_server, plan

pytestmark = pytest.mark.once

NAMED = "CaféPol – Zone Boraine <cafepol@zone.example>"
SENDER = {"name": "CaféPol – Zone Boraine", "address": "cafepol@zone.example"}
FRENCH, DUTCH, RESIDENT = "eleonore@partner.example", "veerle@partner.example", "leroy@resident.example"
NAMES = {FRENCH: "Mme Éléonore D’Haese-Vanderœuvre", DUTCH: "Veerle Goossens, „de Ploeg”", RESIDENT: "M. Léon Çelik"}
MEANT = ("subject", "text", "html", "calendar", "calendar_method", "message_id", "recipient_name")


def read(raw):
    """A mail as postal-mime understands it."""
    run = subprocess.run(["node", "read-mail.mjs"], cwd=NODE, input=raw, check=True, capture_output=True)
    return json.loads(run.stdout)


@pytest.fixture
def there(app):
    """A meeting to which a partner who reads French is invited, one who reads Dutch, and to which a resident comes."""
    app.extensions["cafepol.settings"] = replace(settings(), mail_from=NAMED, mail_reply_to=NAMED)
    there = plan()
    for mail, language in ((FRENCH, "fr"), (DUTCH, "nl")):
        contact_id = contact(NAMES[mail], mail=mail)
        with transaction() as session:
            session.get(PartnerContact, contact_id).language = language
        invite(there, contact_id)
    register(there, mail=RESIDENT, name=NAMES[RESIDENT])
    return there


def leave(clock):
    """What waits leaves: by recipient, what was meant (kept before its links are blanked) and what is read."""
    clock.advance(seconds=QUIET)
    run_notices(now())
    with transaction() as session:
        waiting = session.scalars(select(Message).where(Message.state == "queued"))
        meant = {each.recipient_mail: {name: getattr(each, name) for name in MEANT} for each in waiting}
    with mail_server() as server:
        assert server.deliver() == len(meant) == 3
        mails = [read(raw) for raw in server.raw]
    return {mail["to"][0]["address"]: (meant[mail["to"][0]["address"]], mail) for mail in mails}


def check(meant, mail):
    """The mail is read as it was meant; its calendar part is given back."""
    assert plain(mail["subject"]) == plain(meant["subject"])
    assert mail["text"].replace("\r\n", "\n").rstrip() == meant["text"].rstrip()
    assert mail["html"].replace("\r\n", "\n").strip() == meant["html"].strip()
    assert (mail["from"], mail["replyTo"]) == (SENDER, [SENDER])
    (to,) = mail["to"]
    assert to["name"] == meant["recipient_name"] == NAMES[to["address"]]
    assert not {"cc", "bcc", "sender"} & set(mail)
    assert mail["messageId"] == meant["message_id"]
    headers = {each["key"]: each["value"] for each in mail["headers"]}
    assert len(headers) == len(mail["headers"])
    assert headers["auto-submitted"] == "auto-generated"
    (part,) = mail["attachments"]
    assert part["mimeType"] == "text/calendar"
    assert part["method"] == meant["calendar_method"]
    assert part["content"].replace("\r\n", "\n") == meant["calendar"].replace("\r\n", "\n")
    return part


def test_mails_and_their_calendars_are_read_as_they_were_meant(there, clock):
    asked = leave(clock)
    cancel(there, "Le policier est malade : « ça ira mieux » bientôt.")
    off = leave(clock)
    subjects = {
        FRENCH: ("Invitation au café de Colfontaine, mardi 9 février 2027, de 14 h à 16 h", "ANNULÉE : café de"),
        DUTCH: ("Uitnodiging: koffie in Colfontaine, dinsdag 9 februari 2027, 14:00–16:00", "AFGELAST: koffie in"),
        RESIDENT: ("C’est noté : café de Colfontaine, mardi 9 février", "ANNULÉE : café de"),
    }
    for whom, (first, last) in subjects.items():
        (meant, mail), (meant_off, mail_off) = asked[whom], off[whom]
        parts = [check(meant, mail), check(meant_off, mail_off)]
        assert plain(mail["subject"]) == first
        assert plain(mail_off["subject"]).startswith(last)
        methods = ["PUBLISH", "PUBLISH"] if whom == RESIDENT else ["REQUEST", "CANCEL"]
        assert [part["method"] for part in parts] == methods
        assert [part["disposition"] for part in parts] == (["attachment"] * 2 if whom == RESIDENT else [None] * 2)
        agree([part["content"] for part in parts], methods)


def agree(calendars, methods):
    """Both readers of calendars understand the same of the two: one event, later called off."""
    by_js = [by_ical_js(each) for each in calendars]
    (first,), (last,) = by_js
    assert (first[:3], first[3], last[3]) == (last[:3], "CONFIRMED", "CANCELLED")
    told = [by_vobject(each.encode()) for each in calendars]
    assert [each.method for each in told] == methods
    assert [(each.uid, each.sequence, each.status) for each in told] == [
        (first[0], 0, "CONFIRMED"),
        (first[0], 1, "CANCELLED"),
    ]
