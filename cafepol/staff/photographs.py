"""`python -m cafepol.staff.photographs`: what a given picture becomes, in a process with only so much time and memory.

Pictures are drawn by decoders in C, and whoever gives one may have made it to harm them. The picture comes in on the
standard input; a portrait in base64, or the sentence of a refusal, goes out as JSON on the standard output.
"""

import base64
import json
import struct
import sys
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from cafepol.core.bounded import MEGABYTE, bound_oneself
from cafepol.core.errors import Refused
from cafepol.staff.portraits import BYTES_MAX, SIDE

CPU_SECONDS = 6
MEMORY = 512 * MEGABYTE

FORMATS = ("JPEG", "PNG", "WEBP")
PIXELS_MAX = 40_000_000
WEBP_PIXELS_MAX = 16_000_000  # its decoder keeps several sheets of the whole picture: more is more than MEMORY
SIDE_MIN = 200  # pixels; less would be a blur
FACE = 0.35  # where the middle of the square lies in what is cut, from the top: a face is in the upper part
BROKEN = (OSError, SyntaxError, ValueError, struct.error)  # what Pillow raises for a file that is
ORIENTATION = 0x0112  # how the camera was held. Source: Exif 2.32, 4.6.4 A
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
QUALITIES = (85, 75, 60, 45, 30, 15)  # JPEG's own scale; noise, which no face is, still fits with the last

EMPTY = "Choisissez une photo."
NO_PICTURE = "Ce fichier n’est pas une photo que CaféPol sait lire. Choisissez une photo JPEG, PNG ou WebP."
TOO_BIG = "Cette photo a trop de points : 40 millions au plus. Choisissez-en une plus petite."
TOO_BIG_WEBP = (
    "Cette photo WebP a trop de points : 16 millions au plus. Choisissez-en une plus petite, ou la même en JPEG."
)
TOO_SMALL = "Cette photo est trop petite : il faut au moins 200 points de côté."


def portrait(data: bytes) -> bytes:
    """The square JPEG of SIDE pixels that a given picture becomes; nothing of it but its pixels is kept.

    Of an animation, the first picture. Raises Refused for what is no whole picture, or one too big or too small; the
    size is read from the header, before anything is decoded.
    """
    if not data:
        raise Refused(EMPTY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of words about a picture, which are not kept
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            given = Image.open(BytesIO(data), formats=FORMATS)
            _check_size(given)
            given.draft("RGB", (2 * SIDE, 2 * SIDE))
            return _encoded(_square(given))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(TOO_BIG) from error
    except BROKEN as error:
        raise Refused(NO_PICTURE) from error


def _check_size(given: Image.Image) -> None:
    if given.width * given.height > PIXELS_MAX:
        raise Refused(TOO_BIG)
    if given.format == "WEBP" and given.width * given.height > WEBP_PIXELS_MAX:
        raise Refused(TOO_BIG_WEBP)
    if min(given.size) < SIDE_MIN:
        raise Refused(TOO_SMALL)


def _square(given: Image.Image) -> Image.Image:
    """The picture upright, cut square, on white where it is transparent; a new picture, without a word about it."""
    turn = _turn(given)
    plain = given.convert("RGBA" if given.has_transparency_data else "RGB")
    small = ImageOps.fit(plain, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=_middle(turn))
    cut = small if turn is None else small.transpose(turn)  # cut first: to turn the whole would be one sheet more
    fresh = Image.new("RGB", (SIDE, SIDE), "white")
    fresh.paste(cut, mask=cut if cut.mode == "RGBA" else None)
    return fresh


def _middle(turn: Image.Transpose | None) -> tuple[float, float]:
    """Where the middle of the square lies in a picture that is still to be turned upright."""
    match turn:
        case Image.Transpose.ROTATE_180 | Image.Transpose.FLIP_TOP_BOTTOM:
            return 0.5, 1 - FACE
        case Image.Transpose.TRANSPOSE | Image.Transpose.ROTATE_270:
            return FACE, 0.5
        case Image.Transpose.TRANSVERSE | Image.Transpose.ROTATE_90:
            return 1 - FACE, 0.5
    return 0.5, FACE


def _turn(given: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright. Words about it that are broken do not say; the picture may be whole."""
    try:
        return TURNS.get(given.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return None


def _encoded(picture: Image.Image) -> bytes:
    written = BytesIO()
    for quality in QUALITIES:
        written = BytesIO()
        picture.save(written, format="JPEG", quality=quality, optimize=True, progressive=True)
        if len(written.getvalue()) <= BYTES_MAX:
            break
    return written.getvalue()


def answer(data: bytes) -> dict[str, str]:
    """The portrait, or why there is none."""
    try:
        return {"portrait": base64.b64encode(portrait(data)).decode()}
    except Refused as refusal:
        return {"sentence": refusal.message}


def main() -> None:
    """Draw within the bounds."""
    bound_oneself(cpu_seconds=CPU_SECONDS, memory=MEMORY)
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
