"""The zone's own mark for its papers: a PNG beside the profile, checked before it is kept."""

from io import BytesIO

from PIL import Image

from cafepol.zone.contents import LogoData

LOGO_BYTES = 204_800
LOGO_PIXELS = 3000  # a side: 25 cm as a print shop prints it


def check_logo(picture: bytes) -> LogoData:
    """The logo that these bytes hold. Raises ValueError, saying what it must be (« un fichier … »)."""
    if len(picture) > LOGO_BYTES:
        raise ValueError(f"un fichier d’au plus {LOGO_BYTES // 1024} kB")
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as opened:
            width, height = opened.size
            if max(width, height) > LOGO_PIXELS:
                raise ValueError(f"une image d’au plus {LOGO_PIXELS} pixels de côté")
            opened.load()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:  # whatever Pillow says of a broken file
        raise ValueError("une image PNG entière") from error
    return LogoData(picture, width, height)
