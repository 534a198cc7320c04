"""Signing in, signing out, accepting an invitation."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_login import login_user

from cafepol.accounts import operations
from cafepol.accounts.forms import PasswordForm, SignInForm
from cafepol.accounts.guards import SignedIn, current_token, find_room, find_viewer, leave
from cafepol.accounts.queries import get_account
from cafepol.core import limits
from cafepol.core.clock import now
from cafepol.core.errors import DomainError, TooMany
from cafepol.core.links import Purpose, subject_of
from cafepol.core.text import mail_key

blueprint = Blueprint("accounts", __name__, url_prefix="/equipe")

FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30
WINDOW_SECONDS = 15 * 60


@blueprint.route("/connexion", methods=["GET", "POST"])
def sign_in() -> Any:
    """The sign-in page: the same answer for an unknown name and a wrong password."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if not form.validate_on_submit():
        if find_viewer() is not None:
            return redirect(url_for("desk.home"))
        return render_template("accounts/sign_in.html", form=form, room=find_room()), form.status
    _count_attempt(form.mail.data)
    token = operations.sign_in(mail=form.mail.data, password=form.password.data, now=now())
    if token is None:
        form.form_errors.append("L’adresse ou le mot de passe ne va pas. Vérifiez les deux.")
        # 200: the refusal on the audit trail is kept
        return render_template("accounts/sign_in.html", form=form, room=find_room())
    limits.forget(_account_bucket(form.mail.data))
    if find_room() is not None:
        operations.sign_out(current_token(), now=now())
    session.clear()
    login_user(SignedIn(token))
    return redirect(_own_path(form.next.data))


def _account_bucket(mail: str) -> str:
    return f"sign-in:account:{mail_key(mail.strip())}"


def _count_attempt(mail: str) -> None:
    """Two separate limits, per account and per address (never on the pair), counted before the password is checked."""
    for bucket, most in (
        (_account_bucket(mail), FAILURES_PER_ACCOUNT),
        (f"sign-in:from:{limits.network_of(request.remote_addr)}", FAILURES_PER_ADDRESS),
    ):
        if not limits.allow(bucket, most=most, window_seconds=WINDOW_SECONDS, now=now()):
            raise TooMany("Trop d’essais. Attendez un quart d’heure, puis recommencez.")


def _own_path(target: str | None) -> str:
    """Where to go after signing in: a staff path of this site, or the desk."""
    try:
        parts = urlsplit(target or "")
    except ValueError:
        return url_for("desk.home")
    if parts.scheme or parts.netloc or not parts.path.startswith("/equipe/") or "\\" in (target or ""):
        return url_for("desk.home")
    return target or ""


@blueprint.post("/deconnexion")
def sign_out() -> Response:
    """End this browser's sign-in."""
    return leave(url_for("accounts.sign_in"))


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
def accept(token: str) -> Any:
    """Choose a password by the one-time link; looking at the page uses nothing up."""
    account = get_account(subject_of(token, Purpose.ACCOUNT, now=now()))
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            operations.choose_password(account, form.password.data, now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash("Votre mot de passe est enregistré. Connectez-vous.")
            return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/accept.html", form=form, account=account), form.status
