"""Which problems a signed-in person sees and changes: those of the commissariats where they are officer or chief."""

from cafepol.accounts.guards import current_viewer, note_view
from cafepol.concerns.guards import NUMBER_TYPED, STAFF
from cafepol.core.errors import NotFound
from cafepol.core.web import undo_changes
from cafepol.problems.models import Problem
from cafepol.problems.queries import find_problem_id, get_problem


def places() -> frozenset[int]:
    """The commissariats whose problems this person follows."""
    return current_viewer().places(*STAFF)


def shown_problem(number: str) -> Problem:
    """A problem about to be shown: on the audit trail before it is read. Raises NotFound."""
    problem_id = find_problem_id(number, places())
    if problem_id is None:
        raise _not_theirs(number)
    note_view("problem_viewed", "problem", problem_id)
    return get_problem(number, places())


def writable_problem(number: str) -> Problem:
    """A problem about to be changed: the change itself goes on the audit trail. Raises NotFound."""
    try:
        return get_problem(number, places())
    except NotFound:
        raise _not_theirs(number) from None


def _not_theirs(number: str) -> NotFound:
    """What to raise for a problem of somebody else, once the attempt is on the audit trail; it is let go of first."""
    undo_changes()
    note_view("problem_refused", "problem", number=number[:NUMBER_TYPED])
    return NotFound()
