"""The forms of a registration: on a meeting's public page, behind a personal link, and for a caller."""

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice

from cafepol.core.clock import now
from cafepol.core.forms import PublicForm, StaffForm, VisitorForm, contact, line, paragraph, required
from cafepol.core.text import normal_mail, normal_phone
from cafepol.meetings.models import Meeting
from cafepol.registrations.joining import Outcome, register_resident, would_come_to
from cafepol.registrations.states import KIND_LABELS, MOST_PEOPLE, Channel, Kind

NAME_MAX = 80
MAIL_MAX = 254
PHONE_MAX = 40
NEEDS_MAX = 200
SUBJECT_MAX = 500

_KINDS = [SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()]
_SIZES = [SelectChoice(str(size)) for size in range(1, MOST_PEOPLE + 1)]
_CHANNELS = [
    SelectChoice(Channel.PHONE.value, "Par téléphone"),
    SelectChoice(Channel.COUNTER.value, "Au guichet"),
    SelectChoice(Channel.OFFICER.value, "En rue"),
    SelectChoice(Channel.FLYER.value, "Sur papier"),
]
_OFFERED = "Choisissez l’une des réponses proposées."


def _radio(label: str, choices: list[SelectChoice], need: str, **kwargs: Any) -> RadioField:
    kwargs |= {"invalid_value_message": _OFFERED, "invalid_choice_message": _OFFERED}
    return RadioField(label, choices=choices, validators=[required(need)], **kwargs)


def _kind(**kwargs: Any) -> RadioField:
    return _radio("Votre réponse", _KINDS, "Choisissez « Je participe » ou « Ça m’intéresse ».", **kwargs)


def _size(**kwargs: Any) -> RadioField:
    return _radio("Combien serez-vous ?", _SIZES, "Choisissez combien vous serez.", coerce=int, **kwargs)


class RegistrationForm(VisitorForm):
    """« Vous venez ? », on the public page of a meeting; its subject is the meeting's code."""

    purpose = "inscription"

    kind = _kind()
    party_size = _size(default=1)
    name = line("Votre nom", maximum=NAME_MAX)
    mail = contact("E-mail", MAIL_MAX, normal_mail)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    call_back = BooleanField("Rappelez-moi un ou deux jours avant")
    needs = line("Un besoin particulier", maximum=NEEDS_MAX)
    subject = paragraph("Un sujet à aborder", maximum=SUBJECT_MAX)

    def register(self, meeting: Meeting) -> Outcome:
        """Act on a valid form; a machine gets the same thanks and nothing is stored. Raises Refused at a field."""
        if self.is_trap:
            return self._as_if(meeting)
        return register_resident(meeting, **_answers(self), channel=Channel.WEB, now=now(), key=self.key)

    def _as_if(self, meeting: Meeting) -> Outcome:
        """What a person who typed the same would be shown."""
        contact = ("phone" if self.phone.data else "none") if not self.mail.data else "mail"
        typed = {"party_size": self.party_size.data, "kind": self.kind.data, "contact": contact}
        return would_come_to(meeting, **typed, now=now())


def _answers(form: Any) -> dict[str, Any]:
    names = ("kind", "party_size", "name", "mail", "phone", "call_back", "needs", "subject")
    return {name: form[name].data if form[name].data is not None else "" for name in names}


class ConfirmForm(PublicForm):
    """One button behind the confirmation link; its subject is the registration's reference."""

    purpose = "inscription-confirmer"


class ManageForm(PublicForm):
    """Change or cancel behind the manage link; its subject is the registration's reference."""

    purpose = "inscription-gerer"

    kind = _kind()
    party_size = _size()


class CallerForm(StaffForm):
    """Somebody on the phone, at the counter, in the street or on a slip: under 30 seconds by keyboard."""

    name = line("Nom", maximum=NAME_MAX)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    party_size = _size(default=1)
    kind = _kind(default=Kind.GOING.value)
    channel = _radio("Comment cette personne s’inscrit-elle ?", _CHANNELS, _OFFERED, default=Channel.PHONE.value)
    call_back = BooleanField("La rappeler un ou deux jours avant")
    mail = contact("E-mail", MAIL_MAX, normal_mail)
    needs = line("Un besoin particulier", maximum=NEEDS_MAX)
    subject = paragraph("Un sujet à aborder", maximum=SUBJECT_MAX)

    def register(self, meeting: Meeting) -> Outcome:
        """Act on a valid form. Raises Refused at a field, also for an address that is registered already."""
        return register_resident(meeting, **_answers(self), channel=self.channel.data, now=now(), key=self.key.data)
