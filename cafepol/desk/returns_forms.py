"""What is sent when somebody confirms who heard an answer."""

from wtforms import IntegerField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from cafepol.concerns.recognising import Sign
from cafepol.core.forms import StaffForm, required
from cafepol.core.versioned_forms import NO_VERSION
from cafepol.core.web import BIGGEST_ID

SIGNS = {
    Sign.REGISTRATION: "son inscription à ce café",
    Sign.MAIL: "même adresse e-mail",
    Sign.PHONE: "même numéro",
    Sign.SURNAME: "même nom",
}


class ConfirmForm(StaffForm):
    """As whom the person was ticked."""

    registration = IntegerField(
        widget=HiddenInput(),
        validators=[required(NO_VERSION), NumberRange(1, BIGGEST_ID, NO_VERSION)],
        invalid_value_message=NO_VERSION,
    )
