"""Mails to staff about their own account."""

from typing import Protocol

from cafepol.accounts.models import Account
from cafepol.core.links import url
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose


class Letterhead(Protocol):
    """What the foot of a mail says of the zone, whose own package lies above this one."""

    @property
    def name(self) -> str:
        """« Zone de Police Boraine »."""
        ...

    @property
    def phone(self) -> str:
        """E.164."""
        ...


def access_link(account: Account, token: str, *, zone: Letterhead) -> Draft:
    """The one-time link to choose a password: the first one, or another."""
    return compose(
        "account_link",
        subject="Choisir un nouveau mot de passe" if account.password_hash else "Votre accès à CaféPol",
        account=account,
        link=url("accounts.accept", token=token),
        zone=zone,
    )
