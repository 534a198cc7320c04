"""The forms of announcements: wanting them, confirming, ending."""

from cafepol.core.forms import PublicForm, VisitorForm, contact
from cafepol.core.text import normal_mail

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


class SubscriptionForm(PublicForm):
    """One button behind the mailed link; its subject is the subscription's number."""

    purpose = "annonces-gerer"
