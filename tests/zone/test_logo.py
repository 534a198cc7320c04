from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import cafepol.zone
from cafepol.zone.logos import LOGO_BYTES, check_logo
from cafepol.zone.profile import parse_profile, read_profile
from cafepol.zone.section import BadProfile

BORAINE = (Path(cafepol.zone.__file__).parent / "profiles" / "boraine.toml").read_text(encoding="utf-8")


def picture(size=(40, 20), kind="PNG", mode="RGBA"):
    written = BytesIO()
    Image.new(mode, size).save(written, format=kind)
    return written.getvalue()


def named(name):
    return BORAINE.replace("[zone]\n", f'[zone]\nlogo = "{name}"\n', 1)


def test_a_profile_brings_the_picture_beside_it(tmp_path):
    (tmp_path / "zone.png").write_bytes(picture())
    logo = parse_profile(named("zone.png"), folder=tmp_path).logo
    assert (logo.width, logo.height, logo.picture) == (40, 20, picture())


def test_a_profile_without_a_logo_has_none():
    assert read_profile("boraine").logo is None


@pytest.mark.parametrize("name", ["absent.png", "../zone.png", "/etc/passwd", "zone.svg", "Zone.png"])
def test_a_name_that_is_no_picture_beside_the_profile_is_refused(tmp_path, name):
    (tmp_path / "folder").mkdir()
    for each in ("zone.png", "folder/zone.svg", "folder/Zone.png"):
        (tmp_path / each).write_bytes(picture())
    with pytest.raises(BadProfile, match="un fichier PNG à côté du profil") as refused:
        parse_profile(named(name), folder=tmp_path / "folder")
    assert refused.value.field == "zone.logo"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "PNG entière"),
        (b"GIF89a", "PNG entière"),
        (picture(kind="JPEG", mode="RGB"), "PNG entière"),
        (picture((400, 400))[:-30], "PNG entière"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "PNG entière"),
        (picture((3001, 1), mode="1"), "3000 pixels"),
        (picture() + b"\0" * LOGO_BYTES, "200 kB"),
    ],
    ids=["empty", "gif", "jpeg", "cut", "broken", "large", "heavy"],
)
def test_what_is_no_sound_small_png_is_refused_with_what_it_must_be(tmp_path, data, expected):
    (tmp_path / "zone.png").write_bytes(data)
    with pytest.raises(BadProfile, match=expected) as refused:
        parse_profile(named("zone.png"), folder=tmp_path)
    assert refused.value.field == "zone.logo"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    assert check_logo(picture(mode=mode)).width == 40
