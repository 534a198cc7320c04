"""What a given picture becomes, and what becomes of one that was made to harm."""

import io
import json
import resource
from threading import BoundedSemaphore

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cafepol.core import bounded
from cafepol.core.errors import Busy, Refused
from cafepol.staff import photographs, portraits
from cafepol.staff.photographs import portrait
from cafepol.staff.portraits import draw_portrait
from tests.staff.pictures import bomb, face, noise, webp_bomb, with_words, written

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><script>alert(1)</script></svg>'


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def colour(data, x, y):
    """The nearest of red, blue and white at a point of a picture."""
    red, green, blue = opened(data).getpixel((x, y))
    return "white" if green > 128 else "red" if red > blue else "blue"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("width", "height"), [(600, 800), (800, 600), (200, 2000), (480, 480)])
def test_a_picture_becomes_a_small_square_jpeg(kind, width, height):
    found = portrait(written(face(width, height), kind))
    picture = opened(found)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (480, 480))
    assert len(found) < 60_000


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "1", "I;16"])
def test_colours_are_read_however_they_are_written(mode):
    assert opened(portrait(written(face().convert("L").convert(mode) if mode != "I;16" else sixteen(), "PNG"))).mode


def sixteen():
    return Image.new("I;16", (300, 300), 40_000)


def test_a_print_shops_colours_are_read_too():
    assert colour(portrait(written(face(mode="CMYK"))), 240, 400) == "red"


def test_what_is_transparent_is_white():
    seen_through = Image.new("RGBA", (400, 400), (255, 0, 0, 0))
    assert colour(portrait(written(seen_through, "PNG")), 240, 240) == "white"


def test_what_cannot_be_made_small_enough_is_as_small_as_it_gets(monkeypatch):
    usual = len(portrait(written(face())))
    monkeypatch.setattr(photographs, "BYTES_MAX", 1)
    assert 1 < len(portrait(written(face()))) < usual


def test_even_noise_is_kept_small():
    assert len(portrait(written(noise(), "PNG"))) < 60_000


HELD = [
    (1, None),
    (2, Image.Transpose.FLIP_LEFT_RIGHT),
    (3, Image.Transpose.ROTATE_180),
    (4, Image.Transpose.FLIP_TOP_BOTTOM),
    (5, Image.Transpose.TRANSPOSE),
    (6, Image.Transpose.ROTATE_90),
    (7, Image.Transpose.TRANSVERSE),
    (8, Image.Transpose.ROTATE_270),
    (9, None),
]


@pytest.mark.parametrize(("orientation", "held"), HELD)
def test_a_picture_stands_upright_however_the_camera_was_held(orientation, held):
    right = face(600, 600)
    right.paste("white", (0, 400, 200, 600))  # below on the left
    found = portrait(with_words(right if held is None else right.transpose(held), orientation))
    corners = [colour(found, *point) for point in ((20, 20), (460, 20), (460, 460), (20, 460))]
    assert corners == ["blue", "blue", "red", "white"]


def test_words_about_a_picture_that_are_broken_do_no_harm():
    given = bytearray(with_words(face(), 6))
    at = given.index(b"Exif") + 6
    given[at + 4 : at + 60] = b"\xff" * 56
    assert opened(portrait(bytes(given))).size == (480, 480)


def test_the_upper_part_is_kept_where_the_face_is():
    found = portrait(written(face(600, 1200)))  # blue down to 400, cut from 210 to 810
    assert (colour(found, 240, 120), colour(found, 240, 200)) == ("blue", "red")


@pytest.mark.parametrize(("orientation", "held"), HELD)
def test_the_upper_part_is_kept_however_the_camera_was_held(orientation, held):
    right = face(600, 1200)
    found = portrait(with_words(right if held is None else right.transpose(held), orientation))
    assert (colour(found, 240, 120), colour(found, 240, 200)) == ("blue", "red")


def test_where_and_by_what_it_was_taken_is_not_kept():
    given = with_words(face())
    assert b"APPAREIL-SECRET" in given
    assert b"COMMENTAIRE-SECRET" in given
    found = portrait(given)
    for word in (b"SECRET", b"Exif", b"ICC_PROFILE", b"http"):
        assert word not in found
    assert not opened(found).getexif()
    assert set(opened(found).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_words_in_a_png_are_not_kept_either():
    text = Image.new("RGB", (300, 300))
    words = PngInfo()
    words.add_text("Author", "SECRET")
    assert b"SECRET" not in portrait(written(text, "PNG", pnginfo=words))


def test_what_is_two_things_at_once_comes_out_as_one():
    assert b"<script>" not in portrait(written(face()) + b"<script>alert(1)</script>PK\x03\x04")


def test_of_an_animation_the_first_picture_is_taken():
    for kind in ("PNG", "WEBP"):
        moving = written(Image.new("RGB", (300, 300), "red"), kind, save_all=True,
                         append_images=[Image.new("RGB", (300, 300), "blue")])  # fmt: skip
        assert colour(portrait(moving), 240, 240) == "red"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choisissez une photo"),
        (b"bonjour", "n’est pas une photo"),
        (SVG, "n’est pas une photo"),
        (b"GIF89a" + bytes(100), "n’est pas une photo"),
        (written(face(), "GIF"), "n’est pas une photo"),
        (written(face(), "TIFF"), "n’est pas une photo"),
        (written(face(), "BMP"), "n’est pas une photo"),
        (b"%PDF-1.7\n", "n’est pas une photo"),
        (written(noise())[:20_000], "n’est pas une photo"),
        (written(noise(), "PNG")[:20_000], "n’est pas une photo"),
        (written(noise(), "WEBP")[:20_000], "n’est pas une photo"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "n’est pas une photo"),
        (written(face(199, 800)), "trop petite"),
        (bomb(), "trop de points"),
        (bomb(10_000, 10_000), "trop de points"),
        (bomb(7_000, 6_000), "trop de points"),
        (webp_bomb(), "trop de points"),
    ],
)
def test_what_makes_no_portrait_is_refused_in_words(data, sentence):
    with pytest.raises(Refused, match=sentence):
        portrait(data)


def test_too_many_points_are_refused_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was decoded"))
    for data in (bomb(), bomb(10_000, 10_000), bomb(7_000, 6_000)):
        with pytest.raises(Refused, match="trop de points"):
            portrait(data)


def test_of_a_webp_fewer_points_are_too_many():
    given = written(Image.new("RGB", (4_001, 4_000)), "WEBP", method=0)
    with pytest.raises(Refused, match="photo WebP a trop de points : 16 millions au plus"):
        portrait(given)


def test_a_portrait_is_drawn_in_a_process_of_its_own():
    drawn = draw_portrait(written(face()))
    assert opened(drawn.picture).size == (480, 480)
    assert len(drawn.digest) == 32
    assert drawn.digest == draw_portrait(written(face())).digest
    with pytest.raises(Refused, match="n’est pas une photo") as refusal:
        draw_portrait(SVG)
    assert refusal.value.field == "file"


@pytest.mark.parametrize(("kind", "mode", "size"), [("PNG", "LA", (8_000, 5_000)), ("WEBP", "RGBA", (4_000, 4_000))])
def test_one_of_as_many_points_as_are_allowed_is_drawn_within_the_bounds(kind, mode, size):
    turned = Image.Exif()
    turned[0x0112] = 6
    given = written(
        Image.new("RGBA", size, (0, 0, 255, 200)).convert(mode), kind, exif=turned, method=0, compress_level=1
    )
    assert opened(draw_portrait(given).picture).size == (480, 480)


def test_a_picture_that_is_too_heavy_is_not_even_sent_there(monkeypatch):
    monkeypatch.setattr(portraits, "answer_of", lambda *_args, **_kwargs: pytest.fail("it was sent"))
    with pytest.raises(Refused, match="8 Mo au plus") as refusal:
        draw_portrait(bytes(8 * 1024 * 1024 + 1))
    assert refusal.value.field == "file"


def test_one_that_cannot_be_drawn_within_the_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(portraits, "SECONDS", 0.001)
    with pytest.raises(Refused, match="n’arrive pas à lire cette photo") as refusal:
        draw_portrait(written(face()))
    assert refusal.value.field == "file"


def test_a_process_that_falls_is_a_refusal():
    with pytest.raises(Refused, match="Trop dur"):
        bounded.answer_of("cafepol.staff.no_such_module", b"", seconds=20, sentence="Trop dur", field="file")


def test_of_many_at_once_those_who_wait_too_long_are_told_to_come_back(monkeypatch):
    monkeypatch.setattr(bounded, "_places", BoundedSemaphore(1))
    monkeypatch.setattr(bounded, "PATIENCE", 0.01)
    given = written(face())
    with bounded._places, pytest.raises(Busy, match="Réessayez dans un instant"):
        draw_portrait(given)
    with pytest.raises(Refused):
        draw_portrait(SVG)  # whoever is refused gives the place back
    assert draw_portrait(given).picture


def test_no_setting_goes_along(monkeypatch):
    monkeypatch.setenv("CAFEPOL_SECRET_KEY", "x" * 40)
    given = {}

    class Done:
        stdout = b"{}"

    monkeypatch.setattr(bounded.subprocess, "run", lambda *_args, **options: given.update(options) or Done)
    assert bounded.answer_of("cafepol.staff.photographs", b"", seconds=1, sentence="", field="file") == {}
    assert not [name for name in given["env"] if name.startswith("CAFEPOL_")]


def test_the_drawer_bounds_its_own_time_and_memory(monkeypatch, capsys):
    bounds = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, values: bounds.update({kind: values}))
    for data, wanted in ((b"", "sentence"), (written(face()), "portrait")):
        monkeypatch.setattr(photographs.sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        photographs.main()
        assert list(json.loads(capsys.readouterr().out)) == [wanted]
    assert bounds[resource.RLIMIT_CPU] == (6, 6)
    assert bounds[resource.RLIMIT_AS][0] == 512 * 1024 * 1024
    assert bounds[resource.RLIMIT_CORE] == (0, 0)
