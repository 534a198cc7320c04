import pytest
from flask import g
from werkzeug.datastructures import MultiDict

from cafepol.accounts.roles import Role, Viewer
from cafepol.casework.noting_forms import QuickConcernForm
from cafepol.concerns import guards, operations
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.queries import registrations_of
from cafepol.zone import queries as zone
from tests.concerns.conftest import WORDS


@pytest.fixture
def quick(app, cafe):
    """The room's form, as filled; the request and its transaction stay open for the test."""
    with app.test_request_context(method="POST"):

        def make(**data):
            registrations, themes = registrations_of(cafe.meeting_id), zone.themes()
            values = MultiDict({"theme": str(themes[0].id), "facts": WORDS, "channel": "none", **data})
            return QuickConcernForm(registrations, themes, formdata=values, meta={"csrf": False})

        yield make


def test_those_who_are_there_come_first(cafe, quick):
    away, here = cafe.register("Mme Absente"), cafe.register("M. Là", present=1)
    form = quick()
    assert [choice.value for choice in form.who.choices] == [
        "",
        str(here),
        str(away),
        "person",
        "anonymous",
        "collective",
    ]
    assert [choice.label for choice in form.who.choices[1:3]] == ["M. Là", "Mme Absente"]


def test_the_room_may_call_people_by_less_than_their_name(cafe, quick):
    cafe.register("Mme Absente")
    form = QuickConcernForm(
        registrations_of(cafe.meeting_id),
        zone.themes(),
        shown=lambda each: each.reference,
        formdata=None,
        meta={"csrf": False},
    )
    assert form.who.choices[1].label == "K7M-011"


def test_somebody_who_is_registered_takes_no_typing(cafe, quick):
    registration = cafe.register("Mme Leroy", present=1)
    form = quick(who=str(registration), channel="meeting", settled="Réparé.", place="rue du Puits")
    assert form.validate()
    draft = form.draft(get_meeting_by_id(cafe.meeting_id))
    (raiser,) = draft.raisers
    assert (raiser.registration.id, raiser.kind, raiser.channel) == (registration, RaiserKind.PERSON, Channel.MEETING)
    assert (draft.settled, draft.place, draft.quarter.id) == ("Réparé.", "rue du Puits", cafe.quarter_id)
    concern = operations.log_concern(draft, by=cafe.as_officer, now=now(), today=today())
    assert concern.state == "feedback_due"
    assert not concern.waiting
    db.session.rollback()


@pytest.mark.parametrize("who", ["person", "anonymous", "collective"])
def test_somebody_else_is_one_of_three(cafe, quick, who):
    form = quick(who=who, name="" if who == "anonymous" else "Mme Martin")
    assert form.validate()
    (raiser,) = form.draft(get_meeting_by_id(cafe.meeting_id)).raisers
    assert (raiser.kind, raiser.registration) == (RaiserKind(who), None)


def test_what_is_missing_is_said_at_its_field(quick):
    form = quick(who="", facts="", theme="", channel="")
    assert not form.validate()
    assert set(form.errors) == {"who", "facts", "theme", "channel"}
    assert form.status == 422


def test_a_refusal_finds_its_field(quick):
    form = quick(who="person")
    form.validate()
    for field, shown in (("registration", "who"), ("quarter", "who"), ("mail", "mail")):
        form.refuse(Refused(f"Non, {field}.", field=field))
        assert f"Non, {field}." in form.errors[shown]
    form.refuse(Refused("Non."))
    assert form.form_errors == ["Non."]


def test_who_is_neither_officer_nor_chief_there_notes_nothing(app, cafe, sign_in):
    with transaction():
        boussu = zone.commune_by_slug("boussu").commissariat_id
        colfontaine = zone.commune_by_slug("colfontaine").commissariat_id
    with app.test_request_context():
        g.viewer = Viewer(cafe.officer.account_id, "M. Dupont", frozenset({(Role.OFFICER, colfontaine)}))
        with pytest.raises(NotFound):
            guards.current_actor(boussu)
        meeting = get_meeting_by_id(cafe.meeting_id)
        assert guards.current_actor(boussu, meeting=meeting).roles == {"officer"}
        db.session.rollback()
