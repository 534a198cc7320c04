from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.requests.models import CafeRequest
from cafepol.requests.operations import ask_for_cafe, forget_contacts, forget_words, plan_request, shelve_request
from cafepol.requests.queries import get_request, open_counts, open_requests
from tests.cafes import Town
from tests.factories import make_request


@pytest.fixture
def asked(app):
    """`asked(mail=…)`: the id of a request of Colfontaine."""

    def ask(**more) -> int:
        with transaction():
            return make_request(Town().commune, **more).id

    return ask


def there(request_id: int) -> CafeRequest:
    return get_request(request_id, [Town().commune.commissariat_id])


def messages() -> list[Message]:
    db.session.remove()
    return list(db.session.scalars(select(Message).where(Message.kind == "request_planned")))


def test_a_request_is_kept_in_normal_form(asked):
    quarter = Town().quarters[0]
    made = there(
        asked(quarter=quarter, why=" La  vitesse. ", name=" Mme  Roy ", mail="a@EXEMPLE.be", phone="0470/12.34.56")
    )
    assert (made.why, made.name, made.mail, made.phone) == ("La vitesse.", "Mme Roy", "a@exemple.be", "+32470123456")
    assert (made.place, made.state, made.channel, made.has_contact) == (quarter.name, "open", "web", True)
    assert (made.state_label, made.channel_label) == ("ouverte", "sur le site")


def test_nothing_but_a_place_and_a_sentence_is_needed(asked):
    made = there(asked())
    assert (made.place, made.name, made.has_contact) == ("Colfontaine", None, False)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"why": ""}, "why"), ({"mail": "a@"}, "mail"), ({"phone": "abc"}, "phone")]
)
def test_what_cannot_be_kept_is_refused_at_its_field(asked, wrong, field):
    with pytest.raises(Refused) as refusal:
        asked(**wrong)
    assert refusal.value.field == field


def test_a_quarter_of_another_commune_is_refused(asked):
    with pytest.raises(Refused, match="Ce quartier"):
        asked(quarter=Town("boussu").quarters[0])


def test_the_same_form_twice_is_one_request(asked):
    for first in (True, False):
        with transaction():
            noted = ask_for_cafe(Town().commune, quarter=None, why="La vitesse.", now=now(), key="k" * 20)
            assert noted is first
    assert len(open_requests([Town().commune.commissariat_id])) == 1


def plan(request_id: int, meeting_id: int) -> None:
    with transaction():
        plan_request(there(request_id), get_meeting_by_id(meeting_id), by=None, now=now())


def test_who_left_an_address_is_told_once_by_mail(asked, meeting):
    request_id, cafe = asked(mail="a@exemple.be", why="Le voisin crie."), meeting()
    plan(request_id, cafe.id)
    (told,) = messages()
    assert (told.channel, told.recipient_mail, told.meeting_id) == ("mail", "a@exemple.be", cafe.id)
    assert cafe.code in told.text
    assert "voisin" not in told.text + told.html
    assert there(request_id).state == "planned"
    with pytest.raises(Refused, match="déjà prise en compte"):
        plan(request_id, cafe.id)
    assert len(messages()) == 1


def test_who_left_a_number_is_called_and_who_left_nothing_is_not_told(asked, meeting):
    cafe = meeting()
    plan(asked(), cafe.id)
    assert messages() == []
    plan(asked(phone="0470 12 34 56", name="Mme Roy"), cafe.id)
    (call,) = messages()
    assert (call.channel, call.recipient_name) == ("call", "Mme Roy")
    assert "Cette personne avait demandé un café." in call.text
    assert "http" not in call.text


def test_a_draft_or_a_meeting_of_another_commune_answers_nothing(asked, meeting):
    request_id = asked()
    for wrong in (meeting(publish=False), meeting(town="boussu", host="M. Loin", days=1)):
        with pytest.raises(Refused, match="Choisissez une rencontre"):
            plan(request_id, wrong.id)
    assert there(request_id).is_open


def test_shelving_needs_a_reason_and_is_done_once(asked):
    request_id = asked()
    for reason, sentence in (("  ", "Écrivez en une phrase"), ("Déjà prévu.", ""), ("Encore.", "déjà classée")):
        if not sentence:
            with transaction():
                shelve_request(there(request_id), reason=reason, by=None, now=now())
            continue
        with pytest.raises(Refused, match=sentence), transaction():
            shelve_request(there(request_id), reason=reason, by=None, now=now())
    assert there(request_id).outcome == "Déjà prévu."


def test_the_contact_is_forgotten_thirty_days_after_the_answer(asked, clock):
    waiting, shelved = asked(mail="b@exemple.be"), asked(mail="a@exemple.be", name="Mme Roy", phone="0470 12 34 56")
    with transaction():
        shelve_request(there(shelved), reason="Déjà prévu.", by=None, now=now())
    clock.advance(days=30)
    with transaction():
        assert forget_contacts(now()) == 0
    clock.set(now() + timedelta(seconds=1))
    with transaction():
        assert forget_contacts(now()) == 1
    with transaction():
        assert forget_contacts(now()) == 0
    gone = there(shelved)
    assert (gone.name, gone.mail, gone.phone, gone.why) == (None, None, None, "Parler de la vitesse.")
    assert there(waiting).mail == "b@exemple.be"


def test_open_requests_are_counted_by_quarter(asked):
    quarter = Town().quarters[1]
    for place in (None, quarter, quarter):
        asked(quarter=place)
    counted = open_counts([Town().commune.id])
    assert [(commune.slug, each.name if each else None, number) for commune, each, number in counted] == [
        ("colfontaine", quarter.name, 2),
        ("colfontaine", None, 1),
    ]


def test_the_contact_of_a_request_that_nobody_answered_is_forgotten_after_a_year(asked, clock):
    waiting = asked(mail="b@exemple.be")
    clock.advance(days=365)
    with transaction():
        assert forget_contacts(now()) == 0
    clock.set(now() + timedelta(seconds=1))
    with transaction():
        assert forget_contacts(now()) == 1
    assert (there(waiting).mail, there(waiting).is_open) == (None, True)


def test_why_somebody_asked_is_forgotten_a_year_after_the_answer(asked, clock):
    waiting, shelved = asked(), asked()
    with transaction():
        shelve_request(there(shelved), reason="Déjà prévu.", by=None, now=now())
    for days, seconds, forgotten in ((365, 0, 0), (0, 1, 1), (0, 1, 0)):
        clock.set(now() + timedelta(days=days, seconds=seconds))
        with transaction():
            assert forget_words(now()) == forgotten
    assert (there(shelved).why, there(shelved).outcome) == ("Effacé 12 mois après la réponse.", "Déjà prévu.")
    assert there(waiting).why == "Parler de la vitesse."
