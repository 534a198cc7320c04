"""Answering an invitation, and choosing whom to invite."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice

from cafepol.core.forms import AskForm, PublicForm, StaffForm, line, paragraph, required
from cafepol.core.marking import marked
from cafepol.invitations.answers import ANSWER_LABELS, NAME_MAX, NOTE_MAX, Answer

_CHOICES = {answer.value: label for answer, label in ANSWER_LABELS.items()}
CHOOSE = marked("Choisissez votre réponse.")


class AnswerForm(PublicForm):
    """A partner's answer, by the link of the mail."""

    purpose = "invitation"

    answer = RadioField(marked("Votre réponse"), choices=_CHOICES, validators=[required(CHOOSE)])
    substitute = line(marked("Nom de la personne qui viendra"), maximum=NAME_MAX)
    note = paragraph(marked("Un mot pour le policier"), maximum=NOTE_MAX)
    day = HiddenField()  # which the page shows: an answer is for that one

    def facts(self) -> dict[str, Any]:
        """What the operations need."""
        return _facts(self) | {"seen": self.day.data or ""}

    def show(self, day: date) -> "AnswerForm":
        """Be about this day from here on; the form itself, to go on with."""
        self.day.data = day.isoformat()
        return self


class NotedAnswerForm(StaffForm):
    """An answer that was given on the phone."""

    answer = RadioField("Sa réponse", choices=_CHOICES, validators=[required("Choisissez la réponse.")])
    substitute = line("Nom de la personne qui viendra", maximum=NAME_MAX)
    note = paragraph("Note", maximum=NOTE_MAX)

    def facts(self) -> dict[str, Any]:
        """What the operations need."""
        return _facts(self)


def _facts(form: AnswerForm | NotedAnswerForm) -> dict[str, Any]:
    said = Answer(form.answer.data)
    return {"answer": said, "substitute": form.substitute.data or "", "note": form.note.data or ""}


class InviteForm(StaffForm):
    """Whom to invite, under headings that say why; on a draft they are only chosen."""

    contacts = SelectMultipleField(
        "Personnes à inviter", coerce=int, choices=[], validators=[required("Cochez au moins une personne.")]
    )
    stage = HiddenField()  # what the page showed: a draft, or a published meeting

    def offer(self, headings: Mapping[str, Iterable[tuple[int, str]]]) -> "InviteForm":
        """Give the people to choose from (id and name) by heading; the form itself, to go on with."""
        self.contacts.choices = [
            SelectChoice(str(contact_id), name, optgroup=heading)
            for heading, people in headings.items()
            for contact_id, name in people
        ]
        return self


class PreviewForm(AskForm):
    """Whose mail to look at."""

    personne = SelectField("Pour qui ?", coerce=int, invalid_choice_message="Choisissez une personne de la liste.")

    def __init__(self, asked: Any, people: Mapping[int, str]) -> None:
        super().__init__(asked, {"personne": str(next(iter(people), 0))})
        self.personne.choices = [SelectChoice(str(contact_id), name) for contact_id, name in people.items()]


class ActionForm(StaffForm):
    """A form of one button."""
