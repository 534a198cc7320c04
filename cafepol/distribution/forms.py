"""What is asked about a round of flyers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from cafepol.core.filters import count, sentence
from cafepol.core.forms import StaffForm, line, plausible_day, required
from cafepol.core.versioned_forms import VersionedForm
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.operations import Plan
from cafepol.distribution.parts import CARRIER_LABELS, LABEL, MOST_MAILBOXES, NAME, NOTE, SEGMENT, Carrier
from cafepol.distribution.queries import Offered
from cafepol.partners.models import Partner
from cafepol.staff.models import Officer

A_DAY = "Choisissez un jour."
WHO = "Choisissez qui distribue."
PLANNED = f"Écrivez un nombre de 1 à {MOST_MAILBOXES}."
HANDED = f"Écrivez un nombre de 0 à {MOST_MAILBOXES}."
FROM_LIST = "Choisissez dans la liste."
GONE = "Une de ces rues n’est plus dans la liste. Choisissez à nouveau."


def _one_of(label: str) -> SelectField:
    return SelectField(label, coerce=_id, choices=[], invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST)


def _id(value: Any) -> int:
    return int(value or 0)


@dataclass(frozen=True)
class Part:
    """The streets of one quarter in a form: each with the id of its box, and whether it is ticked."""

    quarter: str
    streets: list[tuple[Offered, str, bool]]
    is_open: bool


class PlanForm(StaffForm):
    """A round that is planned: where, how many, who, when."""

    streets = SelectMultipleField("Rues", choices=[], invalid_value_message=GONE, invalid_choice_message=GONE)
    segment = line("Ou l’endroit en mots", maximum=SEGMENT)
    planned: Any = IntegerField(
        "Combien de flyers",
        validators=[Optional(), NumberRange(1, MOST_MAILBOXES, PLANNED)],
        invalid_value_message=PLANNED,
    )
    carrier = RadioField(
        "Qui distribue ?",
        choices=[SelectChoice(each.value, sentence(label)) for each, label in CARRIER_LABELS.items()],
        default=Carrier.OFFICER.value,
        validators=[required(WHO)],
        invalid_value_message=WHO,
        invalid_choice_message=WHO,
    )
    officer_id = _one_of("Policier")
    partner_id = _one_of("Partenaire")
    carrier_name = line("Nom de la personne", maximum=NAME)
    day: Any = DateField("Quel jour", validators=[Optional(), plausible_day], invalid_value_message=A_DAY)
    label = line("Nom de la tournée", maximum=LABEL)
    note = line("Remarque", maximum=NOTE)

    offered: Sequence[Offered] = ()

    def offer(self, streets: Sequence[Offered], officers: Iterable[Officer], partners: Iterable[Partner]) -> None:
        """Give the streets and the people to choose from."""
        self.offered = streets
        self.streets.choices = [SelectChoice(each.key, each.name) for each in streets]
        nobody = SelectChoice("0", "–")
        self.officer_id.choices = [nobody, *(SelectChoice(str(each.id), each.full_name) for each in officers)]
        self.partner_id.choices = [nobody, *(SelectChoice(str(each.id), each.name) for each in partners)]

    @property
    def quarters(self) -> list[Part]:
        """The streets to choose from by quarter, the meeting's own first."""
        chosen, first = set(self.streets.data or ()), self.streets.id  # to which an error leads
        ids = {each.key: f"{first}-{place}" if place else first for place, each in enumerate(self.offered)}
        groups = [(name, list(rows)) for name, rows in groupby(self.offered, key=lambda street: street.quarter)]
        return [
            Part(
                name,
                [(street, ids[street.key], street.key in chosen) for street in rows],
                is_open=place == 0 or any(street.key in chosen for street in rows),
            )
            for place, (name, rows) in enumerate(groups)
        ]

    @property
    def plan(self) -> Plan:
        """What the operations take, from a form that validated."""
        return Plan(
            carrier=Carrier(self.carrier.data),
            streets=self.streets.data or (),
            planned=self.planned.data,
            officer_id=self.officer_id.data,
            partner_id=self.partner_id.data,
            day=self.day.data,
            **{name: self[name].data or "" for name in ("label", "segment", "carrier_name", "note")},
        )


class EditForm(VersionedForm, PlanForm):
    """A round that is there already, changed."""


class HandOutForm(VersionedForm):
    """What became of a round."""

    handed_out: Any = IntegerField(
        "Flyers distribués",
        validators=[required(HANDED), NumberRange(0, MOST_MAILBOXES, HANDED)],
        invalid_value_message=HANDED,
    )
    day: Any = DateField("Quel jour", validators=[required(A_DAY), plausible_day], invalid_value_message=A_DAY)
    is_done = BooleanField("La tournée est terminée", default=True)


def plan_values(found: DistributionRound) -> dict[str, Any]:
    """What a form shows of a round."""
    names = ("label", "segment", "planned", "carrier", "officer_id", "partner_id", "carrier_name", "day", "note")
    streets = [Offered(each.quarter, each.name, None).key for each in found.streets]
    return {name: getattr(found, name) for name in (*names, "version")} | {"streets": streets}


def street_words(street: Offered) -> str:
    """What stands behind a street's name: « 42 boîtes », « déjà dans la tournée Nord »."""
    counted = count(street.mailboxes, "boîte") if street.mailboxes is not None else "pas comptée"
    return f"{counted}, déjà dans « {street.taken_by} »" if street.taken_by else counted
