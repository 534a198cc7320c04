from flask import g

from cafepol.accounts.roles import Role, Viewer
from cafepol.meetings import guards
from cafepol.staff.models import Officer


def as_viewer(*grants: tuple[Role, int | None]) -> None:
    g.viewer = Viewer(1, "Quelqu’un", frozenset(grants))


def test_who_only_reads_writes_nothing(meeting):
    shown = meeting()
    place = shown.commune.commissariat_id
    for role, where in ((Role.RECEPTION, place), (Role.DIRECTORATE, None), (Role.CHIEF, place + 1)):
        as_viewer((role, where))
        assert not guards.is_writable(shown)
    as_viewer((Role.RECEPTION, place), (Role.CHIEF, place))
    assert guards.is_writable(shown)
    assert guards.writable_places() == {place}


def test_the_officer_who_is_signed_in_is_read_once(meeting, count_queries):
    as_viewer((Role.OFFICER, meeting().commune.commissariat_id))
    with count_queries() as counted:
        found: list[Officer | None] = [guards.own_officer(), guards.own_officer()]
    assert found == [None, None]
    assert counted.total == 1
