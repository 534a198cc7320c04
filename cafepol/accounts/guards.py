"""Who is signed in, and what a staff page asks of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, logout_user

from cafepol.accounts import audit
from cafepol.accounts.operations import SEEN_EVERY, note_seen, sign_out
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

    def __init__(self, token: str, viewer: Viewer | None = None, room: str | None = None) -> None:
        self.token = token
        self.viewer = viewer
        self.room = room  # the code of the meeting to whose room this browser is narrowed

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
    return SignedIn(token, sign_in.account.viewer, sign_in.room_code)


def find_viewer() -> Viewer | None:
    """The signed-in person, or None. Never called on a resident's page, which must not touch the session.

    Somebody in the room of a meeting is nobody elsewhere.
    """
    return None if find_room() else _whoever()


def find_room() -> str | None:
    """The code of the meeting whose room is all that this browser opens, or None."""
    found: str | None = getattr(current_user, "room", None)
    return found


def _whoever() -> Viewer | None:
    found: Viewer | None = getattr(current_user, "viewer", None)
    return found


def current_token() -> str:
    """The random id of this browser's sign-in, on a page behind `staff_only`."""
    return str(current_user.get_id())


def leave(target: str) -> Response:
    """End this browser's sign-in and wipe what it keeps, then go on to a page."""
    sign_out(session.get("_user_id", ""), now=now())
    logout_user()
    session.clear()
    response = redirect(target)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]  # werkzeug's response is Flask's here


def current_viewer() -> Viewer:
    """The signed-in person, on a page behind `staff_only`."""
    viewer: Viewer = g.viewer
    return viewer


def note_act(action: str, subject: str = "", subject_id: int | None = None, **detail: Any) -> None:
    """Put on the audit trail what the signed-in person does, in the transaction of the change."""
    account_id = current_viewer().account_id
    audit.record(action, account_id=account_id, now=now(), subject=subject, subject_id=subject_id, **detail)


def note_view(action: str, subject: str = "", subject_id: int | None = None, **detail: Any) -> None:
    """Put on the audit trail what the signed-in person is about to be shown, in a short transaction of its own."""
    account_id = current_viewer().account_id
    audit.record_view(action, account_id=account_id, now=now(), subject=subject, subject_id=subject_id, **detail)


def staff_only(*roles: Role, in_room: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A page for these roles: others are told that it does not exist, strangers are asked to sign in.

    `in_room`: it belongs to the room of the meeting that its address names, and opens to a browser narrowed to it.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            is_here = in_room and find_room() == kwargs.get("code")
            viewer = _whoever() if is_here else find_viewer()
            if viewer is None:
                return _ask_to_sign_in()
            if not viewer.has(*roles):
                raise NotFound
            g.viewer = viewer
            return view(*args, **kwargs)

        guarded.in_room = in_room  # type: ignore[attr-defined]  # read by the tests
        guarded.staff_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the house tests and the matrix
        return guarded

    return decorate


def _ask_to_sign_in() -> Response:
    target = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    response = redirect(url_for("accounts.sign_in", next=target))
    if find_room() is None:
        session.pop("_user_id", None)
    assert isinstance(response, Response)  # noqa: S101 -- Flask's redirect makes one
    return response
