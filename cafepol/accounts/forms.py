"""Signing in and choosing a password."""

from wtforms import HiddenField, PasswordField, StringField

from cafepol.core.forms import StaffForm, at_most, required


class SignInForm(StaffForm):
    """Name and password; `next` is where to go afterwards."""

    mail = StringField("Votre adresse e-mail", validators=[required("Écrivez votre adresse e-mail."), at_most(254)])
    password = PasswordField("Votre mot de passe", validators=[required("Écrivez votre mot de passe.")])
    next = HiddenField()


class PasswordForm(StaffForm):
    """A new password."""

    password = PasswordField("Votre mot de passe", validators=[required("Choisissez un mot de passe.")])
