"""Mails to staff about their own account."""

from flask import render_template

from cafepol.accounts.models import Account
from cafepol.core.links import url
from cafepol.messages.drafts import Draft


def invitation(account: Account, token: str) -> Draft:
    """The one-time link to choose a password."""
    link = url("accounts.accept", token=token)
    return Draft(
        subject="Votre accès à CaféPol",
        text=render_template("mail/account_invitation.txt", account=account, link=link),
        html=render_template("mail/account_invitation.html", account=account, link=link),
    )
