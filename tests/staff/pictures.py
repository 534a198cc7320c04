"""Pictures as officers might give them, and as somebody might who means harm."""

import io
import os
import struct
import zlib

from PIL import Image, ImageDraw


def written(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    sheet = io.BytesIO()
    picture.save(sheet, kind, **options)
    return sheet.getvalue()


def face(width: int = 600, height: int = 800, mode: str = "RGB") -> Image.Image:
    """A red picture with a blue top: which way is up can be told, and what was cut."""
    picture = Image.new("RGB", (width, height), "red")
    ImageDraw.Draw(picture).rectangle((0, 0, width, height // 3), fill="blue")
    return picture.convert(mode)


def with_words(picture: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG that says where it was taken, by what, and which way it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "APPAREIL-SECRET"
    exif[0x8825] = {1: "N", 2: (50.0, 24.0, 30.0), 3: "E", 4: (3.0, 51.0, 7.0)}
    return written(picture, exif=exif, comment=b"COMMENTAIRE-SECRET", dpi=(72, 72))


def noise(side: int = 480) -> Image.Image:
    """What no compression makes small."""
    return Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a thousand bytes that says to be of so many points."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def webp_bomb() -> bytes:
    """A WebP of thirty bytes that says to be of 268 million points."""
    side = struct.pack("<I", 16_382)[:3]
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes([2, 0, 0, 0]) + side + side
