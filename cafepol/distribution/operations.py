"""Planning rounds of flyers, and noting what became of them.

The meeting's row is taken first: its state and its day decide. A round is never deleted, as its code may be printed on
flyers that are in people's hands: it is dropped, and its code goes on leading to the meeting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cafepol.accounts import audit
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line
from cafepol.core.versions import claim_version
from cafepol.distribution.counting import check_handed_out, check_planned, proposed
from cafepol.distribution.lateness import check_day, check_done_day
from cafepol.distribution.models import DistributionRound, RoundStreet
from cafepol.distribution.parts import Carrier
from cafepol.distribution.queries import Offered, free_code, offered_streets, rounds_count
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.outreach.counting import check_noting
from cafepol.partners.queries import find_partner
from cafepol.staff.queries import officers_of

STALE = "Quelqu’un d’autre a modifié cette tournée entre-temps. Comparez, puis enregistrez."


@dataclass(frozen=True)
class Plan:
    """What a round is to be. `streets`: keys of offered ones; `planned` None: a flyer for each of their mailboxes."""

    carrier: Carrier
    label: str = ""
    streets: Sequence[str] = ()
    segment: str = ""
    planned: int | None = None
    officer_id: int | None = None
    partner_id: int | None = None
    carrier_name: str = ""
    day: date | None = None
    note: str = ""


def plan_round(meeting: Meeting, plan: Plan, *, by: int, now: datetime) -> DistributionRound:
    """Plan a round of flyers for a meeting; without a name it gets the next number. Raises Refused."""
    check_noting(lock_meeting(meeting).state)
    found = DistributionRound(code=free_code(), meeting_id=meeting.id, created_at=now, created_by_id=by, streets=[])
    found.label = f"Tournée {rounds_count(meeting.id) + 1}"
    _settle(found, meeting, plan)
    db.session.add(found)
    db.session.flush()
    _audit("round_planned", found, by=by, now=now)
    return found


def edit_round(found: DistributionRound, meeting: Meeting, plan: Plan, *, version: int, by: int, now: datetime) -> None:
    """Change what a round is to be; its code stays. Raises Refused, Stale when somebody else saved meanwhile."""
    _take(found, meeting, version=version)
    _check_going_on(found)
    _settle(found, meeting, plan)
    db.session.flush()
    _audit("round_edited", found, by=by, now=now)


def hand_out(
    found: DistributionRound,
    meeting: Meeting,
    *,
    version: int,
    handed_out: int | None,
    day: date,
    is_done: bool,
    by: int,
    now: datetime,
    today: date,
) -> None:
    """Note how many flyers of a round went out, on which day; `is_done`: nobody goes there again.

    Raises Refused, Stale when somebody else saved meanwhile.
    """
    _take(found, meeting, version=version)
    _check_going_on(found)
    check_day(day, meeting_day=meeting.day)
    check_done_day(day, today=today)
    found.handed_out, found.day = check_handed_out(handed_out), day
    found.done_at, found.done_by_id = (now, by) if is_done else (None, None)
    db.session.flush()
    _audit("round_handed_out", found, by=by, now=now, flyers=handed_out, done=is_done)


def drop_round(found: DistributionRound, meeting: Meeting, *, by: int, now: datetime) -> None:
    """Give a round up that is not done; its code still works. Dropped twice is once. Raises Refused for a done one."""
    _take(found, meeting)
    if found.is_done:
        raise Refused("Cette tournée est déjà distribuée.")
    if not found.is_dropped:
        found.dropped_at, found.version = now, found.version + 1
        db.session.flush()
        _audit("round_dropped", found, by=by, now=now)


def resume_round(found: DistributionRound, meeting: Meeting, *, by: int, now: datetime) -> None:
    """Take a dropped round up again; twice is once. Raises Refused once the meeting is closed or cancelled."""
    _take(found, meeting)
    if found.is_dropped:
        found.dropped_at, found.version = None, found.version + 1
        db.session.flush()
        _audit("round_resumed", found, by=by, now=now)


def _take(found: DistributionRound, meeting: Meeting, *, version: int | None = None) -> None:
    """The rows of meeting and round, as they are now. Raises Refused or Stale."""
    check_noting(lock_meeting(meeting).state)
    if version is not None:
        claim_version(found, version, stale=STALE)
    db.session.refresh(found, list(DistributionRound.__table__.columns.keys()))


def _check_going_on(found: DistributionRound) -> None:
    if found.is_dropped:
        raise Refused("Cette tournée est abandonnée. Reprenez-la d’abord.")


def _settle(found: DistributionRound, meeting: Meeting, plan: Plan) -> None:
    check_day(plan.day, meeting_day=meeting.day)
    offered = {each.key: each for each in offered_streets(meeting, besides=found)}
    chosen = _chosen(plan.streets, offered)
    segment = clean_line(plan.segment)
    if not chosen and not segment:
        raise Refused("Cochez au moins une rue, ou écrivez où distribuer.", field="streets")
    total = proposed(each.mailboxes for each in chosen) if plan.planned is None else plan.planned
    found.planned, found.segment, found.day = check_planned(total), segment, plan.day
    found.label, found.note = clean_line(plan.label) or found.label, clean_line(plan.note)
    _settle_carrier(found, meeting, plan)
    _settle_streets(found, chosen)


def _chosen(keys: Iterable[str], offered: dict[str, Offered]) -> list[Offered]:
    wanted = set(keys)
    if wanted - offered.keys():
        raise Refused("Une de ces rues n’est plus dans la liste. Choisissez à nouveau.", field="streets")
    return [street for key, street in offered.items() if key in wanted]


def _settle_carrier(found: DistributionRound, meeting: Meeting, plan: Plan) -> None:
    """Who carries it: somebody of the commune, or who had it already and left since. Raises Refused."""
    officer_id = (plan.officer_id or None) if plan.carrier is Carrier.OFFICER else None
    partner_id = (plan.partner_id or None) if plan.carrier is Carrier.PARTNER else None
    if plan.carrier is Carrier.OFFICER and (officer_id is None or officer_id != found.officer_id):
        known = {each.id for each in officers_of([meeting.commune.commissariat_id])}
        if officer_id not in known:
            raise Refused("Choisissez le policier.", field="officer_id")
    if plan.carrier is Carrier.PARTNER and (partner_id is None or partner_id != found.partner_id):
        partner = find_partner(partner_id or 0, [meeting.commune_id])
        if partner is None or not partner.is_active:
            raise Refused("Choisissez le partenaire.", field="partner_id")
    found.carrier, found.officer_id, found.partner_id = plan.carrier, officer_id, partner_id
    found.carrier_name = "" if plan.carrier is Carrier.OFFICER else clean_line(plan.carrier_name)


def _settle_streets(found: DistributionRound, chosen: Sequence[Offered]) -> None:
    """The rows of its streets: those that stay are changed where they are. One name in two quarters is told apart."""
    names, keys = [each.name for each in chosen], {(each.quarter, each.name) for each in chosen}
    found.streets = [each for each in found.streets if (each.quarter, each.name) in keys]
    db.session.flush()  # those that go leave their name to the one of another quarter
    present = {(each.quarter, each.name): each for each in found.streets}
    rows = []
    for street in chosen:
        row = present.get((street.quarter, street.name)) or RoundStreet(quarter=street.quarter, name=street.name)
        row.mailboxes = street.mailboxes
        row.part = street.quarter if names.count(street.name) > 1 else ""
        rows.append(row)
    found.streets = rows


def _audit(action: str, found: DistributionRound, *, by: int, now: datetime, **detail: object) -> None:
    audit.record(
        action, account_id=by, now=now, subject="meeting", subject_id=found.meeting_id, round=found.id, **detail
    )
