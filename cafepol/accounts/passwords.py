"""Password hashes: Argon2id with the library's parameters, above the floor of the OWASP cheat sheet."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from cafepol.accounts.roles import PASSWORD_MAX

_hasher = PasswordHasher()
# what an unknown name is compared with, so that it takes as long as a known one
_nobody = _hasher.hash("personne")


def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    return _hasher.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Whether the password is the one that was hashed; costs the same when there is nothing to compare with."""
    if len(password) > PASSWORD_MAX:
        return False
    try:
        return _hasher.verify(stored or _nobody, password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
