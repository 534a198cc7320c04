"""How somebody is reached is put right: the promise stays, other people's links die, a wish is dropped by its owner."""

from datetime import date

import pytest
from sqlalchemy import func, select

from cafepol.accounts.queries import audit_entries
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.models import Raiser
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import Refused, Stale
from cafepol.core.links import Link, Purpose, issue_link
from cafepol.messages.models import Message
from tests.concerns.conftest import anonymous, letter, mail, phone_call
from tests.pages import words

HOME = "/equipe/doleances"
ADDRESS = "rue du Puits 3\n7340 Colfontaine"


def correct(cafe, number, *, version=None, position=0, **given):
    """Change these of what is stored."""
    with cafe.concern(number) as concern:
        raiser = concern.raisers[position]
        stored = {name: getattr(raiser, name) or "" for name in ("name", "mail", "phone", "address")}
        contact = operations.Contact(**({"channel": Channel(raiser.channel)} | stored | given))
        return operations.correct_raiser(
            concern, raiser, contact, version=version or concern.version, by=cafe.as_officer, now=now()
        )


def links():
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(Link))


def mails_of(kind):
    with transaction() as session:
        rows = session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
        return [(row.recipient_mail, row.state) for row in rows]


@pytest.mark.engines
def test_what_is_put_right_is_stored_in_its_normal_form_and_the_promise_stays(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        before = (concern.raisers[0].promised_on, concern.raisers[0].heard_on)
    changed = correct(cafe, number, channel=Channel.MAIL, mail=" Martin@Exemple.BE ", phone="0470 12 34 56")
    assert changed == {"channel", "mail", "phone"}
    with cafe.concern(number) as concern:
        (raiser,) = concern.raisers
        assert (raiser.mail, raiser.phone, raiser.channel) == ("Martin@exemple.be", "+32470123456", "mail")
        assert (raiser.promised_on, raiser.heard_on) == before
        assert "martin@exemple.be" in raiser.search
        assert concern.entries[-1].text == "Coordonnées d’une personne corrigées."
    (row,) = audit_entries("raiser_corrected")
    assert row.detail == {"raiser": cafe.raiser_id(number), "fields": ["channel", "mail", "phone"]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"channel": Channel.VISIT}, "address"),
        ({"channel": Channel.LETTER}, "address"),
        ({"channel": Channel.MAIL}, "mail"),
        ({"channel": Channel.MEETING}, "channel"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"mail": "martin@"}, "mail"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"address": "85.07.30-033.28"}, "address"),
        ({"channel": Channel.NONE}, "own_word"),
        ({}, None),
    ],
)
def test_what_cannot_work_is_refused_at_its_field_and_nothing_changes(cafe, given, field):
    number = cafe.log(phone_call())
    with pytest.raises(Refused) as refusal:
        correct(cafe, number, **given)
    assert refusal.value.field == field
    with cafe.concern(number) as concern:
        assert (concern.version, concern.raisers[0].phone, concern.raisers[0].name) == (1, "+3265009933", "Mme Martin")


@pytest.mark.engines
def test_a_wish_is_dropped_by_that_persons_own_word_and_taken_up_again(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    correct(cafe, number, channel=Channel.NONE, own_word=True)
    with cafe.concern(number) as concern:
        assert (concern.waiting, concern.next_step) == ([], "Clôturer")
        assert concern.entries[-1].text == "Une personne a dit ne plus vouloir de retour."
    correct(cafe, number, channel=Channel.PHONE)
    with cafe.concern(number) as concern:
        assert (len(concern.waiting), concern.next_step) == (1, "Donner les retours")
        assert concern.entries[-1].text == "Une personne veut un retour."


def test_nothing_is_owed_anew_once_it_is_closed(cafe):
    number = cafe.log(operations.RaiserDraft(name="M. Gros", phone="065 00 99 33"))
    cafe.bring(number, "closed")
    with pytest.raises(Refused, match="faites-la d’abord rouvrir") as refusal:
        correct(cafe, number, channel=Channel.PHONE)
    assert refusal.value.field == "channel"
    assert correct(cafe, number, phone="065 00 99 44") == {"phone"}


@pytest.mark.engines
def test_links_that_went_to_another_address_are_dropped_with_what_has_not_arrived(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        raiser = concern.raisers[0]
        operations.give_feedback(
            concern, raiser, channel=Channel.MAIL, text="Réparé.", by=cafe.as_officer, now=now(), today=today()
        )
        issue_link(Purpose.SATISFACTION, raiser.id, expires_at=now())
    assert links() == 3
    assert correct(cafe, number, phone="065 00 99 33") == {"phone"}
    assert links() == 3
    correct(cafe, number, mail="marie@exemple.be")
    assert mails_of("concern_feedback") == [("simon@exemple.be", "dropped")]
    assert mails_of("concern_heard") == [("simon@exemple.be", "dropped"), ("marie@exemple.be", "queued")]
    assert links() == 1  # of the mail that is on its way
    with cafe.concern(number) as concern:
        assert concern.raisers[0].waits


def test_a_mail_that_had_arrived_is_not_sent_again(cafe):
    number = cafe.log(mail())
    with transaction() as session:
        session.scalars(select(Message)).one().state = "sent"
    correct(cafe, number, mail="", channel=Channel.VISIT, address=ADDRESS)
    assert mails_of("concern_heard") == [("simon@exemple.be", "sent")]
    assert links() == 0


def test_who_gave_no_name_may_give_it_later(cafe):
    number = cafe.log(anonymous(Channel.MEETING))
    with pytest.raises(Refused) as refusal:
        correct(cafe, number, phone="065 00 99 33", channel=Channel.PHONE)
    assert refusal.value.field == "name"
    assert correct(cafe, number, name="M. Gros", phone="065 00 99 33", channel=Channel.PHONE) >= {"kind", "name"}
    with cafe.concern(number) as concern:
        assert (concern.raisers[0].kind, concern.raisers[0].label) == ("person", "M. Gros")


def test_who_could_not_be_told_without_a_name_is_owed_once_there_is_one(cafe, clock):
    number = cafe.log(anonymous(Channel.MEETING))
    with cafe.concern(number) as concern:
        (raiser,) = concern.raisers
        operations.mark_impossible(concern, raiser, code=ImpossibleCode.ANONYMOUS, by=cafe.as_officer, now=now())
        assert not concern.waiting
    clock.advance(days=1)
    correct(cafe, number, name="M. Gros", phone="065 00 99 33", channel=Channel.PHONE)
    with cafe.concern(number) as concern:
        (raiser,) = concern.waiting
        assert [each.heard_on for each in raiser.promises] == [date(2027, 1, 6), date(2027, 1, 8)]


def test_the_reference_of_a_registration_stands_for_a_name_until_one_is_given(cafe):
    own = cafe.register("M. Sans", phone="+3265009900")
    number = cafe.log(operations.RaiserDraft(channel=Channel.PHONE), registration=own)
    with cafe.concern(number) as concern:
        concern.raisers[0].name = "l’inscription K7M-005"
    assert correct(cafe, number, name="", phone="065 00 99 44") == {"phone"}
    with cafe.concern(number) as concern:
        assert concern.raisers[0].name == "l’inscription K7M-005"


def path(cafe, number):
    return f"{HOME}/{number}/personnes/{cafe.raiser_id(number)}/coordonnees"


def test_the_page_shows_what_is_stored_and_keeps_what_was_typed(cafe):
    number = cafe.log(phone_call())
    where = path(cafe, number)
    assert cafe.officer.page(f"{HOME}/{number}").select_one(f"main a[href='{where}']")
    page = cafe.officer.page(where)
    assert page.select_one("#phone")["value"].replace("\u00a0", " ").replace("\u202f", " ") == "065 00 99 33"
    refused = cafe.officer.submit(where, {"channel": "none", "name": "Mme Martin-Noël"})
    assert refused.status_code == 422
    assert "Sans retour seulement si cette personne l’a dit elle-même" in words(refused.text)
    assert 'value="Mme Martin-Noël"' in refused.text
    done = cafe.officer.submit(where, {"channel": "visit", "address": ADDRESS}, follow=True)
    assert "C’est corrigé. La date promise ne bouge pas." in words(done.text)
    assert "lors d’une visite" in words(done.text)
    lost = cafe.officer.submit(where, {"mail": "martin@exemple.be"}, follow=True)
    assert "n’ouvrent plus rien" in words(lost.text)


@pytest.mark.engines
def test_of_two_who_correct_it_the_second_sees_both_versions(cafe):
    number = cafe.log(letter())
    where = path(cafe, number)
    page = cafe.officer.page(where)
    token = page.select_one("main input[name=csrf_token]")["value"]
    correct(cafe, number, name="M. Petitjean")
    typed = {"csrf_token": token, "version": "1", "name": "M. Petiot", "channel": "letter", "address": ADDRESS}
    stale = cafe.officer.post(where, data=typed)
    assert stale.status_code == 409
    said = words(stale.text)
    assert "Les deux versions" in said
    assert "M. Petitjean" in said
    assert "M. Petiot" in stale.text
    with pytest.raises(Stale):
        correct(cafe, number, version=1, name="M. Petiot")
    with transaction() as session:
        assert session.scalars(select(Raiser.name)).all() == ["M. Petitjean"]


def test_what_was_voided_or_is_nobodys_is_not_corrected(cafe):
    number, other = cafe.log(anonymous()), cafe.log(phone_call())
    where = path(cafe, number)
    cafe.bring(number, "voided")
    assert not cafe.officer.page(f"{HOME}/{number}").select(f"main a[href='{where}']")
    refused = cafe.officer.submit(where, {"name": "M. Gros"})
    assert "Cette doléance est annulée" in words(refused.text)
    assert cafe.officer.get(f"{HOME}/{number}/personnes/{cafe.raiser_id(other)}/coordonnees").status_code == 404
