"""The doors to each step of a concern's life: the operation, and the form of its page or a post without one.

A step is an action of the table; a closing without a solution is one of its own, for it is the chief's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import or_, select

from cafepol.concerns import operations
from cafepol.concerns.merging import merge
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import Scope, get_concern
from cafepol.concerns.transitions import OPEN, RAISER, SYSTEM, Action, Actor, Outcome, State
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose
from cafepol.dialogue import questioning, reopening
from cafepol.dialogue.opinions import give_opinion
from cafepol.dialogue.queries import get_raiser
from cafepol.partners.models import PartnerContact
from cafepol.partners.queries import contacts_of_commune
from cafepol.relays import operations as relays
from cafepol.relays.models import Relay
from cafepol.relays.queries import open_relay_of
from cafepol.relays.upkeep import care

LONG = timedelta(days=60)  # what waited is over
WEEK = timedelta(days=7)
RAISER_ID, CONTACT_ID, OTHER, OTHER_VERSION = "RAISER", "CONTACT", "OTHER", "OTHER’S"  # known once they are there
EVERYWHERE = Scope(chief_of=frozenset(range(1, 100)))
CLOSE_UNSOLVED = "close_unsolved"
STEPS = (*Action, CLOSE_UNSOLVED)


@dataclass(frozen=True)
class Door:
    """How one step is taken: `act` by the operation; the form on `page` is sent to `end`, filled with `typed`.

    Both addresses are below the concern's own; `page` is empty for its own page. « RAISER » and the like are ids.
    """

    act: Callable[[Concern, Actor], object]
    end: str
    typed: dict = field(default_factory=dict)
    page: str = ""


def _start(concern: Concern, by: Actor) -> None:
    operations.start_work(
        concern, version=concern.version, next_step="Passer voir", next_on=today(), by=by, now=now(), today=today()
    )


def _conclude(concern: Concern, by: Actor) -> None:
    operations.make_feedback_due(
        concern, version=concern.version, decided="Des poteaux.", outcome=Outcome.RESOLVED,
        by=by, now=now(), today=today(),
    )  # fmt: skip


def _return(concern: Concern, by: Actor) -> None:
    operations.back_to_work(
        concern, version=concern.version, reason="Il en manque un.", by=by, now=now(), today=today()
    )


def _close(outcome: Outcome) -> Callable[[Concern, Actor], None]:
    def act(concern: Concern, by: Actor) -> None:
        operations.close_concern(
            concern, version=concern.version, outcome=outcome, summary="Six poteaux.", by=by, now=now()
        )

    return act


def _first(concern: Concern) -> Raiser | None:
    return next(iter(concern.raisers), None)  # of one that was merged nobody is left


def _ask(concern: Concern, by: Actor) -> None:
    questioning.ask(
        concern, _first(concern), version=concern.version, text="À quelle heure ?", by=by, now=now(), today=today()
    )


def _resume(concern: Concern, by: Actor) -> None:
    """An officer notes the answer; the worker goes on without one."""
    if by.roles == {SYSTEM}:
        _moved(concern, lambda: questioning.settle(concern, now=now(), today=today() + LONG))
    else:
        questioning.note_answer(
            concern, version=concern.version, text="Vers huit heures.", by=by, now=now(), today=today()
        )


def _moved(concern: Concern, act: Callable[[], object]) -> None:
    """What the worker finds nothing to do for is refused, in the words of the others."""
    before = concern.state
    act()
    if concern.state == before:
        raise Refused("Rien à faire.")


def _request_reopening(concern: Concern, by: Actor) -> None:
    raiser = _first(concern) if RAISER in by.roles else None
    reopening.request_reopening(
        concern, version=concern.version, reason="Ça recommence.", raiser=raiser, by=by, now=now(), today=today()
    )


def _reopen(concern: Concern, by: Actor) -> None:
    reopening.accept_reopening(concern, version=concern.version, reason="À revoir.", by=by, now=now(), today=today())


def _keep_closed(concern: Concern, by: Actor) -> None:
    reopening.refuse_reopening(concern, version=concern.version, reason="Tout est fait.", by=by, now=now())


def _relay(concern: Concern, by: Actor) -> None:
    contact = next(iter(contacts_of_commune(concern.commune_id)), None)
    relays.send_relay(
        concern, contact=contact, question="Le mur est-il à vous ?", place="", answer_by=today() + WEEK,
        version=concern.version, by=by, now=now(), today=today(),
    )  # fmt: skip


def _end_relay(concern: Concern, by: Actor) -> None:
    """An officer notes the answer; the worker lets it run out."""
    relay = open_relay_of(concern)
    if relay is None:
        raise Refused("Aucune question n’est ouverte.")
    if by.roles == {SYSTEM}:
        _moved(relay.concern, lambda: care(relay, now=now() + LONG))
    else:
        relays.note_answer(relay, text="Non.", version=concern.version, by=by, now=now(), today=today())


def other(concern: Concern) -> Concern:
    """Another one of the commune that is open, the oldest."""
    found = select(Concern.number).where(Concern.commune_id == concern.commune_id, Concern.id != concern.id)
    number = db.session.scalars(found.where(Concern.state.in_(OPEN)).order_by(Concern.id)).first()
    if number is None:
        raise Refused("Il n’y en a pas d’autre.")
    return get_concern(number, EVERYWHERE)


def _merge(concern: Concern, by: Actor) -> None:
    into = other(concern)
    merge(concern, into, version=concern.version, target_version=into.version, by=by, by_target=by, now=now())


def _void(concern: Concern, by: Actor) -> None:
    operations.void_concern(concern, version=concern.version, reason="entry_error", by=by, now=now())


DOORS = {
    Action.START: Door(_start, "commencer", {"next_step": "Passer voir", "next_on": "2027-01-12"}),
    Action.CONCLUDE: Door(_conclude, "conclure", {"decided": "Des poteaux.", "outcome": "resolved"}),
    Action.RETURN: Door(_return, "reprendre", {"reason": "Il en manque un."}),
    Action.CLOSE: Door(
        _close(Outcome.RESOLVED), "cloturer", {"outcome": Outcome.RESOLVED.value, "summary": "Six poteaux."}
    ),
    CLOSE_UNSOLVED: Door(
        _close(Outcome.UNRESOLVED), "cloturer", {"outcome": Outcome.UNRESOLVED.value, "summary": "Pas de budget."}
    ),
    Action.RELAY: Door(
        _relay,
        "relais",
        {"contact": CONTACT_ID, "question": "Le mur est-il à vous ?", "answer_by": "2027-01-14", "step": "send"},
        page="relais",
    ),
    Action.END_RELAY: Door(_end_relay, "relais/reponse", {"answer": "Non."}, page="relais"),
    Action.ASK: Door(_ask, "questions", {"raiser": RAISER_ID, "text": "À quelle heure ?"}, page="questions"),
    Action.RESUME: Door(_resume, "questions/reponse", {"text": "Vers huit heures."}, page="questions"),
    Action.REQUEST_REOPENING: Door(
        _request_reopening, "reouverture", {"asked_by": "team", "reason": "Ça recommence."}, page="reouverture"
    ),
    Action.REOPEN: Door(
        _reopen, "reouverture/decision", {"decision": "accept", "reason": "À revoir."}, page="reouverture"
    ),
    Action.KEEP_CLOSED: Door(
        _keep_closed, "reouverture/decision", {"decision": "refuse", "reason": "Tout est fait."}, page="reouverture"
    ),
    Action.MERGE: Door(
        _merge, "fusionner", {"into": OTHER, "into_version": OTHER_VERSION}, page=f"fusionner?avec={OTHER}"
    ),
    Action.VOID: Door(_void, "annuler", {"void_reason": "entry_error"}),
}


@dataclass(frozen=True)
class Link:
    """How a step is taken by the link of a mail: of whom, what its form signs, its page, where that is sent."""

    leads: Purpose
    subject: Callable[[str], int]
    signs: str
    form: str
    end: str
    typed: dict


def first_raiser(number: str) -> int:
    """The first who raised a concern, also where it was merged into another."""
    concern = select(Concern.id).where(Concern.number == number).scalar_subquery()
    belongs = or_(Raiser.concern_id == concern, Raiser.moved_from_id == concern)
    return db.session.scalars(select(Raiser.id).where(belongs).order_by(Raiser.id)).first()


def _raiser(number: str) -> int:
    """The same, who said what they think of it once it was closed."""
    with transaction() as session:
        found = first_raiser(number)
        if session.scalar(select(Concern.state).where(Concern.number == number)) == State.CLOSED:
            give_opinion(get_raiser(found), 2, now=now())
        return found


def _question(number: str) -> int:
    """The question about it that is open; where no step leads to one, a row that says so."""
    with transaction() as session:
        concern = session.scalars(select(Concern).where(Concern.number == number)).one()
        found = session.scalars(select(Relay).where(Relay.concern_id == concern.id, Relay.state == "open")).first()
        if found is None:
            found = Relay(
                concern_id=concern.id, contact_id=session.scalars(select(PartnerContact.id)).first(), state="open",
                question="Le mur est-il à vous ?", answer_by=today() + WEEK, sent_at=now(),
                sent_by_id=concern.created_by_id,
            )  # fmt: skip
            session.add(found)
            session.flush()
        return found.id


LINKS = {
    Action.RESUME: Link(
        Purpose.FOLLOWUP,
        _raiser,
        "followup",
        "/suivi/{token}",
        "/suivi/{token}/reponse",
        {"answer": "Vers huit heures."},
    ),
    Action.END_RELAY: Link(Purpose.RELAY, _question, "relay", "/relais/{token}", "/relais/{token}", {"answer": "Non."}),
    Action.REQUEST_REOPENING: Link(
        Purpose.SATISFACTION,
        _raiser,
        "opinion",
        "/avis/{token}",
        "/avis/{token}/reprendre",
        {"reason": "Ça recommence."},
    ),
}
