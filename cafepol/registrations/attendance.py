"""Who came: the head count is what counts, the ticks say who of the registered people were there. Pure rules."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cafepol.core.errors import Refused
from cafepol.core.text import without_accents

MOST_HEADS = 2000  # people; the meeting's own bound
AT_ONCE = timedelta(seconds=15)  # a bad network delivers taps so much out of step


@dataclass(frozen=True)
class RoomCount:
    """Who is in the room, in people.

    `typed`: the head count as somebody typed it, which decides (None: nobody did). `tapped`: those who came without a
    registration, as counted by taps (None: nobody tapped). `ticked`: registered people who were ticked.
    """

    typed: int | None = None
    tapped: int | None = None
    ticked: int = 0

    @property
    def head_count(self) -> int | None:
        """How many people there are, once that was counted; ticks raise a typed number, and give it back."""
        if self.typed is not None:
            return max(self.typed, self.ticked)
        return None if self.tapped is None else self.ticked + self.tapped

    @property
    def shown(self) -> int:
        """The number that the room shows: the head count, or the ticked people until something is counted."""
        return self.ticked if self.head_count is None else self.head_count

    @property
    def walk_ins(self) -> int:
        """People who came without a registration: the head count minus the ticked people."""
        return self.shown - self.ticked


def is_older(made: datetime, last: datetime | None) -> bool:
    """Whether a tap was made before the last one that counts; of two at once, the one that arrives later counts."""
    return last is not None and made + AT_ONCE < last


def check_head_count(head_count: int, *, ticked: int) -> None:
    """A head count is at least the people who were ticked. Raises Refused with their number."""
    if not 0 <= head_count <= MOST_HEADS:
        raise Refused(f"Écrivez un nombre de 0 à {MOST_HEADS}.", field="head_count")
    if head_count < ticked:
        people = f"{ticked} personne est cochée" if ticked == 1 else f"{ticked} personnes sont cochées"
        raise Refused(f"{people} : le nombre ne peut pas être plus petit.", field="head_count")


def after_walk_in(count: RoomCount, delta: int, *, is_counted_in: bool = False) -> RoomCount:
    """The count once `delta` people without a registration came or left. Raises Refused as check_head_count does.

    `is_counted_in`: the tap was made before the head count was typed, by somebody who saw these people, too.
    """
    if count.typed is None:
        tapped = (count.tapped or 0) + delta
        check_head_count(count.ticked + tapped, ticked=count.ticked)
        return replace(count, tapped=tapped)
    tapped = max(0, (count.tapped or 0) + delta)
    if is_counted_in:
        return replace(count, tapped=tapped)
    typed = count.shown + delta
    check_head_count(typed, ticked=count.ticked)
    return replace(count, typed=typed, tapped=tapped)


def after_mention(people: int, delta: int) -> int:
    """How many people came with a flyer once one more said so, or one less. Raises Refused beyond what a room holds."""
    after = max(0, people + delta)
    check_head_count(after, ticked=0)
    return after


def check_people(people: int, *, party_size: int) -> None:
    """Of a registered party at least one person came, and nobody more: these are counted with « + ». Raises Refused."""
    if not 1 <= people <= party_size:
        raise Refused(f"Choisissez de 1 à {party_size}. Comptez les autres avec « + ».", field="people")


_CIVILITIES = frozenset({"m.", "mr", "mme", "mlle", "dr", "monsieur", "madame"})


def room_name(name: str | None) -> str:
    """A name as other eyes may see it in the room: first name and initial; « Sans nom » if none.

    « Mme Martin » stays: without the first name it is not the whole name.
    """
    words = (name or "").split()
    if not words:
        return "Sans nom"
    kept = 2 if words[0].casefold() in _CIVILITIES else 1
    initial = [f"{words[-1][0]}."] if len(words) > kept else []
    return " ".join([*words[:kept], *initial])


_BETWEEN_WORDS = re.compile(r"[\s'’.-]+")
_SPOKEN = 3  # characters of a reference that are enough to mean it


def is_meant(letters: str, *, name: str | None, reference: str) -> bool:
    """Whether somebody is looked for by these letters: beginnings of words of the name, or of the reference.

    Without accents and hyphens: « eli » finds « Élise », « pierre du » finds « Jean-Pierre Dubois ».
    """
    wanted, words = _plain_words(letters), _plain_words(name or "")
    if all(any(word.startswith(each) for word in words) for each in wanted):
        return True
    spoken = "".join(wanted)
    return len(spoken) >= _SPOKEN and "".join(_plain_words(reference)).startswith(spoken)


def _plain_words(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(without_accents(text.casefold())) if word]
