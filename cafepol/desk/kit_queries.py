"""What the papers of a café's day say, gathered from several rooms: whom to call, and all of them as one kit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cafepol.casework.call_queries import Call, calls_to_make
from cafepol.casework.pdf_calls import CallLine, CallsContent, line_of, named
from cafepol.concerns.queries import Scope
from cafepol.core.filters import phone, when
from cafepol.desk.returns_queries import ReturnSheet, sheet_content
from cafepol.flyers.day_queries import cards_content, slip_content
from cafepol.flyers.pdf.kit import KitContent
from cafepol.flyers.queries import flyer_content, sign_in_sheet_content
from cafepol.meetings.models import Meeting
from cafepol.messages.models import Message
from cafepol.messages.queries import calls_about
from cafepol.zone.queries import the_zone


@dataclass(frozen=True)
class CallSheet:
    """Whom to call before a café: about the café itself, and with an answer that its hosts promised."""

    about: Sequence[Message] = ()
    promised: Sequence[Call] = ()

    @property
    def named(self) -> dict[str, Any]:
        """Whose names and numbers it holds, for the audit trail: ids only."""
        return {"messages": [message.id for message in self.about], **named(self.promised)}


def call_sheet(meeting: Meeting, scope: Scope) -> CallSheet:
    """Whom to call before a meeting, as far as who asks may know of them."""
    about = [each for each in calls_about(meeting.id) if each.is_for(scope.officer_id, scope.chief_of)]
    promised = [call for host in meeting.hosts for call in calls_to_make(scope, owner_id=host.id)]
    return CallSheet(about, promised)


def calls_content(meeting: Meeting, sheet: CallSheet) -> CallsContent:
    """The same on paper."""
    return CallsContent(
        day=meeting.day,
        zone_name=the_zone().name,
        what_for=f"{meeting.title}, {when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}",
        groups=(
            ("Pour ce café", tuple(map(_line, sheet.about))),
            ("Une réponse promise", tuple(map(line_of, sheet.promised))),
        ),
    )


def _line(message: Message) -> CallLine:
    return CallLine(
        who=message.recipient_name or "Sans nom",
        phone=phone(message.recipient_phone or ""),
        about=message.subject,
        say=message.text,
        tries=message.outcome or "",
    )


def kit_content(meeting: Meeting, returns: ReturnSheet, calls: CallSheet) -> KitContent:
    """Every paper of a meeting's day."""
    return KitContent(
        sign_in=sign_in_sheet_content(meeting),
        returns=sheet_content(meeting, returns),
        calls=calls_content(meeting, calls),
        slip=slip_content(meeting),
        cards=cards_content(meeting),
        poster=flyer_content(meeting),
    )
