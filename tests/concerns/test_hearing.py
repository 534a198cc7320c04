from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from cafepol.accounts.models import AuditEntry
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.models import Concern
from cafepol.concerns.records import Promise
from cafepol.concerns.transitions import Orientation
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.models import Meeting
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone
from cafepol.zone.closure_models import Closure
from cafepol.zone.models import Commissariat, Quarter, Zone
from tests.concerns.conftest import DAY, WORDS, anonymous, letter, mail, phone_call

pytestmark = pytest.mark.engines
TOMORROW = datetime(2027, 1, 8, 14)  # noqa: DTZ001 -- the zone's wall clock


def stored():
    with transaction() as session:
        return session.scalar(select(func.count(Concern.id)))


def messages(kind="concern_heard"):
    with transaction() as session:
        return session.scalars(select(Message).where(Message.kind == kind)).all()


def test_a_concern_gets_a_number_an_owner_a_promise_and_a_next_date(cafe):
    number = cafe.log(phone_call())
    assert number == "D-2027-1"
    with cafe.concern(number) as concern:
        assert concern.state == "heard"
        assert concern.owner_id == cafe.officer_id
        (raiser,) = concern.raisers
        assert (raiser.heard_on, raiser.promised_on, raiser.promise_days) == (DAY, date(2027, 1, 20), 10)
        assert (concern.next_on, concern.next_step) == (date(2027, 1, 20), "Décider de la suite")
        assert raiser.on_time is None
        assert concern.title.endswith(", rue de l’École")
        assert concern.created_by_id == cafe.officer.account_id


def test_numbers_follow_each_other_within_a_year_and_begin_again(cafe, clock):
    assert [cafe.log(phone_call()) for _ in range(2)] == ["D-2027-1", "D-2027-2"]
    clock.advance(days=365)
    assert cafe.log(phone_call()) == "D-2028-1"


def test_the_year_of_a_number_is_the_one_on_the_wall(cafe, clock):
    clock.advance(days=358, hours=15, minutes=30)  # 31 December, 23 h 30 UTC: already the new year in Brussels
    assert cafe.log(phone_call(), at_meeting=False) == "D-2028-1"


def test_logging_is_on_the_audit_trail_without_a_word_of_it(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "concern_logged")).one()
        assert (entry.subject, entry.subject_id, entry.account_id) == ("concern", concern.id, cafe.officer.account_id)
        assert entry.detail == {}


def test_the_promise_uses_the_zones_days_and_closures(cafe):
    with transaction() as session:
        session.get(Zone, 1).promise_days = 3
        session.add(Closure(starts_on=date(2027, 1, 8), ends_on=date(2027, 1, 8), label="Inventaire", kind="closure"))
    with cafe.concern(cafe.log(phone_call())) as concern:
        raiser = concern.raisers[0]
        assert raiser.promised_on == date(2027, 1, 12)
        assert raiser.skipped_days == [(date(2027, 1, 8), "Inventaire")]


def test_a_promise_survives_a_closure_longer_than_any_stretch(cafe):
    with transaction() as session:
        session.add(Closure(starts_on=date(2027, 1, 7), ends_on=date(2027, 12, 31), label="Travaux", kind="closure"))
    with cafe.concern(cafe.log(phone_call())) as concern:
        assert concern.raisers[0].promised_on == date(2028, 1, 14)


def test_each_raiser_has_a_day_and_a_promise_of_their_own(cafe):
    number = cafe.log(phone_call(), replace(letter(), heard_on=date(2027, 1, 4)))
    with cafe.concern(number) as concern:
        assert [raiser.heard_on for raiser in concern.raisers] == [DAY, date(2027, 1, 4)]
        assert concern.next_on == concern.raisers[1].promised_on == date(2027, 1, 18)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "cancelled", "cancelled_at": datetime(2027, 1, 2, tzinfo=UTC)}, "n’a pas lieu"),
        ({"state": "draft"}, "n’a pas lieu"),
        ({"starts_local": TOMORROW, "ends_local": TOMORROW + timedelta(hours=2)}, "encore à venir"),
    ],
)
def test_nothing_is_heard_at_a_meeting_that_is_not_held(cafe, change, sentence):
    with transaction() as session:
        session.execute(update(Meeting).values(change))
    with pytest.raises(Refused, match=sentence):
        cafe.log(phone_call())
    assert stored() == 0


def test_nobody_says_the_same_at_a_meeting_that_is_not_held(cafe):
    number = cafe.log(phone_call())
    with transaction() as session:
        session.execute(update(Meeting).values({"state": "draft"}))
    with cafe.concern(number) as concern, pytest.raises(Refused, match="n’a pas lieu"):
        operations.add_raiser(
            concern, anonymous(), by=cafe.as_officer, now=now(), today=today(), meeting=concern.meeting
        )


def test_outside_a_meeting_it_was_heard_today(cafe):
    with cafe.concern(cafe.log(phone_call(), at_meeting=False)) as concern:
        assert concern.meeting is None
        assert concern.raisers[0].heard_on == today()
        assert concern.entries[0].text == "Hors rencontre."


def test_the_owner_is_the_quarters_officer_else_the_host_else_the_chief(cafe):
    with cafe.concern(cafe.log(phone_call(), at_meeting=False)) as concern:
        assert concern.owner.name == "Mme Lambert"
    with transaction() as session:
        other = Officer(
            name="M. Leroy", rank="INP", title="Inspecteur", commissariat_id=cafe.person(cafe.officer).commissariat_id
        )
        other.quarters = [session.get(Quarter, cafe.quarter_id)]
        session.add(other)
    with cafe.concern(cafe.log(phone_call())) as concern:
        assert concern.owner.name == "M. Leroy"
    with cafe.concern(cafe.log(phone_call(), quarter=None)) as concern:
        assert concern.owner.name == "M. Dupont"
    with transaction() as session:
        host = session.get(Officer, cafe.officer_id)
        host.commissariat_id = session.scalars(select(Commissariat.id).where(Commissariat.slug == "boussu")).one()
    with cafe.concern(cafe.log(phone_call(), quarter=None)) as concern:
        assert concern.owner.name == "Mme Lambert"


def test_without_anybody_to_answer_for_it_nothing_is_noted(cafe):
    with transaction():
        for client in (cafe.officer, cafe.chief):
            cafe.person(client).is_active = False
    with pytest.raises(Refused) as refusal:
        cafe.log(phone_call())
    assert refusal.value.field == "quarter"
    assert stored() == 0


def test_a_registered_person_lends_name_and_contact(cafe):
    registration = cafe.register("Mme Leroy", mail="leroy@exemple.be", mail_key="leroy@exemple.be", phone="+3265009944")
    number = cafe.log(operations.RaiserDraft(channel=Channel.MAIL), registration=registration)
    with cafe.concern(number) as concern:
        raiser = concern.raisers[0]
        assert (raiser.name, raiser.mail, raiser.phone) == ("Mme Leroy", "leroy@exemple.be", "+3265009944")
        assert raiser.registration_id == registration


def test_somebody_registered_without_a_name_is_called_by_the_reference(cafe):
    registration = cafe.register("Mme X")
    with transaction() as session:
        session.get(Registration, registration).name = None
    number = cafe.log(operations.RaiserDraft(channel=Channel.MEETING), registration=registration)
    with cafe.concern(number) as concern:
        assert concern.raisers[0].label == "l’inscription K7M-005"


def test_a_registration_of_another_meeting_is_refused(cafe):
    registration = cafe.register()
    with transaction() as session, pytest.raises(Refused) as refusal:
        _draft_outside(cafe, registration=session.get(Registration, registration))
    assert refusal.value.field == "registration"


def _draft_outside(cafe, **raiser):
    cafe_quarter = db.session.get(Quarter, cafe.quarter_id)
    draft = operations.ConcernDraft(
        commune=zone.get_commune(cafe_quarter.commune_id), theme=zone.themes()[0], facts=WORDS,
        raisers=[operations.RaiserDraft(channel=Channel.PHONE, phone="065009933", **raiser)],
    )  # fmt: skip
    return operations.log_concern(draft, by=cafe.as_officer, now=now(), today=today())


def test_feedback_can_be_promised_only_in_a_way_that_can_work(cafe, subtests):
    for raiser, field in [
        (operations.RaiserDraft(channel=Channel.MAIL, name="Mme Martin"), "mail"),
        (operations.RaiserDraft(channel=Channel.LETTER, name="Mme Martin"), "address"),
        (operations.RaiserDraft(channel=Channel.PHONE, name="Mme Martin"), "phone"),
        (operations.RaiserDraft(channel=Channel.VISIT), "name"),
        (operations.RaiserDraft(channel=Channel.VISIT, name="Mme Martin", phone="065 00 99 33"), "address"),
        (operations.RaiserDraft(channel=Channel.MEETING, name="Mme Martin"), "channel"),
        (operations.RaiserDraft(channel=Channel.MAIL, name="Mme Martin", mail="martin"), "mail"),
        (operations.RaiserDraft(channel=Channel.PHONE, name="Mme Martin", phone="12"), "phone"),
        (operations.RaiserDraft(kind=RaiserKind.ANONYMOUS, name="Mme Martin"), "name"),
        (operations.RaiserDraft(name="x" * 121), "name"),
        (operations.RaiserDraft(name="Mme Martin", heard_on=date(2027, 1, 8)), "heard_on"),
    ]:
        with subtests.test(field=str(field)):
            with pytest.raises(Refused) as refusal:
                cafe.log(raiser)
            assert refusal.value.field == field
            assert stored() == 0


def test_nobody_at_all_raised_it(cafe):
    with pytest.raises(Refused) as refusal:
        cafe.log()
    assert refusal.value.field == "name"


def test_an_anonymous_person_and_a_group_may_raise_a_concern(cafe):
    group = operations.RaiserDraft(kind=RaiserKind.COLLECTIVE)
    with cafe.concern(cafe.log(anonymous(), group)) as concern:
        assert [raiser.label for raiser in concern.raisers] == ["une personne anonyme", "un groupe d’habitants"]
        assert not concern.waiting
        assert concern.due_on is None


def test_what_is_typed_is_checked(cafe, subtests):
    for change, field in [
        ({"facts": "  "}, "facts"),
        ({"facts": "x" * 2001}, "facts"),
        ({"facts": "Son numéro est 85.07.30-033.28."}, "facts"),
        ({"place": "x" * 121}, "place"),
        ({"title": "850730-033 28"}, "title"),
        ({"settled": "85.07.30-033.28"}, "settled"),
    ]:
        with subtests.test(field=str(field)):
            with pytest.raises(Refused) as refusal:
                cafe.log(phone_call(), **change)
            assert refusal.value.field == field
            assert stored() == 0


def test_quarter_and_meeting_belong_to_the_commune(cafe):
    with transaction():
        boussu = zone.commune_by_slug("boussu")
        other = zone.quarters(boussu.id)[0]
    with pytest.raises(Refused) as refusal:
        cafe.log(phone_call(), quarter=other)
    assert refusal.value.field == "quarter"
    with pytest.raises(Refused) as refusal:
        cafe.log(phone_call(), commune=boussu, quarter=None)
    assert refusal.value.field == "commune"


def test_what_is_no_concern_leaves_nothing_behind(cafe):
    for orientation in (Orientation.COMPLAINT_AGAINST_POLICE, Orientation.EMERGENCY):
        with pytest.raises(Refused) as refusal:
            cafe.log(mail(), orientation=orientation)
        assert refusal.value.field == "orientation"
    assert stored() == 0
    assert messages() == []
    assert cafe.log(phone_call()) == "D-2027-1"  # no number was used


def test_of_an_offence_only_the_reference_is_kept(cafe):
    number = cafe.log(
        phone_call(),
        orientation=Orientation.OFFENCE_TO_RECORD,
        reference="MO.55.L1.123/2027",
        title="Le voisin",
        facts=WORDS,
    )
    with cafe.concern(number) as concern:
        assert (concern.facts, concern.place, concern.reference) == ("", "", "MO.55.L1.123/2027")
        assert concern.title == concern.theme.label
    with pytest.raises(Refused) as refusal:
        cafe.log(phone_call(), orientation=Orientation.OFFENCE_TO_RECORD)
    assert refusal.value.field == "reference"


def test_only_an_officer_notes_a_concern(cafe):
    with pytest.raises(Refused):
        cafe.log(phone_call(), by=cafe.as_chief)


def test_whoever_left_an_address_hears_what_follows_and_nothing_of_what_was_said(cafe):
    number = cafe.log(mail(), phone_call(), replace(mail("M. Gros", "gros@exemple.be"), channel=Channel.NONE))
    (message,) = messages()
    assert (message.recipient_mail, message.state) == ("simon@exemple.be", "queued")
    for body in (message.text, message.html):
        assert "/suivi/" in body
        assert number in body
        assert "mercredi 20" in body
        assert "trottoir" not in body
        assert "École" not in body
    assert "trottoir" not in message.subject


def test_settled_on_the_spot_tells_those_who_were_there(cafe):
    registration = cafe.register("Mme Leroy", present=1)
    number = cafe.log(
        operations.RaiserDraft(channel=Channel.MEETING), registration=registration, settled="La lampe est réparée."
    )
    with cafe.concern(number) as concern:
        assert (concern.state, concern.outcome, concern.next_step) == ("feedback_due", "resolved", "Clôturer")
        (feedback,) = concern.raisers[0].feedbacks
        assert (feedback.channel, feedback.given_on, feedback.text) == ("meeting", DAY, "La lampe est réparée.")
        assert not concern.waiting
        cafe.close(concern)
        assert concern.raisers[0].on_time is True


def test_settled_on_the_spot_discharges_nobody_who_was_not_ticked(cafe):
    registration = cafe.register("Mme Leroy", mail="leroy@exemple.be", mail_key="leroy@exemple.be")
    draft = operations.RaiserDraft(channel=Channel.MAIL)
    number = cafe.log(draft, phone_call(), registration=registration, settled="Réparé.")
    with cafe.concern(number) as concern:
        assert [raiser.waits for raiser in concern.raisers] == [True, True]
    cafe.present(registration)
    with cafe.concern(number) as concern:
        assert [raiser.waits for raiser in concern.raisers] == [False, True]
    (message,) = [m for m in messages() if m.recipient_mail == "leroy@exemple.be"]
    assert "dit sur place" in message.text


def test_settled_outside_a_meeting_was_said_face_to_face(cafe):
    with cafe.concern(cafe.log(phone_call(), at_meeting=False, settled="Réparé.")) as concern:
        assert [f.channel for f in concern.raisers[0].feedbacks] == ["visit"]
        assert not concern.waiting


def test_one_more_person_gets_a_promise_of_their_own(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        version = concern.version
        operations.add_raiser(concern, replace(mail(), heard_on=today()), by=cafe.as_officer, now=now(), today=today())
        assert concern.version == version + 1
        assert (concern.next_step, len(concern.waiting)) == ("Donner les retours", 1)
        assert concern.raisers[1].promised_on == date(2027, 1, 21)
    assert len(messages()) == 1
    with cafe.concern(number) as concern, pytest.raises(Refused, match="attend encore son retour"):
        cafe.close(concern)


def test_nobody_is_added_to_what_is_closed_or_by_who_may_not(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern, pytest.raises(Refused):
        operations.add_raiser(concern, mail(), by=cafe.as_chief, now=now(), today=today())
    cafe.bring(number, "closed")
    with cafe.concern(number) as concern, pytest.raises(Refused):
        operations.add_raiser(concern, mail(), by=cafe.as_officer, now=now(), today=today())


def test_somebody_who_wants_nothing_changes_no_next_step(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        operations.add_raiser(concern, anonymous(), by=cafe.as_officer, now=now(), today=today())
        assert concern.next_step == "Décider de la suite"


def test_the_database_itself_wants_a_next_date_words_and_a_promise(cafe):
    cafe.log(phone_call())
    for broken in (
        "UPDATE concern SET next_on = NULL",
        "UPDATE concern SET facts = ''",
        "UPDATE concern SET state = 'solved'",
        "UPDATE concern SET state = 'closed'",
        "UPDATE concern SET state = 'voided'",
        "UPDATE promise SET due_on = heard_on",
        "UPDATE concern SET state = 'merged'",
        "UPDATE raiser SET wants_feedback = (1 = 0)",
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(text(broken))


def test_no_code_can_move_a_promise(cafe):
    number = cafe.log(phone_call())
    for column, value in (("due_on", date(2027, 2, 1)), ("heard_on", date(2027, 1, 1)), ("days", 20), ("cycle", 2)):
        with pytest.raises(TypeError, match=column), cafe.concern(number) as concern:
            setattr(concern.raisers[0].promise, column, value)
    with pytest.raises(TypeError, match="heard_on"), cafe.concern(number) as concern:
        concern.raisers[0].heard_on = DAY - timedelta(days=1)
    with transaction() as session:
        assert session.scalars(select(Promise.due_on)).all() == [date(2027, 1, 20)]


def test_a_registration_that_is_deleted_takes_nobody_who_raised_something_with_it(cafe, subtests):
    def by_the_database(session, registration):
        session.execute(delete(Registration).where(Registration.id == registration))

    def as_a_row(session, registration):
        session.delete(session.get(Registration, registration))

    for way in (by_the_database, as_a_row):
        with subtests.test(way=way.__name__):
            registration = cafe.register(f"Mme {way.__name__}", phone="+3265009944")
            number = cafe.log(operations.RaiserDraft(channel=Channel.PHONE), registration=registration)
            with transaction() as session:
                way(session, registration)
            with cafe.concern(number) as concern:
                (raiser,) = concern.raisers
                assert (raiser.registration_id, raiser.registration) == (None, None)
                assert (raiser.name, raiser.phone) == (f"Mme {way.__name__}", "+3265009944")
                assert raiser.waits
                cafe.tell(concern)
                assert not raiser.waits


def test_settled_at_once_the_next_step_says_whether_somebody_was_not_there(cafe):
    number = cafe.log(phone_call(), settled="C’est réparé.")
    with cafe.concern(number) as concern:
        assert (concern.next_step, len(concern.waiting)) == ("Donner les retours", 1)
    alone = cafe.log(phone_call(), settled="C’est réparé.", at_meeting=False)
    with cafe.concern(alone) as concern:
        assert (concern.next_step, concern.waiting) == ("Clôturer", [])
