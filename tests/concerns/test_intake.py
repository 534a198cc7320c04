"""Noting a concern at the desk: where, what, and everybody who said it, in one go."""

import pytest
from sqlalchemy import func, select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.records import Feedback
from cafepol.core.db import transaction
from cafepol.zone.queries import themes
from tests.concerns.conftest import WORDS, anonymous, phone_call
from tests.pages import words

HOME = "/equipe/doleances"
NOTES = f"{HOME}/nouvelle/notes"


def count(model):
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def theme_id(position=0) -> str:
    with transaction():
        return str(themes()[position].id)


def note(cafe, client=None, *, at="", **data):
    values = {
        "where": f"q{cafe.quarter_id}", "theme": theme_id(), "facts": WORDS, "who_0": "person", "name_0": "Mme Martin",
        "phone_0": "065 00 99 33", "channel_0": "phone", "heard_on": "2027-01-07",
    }  # fmt: skip
    return (client or cafe.officer).submit(NOTES + at, {**values, **data}, form="#notes")


def raisers(cafe, number="D-2027-1"):
    with cafe.concern(number) as concern:
        return [(each.name, each.channel, each.heard_on.isoformat()) for each in concern.raisers]


def test_a_concern_is_noted_outside_any_meeting(cafe):
    response = note(cafe)
    assert response.status_code == 302
    # the officer answers neither for the quarter nor for a meeting: the concern goes to the chief
    assert response.location == HOME
    assert "Responsable : Inspecteur Lambert" in words(cafe.officer.get(HOME).text)
    assert cafe.chief.get(f"{HOME}/D-2027-1").status_code == 200
    assert cafe.officer.get(f"{HOME}/D-2027-1").status_code == 404


def test_a_concern_is_noted_at_a_meeting(cafe):
    response = note(
        cafe, at=f"?rencontre={cafe.code}", who_0="anonymous", name_0="", phone_0="", channel_0="none", heard_on=""
    )
    assert response.location == f"{HOME}/D-2027-1"
    with cafe.concern("D-2027-1") as concern:
        assert (concern.meeting_id, concern.quarter_id) == (cafe.meeting_id, cafe.quarter_id)


def test_several_people_who_said_it_are_noted_in_one_go(cafe):
    registration = cafe.register("Mme Leroy", present=1, mail="leroy@exemple.be", mail_key="leroy@exemple.be")
    more = {"at": f"?rencontre={cafe.code}", "many": "3", "heard_on": ""}
    first = {"who_0": str(registration), "channel_0": "known", "name_0": "", "phone_0": ""}
    second = {"who_1": "person", "name_1": "M. Gros", "phone_1": "065 00 99 34", "channel_1": "phone"}
    assert note(cafe, **more, **first, **second, who_2="anonymous", channel_2="none").status_code == 302
    day = "2027-01-06"
    assert raisers(cafe) == [("Mme Leroy", "mail", day), ("M. Gros", "phone", day), (None, "none", day)]


def test_one_person_more_is_a_button_that_keeps_what_was_typed_and_stores_nothing(cafe):
    response = note(cafe, more="1")
    assert response.status_code == 200
    said = words(response.text)
    assert "Personne 2" in said
    assert "Mme Martin" in response.text
    assert "corriger" not in said
    assert count(Concern) == 0
    full = note(cafe, more="1", many="6")
    assert "Personne 6" in words(full.text)
    assert "Une personne de plus" not in words(full.text)


def test_a_line_that_was_left_empty_is_nobody(cafe):
    assert note(cafe, many="2").status_code == 302
    assert [name for name, *_ in raisers(cafe)] == ["Mme Martin"]


def test_what_is_wrong_with_the_second_person_is_said_there(cafe, subtests):
    registration = cafe.register("Mme Leroy", present=1)
    at_cafe = {"at": f"?rencontre={cafe.code}", "heard_on": "", "who_0": str(registration), "channel_0": "known"}
    second = {"who_1": "person", "name_1": "M. Gros", "channel_1": "phone"}
    for data, field, sentence in [
        ({}, "phone_1", "Notez le numéro auquel rappeler."),
        ({"phone_1": "abc"}, "phone_1", "Ce numéro ne se lit pas."),
        ({"channel_1": ""}, "channel_1", "Choisissez le retour voulu."),
        ({"channel_1": "known"}, "channel_1", "Sans inscription, choisissez le retour voulu."),
        ({"who_1": str(registration), "name_1": ""}, "who_1", "Cette personne est déjà notée."),
        ({"who_1": "99999"}, "who_1", "Choisissez une réponse de la liste."),
    ]:
        with subtests.test(sentence):
            response = note(cafe, **{**at_cafe, "many": "2", "name_0": "", "phone_0": "", **second, **data})
            assert response.status_code == 422
            assert sentence in words(response.text)
            assert f'href="#{field}"' in response.text
            assert count(Concern) == 0


def test_what_was_settled_on_the_spot_is_the_answer_of_who_was_there(cafe):
    assert note(cafe, settled="Nous avons appelé la commune devant elle : réparé.").status_code == 302
    with cafe.concern("D-2027-1") as concern:
        assert (concern.state, concern.waiting) == ("feedback_due", [])
    assert count(Feedback) == 1


def test_the_same_form_twice_makes_one_concern(cafe):
    for _ in range(2):
        assert note(cafe, key="k" * 22).status_code == 302
    assert count(Concern) == 1


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cafe, subtests):
    for data, sentence in [
        ({"facts": ""}, "Écrivez ce que la personne a dit"),
        ({"facts": "compte BE68 5390 0754 7034"}, "N’écrivez pas ce numéro : c’est un numéro de compte."),
        ({"facts": "Kevin, 14 ans, jette des pierres."}, "N’écrivez jamais le nom d’un mineur"),
        ({"where": ""}, "Choisissez un quartier."),
        ({"where": "q99999"}, "Choisissez une réponse de la liste."),
        ({"theme": "99999"}, "Choisissez une réponse de la liste."),
        ({"theme": None}, "Choisissez un thème."),
        ({"channel_0": "mail"}, "Notez l’adresse e-mail à laquelle répondre."),
        ({"channel_0": "meeting"}, "choisissez une autre façon de répondre"),
        ({"phone_0": "abc"}, "Ce numéro ne se lit pas."),
        ({"heard_on": "2027-01-08"}, "Cette date est encore à venir."),
        ({"heard_on": "hier"}, "Écrivez la date comme ceci"),
        ({"who_0": "anonymous"}, "ne laisse pas non plus d’adresse"),
        ({"place": "x" * 121}, "C’est trop long : 120 caractères au plus."),
    ]:
        with subtests.test(sentence=str(sentence)):
            response = note(cafe, **data)
            assert response.status_code == 422
            assert sentence in words(response.text)
            assert "Mme Martin" in response.text
            assert count(Concern) == 0


def test_a_name_in_the_words_is_asked_about_once(cafe):
    named = {"facts": "M. Dupont gare sa camionnette devant l’école."}
    asked = note(cafe, **named)
    assert asked.status_code == 422
    assert "Ce texte semble nommer quelqu’un : « Dupont »." in words(asked.text)
    assert count(Concern) == 0
    another = note(cafe, facts="M. Dupont et Mme Petit crient.", seen="Dupont")
    assert "« Petit »" in words(another.text)
    assert note(cafe, **named, seen="Dupont").status_code == 302
    assert count(Concern) == 1


def test_of_an_offence_only_the_reference_is_kept(cafe):
    offence = {"at": "?nature=infraction", "facts": None}
    missing = note(cafe, **offence)
    assert missing.status_code == 422
    assert "Notez la référence de ce qui est acté ailleurs." in words(missing.text)
    assert note(cafe, **offence | {"facts": WORDS, "place": "ici"}, reference="MO.55.L1.123/2027").status_code == 302
    with cafe.concern("D-2027-1") as concern:
        assert (concern.reference, concern.facts, concern.place) == ("MO.55.L1.123/2027", "", "")


def test_a_chief_without_a_quarter_notes_nothing(cafe):
    response = note(cafe, cafe.chief)
    assert response.status_code == 422
    assert "C’est le policier de quartier qui note une doléance." in words(response.text)


def test_who_registered_is_named_to_those_who_hold_the_meeting_alone(cafe, sign_in):
    cafe.register("Mme Leroy")
    colleague = sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")
    where = f"{NOTES}?rencontre={cafe.code}"
    assert "Mme Leroy" not in colleague.get(where).text
    assert "Mme Leroy" in cafe.officer.get(where).text
    with transaction() as session:
        seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "registrations_seen")).all()
    assert [(row.account_id, row.subject_id) for row in seen] == [(cafe.officer.account_id, cafe.meeting_id)]


@pytest.fixture
def known(cafe):
    """A concern of the quarter and theme, of which the officer is the host."""
    return cafe.log(phone_call())


def test_those_that_may_be_the_same_are_shown_and_on_the_audit_trail(cafe, known):
    elsewhere = cafe.log(phone_call(), theme=1)
    response = note(cafe, look="1")
    assert response.status_code == 200
    shown = words(response.text)
    assert known in shown
    assert elsewhere not in shown
    assert count(Concern) == 2
    with transaction() as session:
        listed = select(AuditEntry.detail).where(AuditEntry.action == "concerns_listed")
        assert session.scalars(listed).all() == [{"numbers": [known]}]


def test_what_somebody_else_follows_is_not_shown(cafe, known, sign_in):
    colleague = sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")
    assert "Rien de pareil parmi vos suivis" in words(note(cafe, colleague, look="1").text)
    assert note(cafe, colleague, same=known).status_code == 404
    assert len(raisers(cafe, known)) == 1


def test_who_says_the_same_is_added_with_the_own_words_and_a_promise(cafe, known):
    second = {"many": "2", "who_1": "anonymous", "channel_1": "none"}
    assert note(cafe, same=known, theme=None, **second).location == f"{HOME}/{known}"
    assert count(Concern) == 1
    with cafe.concern(known) as concern:
        said = [(each.name, each.words) for each in concern.raisers]
        assert concern.raisers[1].promised_on > concern.raisers[0].promised_on
    assert said == [("Mme Martin", ""), ("Mme Martin", WORDS), (None, WORDS)]


def test_the_page_shows_the_own_words_of_who_said_the_same(cafe, known):
    assert note(cafe, same=known, facts="Un camion bloque le passage.", name_0="M. Gros").status_code == 302
    page = cafe.officer.page(f"{HOME}/{known}")
    assert [words(str(each)) for each in page.select(".voice--small")] == [
        "« Un camion bloque le passage. » M. Gros, jeudi 7 janvier 2027"
    ]


def test_adding_somebody_without_a_way_to_answer_is_refused_and_adds_nobody(cafe, known):
    response = note(cafe, same=known, many="2", who_1="person", name_1="M. Gros", channel_1="mail")
    assert response.status_code == 422
    assert 'href="#mail_1"' in response.text
    assert count(Raiser) == 1


def test_somebody_of_a_later_meeting_is_added_once(cafe, known, clock):
    clock.advance(days=14)
    cafe.stay_signed_in()
    later = cafe.meet_again(clock.now.date(), state="published")
    registration = cafe.register("Mme Leroy", present=1, meeting_id=later, phone="+3265009934")
    with transaction() as session:
        code = session.execute(select(Concern.meeting.property.mapper.class_.code)).scalars().all()[-1]
    said = {"at": f"?rencontre={code}", "same": known, "heard_on": "", "name_0": "", "phone_0": ""}
    who = {"who_0": str(registration), "channel_0": "known"}
    assert note(cafe, **said, **who).status_code == 302
    again = note(cafe, **said, **who)
    assert "Cette personne est déjà notée." in words(again.text)
    assert raisers(cafe, known)[1] == ("Mme Leroy", "phone", "2027-01-21")


def test_to_a_closed_one_nobody_is_added(cafe):
    closed = cafe.log(anonymous())
    cafe.bring(closed, "closed")
    shown = words(note(cafe, look="1").text)
    assert "Elle est clôturée : notez-en une nouvelle." in shown
    assert "n’est plus ouverte" in words(note(cafe, same=closed).text)
