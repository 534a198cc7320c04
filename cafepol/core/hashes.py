"""What is recognised without being kept: names under a hash that only this installation can make."""

import hashlib
import hmac

from cafepol.core.config import settings


def keyed_hash(name: str) -> str:
    """HMAC-SHA-256 of a name under the installation's key, 64 hexadecimal digits: it names nobody."""
    return hmac.new(settings().secret_key.encode(), name.encode(), hashlib.sha256).hexdigest()
