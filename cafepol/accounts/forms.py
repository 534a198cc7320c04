"""Signing in and choosing a password."""

from wtforms import HiddenField, PasswordField

from cafepol.core.forms import StaffForm, line, required


class SignInForm(StaffForm):
    """Name and password; `next` is where to go afterwards."""

    mail = line("Votre adresse e-mail", need="Écrivez votre adresse e-mail.", maximum=254)
    password = PasswordField("Votre mot de passe", validators=[required("Écrivez votre mot de passe.")])
    next = HiddenField()


class PasswordForm(StaffForm):
    """A new password."""

    password = PasswordField("Votre mot de passe", validators=[required("Choisissez un mot de passe.")])
