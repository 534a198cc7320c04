"""A café in Wasmes on the day before, the people of its commissariat, and a way to note concerns there."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from cafepol.accounts.models import SignIn
from cafepol.accounts.roles import Role
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import Scope, get_concern
from cafepol.concerns.transitions import CHIEF, OFFICER, Actor, Outcome, State
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.dialogue.models import RaiserQuestion, Reopening
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone
from cafepol.zone.models import Commissariat, Quarter, Venue

DAY = date(2027, 1, 6)
WORDS = "Les voitures se garent sur le trottoir. Avec mon caddie, je dois marcher sur la route."


def phone_call(name="Mme Martin", phone="065 00 99 33", **more):
    return operations.RaiserDraft(name=name, phone=phone, channel=Channel.PHONE, **more)


def mail(name="Mme Simon", mail="simon@exemple.be", **more):
    return operations.RaiserDraft(name=name, mail=mail, channel=Channel.MAIL, **more)


def letter(name="M. Petit", address="rue du Puits 3\n7340 Colfontaine", **more):
    return operations.RaiserDraft(name=name, address=address, channel=Channel.LETTER, **more)


def anonymous(channel=Channel.NONE, **more):
    return operations.RaiserDraft(kind=RaiserKind.ANONYMOUS, channel=channel, **more)


class Cafe:
    """The café, its officer and its chief, by ids; every read and write in a transaction of its own."""

    def __init__(self, sign_in) -> None:
        self.officer = sign_in(Role.OFFICER, "colfontaine", name="M. Dupont")
        self.chief = sign_in(Role.CHIEF, "colfontaine", name="Mme Lambert")
        self.as_officer = Actor(self.officer.account_id, frozenset({OFFICER}))
        self.as_chief = Actor(self.chief.account_id, frozenset({CHIEF}))
        with transaction() as session:
            quarter = zone.quarters(zone.commune_by_slug("colfontaine").id)[0]
            host = self.person(self.officer)
            self.officer_id, self.quarter_id = host.id, quarter.id
            meeting = _meeting(session, quarter, host)
            self.meeting_id, self.code = meeting.id, meeting.code

    @staticmethod
    def person(client) -> Officer:
        """The officer who signs in with that browser, in the transaction that is open."""
        return db.session.scalars(select(Officer).where(Officer.account_id == client.account_id)).one()

    def meet_again(self, day, *, state="published") -> int:
        """Another café at the same place; its id."""
        with transaction() as session:
            quarter, host = session.get(Quarter, self.quarter_id), session.get(Officer, self.officer_id)
            return _meeting(
                session, quarter, host, day=day, state=state,
                code=f"C7D8{day:%d}", uid=f"6f9d0c8e-0000-4000-8000-0000000000{day:%d}",
            ).id  # fmt: skip

    def register(self, name="Mme Leroy", *, present=None, meeting_id=None, **more) -> int:
        with transaction() as session:
            row = Registration(
                meeting_id=meeting_id or self.meeting_id, kind="going", state="confirmed", party_size=1,
                channel="counter",
                reference=f"K7M-{len(name):03d}", name=name, notice_version="1", created_at=now(), asked_at=now(),
                confirmed_at=now(), present=present, **more,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def log(self, *raisers, at_meeting=True, registration=None, theme=0, by=None, **more) -> str:
        """Note a concern; gives its number."""
        with transaction() as session:
            meeting = get_meeting_by_id(self.meeting_id) if at_meeting else None
            quarter = zone.quarters(zone.commune_by_slug("colfontaine").id)[0]
            known = session.get(Registration, registration) if registration else None
            raisers = [_with(raisers[0], known), *raisers[1:]] if known else list(raisers)
            values = {
                "commune": meeting.commune if meeting else quarter.commune,
                "quarter": quarter,
                "meeting": meeting,
                "theme": zone.themes()[theme],
                "facts": WORDS,
                "place": "rue de l’École",
            }
            draft = operations.ConcernDraft(raisers=raisers, **(values | more))
            return operations.log_concern(draft, by=by or self.as_officer, now=now(), today=today()).number

    @contextmanager
    def concern(self, number):
        """The concern with all that belongs to it, in a transaction that commits at the end."""
        with transaction() as session:
            everywhere = Scope(chief_of=frozenset(session.scalars(select(Commissariat.id))))
            yield get_concern(number, everywhere)

    def bring(self, number, state, *, outcome=Outcome.RESOLVED) -> None:
        """Lead a concern to a state by the operations; whoever waits is told on the phone before a closing."""
        steps = {
            "in_progress": ["start"],
            "feedback_due": ["conclude"],
            "closed": ["conclude", "tell", "close"],
            "voided": ["void"],
        }
        for step in steps.get(state, []):
            with self.concern(number) as concern:
                getattr(self, step)(concern, outcome)

    def put(self, number, state) -> None:
        """Put it in a state, as a row: also in one to which no operation of this test leads."""
        self.bring(number, {State.REOPEN_REQUESTED: "closed"}.get(state, state))
        with transaction() as session:
            concern = session.scalars(select(Concern).where(Concern.number == number)).one()
            concern.state = state
            if state is State.REOPEN_REQUESTED:
                concern.next_on = today()
                by = {"asked_by_id": self.officer.account_id, "asked_at": now()}
                session.add(Reopening(concern_id=concern.id, cycle=concern.cycle, reason="C’est revenu.", **by))
            if state is State.AWAITING_INFO:
                raiser = session.scalars(select(Raiser).where(Raiser.concern_id == concern.id)).first()
                asked = {"text": "À quelle heure ?", "asked_on": today(), "lapses_on": today() + timedelta(days=14)}
                by = {"asked_by_id": self.officer.account_id, "raiser_id": raiser.id}
                session.add(RaiserQuestion(concern_id=concern.id, **asked, **by))
            if state is State.MERGED:
                concern.merged_into_id = concern.id

    def start(self, concern, _outcome=None):
        operations.start_work(
            concern, version=concern.version, next_step="Passer voir", next_on=today(),
            by=self.as_officer, now=now(), today=today(),
        )  # fmt: skip

    def conclude(self, concern, outcome=Outcome.RESOLVED):
        operations.make_feedback_due(
            concern, version=concern.version, decided="Des poteaux seront posés.", outcome=outcome,
            by=self.as_officer, now=now(), today=today(),
        )  # fmt: skip

    def tell(self, concern, _outcome=None):
        for raiser in concern.waiting:
            operations.give_feedback(
                concern, raiser, channel=Channel.PHONE, text="Des poteaux seront posés.",
                by=self.as_officer, now=now(), today=today(),
            )  # fmt: skip

    def close(self, concern, outcome=Outcome.RESOLVED, by=None):
        by = by or (self.as_chief if outcome is Outcome.UNRESOLVED else self.as_officer)
        operations.close_concern(
            concern, version=concern.version, outcome=outcome, summary="Six poteaux devant l’école.", by=by, now=now()
        )

    def void(self, concern, _outcome=None):
        operations.void_concern(concern, version=concern.version, reason="entry_error", by=self.as_chief, now=now())

    def stay_signed_in(self) -> None:
        """After the clock was moved: nobody was idle."""
        with transaction() as session:
            session.execute(update(SignIn).values(created_at=now(), last_seen_at=now()))

    def present(self, registration_id, people=1):
        with transaction() as session:
            session.get(Registration, registration_id).present = people

    def state(self, number) -> str:
        with self.concern(number) as concern:
            return concern.state

    def raiser_id(self, number, position=0) -> int:
        with self.concern(number) as concern:
            return concern.raisers[position].id


def _with(draft, known):
    return operations.RaiserDraft(**{**draft.__dict__, "registration": known})


def _meeting(session, quarter, host, *, day=DAY, **more):
    starts = datetime.combine(day, datetime.min.time()) + timedelta(hours=14)
    meeting = Meeting(
        **{"code": "B6C7D8", "uid": "6f9d0c8e-0000-4000-8000-000000000001", "state": "published"} | more,
        title="Un café", phone="+3265001299",
        commune_id=quarter.commune_id, quarter_id=quarter.id, host_id=host.id,
        venue_id=session.scalars(select(Venue.id).where(Venue.commune_id == quarter.commune_id)).first(),
        starts_local=starts, ends_local=starts + timedelta(hours=2),
        starts_at=(starts - timedelta(hours=1)).replace(tzinfo=UTC),
        ends_at=(starts + timedelta(hours=1)).replace(tzinfo=UTC),
        created_at=now(), updated_at=now(), first_published_at=now(), published_at=now(),
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    return meeting


@pytest.fixture
def cafe(app, sign_in) -> Cafe:
    return Cafe(sign_in)
