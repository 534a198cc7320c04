"""Answering an invitation, and choosing whom to invite."""

from wtforms import RadioField, SelectMultipleField

from cafepol.core.forms import PublicForm, StaffForm, line, paragraph, required
from cafepol.invitations.answers import ANSWER_LABELS, NAME_MAX, NOTE_MAX

_CHOICES = {answer.value: label for answer, label in ANSWER_LABELS.items()}
CHOOSE = "Choisissez votre réponse."


class AnswerForm(PublicForm):
    """A partner's answer, by the link of the mail."""

    purpose = "invitation"

    answer = RadioField("Votre réponse", choices=_CHOICES, validators=[required(CHOOSE)])
    substitute = line("Nom de la personne qui viendra", maximum=NAME_MAX)
    note = paragraph("Un mot pour le policier", maximum=NOTE_MAX)


class NotedAnswerForm(StaffForm):
    """An answer that was given on the phone."""

    answer = RadioField("Sa réponse", choices=_CHOICES, validators=[required("Choisissez la réponse.")])
    substitute = line("Nom de la personne qui viendra", maximum=NAME_MAX)
    note = paragraph("Note", maximum=NOTE_MAX)


class InviteForm(StaffForm):
    """Whom to invite; the view gives the choices."""

    contacts = SelectMultipleField(
        "Personnes à inviter", coerce=int, choices=[], validators=[required("Cochez au moins une personne.")]
    )


class ActionForm(StaffForm):
    """A form of one button."""
