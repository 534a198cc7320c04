"""One café with all that belongs to it, three times: one's own, a colleague's, another commissariat's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from cafepol.absences.operations import add_absence
from cafepol.absences.periods import Busy
from cafepol.accounts.models import Account
from cafepol.accounts.roles import Role
from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.links import Purpose, issue_link
from cafepol.history.operations import keep_import
from cafepol.messages.models import Message
from cafepol.outreach.subscription_models import Subscription
from cafepol.outreach.subscriptions import subscribe
from cafepol.publications.models import NewspaperIssue, Publication
from cafepol.publications.queries import channels
from cafepol.registrations.broadcast_models import Broadcast
from cafepol.staff.models import Officer
from cafepol.staff.operations import choose_shown, keep_portrait
from cafepol.staff.portraits import Portrait
from cafepol.staff.queries import find_officer
from cafepol.zone import queries as zone
from tests import factories

TABLE = "Commune;Lieu;Jour;Début;Fin;Personnes;Policier\nColfontaine;Salle;12/01/2026;14:00;16:00;7;M. Ancien"
HERE, ELSEWHERE = "colfontaine", "boussu"
PLACES = {"mine": HERE, "own": HERE, "zone": ELSEWHERE}
ORDER = ("none", "mine", "own", "zone")


@dataclass
class Things:
    """What a URL may name (`ids`), and the words by which a page would give it away (`marks`, `people`)."""

    ids: dict = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    links: dict[Purpose, str] = field(default_factory=dict)


class World:
    """A browser for every role, in Colfontaine, and the three cafés."""

    def __init__(self, sign_in) -> None:
        self.clients = {role: sign_in(role, HERE, name=f"Personne {role}") for role in Role}
        with transaction():  # somebody answers for the other commissariat, too
            chief = factories.make_account("Mme Ailleurs", "chef@zone.example", Role.CHIEF, commissariat=ELSEWHERE)
            factories.make_officer("Mme Ailleurs", commissariat=ELSEWHERE, account_id=chief.id)
            keep_portrait(find_officer(self.clients[Role.CHIEF].account_id), Portrait(b"Chef"))
        self.things = {reach: self._make(number, reach) for number, reach in enumerate(PLACES)}

    def _make(self, number: int, reach: str) -> Things:
        with transaction():
            account, host = self._people(number, reach)
            starts = datetime(2027, 1, 14 + number, 14, 0)  # noqa: DTZ001 -- the zone's wall clock
            meeting = factories.make_meeting(host, commune=PLACES[reach], starts=starts)
            registration = factories.make_registration(meeting, name=f"Mme Inscrite{number}")
            said = Broadcast(
                meeting_id=meeting.id, subject="Avis", text="Avis", mails=1, calls=0, created_at=now(), leaves_at=now()
            )
            db.session.add(said)
            contact = factories.make_partner_contact(
                f"Mme Contact{number}", commune=PLACES[reach], partner=f"Partenaire{number}"
            )
            invitation = factories.make_invitation(meeting, contact)
            concern = factories.make_concern(
                account, zone.commune_by_slug(PLACES[reach]), raiser=f"M. Demandeur{number}", title=f"Sujet{number}"
            )
            concern.owner_id = host.id
            place = zone.commune_by_slug(PLACES[reach])
            again = factories.make_concern(account, place, raiser=f"Mme Demandeur{number}", title=f"Sujet{number} bis")
            again.owner_id = host.id
            relay = factories.make_relay(again, contact, account)
            tour = factories.make_round(meeting, f"RTBC{6 + number}", label=f"Tournée{number}")
            problem = factories.make_problem([concern, again], account, title=f"Problème{number}")
            db.session.flush()  # the letter takes the concern's row anew
            letter = factories.make_letter(concern, account)
            call = db.session.scalars(
                select(Message.id).where(Message.meeting_id == meeting.id, Message.channel == "call")
            )
            absence = add_absence(host.id, Busy(meeting.ends_at, meeting.ends_at + timedelta(hours=1)))
            asked = factories.make_request(
                zone.commune_by_slug(PLACES[reach]), why=f"Motif{number}", name=f"M. Voisin{number}"
            )
            table = keep_import(f"{TABLE}{number}".encode(), by_account_id=None, now=now(), tz=zone_time())
            subscribe(meeting.commune, mail=f"abonnee{number}@exemple.be", now=now(), key=f"abonnement-{number}-essai")
            wants = db.session.scalars(select(Subscription.id).order_by(Subscription.id.desc())).first()
            paper = NewspaperIssue(
                commune_id=meeting.commune_id, title=f"Gazette{number}", copy_by=meeting.day, appears_on=meeting.day
            )
            told = Publication(
                meeting_id=meeting.id, channel_id=channels()[0].id, published_on=meeting.day, sequence=0,
                by_id=account.id, created_at=now(),
            )  # fmt: skip
            db.session.add_all([paper, told])
            db.session.flush()
            portrait = Portrait(f"Portrait{number}".encode())
            keep_portrait(host, portrait)
            choose_shown(host, name=True, phone=False, mail=False, photo=True)
            ends = meeting.ends_at
            return Things(
                ids={
                    "code": meeting.code,
                    "registration_id": registration.id,
                    "reference": registration.reference,
                    "broadcast_id": said.id,
                    "partner_id": contact.partner_id,
                    "contact_id": contact.id,
                    "invitation_id": invitation.id,
                    "message_id": call.one(),
                    "number": concern.number,
                    "problem": problem.number,
                    "round_code": tour.code,
                    "raiser_id": concern.raisers[0].id,
                    "feedback_id": letter,
                    "request_id": asked.id,
                    "account_id": account.id,
                    "venue_id": meeting.venue_id,
                    "quarter_id": zone.quarters(meeting.commune_id)[0].id,
                    "officer_id": host.id,
                    "absence_id": absence.id,
                    "import_id": table.id,
                    "job_id": factories.make_print_job(account, PLACES[reach]).id,
                    "digest": portrait.digest,
                    "channel": "facebook",
                    "publication_id": told.id,
                    "issue_id": paper.id,
                    "piece": "flyer-a5",
                },
                marks=[
                    meeting.code,
                    concern.number,
                    *(f"{word}{number}" for word in ("Partenaire", "Sujet", "Motif", "Problème", "Tournée", "Gazette")),
                ],
                people=[f"Inscrite{number}", f"Demandeur{number}", f"Voisin{number}"],
                links={
                    Purpose.REGISTRATION: issue_link(Purpose.REGISTRATION, registration.id, expires_at=ends),
                    Purpose.INVITATION: issue_link(Purpose.INVITATION, invitation.id, expires_at=ends),
                    Purpose.PARTNER: issue_link(Purpose.PARTNER, invitation.contact_id, expires_at=ends),
                    Purpose.FOLLOWUP: issue_link(Purpose.FOLLOWUP, concern.raisers[0].id, expires_at=ends),
                    Purpose.SATISFACTION: issue_link(Purpose.SATISFACTION, concern.raisers[0].id, expires_at=ends),
                    Purpose.RELAY: issue_link(Purpose.RELAY, relay.id, expires_at=ends),
                    Purpose.CALENDAR: issue_link(Purpose.CALENDAR, host.id, expires_at=ends),
                    Purpose.SUBSCRIPTION: issue_link(Purpose.SUBSCRIPTION, wants, expires_at=ends),
                    Purpose.ACCOUNT: issue_link(Purpose.ACCOUNT, account.id, expires_at=ends),
                },
            )

    def _people(self, number: int, reach: str) -> tuple[Account, Officer]:
        if reach == "mine":
            account_id = self.clients[Role.OFFICER].account_id
            account = db.session.get_one(Account, account_id)
            return account, db.session.scalars(select(Officer).where(Officer.account_id == account_id)).one()
        name = f"M. Collègue{number}"
        account = factories.make_account(
            name, f"collegue{number}@zone.example", Role.OFFICER, commissariat=PLACES[reach]
        )
        return account, factories.make_officer(name, commissariat=PLACES[reach], account_id=account.id)

    def url(self, rule, reach: str = "mine", **values: str) -> str:
        """The address of a page about one of the three cafés."""
        wanted = {name: value for name, value in (self.things[reach].ids | values).items() if name in rule.arguments}
        return rule.map.bind("localhost").build(rule.endpoint, wanted)
