"""The forms of announcements: wanting them, confirming, ending."""

from cafepol.core.clock import now
from cafepol.core.forms import PublicForm, VisitorForm, contact
from cafepol.core.text import normal_mail
from cafepol.outreach.subscriptions import subscribe
from cafepol.zone.models import Commune

MAIL_MAX = 254


class SubscribeForm(VisitorForm):
    """« Prévenez-moi »: an address; its subject is the commune's slug."""

    purpose = "annonces"

    mail = contact("Votre adresse e-mail", MAIL_MAX, normal_mail)

    def validate(self, extra_validators: object = None) -> bool:
        """An address is needed here, and nothing else."""
        if not super().validate(extra_validators):
            return False
        if not self.mail.data:
            self.mail.errors = ["Écrivez votre adresse e-mail."]
            return False
        return True

    def subscribe(self, commune: Commune) -> None:
        """Act on a valid form; a machine gets the same thanks and nothing is stored. Raises Refused at the field."""
        if not self.is_trap:
            subscribe(commune, mail=self.mail.data, now=now(), key=self.key)


class SubscriptionForm(PublicForm):
    """One button behind the mailed link; its subject is the subscription's number."""

    purpose = "annonces-gerer"
