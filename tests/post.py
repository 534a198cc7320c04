"""What tests of mail need: a real mail server that can misbehave, and a café with a host and partners."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings import operations as meetings
from cafepol.meetings import stages
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.delivery import deliver_due
from cafepol.messages.smtp import SmtpTransport
from cafepol.partners.models import Partner, PartnerContact
from cafepol.zone import queries as zone
from tests.cafes import officer, wish

TUESDAY = datetime(2027, 2, 9, 14, 0)  # noqa: DTZ001 -- the wall clock of the zone


class Sink:
    """A mail server on this machine that keeps what it is given, or answers as it is told."""

    def __init__(self):
        self.raw = []
        self.recipients = []
        self.replies = {}  # address or "DATA" -> reply
        self.hostname = "127.0.0.1"

    @property
    def mails(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        if "DATA" in self.replies:
            return self.replies["DATA"]
        self.raw.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    @property
    def transport(self):
        return SmtpTransport(f"smtp://127.0.0.1:{self.port}")

    def deliver(self, owner="worker"):
        """One round of a worker."""
        return deliver_due(now=now(), transport=self.transport, owner=owner)


@contextmanager
def mail_server(*, server_tls=None, port=None, **settings):
    """A running mail server, on a port of its own."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port or free_port(), ssl_context=server_tls, **settings)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


def free_port() -> int:
    import socket  # noqa: PLC0415 -- one use

    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def calendar_of(mail):
    """The calendar part of a mail: its bytes, and the method that its MIME header says."""
    (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    return part.get_payload(decode=True), part["Content-Type"].params["method"]


def host(name="M. Dupont"):
    """The officer of Colfontaine who receives."""
    return officer(name)


def wishes(*, day=TUESDAY, hours=2, officer="M. Dupont", **more):
    """What create_meeting and edit_meeting take alike: a café in the afternoon."""
    hours = {"starts_local": day, "ends_local": day + timedelta(hours=hours)}
    return wish(**{"host": officer, "phone": "065 00 12 32", "override_soft": True, **hours, **more})


def plan(*, publish=True, **wanted):
    """A meeting in a transaction of its own; its id."""
    with transaction():
        made = meetings.create_meeting(created_by=None, **wishes(**wanted))
        if publish:
            stages.publish_meeting(made, now=now())
        return made.id


def move(meeting_id, **wanted):
    """Save the meeting's form anew."""
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        return meetings.edit_meeting(meeting, version=meeting.version, **wishes(**wanted))


def cancel(meeting_id, reason="Le policier est malade."):
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(meeting_id), reason=reason, now=now())


def contact(name="Mme Dubois", *, mail="dubois@partner.example", phone=None, partner="Toit & Moi"):
    """A contact of a partner of Colfontaine, in a transaction of its own; its id."""
    with transaction() as session:
        commune = zone.commune_by_slug("colfontaine")
        kind = zone.partner_kinds()[0]
        organisation = session.scalar(select(Partner).where(Partner.name == partner))
        if organisation is None:
            organisation = Partner(kind_id=kind.id, name=partner, communes=[commune])
            session.add(organisation)
            session.flush()
        made = PartnerContact(partner_id=organisation.id, name=name, function="directrice", mail=mail, phone=phone)
        session.add(made)
        session.flush()
        return made.id
