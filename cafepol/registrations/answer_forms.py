"""The fields that every form of a registration shares."""

from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice

from cafepol.core.forms import required
from cafepol.registrations.states import KIND_LABELS, MOST_PEOPLE

NAME_MAX = 80
MAIL_MAX = 254
PHONE_MAX = 40
NEEDS_MAX = 200
SUBJECT_MAX = 500
OFFERED = "Choisissez l’une des réponses proposées."

_KINDS = [SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()]
_SIZES = [SelectChoice(str(size)) for size in range(1, MOST_PEOPLE + 1)]
_ANSWERS = ("kind", "party_size", "name", "mail", "phone", "call_back", "needs", "subject")


def radio_field(label: str, choices: list[SelectChoice], need: str, **kwargs: Any) -> RadioField:
    """One of a few answers; `need` is said when none is chosen."""
    kwargs |= {"invalid_value_message": OFFERED, "invalid_choice_message": OFFERED}
    return RadioField(label, choices=choices, validators=[required(need)], **kwargs)


def kind_field(**kwargs: Any) -> RadioField:
    """« Je participe » or « Ça m’intéresse »."""
    return radio_field("Votre réponse", _KINDS, "Choisissez « Je participe » ou « Ça m’intéresse ».", **kwargs)


def size_field(**kwargs: Any) -> RadioField:
    """How many people come, from one to ten."""
    return radio_field("Combien serez-vous ?", _SIZES, "Choisissez combien vous serez.", coerce=int, **kwargs)


def answers(form: Any) -> dict[str, Any]:
    """What was answered, as register_resident takes it."""
    return {name: form[name].data if form[name].data is not None else "" for name in _ANSWERS}
