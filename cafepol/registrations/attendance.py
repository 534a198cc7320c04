"""Who came: the head count is what counts, the ticks say who of the registered people were there. Pure rules."""

from cafepol.core.errors import Refused

MOST_HEADS = 2000  # people; the meeting's own bound


def walk_ins(head_count: int | None, *, ticked: int) -> int:
    """How many people came without a registration: head count minus ticked people."""
    return max(0, (head_count or 0) - ticked)


def check_head_count(head_count: int, *, ticked: int) -> None:
    """A head count is at least the people who were ticked. Raises Refused with their number."""
    if not 0 <= head_count <= MOST_HEADS:
        raise Refused(f"Écrivez un nombre de 0 à {MOST_HEADS}.", field="head_count")
    if head_count < ticked:
        people = f"{ticked} personne est cochée" if ticked == 1 else f"{ticked} personnes sont cochées"
        raise Refused(f"{people} : le nombre ne peut pas être plus petit.", field="head_count")


def after_ticking(head_count: int | None, *, ticked: int) -> int | None:
    """The head count once somebody was ticked: it rises to the ticked people, and never falls by a tick."""
    return head_count if head_count is None else max(head_count, ticked)


def after_walk_in(head_count: int | None, *, ticked: int, delta: int) -> int:
    """The head count once `delta` people were added or taken away. Raises Refused as check_head_count does."""
    counted = (ticked if head_count is None else head_count) + delta
    check_head_count(counted, ticked=ticked)
    return counted


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
