"""The portrait that a given photograph becomes, drawn in a process of its own (photographs.py)."""

import base64
import hashlib
from dataclasses import dataclass

from cafepol.core.bounded import answer_of
from cafepol.core.errors import Refused

GIVEN_MAX = 8 * 1024 * 1024  # bytes: what a telephone takes
SIDE = 480  # pixels
BYTES_MAX = 60_000
DRAWER = "cafepol.staff.photographs"
SECONDS = 12
TOO_HEAVY = "Cette photo est trop lourde : 8 Mo au plus."
TOO_HARD = "CaféPol n’arrive pas à lire cette photo. Choisissez-en une autre, en JPEG par exemple."


@dataclass(frozen=True)
class Portrait:
    """A square JPEG of SIDE pixels and at most BYTES_MAX bytes."""

    picture: bytes

    @property
    def digest(self) -> str:
        """What names exactly these bytes: 32 signs of their SHA-256."""
        return hashlib.sha256(self.picture).hexdigest()[:32]


def draw_portrait(given: bytes) -> Portrait:
    """The portrait of a given file. Takes at most SECONDS. Raises Refused, at `file`, for what makes none."""
    if len(given) > GIVEN_MAX:
        raise Refused(TOO_HEAVY, field="file")
    found = answer_of(DRAWER, given, seconds=SECONDS, sentence=TOO_HARD, field="file")
    if "sentence" in found:
        raise Refused(found["sentence"], field="file")
    return Portrait(base64.b64decode(found["portrait"]))
