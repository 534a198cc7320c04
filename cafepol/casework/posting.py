"""Several letters go to the post at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cafepol.casework.letter_queries import Letter
from cafepol.concerns.telling import mark_posted
from cafepol.concerns.transitions import Actor
from cafepol.core.errors import Refused


class NotPosted(Refused):
    """None of the letters is noted as posted; `reasons` says of each that was refused why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


def post_letters(
    letters: Sequence[Letter], *, posted_on: date, actors: Mapping[int, Actor], now: datetime, today: date
) -> None:
    """Note letters as posted on one day: all of them or none. `actors`: who acts, by the concern's id.

    Raises Refused without any letter or for a day to come, NotPosted with the letters that cannot be posted.
    """
    if not letters:
        raise Refused("Cochez au moins une lettre.", field="letters")
    if posted_on > today:
        raise Refused("Cette date est encore à venir.", field="posted_on")
    reasons = []
    for letter in sorted(letters, key=lambda each: (each.concern.id, each.id)):  # rows are taken in one order
        by = actors[letter.concern.id]
        try:
            mark_posted(letter.concern, letter.feedback, posted_on=posted_on, by=by, now=now, today=today)
        except Refused as refusal:
            reasons.append(f"{letter.named} : {refusal.message}")
    if reasons:
        raise NotPosted(reasons)
