"""What happens to some concerns on the way: a partner is asked, or who said it; a later day; one taken up again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from cafepol.concerns import extending, merging
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import OPEN, Actor
from cafepol.core.db import db
from cafepol.demo.courses import Step
from cafepol.demo.diary import Diary
from cafepol.dialogue import opinions, questioning, reopening
from cafepol.dialogue.queries import get_raiser
from cafepol.partners.queries import contacts_of_commune
from cafepol.relays import operations as relays
from cafepol.relays.queries import open_relay_of

A_WEEK_LATER = timedelta(days=7)
ASKED = "À quelle heure cela arrive-t-il, le plus souvent ?"
TO_PARTNER = "Pouvez-vous nous dire si votre service est déjà passé sur place, et ce qui est prévu ?"
FROM_PARTNER = "Notre équipe est passée la semaine dernière. Le travail est prévu dans les quinze jours."
LATER = "Nous attendons le rapport du service technique."
AGAIN = "Cela a recommencé, une semaine après votre réponse."
TAKEN_UP = "La situation a repris, nous retournons sur place."


class Followed(Protocol):
    """A concern that somebody follows through the year."""

    concern: Concern
    diary: Diary

    @property
    def owner(self) -> Actor:
        """Who answers for it."""

    @property
    def chief(self) -> Actor:
        """Who leads the commissariat."""

    def day(self, instant: datetime) -> date:
        """The zone's day at an instant."""


def extend(story: Followed, now: datetime) -> None:
    """The chief says a later day to those who wait."""
    concern = story.concern
    due_on = max(raiser.promised_on for raiser in concern.waiting)
    later = story.diary.workdays(due_on, due_on + 2 * A_WEEK_LATER)[4]
    people = [raiser.id for raiser in concern.waiting]
    extending.extend_promises(
        concern, people, version=concern.version, to_on=later, reason=LATER,
        by=story.chief, now=now, today=story.day(now),
    )  # fmt: skip


def ask(story: Followed, now: datetime) -> None:
    """Whoever said it is asked something."""
    concern = story.concern
    questioning.ask(
        concern, concern.raisers[0], version=concern.version, text=ASKED,
        by=story.owner, now=now, today=story.day(now),
    )  # fmt: skip


def relay(story: Followed, now: datetime) -> None:
    """A partner of the commune is asked."""
    concern, today = story.concern, story.day(now)
    contact = next(each for each in contacts_of_commune(concern.commune_id) if each.mail)
    relays.send_relay(
        concern, contact=contact, question=TO_PARTNER, place=concern.place, answer_by=relays.usual_day(today),
        version=concern.version, by=story.owner, now=now, today=today,
    )  # fmt: skip


def answer_relay(story: Followed, now: datetime) -> None:
    """The partner answers, by the link."""
    asked = open_relay_of(story.concern)
    if asked is not None:
        relays.answer_relay(asked, text=FROM_PARTNER, now=now, today=story.day(now))


def think(story: Followed, now: datetime) -> None:
    """Whoever had the answer says what they think of it."""
    opinions.give_opinion(get_raiser(story.concern.raisers[0].id), 4, now=now)


def ask_again(story: Followed, now: datetime) -> None:
    """Whoever said it asks to take it up again."""
    raiser = get_raiser(story.concern.raisers[0].id)
    reopening.ask_again(raiser, AGAIN, now=now, today=story.day(now))


def reopen(story: Followed, now: datetime) -> None:
    """The chief agrees."""
    concern = story.concern
    reopening.accept_reopening(
        concern, version=concern.version, reason=TAKEN_UP, by=story.chief, now=now, today=story.day(now)
    )


def merge(story: Followed, now: datetime) -> None:
    """Somebody else said the same: both are followed as one, the one that was noted first."""
    concern = story.concern
    others = Concern.commune_id == concern.commune_id, Concern.state.in_(OPEN), Concern.id != concern.id
    same = Concern.title == concern.title
    target = db.session.scalars(select(Concern).where(*others, same).order_by(Concern.id.desc()).limit(1)).one()
    merging.merge(
        concern, target, version=concern.version, target_version=target.version,
        by=story.owner, by_target=story.owner, now=now,
    )  # fmt: skip


DETOURS: dict[Step, Callable[[Followed, datetime], None]] = {
    Step.EXTEND: extend,
    Step.ASK: ask,
    Step.RELAY: relay,
    Step.ANSWER_RELAY: answer_relay,
    Step.THINK: think,
    Step.ASK_AGAIN: ask_again,
    Step.REOPEN: reopen,
    Step.MERGE: merge,
}
