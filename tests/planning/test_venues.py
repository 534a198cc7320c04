"""The venues: what is known of each, and how they are used."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.core.versioned_forms import SENT_TWICE
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.meetings.venue_queries import Use, use_of_venues
from cafepol.zone import rooms
from cafepol.zone.queries import all_venues, get_venue, quarters, venues_named
from cafepol.zone.rooms import Facts
from tests.clients import form_values
from tests.pages import words

INDEX = "/equipe/lieux"
FACTS = Facts(name="Le Petit Salon", street="rue Neuve 1", postal_code="7340", locality="Colfontaine")


def quarter(name):
    return next(each for each in quarters() if each.name == name)


def venue(name="Maison de quartier Le Tilleul"):
    return next(each for each in all_venues(None) if each.name == name)


def test_a_chief_adds_a_venue_and_everybody_there_sees_it(sign_in):
    typed = {
        "name": "Le Petit Salon",
        "quarter_id": str(quarter("Wasmes").id),
        "street": "rue Neuve 1",
        "postal_code": "7340",
        "locality": "Colfontaine",
        "capacity": "25",
        "is_accessible": "y",
        "opening_hours": "du mardi au samedi",
        "contact_name": "Mme Clé",
        "contact_phone": "065/00 12 77",
        "contact_mail": "cle@salle.example",
    }
    page = words(sign_in(Role.CHIEF).submit(f"{INDEX}/nouveau", typed, follow=True).text)
    for needed in (
        "Le lieu est ajouté.",
        "0 café tenu ici.",
        "Places 25",
        "Mme Clé",
        "065 00 12 77",
        "du mardi au samedi",
    ):
        assert needed in page, needed
    assert "Le Petit Salon" in sign_in(Role.DIRECTORATE).get(INDEX).text
    assert "Le Petit Salon" not in sign_in(Role.OFFICER, "boussu").get(INDEX).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "Salle de la Pucelette"),  # the commune has one of that name
        ("capacity", "0"),
        ("capacity", "-1"),
        ("capacity", "beaucoup"),
        ("quarter_id", "999999"),
        ("contact_phone", "12"),
        ("contact_mail", "cle@"),
        ("access_note", "x" * 301),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_stored(sign_in, field, value):
    typed = {"name": "Autre", field: value}
    answer = sign_in(Role.OFFICER).submit(f"{INDEX}/{venue().id}/modifier", typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert venue().capacity == 40


def test_a_venue_is_corrected(sign_in):
    number = venue().id
    page = words(sign_in(Role.OFFICER).submit(f"{INDEX}/{number}/modifier", {"capacity": "33"}, follow=True).text)
    assert "Places 33" in page
    assert "Maison de quartier Le Tilleul" in page


def opened(browser, path):
    """What a browser would send of the form that it has open there."""
    return form_values(browser.page(path).select_one("main form.form"))


def test_who_saves_second_sees_both_versions_and_loses_nothing(sign_in):
    officer, chief, path = sign_in(Role.OFFICER), sign_in(Role.CHIEF), f"{INDEX}/{venue().id}/modifier"
    mine = opened(officer, path) | {"capacity": "20", "access_note": "Sonner deux fois.", "name": "Le Petit Salon"}
    chief.submit(path, {"capacity": "33", "is_accessible": None, "quarter_id": str(quarter("Warquignies").id)})
    answer = officer.post(path, data=mine)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert "Quelqu’un d’autre a enregistré ce lieu entre-temps." in words(answer.text)
    assert [[words(str(cell)) for cell in row.select("th, td")] for row in page.select("tbody tr")] == [
        ["Nom du lieu", "Maison de quartier Le Tilleul", "Le Petit Salon"],
        ["Quartier", "Warquignies", "Wasmes"],
        ["Nombre de places", "33", "20"],
        ["Accessible aux personnes à mobilité réduite", "non", "oui"],
        ["Comment on entre", "Entrée de plain-pied, toilettes adaptées.", "Sonner deux fois."],
    ]
    assert (venue().capacity, venue().version) == (33, 2)
    again = form_values(page.select_one("main form.form"))
    assert {**again, "csrf_token": ""} == {**mine, "csrf_token": "", "version": "2"}
    assert officer.post(path, data=again).status_code == 302
    assert (venue("Le Petit Salon").capacity, venue("Le Petit Salon").version) == (20, 3)


def test_a_correction_sent_twice_is_saved_once(sign_in):
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}/modifier"
    mine = opened(officer, path) | {"capacity": "20"}
    assert [officer.post(path, data=mine).status_code for _ in range(2)] == [302, 302]
    assert (venue().capacity, venue().version) == (20, 2)


def test_a_correction_sent_again_after_somebody_undid_it_is_no_double_click(sign_in, clock):
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}/modifier"
    mine = opened(officer, path) | {"capacity": "20"}
    assert officer.post(path, data=mine).status_code == 302
    officer.submit(path, {"capacity": "40"})
    clock.advance(seconds=SENT_TWICE.total_seconds())
    assert officer.post(path, data=mine).status_code == 302
    clock.advance(seconds=1)
    answer = officer.post(path, data=mine)
    assert (answer.status_code, "Nombre de places 40 20" in words(answer.text)) == (409, True)
    assert officer.post(path, data=mine | {"version": "3"}).status_code == 302
    assert (venue().capacity, venue().version) == (20, 4)


def test_who_goes_back_and_types_something_else_sees_both_versions(sign_in):
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}/modifier"
    mine = opened(officer, path)
    assert officer.post(path, data=mine | {"capacity": "20"}).status_code == 302
    answer = officer.post(path, data=mine | {"capacity": "25"})
    assert (answer.status_code, "Nombre de places 20 25" in words(answer.text)) == (409, True)
    assert venue().capacity == 20


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30])
def test_a_version_that_is_none_is_refused(sign_in, version):
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}/modifier"
    assert officer.submit(path, {"version": version, "capacity": "20"}).status_code == 422
    assert venue().capacity == 40


def marks(number):
    found = get_meeting_by_id(number)
    return found.sequence, found.version, found.material_at


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Le Tilleul"), ("street", "rue Neuve 9"), ("postal_code", "7341"), ("locality", "Wasmes")],
)
def test_a_corrected_place_is_a_material_change_of_the_published_meetings_to_come(
    sign_in, meeting, clock, field, value
):
    coming, draft, begun = meeting(days=7).id, meeting(days=14, publish=False).id, meeting().id
    clock.set(get_meeting_by_id(begun).starts_at)
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}/modifier"
    untouched, before = (marks(draft), marks(begun)), marks(coming)
    page = words(officer.submit(path, {field: value}, follow=True).text)
    assert "C’est enregistré. Ceux qui viennent à 1 café publié ici en sont prévenus." in page
    assert marks(coming) == (before[0] + 1, before[1] + 1, clock.now)
    assert (marks(draft), marks(begun)) == untouched


def test_what_is_no_place_changes_no_meeting(sign_in, meeting):
    number = meeting().id
    before = marks(number)
    page = sign_in(Role.OFFICER).submit(f"{INDEX}/{venue().id}/modifier", {"opening_hours": "le soir"}, follow=True)
    assert "en sont prévenus" not in words(page.text)
    assert marks(number) == before


def test_a_venue_stays_in_its_commune_and_its_name_is_its_own(app):
    with pytest.raises(Refused, match="pas dans la commune"), transaction():
        rooms.edit_venue(venue(), FACTS, quarter=quarter("Hornu"), version=1)
    with transaction():
        rooms.add_venue(quarter("Wasmes"), FACTS)
    with pytest.raises(Refused, match="déjà un lieu"), transaction():
        rooms.add_venue(quarter("Warquignies"), FACTS)
    assert len(venues_named(quarter("Wasmes").commune_id, "Le Petit Salon")) == 1


def test_a_venue_with_meetings_to_come_stays_in_use_and_the_page_says_so(sign_in, meeting):
    meeting()
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}"
    page = officer.submit(path, action="/retirer", follow=True)
    assert "Ce lieu reste en service : une rencontre y est prévue. Déplacez-les d’abord." in words(page.text)
    assert venue().is_active


def test_a_venue_is_taken_out_of_use_and_put_back(sign_in):
    officer, path = sign_in(Role.OFFICER), f"{INDEX}/{venue().id}"
    assert "Ce lieu n’est plus proposé" in words(officer.submit(path, action="/retirer", follow=True).text)
    assert not venue().is_active
    assert "Maison de quartier Le Tilleul" not in officer.get("/equipe/rencontres/nouvelle").text
    officer.submit(path, {"retour": "1"}, action="/retirer")
    assert venue().is_active


def test_two_meetings_are_said_as_two(app):
    with pytest.raises(Refused, match="2 rencontres y sont prévues"):
        rooms.retire_venue(venue(), to_come=2)


def test_its_use_counts_what_was_held_and_what_is_planned(app, meeting, clock):
    number = get_venue(venue().id).id
    meeting(), meeting(days=7, publish=False), meeting(days=14)
    dropped = meeting(days=21)
    with transaction():
        cancel_meeting(get_meeting_by_id(dropped.id), reason="Inondation.", now=clock.now)
    clock.set(datetime(2027, 2, 10, tzinfo=UTC))
    found = use_of_venues([number, 0], clock.now)
    assert (found[number].times, found[number].to_come) == (1, 2)
    assert (str(found[number].last), str(found[number].next)) == ("2027-02-09", "2027-02-16")
    assert found[0] == Use()


@pytest.mark.parametrize("more", [1, 30])
def test_the_list_takes_as_many_statements_for_thirty_venues(sign_in, count_queries, more):
    with transaction():
        for number in range(more):
            rooms.add_venue(quarter("Wasmes"), Facts(f"Salle {number}", "rue Neuve 1", "7340", "Colfontaine"))
    officer = sign_in(Role.OFFICER)
    officer.get(INDEX)
    with count_queries() as counted:
        officer.get(INDEX)
    assert counted.total == 8
