"""What is asked first, and its exits: of what is not noted here nothing is left but a count of the month."""

import logging
import subprocess
from datetime import date

import pytest
from sqlalchemy import func, select, update

from cafepol.concerns.control_models import ComplaintMonth
from cafepol.concerns.models import Concern
from cafepol.concerns.orientation_counts import count_orientation
from cafepol.concerns.transitions import Orientation
from cafepol.core.db import Base, transaction
from cafepol.zone.models import Zone
from tests.clients import form_values
from tests.concerns.conftest import WORDS
from tests.pages import words

CREATE = "/equipe/doleances/nouvelle"
SLIP = "/equipe/doleances/ou-s-adresser.pdf"
COMPLAINT, EMERGENCY = "complaint_against_police", "emergency"


def read(pdf) -> str:
    printed = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(printed.stdout.decode().split())


def counts():
    with transaction() as session:
        return [
            (row.month, row.count) for row in session.scalars(select(ComplaintMonth).order_by(ComplaintMonth.month))
        ]


def everything():
    """Every row of every table, and what a sign-in's clock says left out."""
    with transaction() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "sign_in"]
        return {table.name: sorted(map(repr, session.execute(table.select()).all())) for table in tables}


def choose(client, orientation, **more):
    return client.submit(CREATE, {"orientation": orientation, **more})


def test_it_is_asked_before_anything_can_be_written(cafe):
    page = cafe.officer.page(CREATE)
    assert [button["value"] for button in page.select("main button[name=orientation]")] == list(Orientation)
    assert page.select("main textarea, main input:not([type=hidden])") == []
    assert "ne remplace jamais une plainte" in words(str(page))


@pytest.mark.parametrize(
    ("orientation", "notes"),
    [("concern", f"{CREATE}/notes"), ("offence_to_record", f"{CREATE}/notes?nature=infraction")],
)
def test_what_is_noted_here_goes_on_to_its_page(cafe, orientation, notes):
    assert choose(cafe.officer, orientation).location == notes
    assert counts() == []


def test_the_meeting_goes_along(cafe):
    answer = cafe.officer.submit(f"{CREATE}?rencontre={cafe.code}", {"orientation": "concern"})
    assert answer.location == f"{CREATE}/notes?rencontre={cafe.code}"
    assert cafe.code in cafe.officer.submit(f"{CREATE}?rencontre={cafe.code}", {"orientation": EMERGENCY}).text


def test_without_an_answer_nothing_goes_on(cafe):
    for wrong in ("", "autre"):
        answer = choose(cafe.officer, wrong)
        assert answer.status_code == 422
        assert "Choisissez ce que c’est." in words(answer.text)


def test_a_complaint_gets_its_addresses_and_is_counted_once_a_form(cafe, clock):
    answer = choose(cafe.officer, COMPLAINT, key="k" * 22)
    assert answer.status_code == 200
    said = words(answer.text)
    with transaction() as session:
        zone = session.get(Zone, 1)
        for line in [*zone.internal_control.splitlines(), *zone.oversight.splitlines()]:
            assert line in said
    assert "Rien n’est enregistré." in said
    choose(cafe.officer, COMPLAINT, key="k" * 22)
    assert counts() == [(date(2027, 1, 1), 1)]
    choose(cafe.chief, COMPLAINT)
    clock.advance(days=30)
    cafe.stay_signed_in()
    choose(cafe.officer, COMPLAINT)
    assert counts() == [(date(2027, 1, 1), 2), (date(2027, 2, 1), 1)]


def test_an_emergency_gets_its_numbers_and_is_not_counted(cafe):
    answer = choose(cafe.officer, EMERGENCY)
    assert "appelez le 101 ou le 112, maintenant" in words(answer.text)
    assert counts() == []


@pytest.mark.parametrize("where", ["desk", "room"])
def test_of_a_complaint_the_count_of_its_month_alone_is_left(cafe, where, caplog):
    def say(orientation):
        if where == "desk":
            return choose(cafe.officer, orientation)
        page = cafe.officer.page(f"/equipe/rencontres/{cafe.code}/salle")
        form = page.select_one("form[data-words]")
        typed = {"facts": WORDS, "place": "rue des Lilas", "name": "Mme Plaignante", "orientation": orientation}
        return cafe.officer.post(form["action"], data=form_values(form) | typed)

    def new(orientation):
        before = everything()
        caplog.clear()
        answer = say(orientation)
        assert answer.status_code == 200
        for typed in (WORDS, "rue des Lilas", "Mme Plaignante"):
            assert typed not in answer.text
        after = everything()
        changed = [name for name in after if after[name] != before[name]]
        return {name: [row for row in after[name] if row not in before[name]] for name in changed}

    caplog.set_level(logging.DEBUG)
    other = new(EMERGENCY)
    found = new(COMPLAINT)
    assert not [each for each in caplog.records if "plain" in each.getMessage().casefold()]
    (counted,) = found.pop("complaint_month")
    assert "datetime.date(2027, 1, 1), 1" in counted
    # besides: the room was looked at, and a form was used, as for anything else
    assert found.keys() == other.keys() <= {"receipt", "audit_entry"}
    said = str(found).casefold()
    assert "receipt" in found
    assert not [word for word in ("complaint", "plainte", "police", "emergency") if word in said]


def test_a_complaint_in_the_room_is_led_elsewhere_there_and_nothing_is_noted(cafe):
    where = f"/equipe/rencontres/{cafe.code}/salle"
    typed = {"orientation": COMPLAINT, "facts": WORDS, "key": "k" * 22}
    answer = cafe.officer.submit(where, typed, form="form[data-words]")
    assert answer.status_code == 200
    assert "Une plainte contre un policier ne se note pas ici." in words(answer.text)
    assert "Comité" in words(answer.text)
    cafe.officer.submit(where, typed, form="form[data-words]")
    assert counts() == [(date(2027, 1, 1), 1)]
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 0


def test_the_slip_is_the_same_for_whoever_asks_and_leaves_no_trace(cafe):
    before = everything()
    slips = {client.get(SLIP).data for client in (cafe.officer, cafe.chief)}
    assert everything() == before
    (slip,) = slips
    text = read(slip)
    assert "Une plainte contre un policier" in text
    assert "02 286 28 11" in text


def test_a_zone_that_did_not_say_where_is_asked_by_telephone(cafe):
    with transaction() as session:
        session.execute(update(Zone).values(oversight="", internal_control=""))
    assert "Demandez l’adresse au 065 61 96 00" in words(choose(cafe.officer, COMPLAINT).text)
    slip = cafe.officer.get(SLIP)
    assert "Demandez l’adresse au 065 61 96 00" in read(slip.data)


def test_only_a_complaint_is_counted(app):
    with transaction():
        for orientation in [*Orientation, Orientation.COMPLAINT_AGAINST_POLICE]:
            count_orientation(orientation, today=date(2027, 1, 31))
    assert counts() == [(date(2027, 1, 1), 2)]
