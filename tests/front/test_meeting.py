"""One meeting's public page: what it says before, on the day, afterwards, and when it is called off."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.front.shelf import Shelf
from cafepol.invitations.answers import State
from cafepol.invitations.models import Invitation
from cafepol.meetings import stages
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners import operations as partners
from cafepol.registrations.joining import register_resident
from cafepol.staff.models import Officer, OfficerPhoto
from cafepol.staff.operations import choose_shown, keep_portrait
from cafepol.staff.portraits import Portrait
from cafepol.zone.models import Venue
from cafepol.zone.queries import commune_by_slug, partner_kinds
from tests.pages import words

DURING = datetime(2027, 1, 12, 13, 30, tzinfo=UTC)
NASTY = "</script><script>alert(1)</script>"


@pytest.fixture
def expect(app):
    """`expect(planned, "Hygea", State.ACCEPTED)`: a partner with one contact who answered so."""

    def make(planned, name, state):
        with transaction() as session:
            commune = commune_by_slug("colfontaine")
            partner = partners.create_partner(
                name=name, kind_id=partner_kinds()[0].id, commune_ids=[commune.id], within=[commune.id]
            )
            contact = partners.add_contact(partner, name="Mme Lambert", mail="c@p.example", phone="065 00 99 11")
            session.flush()
            at = datetime(2027, 1, 7, tzinfo=UTC)
            session.add(Invitation(meeting_id=planned.id, contact_id=contact.id, state=state, created_at=at))

    return make


def test_the_page_says_when_where_with_whom_and_whom_to_call(client, plan):
    planned = plan(quarter="Wasmes", topics=2, co_hosts=["Mme Leroy"], public_text="Venez parler.\n\nÀ bientôt.")
    page = client.page(planned.path)
    text = words(str(page))
    assert page.h1.text == "Un café à Wasmes"
    assert page.title.text.startswith("Café à Wasmes, mardi 12\u00a0janvier 2027")
    for needed in (
        "Mardi 12 janvier 2027, de 14 h à 16 h",
        "Maison de quartier Le Tilleul",
        "rue de l’École 5 7340 Colfontaine",
        "Entrée de plain-pied, toilettes adaptées.",
        "Inspecteur Dupont , votre policier de quartier",
        "Inspecteur Leroy",
        "Nous dirons aussi un mot de : Le Règlement Général de Police, Les cambriolages pendant les vacances.",
        "065 00 12 99",
        "Vous venez ?",
        "À bientôt.",
    ):
        assert needed in text, needed
    assert page.select_one("a[href$='/agenda.ics']")["href"] == f"{planned.path}/agenda.ics"


def test_the_code_may_be_typed_in_small_letters(client, plan):
    planned = plan()
    assert client.get(planned.path.lower()).status_code == 200


def test_partners_who_accepted_are_named_by_their_organisation_only(client, plan, expect):
    planned = plan()
    expect(planned, "Hygea", State.ACCEPTED)
    expect(planned, "Toit et Moi", State.DECLINED)
    text = words(client.get(planned.path).text)
    assert "Hygea" in text
    assert "Toit et Moi" not in text
    assert "Mme Lambert" not in text


def test_nobody_who_comes_is_named_or_counted(client, plan, clock):
    planned = plan()
    before = words(client.get(planned.path).text)
    with transaction() as session:
        meeting = get_meeting_by_id(planned.id)
        register_resident(
            meeting,
            kind="going",
            party_size=7,
            name="Claire Secret",
            phone="0470 12 34 56",
            channel="phone",
            now=clock.now,
        )
        session.flush()
    assert words(client.get(planned.path).text) == before
    assert "Secret" not in client.get("/").text


def test_while_it_lasts_the_page_says_come_in(client, plan, clock):
    planned = plan()
    clock.set(DURING)
    text = words(client.get(planned.path).text)
    assert "C’est en ce moment." in text
    assert "Vous venez ?" in text


def test_afterwards_it_shows_what_comes_next_in_the_same_commune(client, plan, past):
    planned = plan(quarter="Wasmes")
    following = plan(days=14, quarter="Pâturages", venue=2)
    plan("boussu", days=10, host="Mme Martin")
    past()
    page = client.page(planned.path)
    assert "Cette rencontre est passée." in words(str(page))
    assert "Le prochain café à Colfontaine" in words(str(page))
    assert [link["href"] for link in page.select(".meeting h3 a")] == [following.path]
    assert page.select("main form") == []


def test_afterwards_without_a_next_date_it_gives_the_phone_and_the_nearest(client, plan, past):
    planned = plan()
    near = plan("boussu", days=10, host="Mme Martin")
    past()
    page = client.page(planned.path)
    assert "Pas encore de nouvelle date à Colfontaine" in words(str(page))
    assert "Appeler le 065 00 12 99" in words(str(page))
    assert [link["href"] for link in page.select(".meeting h3 a")] == [near.path]


def test_a_cancelled_meeting_says_so_in_words_with_the_reason_and_what_comes_next(client, plan, cancel):
    planned = plan(quarter="Wasmes")
    following = plan(days=14, quarter="Pâturages", venue=2)
    cancel(planned, "La salle est inondée.")
    page = client.page(planned.path)
    assert words(str(page.h1)) == "ANNULÉE : le café à Wasmes"
    assert "La salle est inondée." in words(str(page))
    assert [link["href"] for link in page.select(".meeting h3 a")] == [following.path]
    assert page.select("main form") == []
    assert page.title.text.startswith("ANNULÉE")


def test_a_meeting_that_was_never_published_is_not_there(client, plan, cancel):
    draft, dropped = plan(publish=False), plan(publish=False, days=1)
    cancel(dropped)
    for path in (draft.path, dropped.path, "/rencontres/XXXXXX"):
        assert client.get(path).status_code == 404


def event_of(client, planned):
    return json.loads(client.page(planned.path).select_one("script[type='application/ld+json']").string)


# the properties that schema.org gives to each of these types (release 29)
EVENT = {
    "name", "description", "image", "startDate", "endDate", "eventStatus", "eventAttendanceMode", "isAccessibleForFree",
    "inLanguage", "url", "location", "organizer", "offers",
}  # fmt: skip
SCHEMA = {
    "Event": EVENT,
    "Place": {"name", "address", "amenityFeature", "publicAccess"},
    "PostalAddress": {"streetAddress", "postalCode", "addressLocality", "addressCountry"},
    "LocationFeatureSpecification": {"name", "value", "description"},
    "Organization": {"name", "url", "telephone"},
    "Offer": {"price", "priceCurrency", "url"},
}


def check_schema(thing):
    """Nothing of schema.org's types is said with a word that they do not have, and nothing is said in vain."""
    if isinstance(thing, list):
        for each in thing:
            check_schema(each)
    if isinstance(thing, dict):
        assert set(thing) - {"@type", "@context"} <= SCHEMA[thing["@type"]]
        for value in thing.values():
            assert value not in ("", None, [])
            check_schema(value)


def test_search_engines_read_the_event(client, plan, cancel):
    planned = plan(quarter="Wasmes")
    event = event_of(client, planned)
    check_schema(event)
    assert set(event) == EVENT | {"@type", "@context"}
    assert event["@type"] == "Event"
    assert event["startDate"] == "2027-01-12T14:00:00+01:00"
    assert event["endDate"] == "2027-01-12T16:00:00+01:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["address"]["postalCode"] == "7340"
    assert event["location"]["amenityFeature"][0]["value"] is True
    assert (event["isAccessibleForFree"], event["offers"]["price"]) == (True, 0)
    assert event["image"] == [f"http://localhost{planned.path}/image.png?v=1-0"]
    assert event["url"] == f"http://localhost{planned.path}"
    cancel(planned)
    assert event_of(client, planned)["eventStatus"] == "https://schema.org/EventCancelled"


def test_search_engines_read_that_a_meeting_went_to_another_day(client, plan):
    planned = plan(quarter="Wasmes")
    with transaction() as session:
        session.execute(update(Meeting).values(day_moved_sequence=1, sequence=1))
    assert event_of(client, planned)["eventStatus"] == "https://schema.org/EventRescheduled"


def test_link_previews_say_when_and_where(client, plan):
    planned = plan(quarter="Wasmes")
    found = {
        tag["property"]: tag["content"].replace("\u00a0", " ")
        for tag in client.page(planned.path).select("meta[property]")
    }
    assert found["og:title"] == "Un café avec votre policier de quartier – Wasmes"
    assert found["og:description"].startswith("Mardi 12 janvier 2027, de 14 h à 16 h, Maison de quartier Le Tilleul")
    assert found["og:url"] == f"http://localhost{planned.path}"
    assert found["og:locale"] == "fr_BE"
    assert found["og:image"] == f"http://localhost{planned.path}/image.png?v=1-0"
    assert (found["og:image:width"], found["og:image:height"]) == ("1920", "1005")
    assert client.page(planned.path).select_one("meta[name='twitter:card']")["content"] == "summary_large_image"


def test_what_is_typed_is_shown_as_text_and_never_ends_a_script(client, plan):
    planned = plan(title=NASTY, public_text=f"{NASTY} javascript:alert(1)")
    with transaction() as session:
        session.execute(update(Venue).values(name=f"<b>{NASTY}", access_note='" onclick="x'))
    response = client.get(planned.path)
    assert "<script>alert" not in response.text
    assert response.text.count("</script>") == 1
    assert NASTY in words(response.text)
    page = client.page(planned.path)
    assert NASTY in json.loads(page.select_one("script[type='application/ld+json']").string)["name"]


def test_the_page_takes_few_statements_however_many_meetings_there_are(client, plan, count_queries):
    planned = plan(topics=2, co_hosts=["Mme Leroy"])
    with count_queries() as drawn:
        client.get(planned.path)
    with count_queries() as one:
        client.get(planned.path)
    for number in range(1, 30):
        plan(days=number)
    with count_queries() as thirty:
        client.get(planned.path)
    assert (drawn.total, one.total, thirty.total) == (9, 2, 2)


def test_afterwards_and_with_a_limit_it_takes_one_statement_more(client, plan, count_queries, past):
    planned, limited = plan(), plan(days=5, capacity=10)
    client.get(limited.path)
    with count_queries() as counted:
        client.get(limited.path)
    past()
    client.get(planned.path)
    with count_queries() as afterwards:
        client.get(planned.path)
    assert (counted.total, afterwards.total) == (3, 3)


def test_a_page_drawn_before_is_never_out_of_date(client, plan, expect):
    planned = plan()
    client.get(planned.path)
    expect(planned, "Hygea", State.ACCEPTED)
    assert "Hygea" in words(client.get(planned.path).text)
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == planned.id).values(public_text="Autre chose."))
    assert "Autre chose." in words(client.get(planned.path).text)
    with transaction() as session:
        session.execute(update(Venue).values(street="rue Neuve 1"))
    db.session.remove()
    assert "rue Neuve 1" in words(client.get(planned.path).text)


def test_what_changes_while_a_page_is_drawn_is_not_kept_with_what_was_before(app, client, plan, expect, monkeypatch):
    planned = plan()
    expect(planned, "Hygea", State.SENT)
    page = Shelf.page

    def answer(state):
        with app.app_context(), transaction() as session:
            session.execute(update(Invitation).values(state=state))

    def disturbed(self, facts, draw):
        """The partner accepts after the facts are read, and before the page is drawn."""
        with ThreadPoolExecutor(1) as other:
            other.submit(answer, State.ACCEPTED).result()
        return page(self, facts, draw)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Shelf, "page", disturbed)
        client.get(planned.path)
    assert "Hygea" in words(client.get(planned.path).text)
    answer(State.SENT)
    assert "Hygea" not in words(client.get(planned.path).text)


def show_portrait(name):
    """The portrait of an officer, shown; its address."""
    portrait = Portrait(name.encode())
    with transaction() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name)).one()
        keep_portrait(officer, portrait)
        choose_shown(officer, name=True, phone=False, mail=False, photo=True)
    return f"/mon-policier/photos/{portrait.digest}.jpg"


def test_those_who_receive_are_seen_as_soon_as_they_show_themselves(client, plan):
    planned = plan(host="M. Leroy", co_hosts=["Mme Émond", "M. Petit"])
    plan(days=1, host="M. Ailleurs")
    assert client.page(planned.path).select_one("main img") is None
    show_portrait("M. Ailleurs")
    assert client.page(planned.path).select_one("main img") is None
    shown = [show_portrait("M. Leroy"), show_portrait("Mme Émond")]
    images = client.page(planned.path).select(".facts img")
    assert [(image["src"], words(image["alt"])) for image in images] == [
        (shown[0], "Portrait de M. Leroy"),
        (shown[1], "Portrait de Mme Émond"),
    ]
    with transaction() as session:
        session.execute(delete(OfficerPhoto).where(OfficerPhoto.digest.in_([Portrait(b"M. Leroy").digest])))
    assert [words(image["alt"]) for image in client.page(planned.path).select("main img")] == ["Portrait de Mme Émond"]


def test_they_are_seen_beside_an_answer_to_correct_too(client, plan):
    planned = plan(host="M. Leroy")
    show_portrait("M. Leroy")
    answer = client.submit(planned.path, {"mail": "x"})
    assert answer.status_code == 422
    assert "Portrait de M.\u00a0Leroy" in answer.text


def test_each_visitor_gets_a_token_of_their_own(client, plan):
    planned = plan()
    tokens = [client.page(planned.path).select_one("[name=jeton]")["value"] for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert "jeton-du-visiteur" not in tokens


def test_a_link_preview_of_a_cancelled_or_restored_meeting_has_another_picture(client, plan):
    planned = plan()
    seen = []
    for change in (None, "cancel", "restore"):
        with transaction():
            meeting = get_meeting_by_id(planned.id)
            if change == "cancel":
                stages.cancel_meeting(meeting, reason="Grève.", now=now())
            elif change == "restore":
                stages.restore_meeting(meeting, now=now(), tz=zone_time(), override_soft=True)
        seen.append(client.page(planned.path).select_one("meta[property='og:image']")["content"])
    assert len(set(seen)) == 3
