"""The small forms of the desk. Each carries its own key: a resend changes nothing."""

from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional

from cafepol.core.forms import StaffForm, line


class CallForm(StaffForm):
    """A call that was made, or a letter that was posted."""

    outcome = line("Ce que la personne a dit", maximum=300)
    reached = RadioField("Résultat", choices={"yes": "Prévenu", "no": "Pas joint"}, default="yes")


class StepForm(StaffForm):
    """One step of preparing a meeting is done, or is not after all."""

    step = StringField()
    done = StringField()  # the button says which


class ClosingForm(StaffForm):
    """What a meeting is closed with."""

    head_count = IntegerField(
        "Combien de personnes sont venues ?",
        validators=[Optional(), NumberRange(min=0, max=2000, message="Écrivez un nombre de 0 à 2000.")],
    )
    partners = SelectMultipleField("Partenaires présents", coerce=int, choices={})
    uninvited = SelectMultipleField("Présents sans invitation", coerce=int, choices={})
    no_concern = BooleanField("Aucune doléance n’a été exprimée")
