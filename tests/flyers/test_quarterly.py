"""The sheet of a commune's cafés of the next three months, and what flyers say of a meeting in the database."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.distribution.models import DistributionRound
from cafepol.flyers.cafes_queries import months_content, verso_content
from cafepol.flyers.pdf import flyer_pdf, months_pdf
from cafepol.flyers.queries import flyer_content, flyer_of
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.zone.contents import LogoData
from cafepol.zone.publishing_models import ZoneLogo
from tests.cafes import Town, meeting, officer  # noqa: F401 -- a fixture among them
from tests.flyers.cafes import FULL_MONTHS, MONTHS
from tests.flyers.contents import FLYER
from tests.printing.paper import Paper, area


@pytest.fixture
def on_paper(tmp_path):
    return lambda content: Paper(months_pdf(content), tmp_path)


def logo(width=600, height=200):
    out = BytesIO()
    Image.new("RGB", (width, height), "#777777").save(out, "PNG")
    return LogoData(out.getvalue(), width, height)


def test_the_sheet_names_each_cafe_and_how_to_ask(on_paper):
    paper = on_paper(MONTHS)
    for words in (
        "Les cafés des 3 prochains mois", "Colfontaine", "du jeudi 7 janvier 2027 au jeudi 8 avril 2027",
        "de 18 h à 20 h",
        "Bibliothèque", "place de Wasmes 3, 7340 Wasmes", "<b>Foyer</b> & Cie", "065 00 12 10", MONTHS.short_link,
        "Éd. resp.",
    ):  # fmt: skip
        assert words in paper.text
    assert (paper.size, paper.info["Pages"]) == ((210, 297), "1")
    assert (paper.overlaps(), paper.outside(4)) == ([], [])
    assert paper.codes(paper.picture()) == [MONTHS.link]


def test_what_does_not_fit_on_one_page_goes_on_on_the_next(on_paper):
    paper = on_paper(FULL_MONTHS)
    assert paper.info["Pages"] == "2"
    assert paper.text.count("de 18 h à 20 h") == 9
    assert "Page 1 de 2" in paper.text
    assert (paper.overlaps(), paper.outside(4)) == ([], [])


@pytest.mark.parametrize("place", ["Salle polyvalente du Centre " * 4, "Anticonstitutionnellement" * 4], ids=len)
def test_no_name_is_too_long_for_the_sheet_that_everybody_may_have(place, on_paper):
    long = replace(MONTHS.cafes[0], place_name=place, address=f"{place}, 7340 Colfontaine")
    paper = on_paper(replace(MONTHS, cafes=(long,) * 7))
    assert "".join(paper.text.split()).count("".join(place.split())) == 14
    assert (paper.overlaps(), paper.outside(4)) == ([], [])


def test_without_a_cafe_it_says_whom_to_call(on_paper):
    paper = on_paper(replace(MONTHS, cafes=()))
    assert "Pas encore de date. Appelez le 065 00 12 10 : nous vous dirons quand." in paper.text


def test_it_speaks_the_language_that_is_asked_and_an_odd_place_stops_nothing(on_paper):
    odd = replace(MONTHS.cafes[0], place_name="Café 😀")
    paper = on_paper(replace(MONTHS, cafes=(odd,), language="nl"))
    assert "De koffies van de volgende 3 maanden" in paper.text
    assert "Café ?" in paper.text
    assert str(paper.pdf.Root.Lang) == "nl-BE"


def test_the_logo_of_the_zone_stands_at_the_foot_where_there_is_room(tmp_path):
    paper = Paper(flyer_pdf(replace(FLYER, logo=logo())), tmp_path)
    assert area(paper.picture(), 120, 199, 136, 203).getextrema()[1] < 130
    assert paper.overlaps() == []
    assert Paper(flyer_pdf(replace(FLYER, logo=logo(), publisher="le chef de corps " * 9)), tmp_path).pdf.pages


def test_a_commune_has_what_is_held_in_three_months_with_its_own_telephone(app, meeting):  # noqa: F811
    shown, later = meeting(), meeting(days=60, start="14:00", end="16:00")
    meeting(days=1, publish=False)
    at, first = now(), date(2027, 2, 1)
    content = months_content(get_meeting_by_id(shown.id).commune, today=first, now=at)
    assert [cafe.day for cafe in content.cafes] == [shown.day, later.day]
    assert (content.first, content.last) == (first, first + timedelta(days=91))
    assert content.link.endswith("/communes/colfontaine")
    assert content.phone.startswith("065")
    close = months_content(get_meeting_by_id(shown.id).commune, today=date(2026, 12, 1), now=at)
    assert [cafe.day for cafe in close.cafes] == [shown.day]


def test_the_flyer_of_a_round_leads_to_the_round(app, meeting):  # noqa: F811
    with transaction():
        other = officer("Mme Roy")
        shown = meeting(co_hosts=[other], quarter=Town().quarters[-1], language="nl")
    found = get_meeting_by_id(shown.id)
    usual = flyer_content(found)
    assert (usual.round_code, usual.link.rsplit("/", 1)[1]) == ("", found.code)
    assert (usual.co_hosts, usual.quarter, usual.language) == (("Inspectrice Roy",), found.quarter.name, "nl")
    assert (usual.is_draft, usual.is_cancelled) == (False, False)
    walked = flyer_of(found, DistributionRound(code="K7M9R"), language="fr", black=True)
    assert (walked.round_code, walked.colour, walked.language) == ("K7M9R", "#000000", "fr")
    assert walked.link.endswith("/s/K7M9R")
    assert walked.short_link == walked.link.split("://")[1]
    verso = verso_content(found, now=now(), round_code="K7M9R")
    assert (verso.code, verso.commune, verso.next_cafes) == ("K7M9R", "Colfontaine", ())
    assert verso_content(found, now=now()).code == found.code


def test_the_back_names_the_cafes_after_this_one_and_a_draft_says_that_it_is_one(app, meeting):  # noqa: F811
    draft, after = meeting(publish=False), meeting(days=7)
    assert flyer_content(get_meeting_by_id(draft.id)).is_draft
    verso = verso_content(get_meeting_by_id(draft.id), now=now(), black=True)
    assert [cafe.day for cafe in verso.next_cafes] == [after.day]
    assert verso.colour == "#000000"
    station = get_meeting_by_id(draft.id).commune.commissariat
    assert verso.hand_in == f"{station.name}, {station.address}"


def test_a_logo_of_the_profile_is_on_every_paper(app, meeting):  # noqa: F811
    mark, shown = logo(), meeting()
    with transaction() as session:
        session.add(ZoneLogo(zone_id=1, **vars(mark)))
    found = get_meeting_by_id(shown.id)
    assert flyer_content(found).logo == mark
    assert months_content(found.commune, today=today(), now=now()).logo == mark
