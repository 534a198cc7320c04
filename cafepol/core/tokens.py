"""The signed token in every public form: it replaces a session cookie, so that a resident gets none.

It carries purpose, subject, time and a nonce; the nonce is the form's idempotency key, the time its minimum time.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from itsdangerous import BadSignature, URLSafeSerializer

from cafepol.core.config import settings
from cafepol.core.errors import BadForm

FIELD = "jeton"
_SALT = "cafepol.public-form"


@dataclass(frozen=True)
class FormToken:
    """What a public form's token says. `issued` is in seconds since 1970."""

    purpose: str
    subject: str
    issued: int
    nonce: str


def _serializer() -> URLSafeSerializer:
    current = settings()
    return _signer((*current.secret_key_fallbacks, current.secret_key))


@cache
def _signer(keys: tuple[str, ...]) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt=_SALT)


def issue(purpose: str, subject: str, *, now: datetime) -> str:
    """A token for a form that is about to be shown."""
    return str(_serializer().dumps([purpose, subject, int(now.timestamp()), secrets.token_urlsafe(16)]))


def read(value: str) -> FormToken:
    """The content of a token. Raises BadForm when it is missing or was altered."""
    try:
        purpose, subject, issued, nonce = _serializer().loads(value)
    except (BadSignature, ValueError, TypeError) as error:
        raise BadForm("Ce formulaire n’est plus valable. Rouvrez la page et recommencez.") from error
    return FormToken(str(purpose), str(subject), int(issued), str(nonce))
