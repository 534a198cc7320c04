"""Every state × everybody × every step: by the operations, by the pages' own forms, by posts that no form carries.

What is expected is read from the specification's own table, see specification.py.
"""

from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import LOCAL_ROLES, Role
from cafepol.concerns import queries
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import CHIEF, OFFICER, RAISER, SYSTEM, Action, Actor, State
from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.core.db import Base, db, transaction
from cafepol.core.errors import Refused
from cafepol.core.links import issue_link
from cafepol.partners.models import PartnerContact
from cafepol.staff.models import officer_quarter
from tests.clients import CheckedClient, form_values
from tests.concerns.conftest import mail
from tests.concerns.doors import (
    CONTACT_ID,
    DOORS,
    EVERYWHERE,
    LINKS,
    OTHER,
    OTHER_VERSION,
    RAISER_ID,
    STEPS,
    first_raiser,
)
from tests.concerns.specification import ALLOWED, ROLES, target
from tests.factories import make_partner_contact

HOME = "/equipe/doleances"
REFUSED = {404, 409, 422}
SEES_NOTHING = {404}
IS_ASKED_TO_SIGN_IN = {400}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the table is the same on both


def test_the_table_was_copied_whole(database_url):
    assert {step for _, step, _ in ALLOWED} == {str(step) for step in STEPS} == {str(step) for step in DOORS}
    assert {state for state, _, _ in ALLOWED} | set(ALLOWED.values()) == {str(state) for state in State}


AS_THE_OWNER = {"host", "officer of the quarter"}  # who they are does not depend on the state: twice is enough
WAYS = {
    State.IN_PROGRESS: [Action.START],
    State.AWAITING_INFO: [Action.START, Action.ASK],
    State.RELAYED: [Action.START, Action.RELAY],
    State.FEEDBACK_DUE: [Action.CONCLUDE],
    State.CLOSED: [Action.CONCLUDE, Action.CLOSE],
    State.REOPEN_REQUESTED: [Action.CONCLUDE, Action.CLOSE, Action.REQUEST_REOPENING],
    State.MERGED: [Action.MERGE],
    State.VOIDED: [Action.VOID],
}


def scene(cafe, state):
    """A concern in that state, of somebody who wanted feedback and has it; its number."""
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        cafe.tell(concern)
    for action in WAYS.get(state, ()):
        with cafe.concern(number) as concern:
            DOORS[action].act(concern, cafe.as_chief if action is Action.VOID else cafe.as_officer)
    assert cafe.state(number) == state
    return number


@pytest.fixture
def cafe(cafe):
    """The café, somebody to ask at a partner of its commune, and another concern to merge into."""
    with transaction():
        make_partner_contact("Mme Logis", commune="colfontaine", partner="Logis", mail="logis@exemple.be")
    cafe.other = cafe.log(mail())
    return cafe


def test_the_operations_do_what_the_specification_says_and_nothing_else(cafe, subtests):
    for state in State:
        number = scene(cafe, state)
        pairs = {each: target(state, *each) for each in product(DOORS, ROLES)}
        with subtests.test(state=str(state)):
            assert refused(number, [each for each, where in pairs.items() if not where]) == []
            may = {each: where for each, where in pairs.items() if where}
            assert {each: reached(number, *each) for each in may} == may
        db.session.rollback()


def refused(number, pairs):
    """Which of these steps were not refused: one after the other, on the same concern, which none of them changes."""
    concern, wrong = queries.get_concern(number, EVERYWHERE), []
    before = concern.state, len(concern.entries)
    for step, roles in pairs:
        try:
            DOORS[step].act(concern, actor(concern, roles))
        except Refused:
            continue
        wrong.append((step, roles))
    assert (concern.state, len(concern.entries)) == before
    return wrong


def reached(number, step, roles):
    """Where the operation leads; nothing of it stays."""
    db.session.rollback()
    concern = queries.get_concern(number, EVERYWHERE)
    DOORS[step].act(concern, actor(concern, roles))
    return concern.state


def actor(concern, roles):
    return Actor(concern.created_by_id if roles & {OFFICER, CHIEF} else None, roles)


class Person:
    """Somebody at a browser, and as whom they act on the concern; for most it does not exist."""

    def __init__(self, client, *roles, answers=SEES_NOTHING):
        self.client, self.roles, self.answers = client, frozenset(roles), REFUSED if roles else answers
        field = client.page("/equipe/").select_one("input[name=csrf_token]") if answers is SEES_NOTHING else None
        self.token = field["value"] if field else ""


@pytest.fixture
def people(cafe, sign_in, client):
    """Whoever may come to a concern's page."""
    names = ("M. Quartier", "Mme Propre", "M. Tiers")
    of_quarter, owner, colleague = (sign_in(Role.OFFICER, "colfontaine", name=name) for name in names)
    with transaction() as session:
        row = {"officer_id": cafe.person(of_quarter).id, "quarter_id": cafe.quarter_id}
        session.execute(officer_quarter.insert().values(row))
        cafe.owner_id = cafe.person(owner).id
    return {
        "host": Person(cafe.officer, OFFICER),
        "officer of the quarter": Person(of_quarter, OFFICER),
        "owner": Person(owner, OFFICER),
        "chief": Person(cafe.chief, CHIEF),
        "colleague": Person(colleague),
        "officer elsewhere": Person(sign_in(Role.OFFICER, "boussu")),
        "chief elsewhere": Person(sign_in(Role.CHIEF, "boussu")),
        "reception": Person(sign_in(Role.RECEPTION, "colfontaine")),
        **{str(role): Person(sign_in(role)) for role in Role if role not in LOCAL_ROLES},
        "stranger": Person(client, answers=IS_ASKED_TO_SIGN_IN),
    }


def path(number, *rest):
    return "/".join([HOME, number, *rest])


def own_forms(client, number, other):
    """The steps that its pages offer, each with its form: on its own page, and on those that this one leads to."""
    page, found = client.page(path(number)), {}
    for where in sorted({door.page for door in DOORS.values()}):
        if where and not page.select(f'main a[href^="{path(number, where.split("?")[0])}"]'):
            continue
        read = page_of(client, path(number, where.replace(OTHER, other))) if where else page
        for form in read.select("main form[method=post]"):
            found |= dict.fromkeys(_steps_of(form, path(number)), form)
    return found


def page_of(client, where):
    """The page, also one that says why there is no form on it."""
    return BeautifulSoup(client.get(where).text, "html.parser")


def _steps_of(form, start):
    """Which steps a form can take: those whose answers it offers, as an outcome or a decision."""
    answers = {}
    for field in form.select("input[type=radio]"):
        answers.setdefault(field["name"], {RAISER_ID, CONTACT_ID}).add(field["value"])
    for step, door in DOORS.items():
        is_taken = all(value in answers.get(name, {value}) for name, value in door.typed.items())
        if is_taken and form["action"].split("?")[0] == f"{start}/{door.end}":
            yield step


def typed(door, ids):
    return {name: str(ids.get(value, value)) for name, value in door.typed.items()}


def everything():
    """What the database holds, besides who looked and when they were last here."""
    with transaction() as session:
        tables = [each for each in Base.metadata.sorted_tables if each.name not in {"audit_entry", "sign_in"}]
        return {each.name: sorted(map(repr, session.execute(each.select()).all())) for each in tables}


def asked_for(number, other):
    """The version that its page carries, and the ids that its forms name."""
    with transaction() as session:
        version = session.scalars(db.select(Concern.version).where(Concern.number == number)).one()
        contact_id = session.scalars(db.select(PartnerContact.id)).one()
        theirs = session.scalars(db.select(Concern.version).where(Concern.number == other)).one()
        return version, {RAISER_ID: first_raiser(number), CONTACT_ID: contact_id, OTHER: other, OTHER_VERSION: theirs}


def test_the_pages_offer_and_take_what_the_specification_says_and_nothing_else(cafe, people, monkeypatch, subtests):
    monkeypatch.setattr(CheckedClient, "reads_pages", False)  # they are read by the tests of each page
    for state in State:
        number = scene(cafe, state)
        with transaction() as session:
            both = Concern.number.in_([number, cafe.other])
            session.execute(db.update(Concern).where(both).values(owner_id=cafe.owner_id))
        with subtests.test(state=str(state)):
            forms = offered(people, number, cafe.other, state)
            version, ids = asked_for(number, cafe.other)
            assert crafted(people, number, state, version, ids) == []
            assert taken(forms, number, ids, monkeypatch) == {
                (name, step): target(state, step, people[name].roles) for name, step in forms
            }


def offered(people, number, other, state):
    """The forms on the pages of each person, once it is sure that they are those of the specification."""
    forms = {}
    for name, person in people.items():
        if name in AS_THE_OWNER and state not in {State.HEARD, State.FEEDBACK_DUE}:
            continue
        mine = own_forms(person.client, number, other) if person.roles else {}
        assert set(mine) == {step for step in DOORS if target(state, step, person.roles)}, name
        forms |= {(name, step): (person, form) for step, form in mine.items()}
    return forms


def crafted(people, number, state, version, ids):
    """Posts of what is not this person's, with all that the step needs: those that were not refused.

    The owner tries every step; the others those that this state allows to somebody.
    """
    before, wrong = everything(), []
    for (name, person), (step, door) in product(people.items(), DOORS.items()):
        is_possible = target(state, step, {OFFICER, CHIEF, SYSTEM, RAISER})
        if target(state, step, person.roles) or not (is_possible or name == "owner"):
            continue
        sent = {"csrf_token": person.token, "version": version, **typed(door, ids)}
        answer = person.client.post(path(number, door.end), data=sent)
        if answer.status_code not in person.answers:
            wrong.append((name, step, answer.status_code))
    assert everything() == before
    return wrong


def taken(forms, number, ids, monkeypatch):
    """Where each form leads when it is filled and sent: seen when it would be stored, then undone."""
    seen = []

    def look():
        seen.append(db.session.scalar(db.select(Concern.state).where(Concern.number == number)))
        db.session.rollback()

    found = {}
    with monkeypatch.context() as patch:
        patch.setattr(db.session, "commit", look)
        for (name, step), (person, form) in forms.items():
            values = form_values(form) | typed(DOORS[step], ids)
            answer = person.client.post(form["action"], data=values)
            found[name, step] = seen.pop() if answer.status_code == 302 else answer.status_code
    return found


def test_a_link_takes_the_steps_of_who_holds_it_and_no_other(cafe, client, subtests):
    """What is answered by a link moves the concern as the worker does; what is asked by one is the raiser's step."""
    for state, (step, link) in product(State, LINKS.items()):
        with subtests.test(state=str(state), step=str(step)):
            number = scene(cafe, state)
            subject = link.subject(number)
            token = link_to(link.leads, subject)
            where = target(state, step, {RAISER, SYSTEM})
            page = client.get(link.form.format(token=token))
            assert (f'name="{next(iter(link.typed))}"' in page.text) == (where is not None)
            before = everything()
            sent = {"jeton": tokens.issue(link.signs, str(subject), now=now()), **link.typed}
            answer = client.post(link.end.format(token=token), data=sent)
            assert (answer.status_code == 303) == (where is not None), answer.status_code
            assert cafe.state(number) == (where or state)
            assert where or everything() == before


def link_to(purpose, subject):
    with transaction():
        return issue_link(purpose, subject, expires_at=now() + timedelta(days=9))
