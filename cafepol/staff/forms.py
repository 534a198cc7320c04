"""What an administrator is asked about a member of staff."""

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from cafepol.accounts.roles import LABELS, LOCAL_ROLES, Role
from cafepol.core.forms import StaffForm, line
from cafepol.staff.operations import Post
from cafepol.zone.models import Commissariat, Quarter


def _place(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class ColleagueForm(StaffForm):
    """Name, roles, the commissariat of the local roles, and the officer's post."""

    name = line("Nom", need="Écrivez le nom, avec « M. » ou « Mme ».", maximum=80)
    roles = SelectMultipleField(
        "Rôles",
        choices=[SelectChoice(role.value, LABELS[role]) for role in Role],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    commissariat = RadioField("Commissariat", coerce=_place, validators=[Optional()], validate_choice=True)
    rank = line("Grade", maximum=20)
    title = line("Comment dire", maximum=60)
    phone = line("Téléphone de service", maximum=40)
    quarter_ids = SelectMultipleField(
        "Quartiers", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, stations: Iterable[Commissariat], quarters: Iterable[Quarter]) -> "ColleagueForm":
        """Give the lists to choose from; the form itself, to go on with."""
        self.commissariat.choices = [SelectChoice(str(station.id), station.place) for station in stations]
        self.quarter_ids.choices = [
            SelectChoice(str(each.id), f"{each.name} ({each.commune.name})") for each in quarters
        ]
        return self

    def grants(self) -> frozenset[tuple[Role, int | None]]:
        """The roles that were ticked, the local ones in the commissariat that was chosen."""
        ticked = [Role(value) for value in self.roles.data or []]
        return frozenset((role, self.commissariat.data if role in LOCAL_ROLES else None) for role in ticked)

    def post(self) -> Post:
        """The officer's post as it was typed."""
        return Post(
            rank=self.rank.data or "",
            title=self.title.data or "",
            phone=self.phone.data or "",
            quarter_ids=self.quarter_ids.data or (),
        )


class InviteForm(ColleagueForm):
    """A new member of staff: also the address to which the one-time link goes."""

    mail = line("Adresse e-mail", need="Écrivez l’adresse e-mail : le lien d’accès y est envoyé.", maximum=254)
