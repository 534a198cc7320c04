"""What staff and residents write to each other about a concern. What may be written is the operations' to say."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms.fields import SelectChoice

from cafepol.casework.forms import FROM_LIST, StepForm, radio
from cafepol.concerns.models import Raiser
from cafepol.core.filters import sentence
from cafepol.core.forms import PublicForm, paragraph
from cafepol.dialogue.labels import SCORES
from cafepol.dialogue.models import QUESTION, REASON
from cafepol.dialogue.talking import NOTE

TEAM = "team"
ACCEPT, REFUSE = "accept", "refuse"


def _people(raisers: Sequence[Raiser]) -> list[SelectChoice]:
    return [SelectChoice(str(each.id), sentence(each.label)) for each in raisers]


class QuestionForm(StepForm):
    """A question to one of those who raised it; `only`: the one who can be reached."""

    only: Raiser | None = None
    raiser = radio("À qui ?", {}, need="Choisissez à qui vous posez la question.")
    text = paragraph("Votre question", need="Écrivez la question.", maximum=QUESTION)

    def offer(self, raisers: Sequence[Raiser]) -> None:
        """Who can be reached; with only one there is nothing to choose."""
        self.raiser.choices = _people(raisers)
        self.only = raisers[0] if len(raisers) == 1 else None
        if self.only is not None:
            del self.raiser

    @property
    def chosen(self) -> str:
        """The id of whom the question is for."""
        return str(self.only.id if self.only is not None else self.raiser.data)


class NotedAnswerForm(StepForm):
    """An answer that was given by voice."""

    text = paragraph("Ce que la personne a répondu", need="Écrivez la réponse.")


class ReopeningForm(StepForm):
    """The wish to take a closed concern up again."""

    asked_by = radio("Qui le demande ?", {}, need=FROM_LIST, default=TEAM)
    reason = paragraph("Pourquoi reprendre ?", need="Écrivez pourquoi il faut reprendre.", maximum=REASON)

    def offer(self, raisers: Sequence[Raiser]) -> None:
        """The team, or one of those who want feedback."""
        self.asked_by.choices = [SelectChoice(TEAM, "L’équipe"), *_people(raisers)]


class DecisionForm(StepForm):
    """What the chief decides about such a wish."""

    decision = radio(
        "Votre décision",
        {ACCEPT: "reprendre le suivi", REFUSE: "laisser clôturé"},
        need="Choisissez ce que vous décidez.",
    )
    reason = paragraph("Pourquoi ?", need="Écrivez pourquoi.", maximum=REASON)


class LinkForm(PublicForm):
    """A form of a page, opened by a link, that shows one form or another: both carry the same token."""

    @classmethod
    def beside(cls, other: "LinkForm", **typed: Any) -> Self:
        """An untouched form on the page on which another one was just refused."""
        form = cls(other.token.subject, formdata=None, data=typed)
        form.jeton.data = other.jeton.data
        return form


class FollowUpForm(LinkForm):
    """A form of the resident's page, which has two of them."""

    purpose = "followup"


class NoteForm(FollowUpForm):
    """What somebody adds."""

    words = paragraph("Ce que vous voulez ajouter", need="Écrivez ce que vous voulez ajouter.", maximum=NOTE)


class AnswerForm(FollowUpForm):
    """The answer to the question that was asked."""

    answer = paragraph("Votre réponse", need="Écrivez votre réponse.")


class OpinionForm(LinkForm):
    """How somebody finds what was done."""

    purpose = "opinion"

    score = radio("Êtes-vous content de ce qui a été fait ?", SCORES, need="Choisissez une réponse.")


class AgainForm(LinkForm):
    """« Je demande de reprendre »."""

    purpose = "opinion"

    reason = paragraph("Qu’est-ce qui ne va pas encore ?", need="Écrivez ce qui ne va pas encore.", maximum=REASON)
