"""The forms of whoever takes a call: finding, registering and amending what somebody says on the phone."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields import SelectChoice

from cafepol.core.filters import day_short, hour
from cafepol.core.filters import phone as spoken_phone
from cafepol.core.forms import StaffForm, contact, line, paragraph
from cafepol.core.text import mail_key, normal_mail, normal_phone
from cafepol.core.versioned_forms import VersionedForm
from cafepol.distribution.code_queries import NamedRound
from cafepol.meetings.models import Meeting
from cafepol.partners.listing import LANGUAGES
from cafepol.registrations.answer_forms import (
    MAIL_MAX,
    NAME_MAX,
    NEEDS_MAX,
    OFFERED,
    PHONE_MAX,
    SUBJECT_MAX,
    answers,
    kind_field,
    radio_field,
    size_field,
)
from cafepol.registrations.models import Registration
from cafepol.registrations.states import Channel, Kind

TWO_PEOPLE, SAME_PERSON = "deux", "meme"
FLYER_CODE_MAX = 20  # with the hyphens and spaces that somebody may type
_CHANNELS = [
    SelectChoice(Channel.PHONE.value, "Par téléphone"),
    SelectChoice(Channel.COUNTER.value, "Au guichet"),
    SelectChoice(Channel.OFFICER.value, "En rue"),
    SelectChoice(Channel.FLYER.value, "Sur papier"),
    SelectChoice(Channel.PARTNER.value, "Par un partenaire"),
]


class AsksForFlyer:
    """What a form of an answer asks where flyers with codes went round."""

    flyer_code = line("Code du flyer", maximum=FLYER_CODE_MAX)

    def offer_rounds(self, rounds: Sequence[NamedRound]) -> Self:
        """Ask for the code if there are rounds; the form itself."""
        if not rounds:
            del self.flyer_code
        return self

    @property
    def code_read_out(self) -> dict[str, str]:
        """The code as it was typed; empty where nobody is asked."""
        return {"flyer_code": (self.flyer_code.data or "") if self.flyer_code else ""}


def language_field() -> SelectField:
    """The language that somebody reads."""
    return SelectField("Langue", choices=[], invalid_choice_message=OFFERED)


def language_choices(codes: list[str]) -> list[SelectChoice]:
    """Languages to choose from, each once."""
    return [SelectChoice(code, LANGUAGES.get(code, code)) for code in dict.fromkeys(codes)]


class CallerForm(AsksForFlyer, StaffForm):
    """Somebody on the phone, at the counter, in the street or on a slip: under 30 seconds by keyboard."""

    name = line("Nom", maximum=NAME_MAX)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    party_size = size_field(default=1)
    kind = kind_field(default=Kind.GOING.value)
    channel = radio_field("Comment cette personne s’inscrit-elle ?", _CHANNELS, OFFERED, default=Channel.PHONE.value)
    call_back = BooleanField("La rappeler un ou deux jours avant")
    mail = contact("E-mail", MAIL_MAX, normal_mail)
    needs = line("Un besoin particulier", maximum=NEEDS_MAX)
    subject = paragraph("Un sujet à aborder", maximum=SUBJECT_MAX)

    language = language_field()
    double = line("Deux fois ?", maximum=10)  # of two under one number: TWO_PEOPLE, or the reference of the same person

    def offer(self, languages: list[str], usual: str) -> Self:
        """Give the zone's languages to choose from; what the meeting speaks is proposed. The form itself."""
        self.language.choices = language_choices([usual, *languages])
        self.language.data = self.language.data or usual
        return self

    @property
    def contact_keys(self) -> dict[str, str | None]:
        """The address and the number of a valid form, as registrations are compared by them."""
        mail, number = self.mail.data, self.phone.data
        return {
            "mail_key": mail_key(normal_mail(mail)) if mail else None,
            "phone": normal_phone(number) if number else None,
        }

    @property
    def answer(self) -> dict[str, Any]:
        """What register_caller takes, from a form that validated."""
        more = {"language": self.language.data, "channel": self.channel.data, "key": self.key.data}
        return answers(self) | more | self.code_read_out


class DeskCallerForm(CallerForm):
    """The same, before anybody has said which café; the next one is proposed."""

    code = SelectField("Quel café ?", choices=[], invalid_choice_message=OFFERED)

    def offer_meetings(self, meetings: Sequence[Meeting]) -> Self:
        """The meetings to choose from, the next one first; the form itself."""
        self.code.choices = [
            SelectChoice(each.code, f"{day_short(each.day)}, {hour(each.starts_local)}, {each.place}")
            for each in meetings
        ]
        return self


class FindForm(StaffForm):
    """One registration, by what its holder reads out."""

    said = line("Référence, téléphone ou adresse", need="Tapez ce que la personne vous dit.", maximum=MAIL_MAX)


class StepForm(VersionedForm):
    """One button on a registration: cancel it, or offer a place."""


class DoubleForm(StepForm):
    """What somebody says of two registrations under one number: TWO_PEOPLE or SAME_PERSON."""

    other = HiddenField()  # the reference of the other one
    double = HiddenField()


class AmendForm(AsksForFlyer, VersionedForm):
    """What is known of somebody who registered, to be changed while they are on the line."""

    name = line("Nom", maximum=NAME_MAX)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    party_size = size_field()
    kind = kind_field()
    call_back = BooleanField("La rappeler un ou deux jours avant")
    mail = contact("E-mail", MAIL_MAX, normal_mail)
    needs = line("Un besoin particulier", maximum=NEEDS_MAX)
    language = language_field()

    def offer(self, languages: list[str], kept: str) -> Self:
        """Give the zone's languages to choose from, and the one that is kept; the form itself."""
        self.language.choices = language_choices([*languages, kept])
        return self

    def facts(self) -> dict[str, Any]:
        """What was typed, as amend_registration takes it."""
        said = ("kind", "party_size", "name", "mail", "phone", "call_back", "needs", "language", "version")
        facts = {name: self[name].data if self[name].data is not None else "" for name in said}
        return facts | self.code_read_out


class BroadcastForm(StaffForm):
    """A message to everybody who registered; `change`: it was read, and is written on."""

    subject = line("Objet", need="Dites en quelques mots de quoi il s’agit.")
    text = paragraph("Message", need="Écrivez ce que vous voulez leur dire.", maximum=1500)
    change = BooleanField("Corriger")

    @property
    def words(self) -> dict[str, str]:
        """What was written, as tell_all takes it."""
        return {"subject": self.subject.data or "", "text": self.text.data or ""}


def shown(registration: Registration, rounds: Sequence[NamedRound] = ()) -> dict[str, Any]:
    """A registration as the form shows it: numbers as people read them, of its meeting's `rounds` the code."""
    number = registration.phone
    kept = ("name", "party_size", "kind", "call_back", "mail", "needs", "language", "version")
    code = next((each.code for each in rounds if each.id == registration.round_id), "")
    phone = spoken_phone(number) if number else ""
    return {name: getattr(registration, name) for name in kept} | {"phone": phone, "flyer_code": code}
