"""The forms of a registration: on a meeting's public page, and behind a personal link."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from cafepol.core.forms import PublicForm, VisitorForm, contact, line, paragraph
from cafepol.core.text import normal_mail, normal_phone
from cafepol.core.versioned_forms import Versioned
from cafepol.registrations.answer_forms import (
    MAIL_MAX,
    NAME_MAX,
    NEEDS_MAX,
    PHONE_MAX,
    SUBJECT_MAX,
    answers,
    kind_field,
    size_field,
)


class RegistrationForm(VisitorForm):
    """« Vous venez ? », on the public page of a meeting; its subject is the meeting's code."""

    purpose = "inscription"

    kind = kind_field()
    party_size = size_field(default=1)
    name = line("Votre nom", maximum=NAME_MAX)
    mail = contact("E-mail", MAIL_MAX, normal_mail)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    call_back = BooleanField("Rappelez-moi un ou deux jours avant")
    needs = line("Un besoin particulier", maximum=NEEDS_MAX)
    subject = paragraph("Un sujet à aborder", maximum=SUBJECT_MAX)
    announce = BooleanField("Prévenez-moi aussi des prochains cafés de la commune")

    def validate_announce(self, field: BooleanField) -> None:
        """Announcements need an address. Raises ValidationError."""
        if field.data and not self.mail.data:
            raise ValidationError("Pour les annonces, écrivez votre e-mail ou décochez cette case.")

    @property
    def answer(self) -> dict[str, Any]:
        """What answer_on_web takes, from a form that validated."""
        return answers(self) | {"announce": self.announce.data, "by_machine": self.is_trap, "key": self.key}


class ConfirmForm(PublicForm):
    """One button behind the confirmation link; its subject is the registration's reference."""

    purpose = "inscription-confirmer"


class OwnForm(PublicForm):
    """One button of one's own page: « je participe », « je ne viens plus »; its subject is the reference."""

    purpose = "inscription-gerer"


class ManageForm(Versioned, PublicForm):
    """What may be changed behind the manage link; its subject is the registration's reference."""

    purpose = "inscription-gerer"

    kind = kind_field()
    party_size = size_field()
    name = line("Votre nom", maximum=NAME_MAX)
    phone = contact("Téléphone", PHONE_MAX, normal_phone)
    call_back = BooleanField("Rappelez-moi un ou deux jours avant")
    needs = line("Un besoin particulier", maximum=NEEDS_MAX)
    subject = paragraph("Un sujet à aborder", maximum=SUBJECT_MAX)

    @property
    def wanted(self) -> dict[str, Any]:
        """What manage_registration takes."""
        names = ("name", "phone", "needs", "subject")
        words = {each: self[each].data or "" for each in names}
        numbers = {each: self[each].data for each in ("version", "kind", "party_size", "call_back")}
        return words | numbers
