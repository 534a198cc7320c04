"""The life of a meeting: its states, what time alone decides, and what publishing, cancelling and closing need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cafepol.core.errors import Refused

HEAD_COUNT_MAX = 2000  # people
NAG_DAYS = (3, 7)  # after its end, a meeting that is not closed is recalled to its host


class State(StrEnum):
    """What somebody decided about a meeting, and is stored."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    CLOSED = "closed"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PUBLISHED, State.CANCELLED}),
    State.PUBLISHED: frozenset({State.CLOSED, State.CANCELLED, State.DRAFT}),
    State.CANCELLED: frozenset({State.PUBLISHED, State.DRAFT}),
    State.CLOSED: frozenset({State.PUBLISHED}),
}

# of these it can be said that it takes place or took place
HELD = frozenset({State.PUBLISHED, State.CLOSED})


class Phase(StrEnum):
    """A meeting as people speak of it: its state and the clock together. Derived, never stored."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    UNDER_WAY = "under_way"
    TO_CLOSE = "to_close"
    OVER = "over"
    CANCELLED = "cancelled"


PHASE_LABELS: Mapping[Phase, str] = {
    Phase.DRAFT: "brouillon",
    Phase.UPCOMING: "publiée",
    Phase.UNDER_WAY: "en cours",
    Phase.TO_CLOSE: "à clôturer",
    Phase.OVER: "clôturée",
    Phase.CANCELLED: "annulée",
}

_FIXED: Mapping[State, Phase] = {
    State.DRAFT: Phase.DRAFT,
    State.CANCELLED: Phase.CANCELLED,
    State.CLOSED: Phase.OVER,
}


@dataclass(frozen=True)
class Audience:
    """Who has already dealt with a meeting: rows of registrations, invitations, requests, whatever became of them."""

    registrations: int
    invitations: int
    requests: int = 0


@dataclass(frozen=True)
class Obstacle:
    """Why something may not be done: a sentence, and the field to correct."""

    sentence: str
    field: str | None = None


@dataclass(frozen=True)
class ClosingFacts:
    """What is known when a meeting is closed; counts are people, except `concerns`.

    `ticked_people` is how many registered people were ticked as present (with those who came with them).
    """

    head_count: int | None
    ticked_people: int
    concerns: int
    no_concern: bool


def states_before(target: State) -> tuple[State, ...]:
    """The states from which `target` is reached: what a compare-and-swap compares with."""
    return tuple(state for state, targets in TRANSITIONS.items() if target in targets)


def phase(state: State, *, starts_at: datetime, ends_at: datetime, now: datetime) -> Phase:
    """Where a meeting stands at `now`. It is under way from its start, and to be closed from its end."""
    if state is not State.PUBLISHED:
        return _FIXED[state]
    if now < starts_at:
        return Phase.UPCOMING
    return Phase.UNDER_WAY if now < ends_at else Phase.TO_CLOSE


def due_nag(ends_at: datetime, *, now: datetime) -> int | None:
    """Of the days after which a meeting that nobody closed is recalled to its host, the last that have passed."""
    return max((days for days in NAG_DAYS if ends_at + timedelta(days=days) <= now), default=None)


def missing_to_publish(*, has_place: bool, has_time: bool, has_host: bool, has_phone: bool) -> list[str]:
    """What a draft still lacks, in words; an empty list when nothing does."""
    needs = (
        (has_place, "le lieu"),
        (has_time, "le jour et l’heure"),
        (has_host, "le policier qui reçoit"),
        (has_phone, "un numéro de téléphone"),
    )
    return [words for there, words in needs if not there]


def check_publishing(missing: list[str], *, starts_at: datetime, now: datetime) -> None:
    """A meeting is published complete and before it starts. Raises Refused with what is missing."""
    if missing:
        raise Refused(f"Pour publier, il manque : {', '.join(missing)}.")
    if starts_at <= now:
        raise Refused("Cette rencontre a déjà commencé : elle ne peut plus être publiée.", field="day")


class NotReady(Refused):
    """A meeting cannot be restored as it was planned. `host_left`, `place_retired`: what has to be chosen anew."""

    def __init__(self, sentences: list[str], *, host_left: bool, place_retired: bool) -> None:
        super().__init__(" ".join(sentences))
        self.host_left, self.place_retired = host_left, place_retired


def check_restoring(*, host: str | None, place: str | None, starts_at: datetime, now: datetime) -> None:
    """A cancelled meeting is restored before it would start, with people and a place that are still there.

    `host`: the name of a host who left, `place`: that of a venue which is not in use any more. Raises NotReady with
    what to do first, or Refused.
    """
    if starts_at <= now:
        raise Refused("Cette rencontre aurait déjà commencé : elle ne peut plus être rétablie.")
    sentences = []
    if host is not None:
        sentences.append(f"{host} n’est plus en service. Choisissez d’abord qui reçoit.")
    if place is not None:
        sentences.append(f"« {place} » ne sert plus pour des rencontres. Choisissez d’abord un autre lieu.")
    if sentences:
        raise NotReady(sentences, host_left=host is not None, place_retired=place is not None)


def check_withdrawing(audience: Audience, *, starts_at: datetime, now: datetime) -> None:
    """A meeting goes back to a draft before it starts and while nobody ever answered or was invited. Raises Refused."""
    if starts_at <= now:
        raise Refused("Cette rencontre a déjà commencé : elle ne redevient pas un brouillon.")
    if audience.registrations:
        raise Refused("Quelqu’un a déjà répondu : la rencontre ne redevient pas un brouillon. Annulez-la plutôt.")
    if audience.invitations:
        raise Refused("Un partenaire est déjà invité : la rencontre ne redevient pas un brouillon. Annulez-la plutôt.")
    if audience.requests:
        raise Refused(
            "Quelqu’un qui demandait un café a reçu cette date : la rencontre ne redevient pas un brouillon. "
            "Annulez-la plutôt."
        )


def check_cancelling(state: State, *, ends_at: datetime, now: datetime) -> None:
    """What has taken place is closed, not called off. Raises Refused once a published meeting is over."""
    if state is State.PUBLISHED and ends_at <= now:
        raise Refused("Cette rencontre est passée : elle ne s’annule plus, elle se clôture.")


def check_editing(state: State, *, moved: bool, handed_over: bool = False, starts_at: datetime, now: datetime) -> None:
    """A meeting changes until it is closed; day, hours, place and host only before it starts. Raises Refused.

    What is cancelled changes while it may still be restored: until it would have started.
    """
    if state is State.CLOSED:
        raise Refused("Cette rencontre est clôturée : elle ne change plus.")
    if starts_at > now:
        return
    if state is State.CANCELLED:
        raise Refused("Cette rencontre est annulée et son heure est passée : elle ne change plus.")
    if moved and state is State.PUBLISHED:
        raise Refused("Cette rencontre a déjà commencé : le jour, les heures et le lieu ne changent plus.", field="day")
    if handed_over and state is State.PUBLISHED:
        check_replacing(starts_at=starts_at, now=now)


def check_replacing(*, starts_at: datetime, now: datetime) -> None:
    """Another host is chosen before the meeting starts. Raises Refused."""
    if starts_at <= now:
        raise Refused("Cette rencontre a déjà commencé : la personne qui reçoit ne change plus.", field="host")


def check_capacity(capacity: int | None, *, people_confirmed: int) -> None:
    """Nobody who was given a place loses it. Raises Refused with how many people have one."""
    if capacity is not None and capacity < people_confirmed:
        have = "1 personne a" if people_confirmed == 1 else f"{people_confirmed} personnes ont"
        raise Refused(f"{have} déjà une place confirmée : gardez au moins {people_confirmed} places.", field="capacity")


def check_reason(reason: str) -> None:
    """People will read why their café does not take place. Raises Refused when nothing is written."""
    if not reason.strip():
        raise Refused("Écrivez en une phrase pourquoi. Les personnes inscrites la liront.", field="reason")


def check_reopening(reason: str) -> None:
    """What was closed is opened again for a reason that colleagues read. Raises Refused when nothing is written."""
    if not reason.strip():
        raise Refused("Écrivez en une phrase pourquoi vous rouvrez cette rencontre.", field="reason")


def obstacles_to_closing(facts: ClosingFacts) -> list[Obstacle]:
    """What still stands in the way of closing a meeting that took place; an empty list when nothing does."""
    found = []
    if facts.head_count is None:
        found.append(
            Obstacle("Indiquez le nombre de personnes venues. S’il n’est venu personne, écrivez 0.", "head_count")
        )
    elif not 0 <= facts.head_count <= HEAD_COUNT_MAX:
        found.append(Obstacle(f"Indiquez un nombre de 0 à {HEAD_COUNT_MAX}.", "head_count"))
    elif facts.head_count < facts.ticked_people:
        words = (
            f"Vous avez pointé {facts.ticked_people} personnes : le nombre de personnes ne peut pas être plus petit."
        )
        found.append(Obstacle(words, "head_count"))
    if facts.concerns == 0 and not facts.no_concern:
        found.append(Obstacle("Notez au moins une doléance, ou cochez « Aucune doléance ».", "no_concern"))
    if facts.concerns > 0 and facts.no_concern:
        found.append(Obstacle("Des doléances sont notées : décochez « Aucune doléance ».", "no_concern"))
    return found


def check_closing(facts: ClosingFacts, *, starts_at: datetime, now: datetime) -> None:
    """A meeting is closed once it has begun and nothing stands in the way. Raises Refused with the first obstacle."""
    if now < starts_at:
        raise Refused("Cette rencontre n’a pas encore eu lieu.")
    for obstacle in obstacles_to_closing(facts):
        raise Refused(obstacle.sentence, field=obstacle.field)
