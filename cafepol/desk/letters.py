"""The letters that messages become on paper: for who gave neither a mail address nor a telephone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from cafepol.accounts.queries import last_recorded
from cafepol.core.clock import local
from cafepol.core.errors import Refused
from cafepol.core.filters import day_long, phone
from cafepol.messages.models import Message
from cafepol.printing.fonts import legible
from cafepol.printing.letters import LetterContent, letter, letters
from cafepol.zone.models import Commissariat, Zone
from cafepol.zone.queries import commissariats, the_zone

PRINTED = "message_printed"  # on the audit trail, by the message's id
MOST = 100  # letters in one file
_FOOT = "\n--\n"  # under it stands what the letterhead says already


def last_printed(messages: Collection[Message]) -> dict[int, datetime]:
    """When each of these letters was last printed, if ever."""
    return last_recorded(PRINTED, [each.id for each in messages])


def contents_of(messages: Sequence[Message]) -> list[LetterContent]:
    """What these letters say."""
    zone, places = the_zone(), {place.id: place for place in commissariats()}
    return [_content(message, zone, places) for message in messages]


def print_letters(contents: Sequence[LetterContent]) -> bytes:
    """The letters as one PDF, each on its own pages. Raises Refused, naming whose letter does not print."""
    if len(contents) > MOST:
        raise Refused(f"Choisissez au plus {MOST} lettres à la fois.")
    for content in contents:
        try:
            letter(content)
        except Refused as refused:
            whose = f"La lettre à {' '.join(content.recipient[:1])} ne s’imprime pas"
            raise Refused(f"{whose} : {refused.message}", field=refused.field) from refused
    return letters(contents, title="Lettres à poster")


def _content(message: Message, zone: Zone, places: Mapping[int, Commissariat]) -> LetterContent:
    """Nothing that a resident gave stops it: a sign that the face does not have is shown as « ? »."""
    place = places.get(message.commissariat_id or 0)
    sender = (place.name, place.address, phone(place.phone)) if place else (zone.address, phone(zone.phone))
    written = day_long(local(message.created_at).date())
    address = (line.strip() for line in (message.recipient_address or "").splitlines())
    return LetterContent(
        sender=(zone.name, *sender),
        recipient=tuple(legible(line) for line in (message.recipient_name, *address) if line),
        place_and_date=f"{place.place}, le {written}" if place else f"Le {written}",
        subject=legible(message.subject),
        paragraphs=tuple(legible(part) for part in _body(message.text).split("\n") if part.strip()),
        signature=(place.name if place else zone.name,),
    )


def _body(text: str) -> str:
    """The words without the foot of a mail."""
    body, foot, _ = text.rpartition(_FOOT)
    return body if foot else text
