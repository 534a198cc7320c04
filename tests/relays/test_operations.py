"""A question to a partner, below its pages: asked, answered once, taken back, run out; nothing ever closes by it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from cafepol.accounts.models import AuditEntry
from cafepol.concerns.models import Concern
from cafepol.concerns.records import Promise
from cafepol.concerns.transitions import OFFICER, Actor, State
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Gone, NotFound, Refused, Stale
from cafepol.core.links import Purpose, subject_of
from cafepol.messages.models import Message
from cafepol.partners.models import PartnerContact
from cafepol.relays import queries
from cafepol.relays.asking import Care
from cafepol.relays.upkeep import care
from cafepol.zone import queries as zone
from cafepol.zone.closure_models import Closure
from tests import factories
from tests.concerns.conftest import WORDS, mail
from tests.relays.partners import ANSWER, DAY, QUESTION, link, messages, relays, states

REMINDER = datetime(2027, 1, 19, 7, 0, tzinfo=UTC)  # 8 h in Brussels, two working days before DAY
OVER = datetime(2027, 1, 21, 23, 0, tzinfo=UTC)  # midnight in Brussels at the end of DAY


def deliver():
    with transaction() as session:
        session.execute(update(Message).where(Message.channel == "mail").values(state="sent", handed_over_at=now()))


@pytest.mark.engines
def test_asking_leads_to_the_partner_and_leaves_the_promise_alone(partners):
    number = partners.followed(place="rue de l’École 12")
    with partners.cafe.concern(number) as concern:
        before = [(each.due_on, each.extended_to) for raiser in concern.raisers for each in raiser.promises]
    relay = partners.ask(number, place="rue de l’École")
    assert partners.state(relay) == ("open", "relayed")
    assert partners.step(relay) == ("Attendre la réponse de Logis Colfontaine", DAY)
    ((kind, text, writer),) = partners.lines(relay)
    assert (kind, writer) == ("relayed", "staff")
    assert "À Mme Simonet (Logis Colfontaine), réponse attendue pour le jeudi 21" in text
    assert "Endroit : rue de l’École." in text
    assert QUESTION in text
    with transaction() as session:
        assert session.execute(select(Promise.due_on, Promise.extended_to)).all() == before
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "concern_relayed")).all()
        assert [row.detail for row in rows] == [{}]


def test_the_mail_says_that_there_is_a_question_and_not_what_it_says(partners):
    partners.ask()
    (asked,) = messages()
    assert (asked.kind, asked.recipient_mail) == ("concern_relay_asked", "simonet@logis.example")
    for words in (QUESTION, WORDS, "Martin", "École"):
        assert words not in asked.text + asked.html + asked.subject
    assert asked.officer_id == partners.cafe.officer_id
    assert asked.expires_at == OVER


def test_the_link_opens_the_question_until_the_day_of_the_answer_is_over(partners):
    relay = partners.ask()
    token = link().rpartition("/")[2]
    with transaction():
        assert subject_of(token, Purpose.RELAY, now=OVER - timedelta(seconds=1)) == relay
        with pytest.raises(Gone):
            subject_of(token, Purpose.RELAY, now=OVER)


def test_somebody_without_a_mail_is_a_call_to_make_with_the_question(partners):
    relay = partners.ask(contact=partners.contact(mail=""))
    (call,) = messages()
    assert (call.channel, call.state) == ("call", "to_do")
    assert QUESTION in call.text
    assert "/relais/" not in call.text
    partners.note(relay)
    assert states() == ["done"]
    assert partners.state(relay) == ("answered", "in_progress")


def refusal(partners, number, **more):
    with pytest.raises(Refused) as refused:
        partners.ask(number, **more)
    return refused.value.field


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"question": "  "}, "question"),
        ({"question": "x" * 1001}, "question"),
        ({"question": "Mme Martin dit que la rue est sale. Qui nettoie ?"}, "question"),
        ({"question": "Pouvez-vous appeler le 065/00.99.33 ?"}, "question"),
        ({"question": f"{WORDS} Qui pose des poteaux ?"}, "question"),
        ({"question": "Qui est 85.07.30-033.28 ?"}, "question"),
        ({"place": "chez Mme Martin"}, "place"),
        ({"place": "x" * 121}, "place"),
        ({"answer_by": date(2027, 1, 7)}, "answer_by"),
        ({"answer_by": date(2027, 1, 16)}, "answer_by"),
        ({"answer_by": date(2027, 3, 29)}, "answer_by"),
        ({"answer_by": date(2027, 5, 28)}, "answer_by"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused_says_where(partners, typed, field):
    number = partners.followed()
    assert refusal(partners, number, **typed) == field
    assert partners.cafe.state(number) == "in_progress"
    assert (relays(), messages()) == (0, [])


def test_only_an_active_person_of_a_partner_of_the_commune_is_asked(partners):
    number = partners.followed()
    gone = partners.contact("M. Parti", is_active=False)
    with transaction():
        elsewhere = factories.make_partner_contact("Mme Loin", commune="boussu", partner="Ailleurs").id
    for contact in (gone, elsewhere):
        assert refusal(partners, number, contact=contact) == "contact"


def test_nobody_else_than_an_officer_or_the_chief_asks(partners):
    contact = partners.contact()
    nobody = Actor(partners.cafe.officer.account_id, frozenset())
    assert refusal(partners, partners.followed(), contact=contact, by=nobody) is None
    relay = partners.ask(contact=contact, by=partners.cafe.as_chief)
    assert partners.state(relay) == ("open", "relayed")


def test_who_comes_too_late_is_told_so(partners):
    number = partners.followed()
    with partners.cafe.concern(number) as concern:
        seen, concern.version = concern.version, concern.version + 1
    with pytest.raises(Stale):
        partners.ask(number, version=seen)
    assert relays() == 0


def test_the_answer_brings_the_concern_back_to_be_read_on_the_next_working_day(partners, clock):
    relay = partners.ask()
    clock.advance(days=1)  # a Friday
    partners.answer(relay)
    assert partners.state(relay) == ("answered", "in_progress")
    assert partners.step(relay) == ("Lire la réponse de Logis Colfontaine", date(2027, 1, 11))
    assert partners.lines(relay)[1:] == [("relay_answered", ANSWER, "partner")]
    assert states() == ["dropped"]  # the mail had not left


@pytest.mark.engines
def test_one_answer_is_enough(partners):
    relay = partners.ask()
    partners.answer(relay)
    partners.answer(relay, "Autre chose.")
    with partners.relay(relay) as found:
        assert found.answer == ANSWER
    assert len(partners.lines(relay)) == 2


@pytest.mark.parametrize("typed", ["", "x" * 2001, "Compte BE68 5390 0754 7034.", "L’enfant Kevin, 9 ans."])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_that_cannot_be_kept_is_refused_at_its_field(partners, typed):
    relay = partners.ask()
    with pytest.raises(Refused) as refused:
        partners.answer(relay, typed)
    assert refused.value.field == "answer"
    assert partners.state(relay) == ("open", "relayed")


def test_only_the_officer_notes_an_answer_or_takes_a_question_back(partners):
    relay = partners.ask()
    for act in (partners.note, partners.take_back):
        with pytest.raises(Refused):
            act(relay, by=partners.cafe.as_chief)
    assert partners.state(relay) == ("open", "relayed")


@pytest.mark.engines
def test_a_question_taken_back_is_over_for_the_partner_who_is_told(partners):
    relay = partners.ask()
    deliver()
    partners.take_back(relay)
    assert partners.state(relay) == ("ended", "in_progress")
    assert partners.step(relay) == ("Décider de la suite", date(2027, 1, 7))
    assert partners.lines(relay)[1:] == [
        ("relay_ended", "Mme Simonet (Logis Colfontaine) ne doit plus répondre.", "staff")
    ]
    assert states("ended") == ["queued"]
    with pytest.raises(Gone):
        partners.answer(relay)
    for act in (partners.note, partners.take_back):
        with pytest.raises(Refused):
            act(relay)
    assert len(partners.lines(relay)) == 2


def test_a_question_that_nobody_heard_is_taken_back_in_silence(partners):
    relay = partners.ask()
    partners.take_back(relay)
    assert states() == ["dropped"]


@pytest.mark.engines
def test_a_question_runs_out_once_and_nothing_closes(partners, clock):
    relay = partners.ask()
    clock.set(OVER - timedelta(seconds=1))
    deliver()
    partners.round()
    assert partners.state(relay) == ("open", "relayed")
    clock.set(OVER)
    assert [partners.round(), partners.round()] == [1, 0]
    assert partners.state(relay) == ("expired", "in_progress")
    assert partners.step(relay) == ("Décider de la suite, sans réponse de Logis Colfontaine", date(2027, 1, 22))
    said = "Mme Simonet (Logis Colfontaine) n’a pas répondu pour le jeudi 21 janvier 2027."
    assert [(kind, " ".join(text.split()), by) for kind, text, by in partners.lines(relay)[1:]] == [
        ("relay_expired", said, "system")
    ]


def test_a_partner_is_reminded_once_two_working_days_before(partners, clock):
    relay = partners.ask()
    deliver()
    clock.set(REMINDER - timedelta(seconds=1))
    assert partners.round() == 0
    clock.set(REMINDER)
    assert [partners.round(), partners.round()] == [1, 0]
    assert states("reminder") == ["queued"]
    assert link("reminder") != link("asked")
    partners.answer(relay)
    assert states("reminder") == ["dropped"]


def test_who_is_asked_on_the_eve_is_not_reminded(partners):
    partners.ask(answer_by=date(2027, 1, 8))
    assert partners.round() == 0


def test_of_two_workers_who_saw_the_same_question_the_second_finds_nothing_to_do(partners, clock):
    relay = partners.ask()
    for instant, needed in ((REMINDER, Care.REMIND), (REMINDER + timedelta(days=30), Care.EXPIRED)):
        clock.set(instant)
        with transaction():
            assert [care(queries.get_relay(relay), now=now()) for _ in range(2)] == [needed, None]


def test_a_call_that_nobody_made_is_not_doubled(partners, clock):
    partners.ask(contact=partners.contact(mail=""))
    clock.set(REMINDER)
    assert [partners.round(), partners.round()] == [1, 0]
    assert states() == ["to_do"]


@pytest.mark.engines
def test_a_concern_that_moves_on_ends_its_question(partners):
    relay = partners.ask()
    deliver()
    with partners.relay(relay) as found:
        number = found.concern.number
    partners.cafe.bring(number, "feedback_due")
    with pytest.raises(Gone):
        partners.answer(relay)
    assert [partners.round(), partners.round()] == [1, 0]
    assert partners.state(relay) == ("ended", "feedback_due")
    assert partners.lines(relay)[1:] == [
        (
            "relay_ended",
            "La doléance a avancé sans cette réponse : Mme Simonet (Logis Colfontaine) ne doit plus répondre.",
            "system",
        )
    ]
    assert states("ended") == ["queued"]


def test_a_second_question_ends_the_one_that_was_left_behind(partners):
    first = partners.ask()
    with partners.relay(first) as found:
        number = found.concern.number
    with partners.cafe.concern(number) as concern:
        concern.state = "in_progress"
    second = partners.ask(number, partners.contact("M. Dubois", partner="Hygea", mail="dubois@hygea.example"))
    assert partners.state(first) == ("ended", "relayed")
    assert partners.state(second) == ("open", "relayed")


def test_a_merged_concern_takes_no_answer(partners):
    relay = partners.ask()
    with partners.relay(relay) as found:
        number = found.concern.number
    partners.cafe.put(number, State.MERGED)
    partners.round()
    assert partners.state(relay) == ("ended", "merged")


def test_a_question_to_somebody_who_left_the_directory_comes_back_at_once(partners):
    relay = partners.ask()
    with transaction() as session:
        session.execute(update(PartnerContact).values(is_active=False))
    assert [partners.round(), partners.round()] == [1, 0]
    assert partners.state(relay) == ("ended", "in_progress")
    assert partners.lines(relay)[1][1] == "Mme Simonet (Logis Colfontaine) n’est plus dans l’annuaire."


@pytest.mark.engines
def test_a_question_follows_a_corrected_address_and_its_first_link_is_dead(partners):
    relay = partners.ask()
    deliver()
    first = link().rpartition("/")[2]
    with transaction() as session:
        session.execute(update(PartnerContact).values(mail="nouvelle@logis.example"))
    assert [partners.round(), partners.round()] == [1, 0]
    assert [each.recipient_mail for each in messages("asked")] == ["simonet@logis.example", "nouvelle@logis.example"]
    with transaction():
        assert subject_of(link().rpartition("/")[2], Purpose.RELAY, now=now()) == relay
        with pytest.raises(NotFound):
            subject_of(first, Purpose.RELAY, now=now())


def test_a_question_follows_the_owner_of_its_concern(partners):
    relay = partners.ask()
    with transaction() as session:
        heir = factories.make_officer("Mme Leroux", commissariat="colfontaine").id
        session.execute(update(Concern).values(owner_id=heir))
    assert [partners.round(), partners.round()] == [1, 0]
    assert [each.officer_id for each in messages()] == [heir]
    assert partners.state(relay) == ("open", "relayed")


def test_a_recall_to_make_follows_the_owner_too(partners, clock):
    partners.ask(contact=partners.contact(mail=""))
    with transaction() as session:
        session.execute(update(Message).values(state="done"))  # called; the answer is to come
    clock.set(REMINDER)
    partners.round()
    assert states() == ["done", "to_do"]
    with transaction() as session:
        heir = factories.make_officer("Mme Leroux", commissariat="colfontaine").id
        session.execute(update(Concern).values(owner_id=heir))
    assert [partners.round(), partners.round()] == [1, 0]
    assert [each.officer_id for each in messages()] == [heir, heir]


def test_closed_days_are_no_working_days_for_a_partner(partners):
    with transaction() as session:
        day = date(2027, 1, 21)
        session.add(Closure(kind="closure", label="Pont", starts_on=day, ends_on=day))
    assert refusal(partners, partners.followed()) == "answer_by"
    assert zone.closed_days(day, day)


def test_the_follow_ups_of_each_partner_are_counted_for_a_commune(partners):
    contact = partners.contact()
    partners.ask(contact=contact)
    partners.ask(contact=contact)
    partners.answer(partners.ask(contact=contact))
    with transaction() as session:
        commune = zone.commune_by_slug("colfontaine").id
        partner = session.get(PartnerContact, contact).partner_id
        assert queries.follow_ups(commune) == {partner: 2}
        assert queries.follow_ups(zone.commune_by_slug("boussu").id) == {}


def test_nothing_is_known_of_a_question_that_is_none(app):
    with pytest.raises(NotFound):
        queries.get_relay(7)
    assert queries.find_language(7) is None


def test_a_raiser_by_mail_is_known_by_the_address_too(partners):
    number = partners.followed(mail())
    assert refusal(partners, number, question="Pouvez-vous écrire à simon@exemple.be ?") == "question"


def test_who_may_end_is_who_the_table_says(partners):
    relay = partners.ask()
    partners.note(relay, by=Actor(partners.cafe.officer.account_id, frozenset({OFFICER})))
    assert partners.lines(relay)[1] == ("relay_answered", ANSWER, "staff")
