"""HTTP for every page: one transaction per request, who may post, headers, and what answers an error."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, SecurityError
from werkzeug.http import is_resource_modified
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

from cafepol.core import tokens
from cafepol.core.config import Settings, settings
from cafepol.core.db import db, set_writing
from cafepol.core.error_pages import SENTENCES, error_page
from cafepol.core.errors import BadForm, Busy, DomainError, NotFound
from cafepol.core.limits import AN_HOUR

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR = 400
FILE_KB = 2 * 1024 + 64  # a file of 2 MiB and the form around it
PHOTOGRAPH_KB = 8 * 1024 + 64  # what a telephone takes
BIGGEST_ID = 2**31 - 1
STAFF_PREFIX = "/equipe/"
# paths that carry a link's token: nothing of them is stored by a browser or a search engine
TOKEN_PREFIXES = (
    "/inscriptions/",
    "/invitations/",
    "/suivi/",
    "/avis/",
    "/relais/",
    "/partenaires/",
    "/annonces/",
    "/agenda/",
    "/equipe/invitation/",
)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)

logger = logging.getLogger("cafepol")
csrf = CSRFProtect()


class CafePol(Flask):
    """Flask with the house's rule: returning a response commits, raising or answering 4xx rolls back."""

    def dispatch_request(self) -> Response:
        """Answer the request inside its one transaction."""
        response = self.make_response(super().dispatch_request())
        if response.status_code < FIRST_ERROR:
            db.session.commit()
        else:
            db.session.rollback()
        return response


class RowId(IntegerConverter):
    """An id in an address: what no row can have leads nowhere (404), it never reaches the database."""

    def to_python(self, value: str) -> int:
        """The number. Raises ValidationError above what a column holds."""
        number: int = super().to_python(value)
        if number > BIGGEST_ID:
            raise ValidationError
        return number


def init_app(app: Flask, current: Settings) -> None:
    """Wire the requests of this app: transaction mode, checks on posting, headers, error pages."""
    app.config.update(
        SECRET_KEY=current.secret_key,
        SECRET_KEY_FALLBACKS=list(current.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-cafepol" if current.is_https else "cafepol",
        SESSION_COOKIE_SECURE=current.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=current.max_form_kb * 1024,
        MAX_FORM_MEMORY_SIZE=current.max_form_kb * 1024,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=[current.host],
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        WTF_I18N_ENABLED=False,
    )
    if current.trusted_proxies:
        hops = current.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]  # Flask's documented way
    app.url_map.converters["int"] = RowId
    csrf.init_app(app)
    app.before_request(_open)
    app.before_request(_check_post)
    app.after_request(_headers)
    app.register_error_handler(DomainError, _on_refusal)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(OperationalError, _on_database_error)
    app.register_error_handler(Exception, _on_crash)


def takes_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose form brings a file: it may be as heavy as a file is, when every other form is light."""
    view.heaviest_kb = FILE_KB  # type: ignore[attr-defined]  # read when a request comes in
    return view


def takes_photographs(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose form brings a photograph as a telephone takes it."""
    view.heaviest_kb = PHOTOGRAPH_KB  # type: ignore[attr-defined]  # read when a request comes in
    return view


def one_click(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark the one post that a mail program sends by itself (RFC 8058): no form, no cookie; its link is the right."""
    view.is_one_click = True  # type: ignore[attr-defined]  # read when a request comes in
    return view


def _open() -> None:
    g.request_id = secrets.token_hex(8)
    heaviest = getattr(current_app.view_functions.get(request.endpoint or ""), "heaviest_kb", None)
    if heaviest is not None:
        request.max_content_length, request.max_form_memory_size = heaviest * 1024, FILE_KB * 1024
    set_writing(writing=request.method not in SAFE_METHODS)
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        raise NotFound  # no text of ours holds it, and PostgreSQL cannot even be asked for it


def _check_post() -> None:
    """A post must come from our own page: same origin, and the token of its form."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if getattr(current_app.view_functions[request.endpoint], "is_one_click", False):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in {None, "same-origin", "none"} or (origin not in {None, "null"} and not _is_ours(origin or "")):
        raise BadForm(SENTENCES[400])
    if request.path.startswith(STAFF_PREFIX):
        csrf.protect()
    else:
        g.form_token = tokens.read(request.form.get(tokens.FIELD, ""))


def _is_ours(origin: str) -> bool:
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:
        return False
    return netloc in {urlsplit(settings().origin).netloc, request.host}


def _headers(response: Response) -> Response:
    headers = response.headers
    policy = headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if policy == CONTENT_SECURITY_POLICY:  # a page that may be shown in a frame says so in a policy of its own
        headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if settings().is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if response.status_code == Busy.status:
        headers.setdefault("Retry-After", "5")
    if request.path.startswith((STAFF_PREFIX, *TOKEN_PREFIXES)):
        headers["Cache-Control"] = "no-store"
        headers.setdefault("X-Robots-Tag", "noindex")
    return response


def is_known(etag: str, modified: datetime | None) -> bool:
    """Whether the reader says that they have this already: by ETag or, giving none, by date."""
    return not is_resource_modified(request.environ, etag=etag, last_modified=modified)


def let_keep(response: Response, seconds: int = AN_HOUR) -> None:
    """Say that everybody may keep this answer for so many seconds: it is the same for all."""
    response.cache_control.public = True
    response.cache_control.max_age = seconds


def undo_changes() -> None:
    """Undo what this request wrote: from here on it only reads, as a GET does, to show what was refused and why."""
    db.session.rollback()
    set_writing(writing=False)


def let_others_write() -> None:
    """Give back what this request holds of the database before it does something slow; what it wrote is undone.

    What it reads and writes afterwards is a transaction of its own, committed as usual.
    """
    db.session.rollback()


def _on_refusal(refusal: DomainError) -> tuple[str | Response, int]:
    return error_page(refusal.status, refusal.message)


def _on_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < FIRST_ERROR:
        return error
    if isinstance(error, SecurityError):  # asked under a host that is not ours: no address of a page can be built
        return Response(SENTENCES[400], 400, mimetype="text/plain")
    status = 400 if isinstance(error, CSRFError) else error.code
    page = error_page(status, SENTENCES.get(status, SENTENCES[400]))
    return (*page, {"Allow": ", ".join(error.valid_methods or ())}) if isinstance(error, MethodNotAllowed) else page


def _on_database_error(error: OperationalError) -> tuple[str | Response, int]:
    logger.error("database unavailable", extra={"request_id": g.get("request_id"), "cause": type(error.orig).__name__})
    return error_page(Busy.status, SENTENCES[503])


def _on_crash(error: Exception) -> tuple[str | Response, int]:
    logger.error("unexpected error", exc_info=error, extra={"request_id": g.get("request_id")})
    return error_page(InternalServerError.code, SENTENCES[500])
