"""What an officer reads in the morning: how many concerns need them and why, without a word of any of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cafepol.concerns.board import Reason, Slip
from cafepol.concerns.deadlines import Lane
from cafepol.core.filters import count


@dataclass(frozen=True)
class Owed:
    """Open concerns by what they need today: each one counts once, for the most urgent of its reasons."""

    late: int = 0  # past a promised day
    today: int = 0  # promised for today
    to_tell: int = 0  # done, and somebody was not told yet
    again: int = 0  # closed, and an answer is owed anew: one came back, or a reopening was refused
    step_over: int = 0  # the next step's day is past
    step_today: int = 0  # the next step's day has come
    this_week: int = 0  # promised for a later day of this week
    orphans: int = 0  # whose owner has left; counted besides
    reopening: int = 0  # closed, and somebody wants it taken up again


_REASONS = ("late", "today", "to_tell", "again", "step_over", "step_today", "this_week", "reopening")


def owed(slips: Iterable[Slip], *, today: date) -> Owed:
    """What these concerns need today."""
    open_ = list(slips)
    reasons = [_reason(each, today) for each in open_]
    return Owed(
        **{name: reasons.count(name) for name in _REASONS},
        orphans=sum(not each.owner_active for each in open_),
    )


def _reason(slip: Slip, today: date) -> str:
    """The most urgent thing that it needs; empty: nothing today."""
    lane = slip.lane(today)
    reasons = {
        "reopening": lane is Lane.REOPENING,
        "again": lane is Lane.AGAIN,
        "late": slip.days_late(today) > 0,
        "today": slip.due_on == today,
        "to_tell": lane is Lane.TO_TELL,
        "step_over": slip.is_step_late(today),
        "step_today": Reason.STEP in slip.reasons(today),
        "this_week": lane is Lane.THIS_WEEK,
    }
    return next((each for each, holds in reasons.items() if holds), "")


def lines(found: Owed, *, leads: bool, evaluations: int = 0) -> Sequence[str]:
    """The sentences of a digest, the most urgent first. `leads`: for a chief, of the whole commissariat.

    `evaluations`: problems of which the day to evaluate them has come.
    """
    said: Collection[tuple[int, str, str, str]] = (
        (found.late, "doléance en retard", "doléances en retard", "la date promise est passée"),
        (found.today, "retour promis pour aujourd’hui", "retours promis pour aujourd’hui", "c’est le dernier jour"),
        (found.to_tell, "doléance traitée", "doléances traitées", "il reste à le dire à qui l’a soulevée"),
        (found.again, "suivi clos", "suivis clos", "une réponse est à donner de nouveau"),
        (found.step_over, "étape dépassée", "étapes dépassées", "notez ce qui a été fait, ou une nouvelle date"),
        (found.step_today, "étape prévue aujourd’hui", "étapes prévues aujourd’hui", "le jour noté est là"),
        (found.this_week, "retour promis cette semaine", "retours promis cette semaine", "d’ici dimanche"),
    )
    told = [f"{count(number, one, many)} : {why}." for number, one, many, why in said if number]
    if leads and found.reopening:
        asked = count(found.reopening, "réouverture demandée", "réouvertures demandées")
        told.append(f"{asked} : c’est à vous de décider.")
    if evaluations:
        told.append(f"{count(evaluations, 'problème', 'problèmes')} à évaluer : le jour prévu est là.")
    if leads and found.orphans:
        whose = count(found.orphans, "doléance sans responsable", "doléances sans responsable")
        told.append(f"{whose} : confiez-{'la' if found.orphans == 1 else 'les'} à quelqu’un.")
    return told
