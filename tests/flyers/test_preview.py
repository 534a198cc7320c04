"""The picture that a link to a meeting shows."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from PIL import Image
from sqlalchemy import update

from cafepol.core.db import transaction
from cafepol.flyers.content import PreviewContent
from cafepol.flyers.pdf.preview import preview_png
from cafepol.zone.models import Venue, Zone
from tests.cafes import meeting  # noqa: F401 -- a fixture

CONTENT = PreviewContent(
    heading="Café de Petit-Wasmes",
    day=date(2027, 1, 12),
    starts=time(14),
    ends=time(16),
    place="Maison de quartier Le Tilleul",
    street="rue de l’École 5, Colfontaine",
    zone_name="Zone de Police Boraine",
    colour="#14396b",
)


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def test_it_is_a_png_of_the_size_that_previews_want():
    picture = opened(preview_png(CONTENT))
    assert (picture.format, picture.size) == ("PNG", (1920, 1005))
    assert picture.getpixel((1850, 950)) == (0x14, 0x39, 0x6B)  # the zone's colour
    assert picture.getpixel((1850, 480)) == (255, 255, 255)


def test_the_same_meeting_gives_the_same_bytes():
    preview_png.cache_clear()
    first = preview_png(CONTENT)
    preview_png.cache_clear()
    assert preview_png(CONTENT) == first
    assert preview_png(replace(CONTENT, is_cancelled=True)) != first


@pytest.mark.parametrize(
    "change",
    [
        {"place": "Salle " * 60},
        {"heading": "Café de " + "Saint-Ghislain-sur-la-Longue-Rivière " * 10},
        {"heading": "x" * 500},
        {"place": "Salle 😀"},
        {"zone_name": "Zone " * 60},
        {"colour": "bleu"},
        {"heading": "", "place": "", "street": ""},
    ],
)
def test_what_does_not_fit_is_left_out_and_a_picture_is_drawn_all_the_same(change):
    assert opened(preview_png(replace(CONTENT, **change))).size == (1920, 1005)


def test_who_has_it_gets_304_and_a_change_gives_another(client, meeting, clock):  # noqa: F811 -- the fixture
    path = f"/rencontres/{meeting().code}/image.png"
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer.headers
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with transaction() as session:
        session.execute(update(Venue).values(name="Autre salle"))
        session.execute(update(Zone).values(colours={"plate": "#5b1f5e"}))
    changed = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.data != answer.data
    clock.set(datetime(2028, 1, 1, tzinfo=UTC))
    assert client.get(path).status_code == 200


def test_a_draft_has_no_picture(client, meeting):  # noqa: F811 -- the fixture
    assert client.get(f"/rencontres/{meeting(publish=False).code}/image.png").status_code == 404
