"""« Dit » on the tablet, for how many and never for whom; who heard it is confirmed by name, at the desk alone."""

from datetime import UTC, date, datetime

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.concerns import operations
from cafepol.concerns.correcting import record_elsewhere
from cafepol.concerns.debts import Channel
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from tests.clients import form_values
from tests.concerns.conftest import cafe, phone_call  # noqa: F401 -- a fixture
from tests.pages import words

LATER = date(2027, 2, 3)


class Room:
    """The room of a second café on its day: two people wait for one answer, one of them is ticked."""

    def __init__(self, cafe) -> None:  # noqa: F811 -- the fixture
        self.cafe = cafe
        self.number = cafe.log(phone_call("Mme Martin", "065 00 99 33"), phone_call("M. Noël", "065 00 99 44"))
        cafe.bring(self.number, "feedback_due")
        later = cafe.meet_again(LATER)
        self.martin = cafe.register("Martine Martin", meeting_id=later, phone="+3265009933", present=1)
        self.noel = cafe.register("Jean Noël", meeting_id=later, phone="+3265009900")
        with transaction():
            self.path = f"/equipe/rencontres/{db.session.get_one(Meeting, later).code}"

    @property
    def room(self) -> str:
        return f"{self.path}/salle"

    def form(self):
        return self.cafe.officer.page(self.room).select_one("form[data-tap=say]")

    def waiting(self):
        with self.cafe.concern(self.number) as concern:
            return [raiser.name for raiser in concern.waiting]


@pytest.fixture
def room(cafe, clock):  # noqa: F811 -- the fixture
    made = Room(cafe)
    clock.set(datetime(2027, 2, 3, 14, tzinfo=UTC))
    cafe.stay_signed_in()
    return made


def test_said_in_the_room_tells_for_how_many_and_discharges_only_who_is_ticked(cafe, room):  # noqa: F811
    shown = words(cafe.officer.get(room.room).text)
    assert "À dire aux présents 1 rue de l’École," in shown
    assert "Des poteaux seront posés." in shown
    answer = cafe.officer.submit(room.room, form="form[data-tap=say]", follow=True)
    said = words(answer.text)
    assert "Noté : dit à 1 personne présente." in said
    assert "À dire aux présents" not in said
    assert "Mme Martin" not in said
    assert "M. Noël" not in said
    assert room.waiting() == ["M. Noël"]
    assert len(audit_entries("concern_said")) == 1


def test_a_tap_that_the_network_delivers_again_is_one(cafe, room):  # noqa: F811
    form = room.form()
    sent = form_values(form)
    for _ in range(2):
        assert cafe.officer.post(form["action"], data=sent).status_code == 302
    again = cafe.officer.post(form["action"], data=sent | {"key": "k" * 20}, follow_redirects=True)
    assert "C’est déjà noté." in words(again.text)
    with cafe.concern(room.number) as concern:
        assert [len(raiser.feedbacks) for raiser in concern.raisers] == [1, 0]


def test_an_answer_that_is_another_by_now_is_not_said(cafe, room):  # noqa: F811
    form = room.form()
    sent = form_values(form)
    with cafe.concern(room.number) as concern:
        operations.back_to_work(
            concern, version=concern.version, reason="Encore", by=cafe.as_officer, now=now(), today=today()
        )
        cafe.conclude(concern)
    refused = cafe.officer.post(form["action"], data=sent, follow_redirects=True)
    assert "Cette réponse a changé entre-temps." in words(refused.text)
    garbled = cafe.officer.post(form["action"], data=sent | {"version": "x"}, follow_redirects=True)
    assert "Rouvrez la page" in words(garbled.text)
    assert room.waiting() == ["Mme Martin", "M. Noël"]


def test_what_is_on_record_elsewhere_is_not_on_the_screen_of_the_room(cafe, room):  # noqa: F811
    with cafe.concern(room.number) as concern:
        record_elsewhere(
            concern, version=concern.version, reference="PV 12/2027", recorded_on=today(), by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    assert room.form() is None
    assert room.waiting() == ["Mme Martin", "M. Noël"]


def test_after_its_day_nothing_is_to_be_said_in_the_room(cafe, room, clock):  # noqa: F811
    form = room.form()
    sent = form_values(form)
    clock.advance(days=1)
    cafe.stay_signed_in()
    assert "À dire aux présents" not in cafe.officer.get(room.room).text
    late = cafe.officer.post(form["action"], data=sent, follow_redirects=True)
    assert "« Dit » se touche pendant le café." in words(late.text)
    waited = sent | {"ago": str(11 * 3600), "key": "k" * 20}  # tapped in the café, and without a network until now
    clock.set(datetime(2027, 2, 4, 0, 30, tzinfo=UTC))
    cafe.stay_signed_in()
    assert "dit à 1 personne" in words(cafe.officer.post(form["action"], data=waited, follow_redirects=True).text)


def test_a_text_that_names_somebody_is_not_on_the_screen_of_the_room(cafe, room):  # noqa: F811
    with cafe.concern(room.number) as concern:
        concern.decided = "Mme Martin sera appelée."
        concern.place = "chez M. Noël"
    said = words(str(cafe.officer.page(room.room).select_one("#a-dire")))
    assert "il n’est pas montré ici" in said
    assert "Martin" not in said
    assert "Noël" not in said


def test_a_refused_form_shows_what_is_to_say_and_puts_it_on_the_trail(cafe, room):  # noqa: F811
    cafe.officer.get(room.room)
    before = len(audit_entries("concerns_listed"))
    answer = cafe.officer.submit(room.room, {"head_count": ""}, action="/nombre")
    assert answer.status_code == 422
    assert "À dire aux présents" in answer.text
    assert len(audit_entries("concerns_listed")) == before + 2  # the page that was opened, and this one


def test_at_the_desk_somebody_is_confirmed_by_name(cafe, room, clock):  # noqa: F811
    cafe.present(room.noel)
    clock.advance(days=1)
    cafe.stay_signed_in()
    sheet = cafe.officer.page(f"{room.path}/fiche-retour")
    where = sheet.select_one("main a[href$='/a-confirmer']")["href"]
    assert cafe.officer.page(room.path).select_one(f"main a[href='{where}']")
    said = words(cafe.officer.get(where).text)
    assert "À confirmer 2" in said
    assert "Mme Martin" in said
    assert "Coché présent : Martine Martin (même numéro, même nom)" in said
    assert "Coché présent : Jean Noël (même nom)" in said
    (row,) = audit_entries("hearers_listed")
    assert row.detail == {"numbers": [room.number], "raisers": [cafe.raiser_id(room.number, each) for each in (0, 1)]}
    told = cafe.officer.submit(where, action=f"/{cafe.raiser_id(room.number, 1)}", follow=True)
    assert "C’est noté : M. Noël a sa réponse." in words(told.text)
    assert room.waiting() == ["Mme Martin"]
    cafe.officer.submit(where, action=f"/{cafe.raiser_id(room.number)}")
    assert "Personne à confirmer" in words(cafe.officer.get(where).text)


def test_who_was_told_meanwhile_or_is_not_there_is_refused_in_words(cafe, room):  # noqa: F811
    where = f"{room.path}/fiche-retour/a-confirmer"
    page = cafe.officer.page(where)
    form = page.select_one("main form[method=post]")
    sent = form_values(form)
    for change in ({"registration": str(room.noel)}, {"registration": "x"}, {"registration": ""}):
        refused = cafe.officer.post(form["action"], data=sent | change | {"key": "k" * 20}, follow_redirects=True)
        assert "Rien n’est noté" in words(refused.text), change
    nobody = form["action"].rsplit("/", 1)[0] + "/999"
    assert cafe.officer.post(nobody, data=sent).status_code == 404
    assert room.waiting() == ["Mme Martin", "M. Noël"]


def test_the_sheet_is_marked_as_told_from_its_day_on(cafe, room, clock):  # noqa: F811
    where = f"{room.path}/fiche-retour"
    said = words(cafe.officer.submit(where, action="/dite", follow=True).text)
    assert "C’est noté : la fiche a été dite au café." in said
    assert "dite au café, noté le mercredi 3 février" in said
    assert not cafe.officer.page(where).select("form[action$='/dite']")
    clock.set(datetime(2027, 2, 2, 14, tzinfo=UTC))
    cafe.stay_signed_in()
    page = cafe.officer.page(where)
    assert not page.select("main a[href$='/a-confirmer']")


def test_what_was_marked_before_the_day_is_refused_in_words(cafe, room, clock):  # noqa: F811
    where = f"{room.path}/fiche-retour"
    form = cafe.officer.page(where).select_one("form[action$='/dite']")
    clock.set(datetime(2027, 2, 2, 14, tzinfo=UTC))
    cafe.stay_signed_in()
    early = cafe.officer.post(form["action"], data=form_values(form), follow_redirects=True)
    assert "Ce café n’a pas encore eu lieu." in words(early.text)


def test_for_everybody_else_none_of_it_exists(cafe, room, sign_in):  # noqa: F811
    raiser = cafe.raiser_id(room.number)
    for client in (sign_in(Role.CHIEF, "boussu"), sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")):
        token = client.page("/equipe/doleances/nouvelle").select_one("main input[name=csrf_token]")["value"]
        assert client.get(f"{room.path}/fiche-retour/a-confirmer").status_code == 404
        for end in (
            f"salle/dites/{room.number}", "fiche-retour/dite", f"fiche-retour/a-confirmer/{room.number}/{raiser}",
        ):  # fmt: skip
            assert client.post(f"{room.path}/{end}", data={"csrf_token": token}).status_code == 404, end
    assert room.waiting() == ["Mme Martin", "M. Noël"]


def test_a_call_is_what_remains_for_who_was_not_there(cafe, room):  # noqa: F811
    cafe.officer.submit(room.room, form="form[data-tap=say]")
    with cafe.concern(room.number) as concern:
        operations.give_feedback(
            concern, concern.raisers[1], channel=Channel.PHONE, text="Réparé.", by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
        cafe.close(concern)
    assert cafe.state(room.number) == "closed"
