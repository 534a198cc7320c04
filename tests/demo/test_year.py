import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cafepol.accounts.models import Account
from cafepol.accounts.passwords import is_password
from cafepol.accounts.queries import find_account
from cafepol.accounts.roles import PASSWORD_MIN, Role
from cafepol.casework.board_queries import board_of
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import Scope
from cafepol.concerns.records import Feedback, Promise
from cafepol.concerns.transitions import State as ConcernState
from cafepol.core.clock import local, zone_time
from cafepol.core.db import Base, db
from cafepol.demo.year import write_accounts
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.queries import late_rounds
from cafepol.invitations.models import Invitation
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import agenda, upcoming_counts
from cafepol.messages.models import Message
from cafepol.messages.queries import calls_to_do
from cafepol.notices.operations import run_notices
from cafepol.problems.models import Problem, ProblemConcern
from cafepol.publications.models import Publication
from cafepol.publications.queries import channels, due_texts, published_of
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import counts_of
from cafepol.registrations.rounds import tidy_registrations
from cafepol.requests.models import CafeRequest
from cafepol.staff.models import Officer
from cafepol.staff.queries import find_officer
from cafepol.zone.models import Commune, Theme
from cafepol.zone.queries import commissariats, communes, find_zone, legal_holidays, quarters
from cafepol.zone.street_queries import all_streets


def all_of(model, *conditions):
    return db.session.scalars(select(model).where(*conditions)).all()


def counted(column):
    return dict(db.session.execute(select(column, func.count()).group_by(column)).all())


def today_of(year):
    return local(year.now).date()


def morning_of(year):
    return local(year.now).replace(hour=0, minute=0, second=0, microsecond=0)


def rows_per_table():
    tables = Base.metadata.sorted_tables
    counts = {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}
    by_year = ("zone's closures", "concern_serial", "problem_serial")  # years that the twelve months touch
    return counts | dict.fromkeys(by_year, 0)


def concerns_told():
    return Counter(db.session.execute(select(Concern.title, Concern.facts, Concern.state)).all())


def test_two_first_starts_make_the_same_year_whatever_the_day(scheldekant, weekend):
    found = []
    for built in (scheldekant, weekend):
        with built.app.app_context():
            states = [counted(each.state) for each in (Meeting, Concern, Registration, Invitation, Message)]
            names = sorted(db.session.scalars(select(Registration.name).where(Registration.name.is_not(None))))
            heads = sorted(db.session.scalars(select(Meeting.head_count).where(Meeting.head_count.is_not(None))))
            found.append((rows_per_table(), states, names, heads, concerns_told(), built.accounts))
            db.session.remove()
    assert found[0] == found[1]


def test_one_problem_has_its_evaluation_to_come(year):
    (problem,) = all_of(Problem)
    assert (problem.stage, problem.commune_id) == ("response", communes()[0].id)
    assert problem.evaluate_on > today_of(year)
    assert len(all_of(ProblemConcern)) == 3


def test_people_ask_for_a_cafe_and_wait(year):
    asked = list(db.session.scalars(select(CafeRequest)))
    assert len(asked) == 6
    assert {each.state for each in asked} == {"open"}
    assert 0 < sum(each.has_contact for each in asked) < 6


def test_concerns_stand_in_every_state(year):
    assert set(counted(Concern.state)) == set(ConcernState)


def test_nobody_is_told_twice_and_nothing_of_before_today_waits_to_leave(year):
    waiting = all_of(Message, Message.state == "queued")
    assert [each for each in waiting if each.created_at < morning_of(year)] == []
    assert 1 <= len(waiting) <= 5
    assert all(each.handed_over_at for each in all_of(Message, Message.state == "sent"))
    year.clock.set(year.now)
    db.session.remove()
    assert run_notices(year.now) == 0


def test_no_link_is_kept_in_what_has_left(year):
    for message in all_of(Message, Message.state == "sent", Message.kind == "registration_confirmed"):
        assert "/inscriptions/…" in message.text


def test_a_day_of_work_afterwards_writes_little(year):
    assert tidy_registrations(year.now) == 0
    before = db.session.scalar(select(func.count(Message.id)))
    db.session.remove()
    run_notices(year.now + timedelta(hours=1))
    assert db.session.scalar(select(func.count(Message.id))) - before <= 3


def test_there_is_an_account_for_each_role_and_place(year):
    places = {(each.role, each.commune) for each in year.accounts}
    for commune in communes():
        assert {(Role.OFFICER, commune.name), (Role.CHIEF, commune.name)} <= places
    assert {each.role for each in year.accounts} == set(Role)
    assert {each.commissariat for each in year.accounts} == {"", *(each.name for each in commissariats())}


def test_one_chief_of_two_communes_has_one_account(scheldekant):
    chiefs = [each for each in scheldekant.accounts if each.role == Role.CHIEF]
    assert len(chiefs) == 3
    assert len({each.mail for each in chiefs}) == 2


def test_everybody_in_the_list_can_sign_in(year):
    for given in {each.mail: each for each in year.accounts}.values():
        account = find_account(given.mail)
        assert len(given.password) >= PASSWORD_MIN
        assert Role(given.role) in account.viewer.roles
        if given.role in {Role.OFFICER, Role.CHIEF}:
            assert find_officer(account.id).is_active
    assert is_password(given.password, account.password_hash)


def test_the_password_alone_opens_the_desk(boraine):
    with boraine.app.app_context():
        boraine.clock.set(boraine.now)
        given = next(each for each in boraine.accounts if each.role == Role.OFFICER and each.commune == "Colfontaine")
        client = boraine.app.test_client()
        response = client.submit("/equipe/connexion", {"mail": given.mail, "password": given.password}, follow=True)
        assert response.status_code == 200
        assert response.request.path.startswith("/equipe")
        assert given.mail == "agent.colfontaine@demo.cafepol.example"


def test_accounts_are_written_as_json(boraine, tmp_path):
    path = tmp_path / "demo-accounts.json"
    write_accounts(boraine.accounts, path)
    read = json.loads(path.read_text(encoding="utf-8"))
    assert list(read[0]) == ["role", "commissariat", "commune", "mail", "password"]
    assert len(read) == len(boraine.accounts)


def test_every_quarter_has_its_officer(year):
    held = db.session.scalars(select(func.count(func.distinct(Officer.id))).join(Officer.quarters)).one()
    assert held == 2 * len(communes())
    owned = db.session.execute(select(func.count()).select_from(Base.metadata.tables["officer_quarter"])).scalar()
    assert owned == len(quarters())


def test_each_commune_has_its_year_of_cafes_and_two_or_more_to_come(year):
    held = dict(
        db.session.execute(
            select(Meeting.commune_id, func.count())
            .where(Meeting.ends_at < year.now, Meeting.state.in_(["closed", "published"]))
            .group_by(Meeting.commune_id)
        ).all()
    )
    for commune in communes():
        assert 10 <= held[commune.id] <= 12
        assert upcoming_counts(year.now)[commune.id] >= 2


def test_cafes_are_held_on_working_days_by_day_or_in_the_evening(year):
    past = all_of(Meeting, Meeting.ends_at < year.now)
    first = min(each.day for each in past)
    assert 330 <= (today_of(year) - first).days <= 366
    holidays = legal_holidays(first, today_of(year))
    for meeting in past:
        assert meeting.day.weekday() < 5
        assert meeting.day not in holidays
        assert 14 <= meeting.starts_local.hour <= 19


def test_past_cafes_are_closed_but_two(year):
    past = all_of(Meeting, Meeting.ends_at < year.now)
    assert Counter(each.state for each in past)[MeetingState.PUBLISHED] == 2
    heads = [each.head_count for each in past if each.head_count is not None]
    assert min(heads) >= 8
    assert max(heads) <= 45
    assert {each.state for each in past} == {"closed", "published", "cancelled"}


def test_one_cafe_is_today_or_tomorrow_one_is_full_one_a_draft_one_cancelled(year):
    coming = all_of(Meeting, Meeting.starts_at > year.now)
    assert Counter(each.state for each in coming)["draft"] == 1
    assert Counter(each.state for each in coming)["cancelled"] == 1
    next_one = min((each for each in coming if each.state == "published"), key=lambda each: each.starts_at)
    assert (next_one.day - today_of(year)).days == (0 if year.now.astimezone(zone_time()).hour < 16 else 1)
    counts = counts_of([each.id for each in coming], now=year.now)
    assert [each for each in coming if counts[each.id].waiting]
    assert len(agenda(year.now)) == len(coming) - 1


def test_answers_of_partners_are_of_every_kind_and_some_are_awaited(year):
    assert set(counted(Invitation.state)) == {"sent", "accepted", "declined", "tentative"}
    assert all_of(Invitation, Invitation.was_present.is_(True))


def test_registrations_are_few_and_of_every_sort(year):
    per_meeting = counted(Registration.meeting_id)
    assert min(per_meeting.values()) >= 4
    assert max(per_meeting.values()) <= 12
    assert {"web", "phone"} == set(counted(Registration.channel))
    assert {"going", "interested"} == set(counted(Registration.kind))
    assert all_of(Registration, Registration.mail.is_(None), Registration.phone.is_(None))


def test_every_commissariat_is_late_somewhere_and_has_answers_to_give(year):
    for commissariat in commissariats():
        board = board_of(Scope(chief_of=frozenset({commissariat.id})), today=today_of(year))
        assert 1 <= board.late <= 3 * len(commissariat.communes)
        assert board.open <= 10 * len(commissariat.communes)
        assert any(slip.state is ConcernState.FEEDBACK_DUE for slip in board.first)


@pytest.mark.parametrize("zone", ["boraine", "scheldekant"])
def test_on_a_working_day_something_falls_due_this_week_in_every_commissariat(zone, request):
    year = request.getfixturevalue(zone)
    with year.app.app_context():
        for commissariat in commissariats():
            board = board_of(Scope(chief_of=frozenset({commissariat.id})), today=today_of(year))
            assert board.this_week >= 1


def test_feedback_went_out_in_every_way_and_a_letter_waits_for_the_post(year):
    assert {"mail", "letter", "phone", "visit", "meeting"} == set(counted(Feedback.channel))
    assert all_of(Feedback, Feedback.channel == "letter", Feedback.posted_on.is_(None))
    assert {True, False, None} == set(counted(Promise.on_time))


def test_a_concern_may_have_two_raisers_one_of_whom_knows(year):
    shared = select(Raiser.concern_id).group_by(Raiser.concern_id).having(func.count() > 1)
    told = select(Raiser.concern_id).join(Feedback, Feedback.raiser_id == Raiser.id)
    assert all_of(Concern, Concern.id.in_(shared))
    assert all_of(Concern, Concern.id.in_(shared), Concern.id.in_(told), Concern.state == "feedback_due")


def test_what_is_said_is_varied_and_about_the_zone_s_own_themes(year):
    texts = counted(Concern.facts)
    assert len(texts) - ("" in texts) >= 25
    themes = set(counted(Concern.theme_id))
    assert len(themes) >= len(all_of(Theme)) - 1
    assert "'" not in "".join(texts)


def test_two_concerns_of_one_commune_say_the_same_only_where_they_were_merged(year):
    concerns = all_of(Concern, Concern.facts != "")
    followed = [(each.commune_id, each.facts) for each in concerns if each.merged_into_id is None]
    assert len(followed) == len(set(followed))
    by_id = {each.id: each for each in concerns}
    merged = [each for each in concerns if each.merged_into_id is not None]
    assert merged
    assert all(each.facts == by_id[each.merged_into_id].facts for each in merged)


def test_calls_wait_today_on_several_desks(year):
    desks = [each for each in all_of(Officer) if calls_to_do([], each.id)]
    assert len(desks) >= len(communes())
    assert db.session.scalar(select(func.count(Message.id)).where(Message.state == "done")) > 0


def test_mail_goes_nowhere_and_numbers_belong_to_nobody(year):
    for model in (Registration, Raiser, Message):
        mails = all_of(model.mail if model is not Message else Message.recipient_mail)
        assert all(mail is None or mail.endswith(("@exemple.be", "@demo.cafepol.example")) for mail in mails)
    for phone in [*all_of(Registration.phone), *all_of(Raiser.phone), *all_of(Officer.phone)]:
        assert phone is None or phone.startswith(("+32650099", "+32470000", "+32650012"))


def test_nothing_is_dated_later_than_now(year):
    for column in (Concern.created_at, Registration.created_at, Message.created_at, Meeting.created_at):
        assert db.session.scalar(select(func.max(column))) <= year.now
    assert db.session.scalar(select(func.max(Account.created_at))) < year.now - timedelta(days=366)


def test_the_year_is_that_of_the_installed_zone(year):
    assert db.session.scalars(select(Meeting.title).distinct()).all() == [find_zone().default_title]
    assert set(counted(Meeting.commune_id)) == set(db.session.scalars(select(Commune.id)))


def test_cafes_are_published_elsewhere_and_one_is_to_be_corrected(year):
    """Some channels are left out, what was called off is to be corrected, and a paper takes texts for some days."""
    cancelled = [each for each in agenda(year.now) if each.is_cancelled]
    assert any(published_of(each, now=year.now, today=today_of(year)).stale for each in cancelled)
    due = due_texts(officer_id=None, commissariat_ids=None, now=year.now, today=today_of(year))
    near = [each.awaited for each in due if each.awaited and each.awaited.is_near(today_of(year))]
    assert near
    stamped = counted(Publication.channel_id)
    assert len(stamped) == len(channels())
    assert all(number < len(all_of(Meeting)) for number in stamped.values())


def test_flyers_went_out_in_rounds_some_are_late_and_some_given_up(year):
    rounds = list(db.session.scalars(select(DistributionRound)))
    assert {each.carrier for each in rounds} == {"officer", "prevention", "partner"}
    done = [each for each in rounds if each.is_done]
    assert len(done) > len(rounds) / 2
    assert any(each.handed_out < each.planned for each in done)
    assert any(each.handed_out > each.planned for each in done)
    assert any(each.is_dropped for each in rounds)
    assert late_rounds(today_of(year), officer_id=None, chief_of=[each.id for each in commissariats()])
    assert len({each.code for each in rounds}) == len(rounds)


def test_mailboxes_are_counted_street_by_street_but_of_a_few(year):
    counted = all_streets().values()
    assert 0 < sum(1 for each in counted if each is None) < len(counted) / 2
