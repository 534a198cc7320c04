"""An answer as it is stored: one way to write a name, an address, a number."""

from dataclasses import dataclass
from typing import Literal

from cafepol.core.errors import Refused
from cafepol.core.text import clean_line, clean_text, has_national_number, mail_key, normal_mail, normal_phone
from cafepol.registrations.states import Channel, Kind, check_party_size

Contact = Literal["mail", "phone", "none"]


@dataclass(frozen=True)
class Answer:
    """An answer in its normal form."""

    kind: Kind
    party_size: int
    channel: Channel
    name: str | None
    mail: str | None
    phone: str | None
    call_back: bool
    needs: str | None
    subject: str | None

    @property
    def is_unheard(self) -> bool:
        """Whether nobody of the house heard it or holds it on paper: then an address must be confirmed."""
        return self.channel is Channel.WEB

    @property
    def key(self) -> str | None:
        """What the address is compared by."""
        return mail_key(self.mail) if self.mail else None

    @property
    def contact(self) -> Contact:
        """What the page says depends on this alone."""
        if self.mail:
            return "mail"
        return "phone" if self.phone else "none"


def normal_answer(
    *,
    kind: str,
    party_size: int,
    channel: str,
    name: str,
    mail: str,
    phone: str,
    call_back: bool,
    needs: str,
    subject: str,
) -> Answer:
    """What was typed, in its normal form. Raises Refused at the field to correct."""
    check_party_size(party_size)
    return Answer(
        kind=Kind(kind),
        party_size=party_size,
        channel=Channel(channel),
        name=_words(clean_line(name), "name"),
        mail=normal_mail(mail) if mail.strip() else None,
        phone=normal_phone(phone) if phone.strip() else None,
        call_back=call_back,
        needs=_words(clean_line(needs), "needs"),
        subject=_words(clean_text(subject), "subject"),
    )


def _words(text: str, field: str) -> str | None:
    if has_national_number(text):
        raise Refused("N’écrivez pas ce numéro : nous n’en avons pas besoin.", field=field)
    return text or None
