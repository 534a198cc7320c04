"""Who is signed in, and what a staff page asks of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user

from cafepol.accounts.operations import SEEN_EVERY, note_seen
from cafepol.accounts.queries import find_sign_in
from cafepol.accounts.roles import Role, Viewer
from cafepol.core.clock import now
from cafepol.core.db import db, own_transaction
from cafepol.core.errors import NotFound
from cafepol.core.web import SAFE_METHODS

login_manager = LoginManager()
login_manager.session_protection = None  # the sign-in row is the protection


class SignedIn:
    """What Flask-Login keeps of a browser: the random id of its sign-in row, and the viewer it stands for."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, viewer: Viewer | None = None) -> None:
        self.token = token
        self.viewer = viewer

    def get_id(self) -> str:
        """The random id that the signed cookie carries."""
        return self.token


def init_app(app: Flask) -> None:
    """Let Flask-Login find sign-ins in our own table."""
    login_manager.init_app(app)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _load(token: str) -> SignedIn | None:
    sign_in = find_sign_in(token, now=now())
    if sign_in is None:
        return None
    if request.method in SAFE_METHODS:
        if now() - sign_in.last_seen_at >= SEEN_EVERY:
            with own_transaction() as own:
                note_seen(sign_in, own, now=now())
    else:
        note_seen(sign_in, db.session(), now=now())
    return SignedIn(token, sign_in.account.viewer)


def find_viewer() -> Viewer | None:
    """The signed-in person, or None. Never called on a resident's page, which must not touch the session."""
    found: Viewer | None = getattr(current_user, "viewer", None)
    return found


def current_viewer() -> Viewer:
    """The signed-in person, on a page behind `staff_only`."""
    viewer: Viewer = g.viewer
    return viewer


def staff_only(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A page for these roles: others are told that it does not exist, strangers are asked to sign in."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            viewer = find_viewer()
            if viewer is None:
                return _ask_to_sign_in()
            if not viewer.has(*roles):
                raise NotFound
            g.viewer = viewer
            return view(*args, **kwargs)

        guarded.staff_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the house tests and the matrix
        return guarded

    return decorate


def _ask_to_sign_in() -> Response:
    target = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    response = redirect(url_for("accounts.sign_in", next=target))
    session.pop("_user_id", None)
    assert isinstance(response, Response)  # noqa: S101 -- Flask's redirect makes one
    return response
