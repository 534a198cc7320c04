"""What is typed about telling somebody: the feedback, a try without success, what is impossible, a letter's posting."""

from collections.abc import Sequence

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from cafepol.casework.forms import FROM_LIST, day_field, radio
from cafepol.concerns import labels
from cafepol.concerns.contacting import Contact
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.models import Raiser
from cafepol.concerns.raising import ADDRESS
from cafepol.concerns.signing import given_name
from cafepol.core.filters import day_long, phone
from cafepol.core.forms import StaffForm, line, paragraph
from cafepol.core.versioned_forms import VersionedForm
from cafepol.registrations.models import Registration


class FeedbackForm(StaffForm):
    """What one person is told; a mail is shown once more before it leaves. `offer` the meetings at which they were."""

    is_answer = radio("Qu’est-ce que c’est ?", labels.TOLD, need=FROM_LIST)
    channel = radio(
        "Comment ?", {key: text for key, text in labels.CHANNELS.items() if key is not Channel.NONE}, need=FROM_LIST
    )
    text = paragraph("Ce que vous répondez", need="Écrivez ce que vous avez dit, ou ce que vous répondez.")
    given_on = day_field("Dit quel jour ?")
    meeting = SelectField("À quelle rencontre ?", validators=[Optional()], invalid_choice_message=FROM_LIST)
    step = StringField("Étape")  # of a mail that was read again: « send » or « edit »

    def offer(self, attended: Sequence[Registration]) -> None:
        """The meetings at which this person was ticked since the day of the promise."""
        there = [(str(each.meeting_id), f"{each.meeting.cafe}, {day_long(each.meeting.day)}") for each in attended]
        self.meeting.choices = [SelectChoice("", "Choisissez"), *(SelectChoice(key, label) for key, label in there)]

    @property
    def answers(self) -> bool:
        """Whether it is the answer, which discharges; else news on the way."""
        return bool(self.is_answer.data == labels.ANSWER)

    @property
    def meeting_id(self) -> int | None:
        """The meeting that was chosen, from a form that validated."""
        return int(self.meeting.data) if self.meeting.data else None


class ContactForm(VersionedForm):
    """How somebody is reached, and how they want to hear."""

    name = line("Nom")
    phone = line("Téléphone", maximum=30)
    mail = line("Adresse e-mail", maximum=254)
    address = paragraph("Adresse postale", maximum=ADDRESS)
    channel = radio("Quel retour veut cette personne ?", labels.CHANNELS, need=FROM_LIST)
    own_word = BooleanField("Cette personne a dit elle-même qu’elle ne veut pas de retour")

    @classmethod
    def of(cls, raiser: Raiser, version: int) -> "ContactForm":
        """A fresh form with what is stored."""
        known = {name: getattr(raiser, name) for name in ("mail", "address", "channel")}
        number = phone(raiser.phone) if raiser.phone else ""
        return cls(formdata=None, data=known | {"name": given_name(raiser), "phone": number, "version": version})

    @property
    def contact(self) -> Contact:
        """What the operation takes, from a form that validated."""
        return Contact(
            channel=Channel(self.channel.data),
            name=self.name.data or "",
            mail=self.mail.data or "",
            phone=self.phone.data or "",
            address=self.address.data or "",
            own_word=self.own_word.data,
        )


class AttemptForm(StaffForm):
    """A try without success."""

    tried_on = day_field("Essayé quel jour ?", need="Choisissez un jour.")


class ImpossibleForm(StaffForm):
    """Why feedback cannot be given."""

    code = radio("Pourquoi le retour est-il impossible ?", labels.IMPOSSIBLE, need="Choisissez pourquoi.")

    @property
    def reason(self) -> ImpossibleCode:
        """The reason, from a form that validated."""
        return ImpossibleCode(self.code.data)


class PostedForm(StaffForm):
    """The day a letter went to the post."""

    posted_on = day_field("Postée quel jour ?", need="Choisissez un jour.")


class ReturnedForm(StaffForm):
    """The day a mail or a letter came back."""

    returned_on = day_field("Revenu quel jour ?", need="Choisissez un jour.")
