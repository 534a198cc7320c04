"""Planning a round, and noting what became of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cafepol.accounts.queries import audit_entries
from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.desk.preparation import steps_of
from cafepol.distribution import operations, queries
from cafepol.distribution.lateness import State
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.parts import Carrier
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.outreach.operations import note_flyers
from cafepol.zone.models import Street
from tests.cafes import DAY, Town, close, officer, plan
from tests.distribution.walks import somebody
from tests.factories import make_partner_contact

CAFE = DAY.date()
BEFORE = CAFE - timedelta(days=20)


def out(round_, copies, *, is_done=True, day=BEFORE, today=BEFORE, **more):
    round_.do(operations.hand_out, handed_out=copies, day=day, is_done=is_done, today=today, **more)


def count_mailboxes(**by_street):
    with transaction():
        for name, many in by_street.items():
            rows = update(Street).where(Street.name == name.replace("_", " ")).values(mailboxes=many)
            db.session.execute(rows.execution_options(synchronize_session=False))


def keys(meeting, *, besides=None):
    return [each.key for each in queries.offered_streets(meeting, besides=besides)]


def test_of_350_planned_320_are_out_and_30_are_left(meeting, walk):
    round_ = walk(meeting())
    assert (round_.line(BEFORE).state, round_.line(BEFORE).left) == (State.PLANNED, 350)
    out(round_, 320)
    line = round_.line(BEFORE)
    assert (line.state, line.left, line.beyond) == (State.DONE, 30, 0)
    assert (line.round.day, line.round.done_by.name) == (BEFORE, "Mme Plan")
    found = queries.rounds_of(get_meeting_by_id(round_.meeting_id), today=BEFORE)
    assert (found.totals.left, found.handed_out, found.late) == (30, 320, 0)


def test_a_round_is_late_five_days_before_and_no_more_once_it_is_done(meeting, walk):
    round_ = walk(meeting())
    six, five = (CAFE - timedelta(days=days) for days in (6, 5))
    assert [round_.line(day).state for day in (six, five, CAFE)] == [State.PLANNED, State.LATE, State.LATE]
    assert queries.late_rounds(six, officer_id=officer("Mme Duval").id) == []
    (late,) = queries.late_rounds(five, officer_id=officer("Mme Duval").id)
    assert (late.round.code, late.meeting.place) == (round_.code, "Colfontaine")
    out(round_, 320, is_done=False, today=five)
    assert round_.line(five).state is State.LATE
    out(round_, 350, today=five)
    assert round_.line(five).state is State.DONE
    assert queries.late_rounds(five, officer_id=officer("Mme Duval").id) == []


def test_late_rounds_are_those_one_hosts_carries_or_leads(meeting, walk):
    shown, other = meeting(), meeting(town="boussu", host="M. Autre", days=1)
    with transaction():
        helper = officer("Mme Aide").id
    walk(shown, carrier=Carrier.OFFICER, officer_id=helper)
    walk(other)
    five = CAFE - timedelta(days=4)
    here = shown.commune.commissariat_id
    assert [line.meeting.id for line in queries.late_rounds(five, officer_id=helper)] == [shown.id]
    assert [line.meeting.id for line in queries.late_rounds(five, officer_id=None, chief_of=[here])] == [shown.id]
    assert queries.late_rounds(five, officer_id=officer("M. Seul").id) == []
    assert queries.late_rounds(five, officer_id=None) == []


def test_the_streets_that_are_ticked_say_how_many_flyers(meeting, walk):
    shown = meeting(quarter=None)
    names = keys(shown)[:3]
    first, second, _ = (name.split(" / ")[1] for name in names)
    count_mailboxes(**{first.replace(" ", "_"): 42, second.replace(" ", "_"): 30})
    round_ = walk(shown, streets=names[:3], planned=None, segment="")
    found, _ = round_.taken()
    assert (found.planned, [each.mailboxes for each in found.streets]) == (72, [42, 30, None])
    assert found.where == ", ".join(name.split(" / ")[1] for name in names)
    assert [each.taken_by for each in queries.offered_streets(shown)][:4] == ["Tournée 1"] * 3 + [""]
    round_.edit(streets=names[1:2], planned=None, label="Nord")
    found, _ = round_.taken()
    assert (found.planned, found.label, len(found.streets)) == (30, "Nord", 1)


def test_the_meetings_quarter_comes_first_among_the_streets(app):
    with transaction():
        made = plan(quarter=Town().quarters[-1]).id
    shown = get_meeting_by_id(made)
    offered = queries.offered_streets(shown)
    assert offered[0].quarter == shown.quarter.name
    assert len({each.quarter for each in offered}) > 1


def test_a_street_that_is_on_no_list_any_more_stays_in_its_round(meeting, walk):
    shown = meeting()
    wanted = keys(shown)[:2]
    round_ = walk(shown, streets=wanted)
    name = wanted[0].split(" / ")[1]
    with transaction():
        db.session.delete(db.session.scalar(select(Street).where(Street.name == name).join(Street.quarter)))
    found, _ = round_.taken()
    assert wanted[0] in keys(shown, besides=found)
    assert wanted[0] not in keys(shown)
    round_.edit(streets=wanted)
    with pytest.raises(Refused, match="plus dans la liste") as refused:
        walk(shown, streets=wanted)
    assert refused.value.field == "streets"


def test_one_name_in_two_quarters_is_told_apart(meeting, walk):
    shown = meeting()
    quarters = Town().quarters[:2]
    with transaction():
        for each in quarters:
            db.session.add(Street(quarter_id=each.id, name="rue Double", key="double", mailboxes=5))
    both = [f"{each.name} / rue Double" for each in quarters]
    round_ = walk(shown, streets=both, segment="", planned=None)
    found, _ = round_.taken()
    assert (found.planned, sorted(each.part for each in found.streets)) == (10, sorted(each.name for each in quarters))
    round_.edit(streets=both[:1], segment="")
    assert round_.taken()[0].where == "rue Double"


def test_a_street_gives_way_to_the_one_of_its_name_in_another_quarter(meeting, walk):
    shown = meeting()
    quarters = Town().quarters[:2]
    with transaction():
        for each in quarters:
            db.session.add(Street(quarter_id=each.id, name="rue Double", key="double", mailboxes=5))
    here, there = (f"{each.name} / rue Double" for each in quarters)
    round_ = walk(shown, streets=[here], segment="")
    round_.edit(streets=[there], segment="")
    with transaction():
        (street,) = round_.taken()[0].streets
        assert (street.quarter, street.part) == (quarters[1].name, "")


def test_without_a_name_rounds_are_numbered_and_no_two_have_one_code(meeting, walk, monkeypatch):
    shown = meeting()
    first = walk(shown)
    drawn = iter([first.code, "RTBC9"])
    monkeypatch.setattr(queries, "round_code", lambda: next(drawn))
    second = walk(shown)
    assert (first.taken()[0].label, second.taken()[0].label, second.code) == ("Tournée 1", "Tournée 2", "RTBC9")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(DistributionRound).values(code="RTBC8"))


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"segment": " "}, "streets", "Cochez au moins une rue"),
        ({"planned": None}, "planned", "combien de flyers"),
        ({"planned": 0}, "planned", "de 1 à 50000"),
        ({"day": CAFE + timedelta(days=1)}, "day", "après le café"),
        ({"carrier": Carrier.OFFICER}, "officer_id", "le policier"),
        ({"carrier": Carrier.OFFICER, "officer_id": 999_999}, "officer_id", "le policier"),
        ({"carrier": Carrier.PARTNER}, "partner_id", "le partenaire"),
    ],
)
def test_what_no_round_can_be_is_refused_at_its_field(meeting, walk, facts, field, sentence):
    shown = meeting()
    with pytest.raises(Refused, match=sentence) as refused:
        walk(shown, **facts)
    assert refused.value.field == field
    assert queries.rounds_count(shown.id) == 0


def test_who_carries_a_round_is_of_the_commune_or_had_it_before(meeting, walk):
    shown = meeting()
    with transaction():
        partner = make_partner_contact("M. Boîte", commune="colfontaine", partner="Maison de jeunes").partner
        partner_id, officer_id = partner.id, officer("Mme Duval").id
        away = make_partner_contact("M. Loin", commune="boussu", partner="Ailleurs").partner_id
    round_ = walk(shown, carrier=Carrier.PARTNER, partner_id=partner_id, carrier_name="M. Boîte", officer_id=officer_id)
    found, _ = round_.taken()
    assert (found.by_whom, found.officer_id) == ("Maison de jeunes (M. Boîte)", None)
    with transaction():
        partner.is_active = False
        db.session.merge(partner)
    round_.edit(carrier=Carrier.PARTNER, partner_id=partner_id)
    with pytest.raises(Refused, match="partenaire"):
        round_.edit(carrier=Carrier.PARTNER, partner_id=away)
    round_.edit(carrier=Carrier.OFFICER, officer_id=officer_id, carrier_name="sera vide")
    found, _ = round_.taken()
    assert (found.by_whom, found.partner_id, found.carrier_name) == ("Inspectrice Duval", None, "")
    with transaction():
        officer("Mme Duval").is_active = False
    round_.edit(carrier=Carrier.OFFICER, officer_id=officer_id)
    round_.edit()
    assert round_.taken()[0].by_whom == "Service de prévention"


def test_of_two_who_save_a_round_at_once_the_second_is_told(meeting, walk):
    round_ = walk(meeting())
    first = round_.taken()[0].version
    round_.edit(label="Sud", version=first)
    with pytest.raises(Stale):
        round_.edit(label="Nord", version=first)
    with pytest.raises(Stale):
        out(round_, 12, version=first)
    assert (round_.taken()[0].label, round_.taken()[0].handed_out) == ("Sud", None)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"copies": None}, "de 0 à 50000"),
        ({"day": CAFE + timedelta(days=1), "today": CAFE + timedelta(days=2)}, "après le café"),
        ({"day": BEFORE + timedelta(days=1)}, "pas encore venu"),
    ],
)
def test_what_was_not_handed_out_so_is_refused(meeting, walk, facts, sentence):
    round_ = walk(meeting())
    with pytest.raises(Refused, match=sentence):
        out(round_, **{"copies": 320} | facts)
    assert round_.taken()[0].handed_out is None


def test_more_than_planned_may_go_out_and_is_told(meeting, walk):
    round_ = walk(meeting())
    out(round_, 370)
    assert (round_.line(BEFORE).left, round_.line(BEFORE).beyond) == (0, 20)


def test_a_round_that_is_given_up_keeps_its_code_and_can_be_taken_up_again(meeting, walk):
    round_ = walk(meeting())
    for _ in range(2):
        round_.do(operations.drop_round)
    assert round_.line(CAFE).state is State.DROPPED
    for act in (round_.edit, lambda: out(round_, 3)):
        with pytest.raises(Refused, match="Reprenez-la"):
            act()
    for _ in range(2):
        round_.do(operations.resume_round)
    assert (round_.line(BEFORE).state, round_.taken()[0].version) == (State.PLANNED, 3)
    out(round_, 3)
    with pytest.raises(Refused, match="déjà distribuée"):
        round_.do(operations.drop_round)


def test_once_its_meeting_is_closed_or_called_off_a_round_stays_as_it_is(meeting, walk, clock):
    closed, cancelled = walk(meeting()), walk(meeting(days=1))
    with transaction():
        cancel_meeting(get_meeting_by_id(cancelled.meeting_id), reason="Salle fermée", now=now())
    clock.set(get_meeting_by_id(closed.meeting_id).ends_at)
    close(get_meeting_by_id(closed.meeting_id))
    for round_ in (closed, cancelled):
        for act in (operations.drop_round, operations.resume_round):
            with pytest.raises(Refused, match="ne changent plus"):
                round_.do(act)
        with pytest.raises(Refused, match="ne changent plus"):
            out(round_, 3)
        with pytest.raises(Refused, match="ne changent plus"):
            round_.edit()
    assert queries.late_rounds(CAFE, officer_id=officer("Mme Duval").id) == []


def test_flyers_of_rounds_and_those_noted_by_hand_are_one_number(meeting, walk):
    shown, other, nothing = meeting(), meeting(days=1), meeting(days=2)
    for copies in (320, 45):
        out(walk(shown), copies)
    walk(shown)
    with transaction():
        for each, flyers in ((shown, 200), (other, 60)):
            note_flyers(get_meeting_by_id(each.id), flyers, by_account_id=None, now=now())
    ids = [shown.id, other.id, nothing.id]
    assert queries.flyers_handed_out(ids) == {shown.id: 565, other.id: 60}
    assert queries.flyers_handed_out([]) == {}
    assert queries.rounds_of(get_meeting_by_id(nothing.id), today=BEFORE).handed_out is None
    assert queries.rounds_of(get_meeting_by_id(shown.id), today=BEFORE).handed_out == 565


def test_once_the_meeting_moved_its_flyers_are_to_be_handed_out_again(meeting, walk, clock):
    shown = meeting()
    round_ = walk(shown)
    out(round_, 320)
    assert queries.meetings_handed_out([shown.id]) == {shown.id}
    clock.advance(hours=1)
    with transaction():
        get_meeting_by_id(shown.id).plan_changed_at = now()
    assert queries.meetings_handed_out([shown.id]) == set()
    clock.advance(hours=1)
    again = walk(shown)
    assert queries.meetings_handed_out([shown.id]) == set()
    out(again, 300)
    assert queries.meetings_handed_out([shown.id]) == {shown.id}


def test_the_step_is_done_once_each_round_is_done_or_dropped(meeting, walk):
    shown = meeting()

    def is_done():
        steps = steps_of([get_meeting_by_id(shown.id)], tz=zone_time())[shown.id]
        (step,) = [each for each in steps if each.item.derived == "handed_out"]
        assert not step.is_ticked_by_hand
        return step.is_done

    assert not is_done()
    with transaction():
        note_flyers(get_meeting_by_id(shown.id), 100, by_account_id=None, now=now())
    assert is_done()  # without any round, what was noted by hand
    first, second = walk(shown), walk(shown)
    assert not is_done()
    out(first, 320)
    assert not is_done()
    second.do(operations.drop_round)
    assert is_done()
    out(first, 320, is_done=False)
    assert not is_done()


def test_a_round_of_another_meeting_is_not_found(meeting, walk):
    round_, other = walk(meeting()), meeting(days=1)
    assert queries.get_round(get_meeting_by_id(round_.meeting_id), round_.code.lower()).code == round_.code
    with pytest.raises(NotFound):
        queries.get_round(other, round_.code)


def test_the_trail_names_the_round_and_nobody(meeting, walk):
    round_ = walk(meeting())
    round_.edit(label="Nord")
    out(round_, 320, is_done=False)
    round_.do(operations.drop_round)
    round_.do(operations.resume_round)
    round_id = round_.taken()[0].id
    for action in ("round_planned", "round_edited", "round_handed_out", "round_dropped", "round_resumed"):
        (entry,) = audit_entries(action)
        assert (entry.subject_id, entry.detail["round"]) == (round_.meeting_id, round_id)


def test_a_meeting_with_rounds_cannot_be_deleted(meeting, walk):
    round_ = walk(meeting())
    with pytest.raises(IntegrityError), transaction():
        db.session.delete(db.session.get(Meeting, round_.meeting_id))


def test_a_week_shows_the_rounds_of_its_days_and_those_of_soon_without_one(meeting, walk):
    shown = meeting()
    monday = date(2027, 2, 1)
    walk(shown, label="mardi", day=monday + timedelta(days=1))
    walk(shown, label="dimanche", day=monday + timedelta(days=6), carrier=Carrier.OFFICER, officer_id=shown.host_id)
    walk(shown, label="lundi après", day=monday + timedelta(days=7))
    walk(shown, label="sans jour")
    dropped = walk(shown, label="abandonnée", day=monday)
    dropped.do(operations.drop_round)
    walk(meeting(days=20), label="plus tard, sans jour")

    def labels(carrier=None, viewer=None):
        found = queries.rounds_of_week(viewer or Anybody(), monday, carrier=carrier, today=monday)
        return [line.round.label for line in found]

    assert labels() == ["mardi", "dimanche", "sans jour"]
    assert labels(Carrier.OFFICER) == ["dimanche"]
    assert labels(viewer=Anybody([])) == []


def test_this_weeks_list_keeps_what_was_to_be_done_before_and_can_still_be(meeting, walk):
    shown = meeting()
    monday = date(2027, 2, 1)
    walk(shown, label="oubliée", day=monday - timedelta(days=4))
    out(walk(shown, label="faite"), 350, day=monday - timedelta(days=4), today=monday)

    def labels(week, today):
        return [line.round.label for line in queries.rounds_of_week(Anybody(), week, carrier=None, today=today)]

    assert labels(monday, monday + timedelta(days=6)) == ["oubliée"]
    assert labels(monday, monday - timedelta(days=1)) == []
    assert labels(monday + timedelta(days=7), CAFE) == ["oubliée"]
    assert labels(monday + timedelta(days=7), CAFE + timedelta(days=1)) == []


class Anybody:
    """A viewer of these commissariats; of the whole zone without any."""

    def __init__(self, places=None) -> None:
        self.sees_whole_zone, self.commissariat_ids = places is None, places or []


def test_somebody_is_made_once(app):
    with transaction():
        assert somebody() == somebody()
