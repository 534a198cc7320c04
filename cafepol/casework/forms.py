"""What is typed about a concern. The rules of what may be typed are the operations'."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from cafepol.concerns import labels
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.models import SUMMARY
from cafepol.concerns.raising import ADDRESS, RaiserDraft
from cafepol.concerns.transitions import VOID_REASONS, Outcome
from cafepol.core.filters import sentence
from cafepol.core.forms import StaffForm, line, paragraph, plausible_day, required
from cafepol.core.versioned_forms import VersionedForm
from cafepol.staff.models import Officer

FROM_LIST = "Choisissez une réponse de la liste."


def day_field(label: str, *, need: str = "", **kwargs: Any) -> DateField:
    """A day, as the browser's own calendar gives it."""
    validators = [required(need) if need else Optional(), plausible_day]
    wrong = "Écrivez la date comme ceci : 2027-01-12"
    return DateField(label, validators=validators, format="%Y-%m-%d", invalid_value_message=wrong, **kwargs)


def radio(label: str, choices: Any, *, need: str = "", **kwargs: Any) -> RadioField:
    """One answer of a few; without `need` it may stay empty."""
    validators = [required(need)] if need else [Optional()]
    named = [SelectChoice(str(key), sentence(text)) for key, text in dict(choices).items()]
    return RadioField(label, choices=named, validators=validators, invalid_choice_message=FROM_LIST, **kwargs)


class StepForm(VersionedForm):
    """A form that brings a concern one step further."""

    def say_plainly(self) -> None:
        """Keep the messages without their fields: for a step whose form is no longer on the page."""
        messages = [message for messages in self.errors.values() for message in messages]
        for field in self:
            field.errors = []
        self.form_errors = messages


class StartForm(StepForm):
    """The follow-up begins."""

    next_step = line("Prochaine étape", need="Écrivez la prochaine étape.")
    next_on = day_field("Pour quel jour ?", need="Choisissez un jour.")


class ConcludeForm(StepForm):
    """What was decided."""

    decided = paragraph("Ce qui a été décidé", need="Écrivez ce qui a été décidé.")
    outcome = radio("Résultat proposé", labels.OUTCOMES, need="Choisissez le résultat.")


class ReturnForm(StepForm):
    """Take it up again."""

    reason = paragraph("Pourquoi reprendre ?", need="Écrivez pourquoi il faut reprendre.")


class CloseForm(StepForm):
    """The closing, with a summary that may be published."""

    outcome = radio("Résultat", labels.OUTCOMES, need="Choisissez le résultat.")
    summary = paragraph("Résumé", need="Écrivez en une phrase ce qui a été fait, sans aucun nom.", maximum=SUMMARY)

    def offer(self, outcomes: Sequence[Outcome]) -> None:
        """Show only the outcomes with which this person may close; the rule itself is checked by the operation."""
        self.outcome.choices = [SelectChoice(str(each), sentence(labels.OUTCOMES[each])) for each in outcomes]


class VoidForm(StepForm):
    """An error or a duplicate."""

    void_reason = radio("Pourquoi annuler ?", VOID_REASONS, need="Choisissez pourquoi.")


class NoteForm(StaffForm):
    """A line in the history, for one reader."""

    compartment = radio(
        "Qui pourra le lire ?",
        labels.COMPARTMENTS,
        need="Choisissez qui pourra le lire.",
        default="internal",
    )
    text = paragraph("Ce que vous avez fait", need="Écrivez ce que vous avez fait.")

    @property
    def is_for_partner(self) -> bool:
        """Whether these words are for a partner: they are asked as a question, and read first as they will be."""
        return bool(self.compartment.data == "partner")

    def offer(self, *, partner: bool) -> None:
        """Show the partner only where one may be asked."""
        shown = [each for each in labels.COMPARTMENTS if partner or each != "partner"]
        self.compartment.choices = [SelectChoice(each, labels.COMPARTMENTS[each]) for each in shown]


class HandOverForm(StaffForm):
    """Who takes over what somebody left behind."""

    officer = SelectField(
        "Nouveau responsable", coerce=int, invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST
    )

    def offer(self, officers: Sequence[Officer]) -> None:
        """Who may take over."""
        self.officer.choices = [SelectChoice(str(each.id), each.full_name) for each in officers]


class RaiserForm(StaffForm):
    """Somebody who says the same."""

    kind = radio("Qui l’a dit ?", labels.RAISER_KINDS, need=FROM_LIST, default=RaiserKind.PERSON.value)
    name = line("Nom")
    channel = radio("Quel retour veut cette personne ?", labels.CHANNELS, need=FROM_LIST)
    mail = line("Adresse e-mail", maximum=254)
    phone = line("Téléphone", maximum=30)
    address = paragraph("Adresse postale", maximum=ADDRESS)
    heard_on = day_field("Dit quel jour ?")

    def raiser(self) -> RaiserDraft:
        """What the operations take, from a form that validated."""
        return RaiserDraft(
            kind=RaiserKind(self.kind.data),
            channel=Channel(self.channel.data),
            name=self.name.data or "",
            mail=self.mail.data or "",
            phone=self.phone.data or "",
            address=self.address.data or "",
            heard_on=self.heard_on.data,
        )
