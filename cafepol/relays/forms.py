"""What is typed about a question to a partner. The rules of what may be typed are the operations'."""

from collections.abc import Iterable

from wtforms import SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from cafepol.casework.forms import FROM_LIST, StepForm, day_field
from cafepol.concerns.records import TEXT
from cafepol.core.forms import PublicForm, line, paragraph, required
from cafepol.core.marking import marked
from cafepol.core.text import clean_text
from cafepol.partners.models import PartnerContact
from cafepol.relays.models import PLACE, QUESTION
from cafepol.relays.operations import NEED

NOBODY = "0"
SPOKEN = {"nl": "néerlandais", "de": "allemand", "en": "anglais"}


class RelayForm(StepForm):
    """The least that a partner needs to know, and by when they answer."""

    contact = SelectField(
        "À qui ?", coerce=int, choices=[], invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST
    )
    question = paragraph("La question", need="Écrivez la question.", maximum=QUESTION)
    place = line("À quel endroit ?", maximum=PLACE)
    answer_by = day_field("Réponse pour quel jour ?", need="Choisissez un jour.")

    def offer(self, contacts: Iterable[PartnerContact]) -> "RelayForm":
        """Give the people of the commune's partners to choose from; the form itself, to go on with."""
        people = [SelectChoice(str(each.id), _named(each), optgroup=each.partner.name) for each in contacts]
        self.contact.choices = [SelectChoice(NOBODY, "Choisissez une personne"), *people]
        return self


def _named(contact: PartnerContact) -> str:
    spoken = f"lit en {SPOKEN[contact.language]}" if contact.language in SPOKEN else ""
    called = "" if contact.mail else "par téléphone"
    return ", ".join(part for part in (contact.name, contact.function, spoken, called) if part)


class NotedAnswerForm(StepForm):
    """What a partner answered otherwise than on the page."""

    answer = paragraph("Sa réponse", need="Écrivez ce que le partenaire a répondu.")


class TakeBackForm(StepForm):
    """One button: go on without the answer."""


class AnswerForm(PublicForm):
    """A partner's answer, by the link of the mail."""

    purpose = "relay"

    answer = TextAreaField(
        marked("Votre réponse"),
        filters=[lambda value: None if value is None else clean_text(value)],
        validators=[required(NEED), Length(max=TEXT, message=marked("C’est trop long : 2000 caractères au plus."))],
    )

    @property
    def written(self) -> str:
        """The answer, from a form that validated."""
        return str(self.answer.data)


class AnswerToRead(AnswerForm):
    """The same on the preview of a partner's page: nobody fills it in, and it carries no right."""

    def __init__(self) -> None:
        super(PublicForm, self).__init__(formdata=None)
