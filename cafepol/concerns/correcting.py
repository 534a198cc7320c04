"""What is put right about a concern while it is followed: its next step, what was noted, where it is on record."""

from dataclasses import dataclass
from datetime import date, datetime

from cafepol.concerns.hearing import REFERENCE
from cafepol.concerns.models import LINE, SEARCH, Concern
from cafepol.concerns.naming import plain_title, search_words
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.records import TEXT
from cafepol.concerns.rights import Tool, check_tool
from cafepol.concerns.steps import next_state, write
from cafepol.concerns.transitions import Action, Actor, Orientation, Outcome, State
from cafepol.concerns.versions import claim_version
from cafepol.concerns.wording import said, said_line
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.filters import day_long
from cafepol.zone.models import Quarter, Theme


@dataclass(frozen=True)
class Correction:
    """What a concern should say, as typed. Of what is on record elsewhere only theme and quarter are kept here."""

    theme: Theme
    quarter: Quarter | None = None
    title: str = ""
    place: str = ""
    facts: str = ""


def plan_step(
    concern: Concern, *, version: int, next_step: str, next_on: date, by: Actor, now: datetime, today: date
) -> None:
    """Say what comes next, and when; the state and what is promised stay. Raises Refused or Stale."""
    _begin(concern, Tool.PLAN, version=version, by=by)
    step = said_line(next_step, field="next_step", maximum=LINE, need="Écrivez la prochaine étape.")
    if next_on < today:
        raise Refused("Choisissez aujourd’hui ou un jour à venir.", field="next_on")
    concern.next_step, concern.next_on = step, next_on
    write(concern, "planned", f"Prochaine étape, pour {day_long(next_on)} : {step}", by=by, now=now)


def correct_concern(concern: Concern, given: Correction, *, version: int, by: Actor, now: datetime) -> None:
    """Put right what was noted. What it said before stays in the timeline, for the team; promises stay.

    Raises Refused at the field to correct, or Stale.
    """
    _begin(concern, Tool.CORRECT, version=version, by=by)
    if given.quarter is not None and given.quarter.commune_id != concern.commune_id:
        raise Refused("Ce quartier n’est pas dans cette commune.", field="quarter")
    before = _shown(concern)
    facts = concern.facts
    _put_words(concern, given)
    concern.theme, concern.quarter = given.theme, given.quarter
    concern.search = search_words(concern.number, concern.title, concern.place, concern.theme.label, maximum=SEARCH)
    db.session.flush()
    changed = [f"{label} : {old or '(vide)'}" for (label, old), new in zip(before, _shown(concern), strict=True)
               if old != new[1]]  # fmt: skip
    if not changed and facts == concern.facts:
        raise Refused("Rien n’a changé.")
    write(concern, "corrected", "\n".join(["Avant :", *changed]) if changed else "Les faits.", by=by, now=now)
    if facts != concern.facts:
        write(concern, "corrected", facts, by=by, now=now)


def record_elsewhere(
    concern: Concern, *, version: int, reference: str, recorded_on: date, by: Actor, now: datetime, today: date
) -> None:
    """It is on record elsewhere: its reference and day are kept, its texts are wiped some time after.

    What remains is to tell it; what is owed stays. Raises Refused or Stale.
    """
    check_tool(Tool.RECORD, lock_concern(concern).status, by.roles)
    if concern.status is State.FEEDBACK_DUE:
        claim_version(concern, version)
    else:
        concern.state, concern.decided = next_state(concern, Action.CONCLUDE, version=version, by=by), ""
        concern.next_step = "Donner les retours" if concern.waiting else "Clôturer"
        concern.next_on = concern.due_on or today
    if recorded_on > today:
        raise Refused("Cette date est encore à venir.", field="recorded_on")
    if recorded_on < min(raiser.heard_on for raiser in concern.raisers):
        raise Refused("Cette date vient avant le jour où la personne l’a dit.", field="recorded_on")
    need = "Notez la référence de ce qui est acté ailleurs."
    concern.reference = said_line(reference, field="reference", maximum=REFERENCE, need=need)
    concern.recorded_on, concern.outcome = recorded_on, Outcome.ON_RECORD
    concern.decided = concern.decided or on_record(recorded_on)
    write(concern, "decided", f"{on_record(recorded_on)} Référence : {concern.reference}.", by=by, now=now)


def on_record(day: date) -> str:
    """What is said of a concern that is on record elsewhere."""
    return f"C’est acté depuis {day_long(day)}."


def _begin(concern: Concern, tool: Tool, *, version: int, by: Actor) -> None:
    lock_concern(concern)
    claim_version(concern, version)
    check_tool(tool, concern.status, by.roles)


def _put_words(concern: Concern, given: Correction) -> None:
    """Title, place and facts, where they are kept here."""
    if concern.orientation == Orientation.OFFENCE_TO_RECORD or concern.wiped_at is not None:
        return
    made = plain_title(concern.theme.label, concern.place)[:LINE]
    concern.place = said_line(given.place, field="place", maximum=LINE)
    title = said_line(given.title, field="title", maximum=LINE)
    title = "" if title == made else title  # nobody wrote it: it follows theme and place
    concern.title = (title or plain_title(given.theme.label, concern.place))[:LINE]
    concern.facts = said(given.facts, field="facts", maximum=TEXT, need="Écrivez ce que la personne a dit.")


def _shown(concern: Concern) -> list[tuple[str, str]]:
    """What can be corrected besides the facts, in words."""
    quarter = concern.quarter.name if concern.quarter else "sans quartier"
    return [
        ("Titre", concern.title),
        ("Lieu", concern.place),
        ("Thème", concern.theme.label),
        ("Quartier", quarter),
    ]
