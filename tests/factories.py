"""The things a test needs, made by the operations that the pages call. Call them inside `with transaction():`."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select

from cafepol.accounts.models import Account, Grant
from cafepol.accounts.roles import Role
from cafepol.batches.models import PrintJob
from cafepol.concerns import operations as concerns
from cafepol.concerns.debts import Channel
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import OFFICER, Actor
from cafepol.core.clock import now, today, zone_time
from cafepol.core.db import db
from cafepol.distribution.models import DistributionRound
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import invite
from cafepol.meetings.models import Meeting
from cafepol.meetings.operations import create_meeting
from cafepol.meetings.stages import publish_meeting
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.operations import add_contact, create_partner
from cafepol.problems.models import Problem
from cafepol.problems.operations import group_concerns
from cafepol.registrations.joining import register_resident
from cafepol.registrations.models import Registration
from cafepol.relays.models import Relay
from cafepol.relays.operations import send_relay, usual_day
from cafepol.requests.models import CafeRequest
from cafepol.requests.operations import ask_for_cafe
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone
from cafepol.zone.models import Commissariat, Commune, Quarter

IN_A_WEEK = timedelta(days=7)


def commissariat_id(slug: str) -> int:
    return db.session.scalars(select(Commissariat.id).where(Commissariat.slug == slug)).one()


def make_officer(name: str, *, commissariat: str, account_id: int | None = None) -> Officer:
    """An officer of a commissariat, without an account unless one is given."""
    officer = Officer(
        name=name,
        rank="INP",
        title="Inspecteur",
        phone="+3265001299",
        commissariat_id=commissariat_id(commissariat),
        account_id=account_id,
        quarters=[],
    )
    db.session.add(officer)
    db.session.flush()
    return officer


def make_account(name: str, mail: str, role: Role, *, commissariat: str | None = None) -> Account:
    """Somebody who may sign in; a local role names its commissariat."""
    account = Account(mail=mail, name=name, created_at=now())
    account.grants = [Grant(role=role, commissariat_id=commissariat_id(commissariat) if commissariat else None)]
    db.session.add(account)
    db.session.flush()
    return account


def make_meeting(
    host: Officer, *, commune: str, starts: datetime | None = None, quarter: Quarter | None = None, publish: bool = True
) -> Meeting:
    """A café of two hours, published, a week from now unless `starts` (the zone's wall clock) says when."""
    place = zone.commune_by_slug(commune)
    begins = starts or (now() + IN_A_WEEK).astimezone(zone_time()).replace(tzinfo=None)
    meeting = create_meeting(
        created_by=None,
        commune=place,
        quarter=quarter,
        venue=zone.venues([place.id])[0],
        host=host,
        title="Un café avec votre policier de quartier",
        starts_local=begins,
        ends_local=begins + timedelta(hours=2),
        phone="065 00 12 32",
        now=now(),
        tz=zone_time(),
        override_soft=True,
    )
    if publish:
        publish_meeting(meeting, now=now())
    return meeting


def make_print_job(account: Account, commissariat: str) -> PrintJob:
    """All flyers of January 2027 for a commissariat, which wait for the worker."""
    job = PrintJob(
        month=date(2027, 1, 1),
        commissariat_id=commissariat_id(commissariat),
        format="a5-bureau",
        created_at=now(),
        created_by_id=account.id,
    )
    db.session.add(job)
    db.session.flush()
    return job


def make_registration(
    meeting: Meeting, *, name: str = "Mme Leroy", party_size: int = 1, channel: str = "counter", **more
) -> Registration:
    """Somebody who comes; confirmed at once unless `channel` is the web and a mail address is given."""
    outcome = register_resident(
        meeting, kind="going", party_size=party_size, channel=channel, name=name, now=now(), **more
    )
    assert outcome.registration is not None
    return outcome.registration


def make_concern(
    owner: Account,
    commune: Commune,
    *,
    meeting: Meeting | None = None,
    raiser: str = "M. Petit",
    title: str = "Vitesse",
) -> Concern:
    """A concern of one person who wants a letter, noted by an officer."""
    person = concerns.RaiserDraft(
        name=raiser, address="rue du Puits 3\n7340 Colfontaine", channel=Channel.LETTER, heard_on=today()
    )
    draft = concerns.ConcernDraft(
        commune=commune,
        theme=zone.themes()[0],
        raisers=[person],
        facts="Les voitures roulent trop vite.",
        meeting=meeting,
        title=title,
    )
    day = max(today(), meeting.day) if meeting else today()  # nothing is heard at a meeting before its day
    return concerns.log_concern(draft, by=Actor(owner.id, frozenset({OFFICER})), now=now(), today=day)


def make_problem(concerns: list[Concern], by: Account, *, title: str = "Vitesse rue de l’École") -> Problem:
    """A problem that groups these concerns."""
    return group_concerns(concerns, title=title, by=by.id, now=now(), today=today())


def make_relay(concern: Concern, contact: PartnerContact, owner: Account) -> Relay:
    """A question about a concern to somebody at a partner, sent to them."""
    by = Actor(owner.id, frozenset({OFFICER}))
    concerns.start_work(
        concern, version=concern.version, next_step="Passer voir", next_on=today(), by=by, now=now(), today=today()
    )
    return send_relay(
        concern, contact=contact, question="Qui entretient ce trottoir ?", place="", answer_by=usual_day(today()),
        version=concern.version, by=by, now=now(), today=today(),
    )  # fmt: skip


def make_letter(concern: Concern, owner: Account) -> int:
    """A letter to the concern's first raiser; the id of the feedback."""
    by = Actor(owner.id, frozenset({OFFICER}))
    letter = concerns.give_feedback(
        concern, concern.raisers[0], channel=Channel.LETTER, text="C’est réglé.", by=by, now=now(), today=today()
    )
    return letter.id


def make_partner_contact(
    name: str, *, commune: str, partner: str, mail: str = "", phone: str = "065 00 12 12"
) -> PartnerContact:
    """A person at a partner of one commune; without a mail address they are called."""
    place = zone.commune_by_slug(commune)
    found = db.session.scalar(select(Partner).where(Partner.name == partner))
    made = found or create_partner(
        name=partner, kind_id=zone.partner_kinds()[0].id, commune_ids=[place.id], within=[place.id]
    )
    return add_contact(made, name=name, mail=mail, phone=phone)


def make_invitation(meeting: Meeting, contact: PartnerContact) -> Invitation:
    """An invitation to a published meeting, with its mail or its call to make."""
    return invite(meeting, contact, by=None, now=now())


def make_request(commune: Commune, *, why: str = "Parler de la vitesse.", **more) -> CafeRequest:
    """Somebody asks for a café, on the web unless `channel` says otherwise."""
    ask_for_cafe(commune, **{"quarter": None, "why": why, "now": now(), "key": secrets.token_hex(8)} | more)
    return db.session.scalars(select(CafeRequest).order_by(CafeRequest.id.desc())).first()


def make_round(meeting: Meeting, code: str, *, label: str = "Rue du Puits", **facts) -> DistributionRound:
    """A round of the prevention service for a meeting, 350 flyers planned, whose flyers carry this code."""
    by = make_account("M. Tournée", f"{code}@zone.example".lower(), Role.CHIEF, commissariat="colfontaine")
    values = {"planned": 350, "carrier": "prevention", "created_at": now(), "created_by_id": by.id} | facts
    made = DistributionRound(meeting_id=meeting.id, code=code, label=label, **values)
    db.session.add(made)
    db.session.flush()
    return made
