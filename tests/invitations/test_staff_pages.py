from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.models import SignIn
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import operations, presence, queries, reminding
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.lifecycle import ClosingFacts
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import close_meeting, publish_meeting
from tests.clients import at_once, form_values
from tests.invitations import asking
from tests.invitations.asking import leave, messages, refuse, state
from tests.pages import words
from tests.post import TUESDAY, cancel, contact, plan


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine")


@pytest.fixture
def meeting(app):
    meeting_id = plan()
    with transaction():
        return get_meeting_by_id(meeting_id)


def page_of(meeting, end="inviter"):
    return f"/equipe/rencontres/{meeting.code}/{end}"


def invite(meeting, contact_id):
    return asking.invite(meeting.id, contact_id)


def loaded(meeting_id):
    with transaction():
        return get_meeting_by_id(meeting_id)


def at_the_start(clock, meeting):
    """The meeting begins; who is signed in stays so."""
    clock.set(meeting.starts_at)
    with transaction() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.last_seen_at = sign_in.created_at = now()


def test_two_partners_are_invited_one_by_mail_one_by_phone(chief, meeting):
    dubois, petit = contact(), contact("M. Petit", mail=None, phone="+3265001232", partner="PCS")
    page = words(chief.get(page_of(meeting)).text)
    assert "Toit & Moi, sert Colfontaine, par e-mail" in page
    assert "PCS, sert Colfontaine, à appeler" in page
    response = chief.submit(page_of(meeting), {"contacts": [str(dubois), str(petit)]}, follow=True)
    said = words(response.text)
    assert "1 invitation part par e-mail à 9 h 10. 1 appel est à faire : voyez votre bureau." in said
    assert "2 invitations" in said
    assert sorted(message.channel for message in messages()) == ["call", "mail"]


def test_a_double_click_invites_once_and_leads_both_times_to_the_list(chief, meeting):
    dubois = contact()
    opened = form_values(chief.page(page_of(meeting)).select_one("main form"))
    answers = [chief.post(page_of(meeting), data=opened | {"contacts": str(dubois)}) for _ in range(2)]
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [(303, page_of(meeting))] * 2
    assert [message.kind for message in messages()] == ["invitation"]


def test_two_clicks_at_once_invite_once(chief, meeting):
    dubois = contact()
    opened = form_values(chief.page(page_of(meeting)).select_one("main form"))
    answers = at_once(chief, page_of(meeting), *[opened | {"contacts": str(dubois)}] * 2)
    assert [each.status_code for each in answers] == [303, 303]
    assert [message.kind for message in messages()] == ["invitation"]


@pytest.mark.parametrize(
    ("kind", "words_of_it"), [(None, "L’invitation n’est pas arrivée"), ("reminder", "Le rappel n’est pas arrivé")]
)
def test_what_did_not_arrive_is_said_with_a_link_to_the_message(chief, meeting, clock, kind, words_of_it):
    invitation_id = invite(meeting, contact())
    if kind:
        leave(clock)
        with transaction():
            reminding.ask_again(
                queries.get_invitation(invitation_id), get_meeting_by_id(meeting.id), by=None, now=now()
            )
    refuse(clock, "dubois@partner.example")
    page = chief.page(page_of(meeting))
    row = page.select_one("#reponses")
    assert words_of_it in words(str(row))
    assert row.select_one(".rows__end").get_text(strip=True) == "pas arrivé"
    assert row.select_one("a[href*='/messages/']")["href"] == f"/equipe/messages/{messages()[-1].id}"
    assert "Relancer" not in words(str(row))


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ({"mail": "dubois@partner.example"}, "1 invitation part par e-mail à 9 h 10."),
        ({"mail": None, "phone": "+3265001232"}, "1 appel est à faire"),
    ],
)
def test_the_flash_speaks_only_of_what_there_is(chief, meeting, ways, said):
    only = contact(**ways)
    response = chief.submit(page_of(meeting), {"contacts": str(only)}, follow=True)
    assert said in words(response.text)
    assert ("appel" in words(response.text)) is ("appel" in said)


def test_the_flash_speaks_of_several(chief, meeting):
    ids = [contact(f"Mme {name}", mail=f"{name}@partner.example") for name in "ab"]
    ids += [contact(f"M. {name}", mail=None, phone="+3265001232") for name in "cd"]
    response = chief.submit(page_of(meeting), {"contacts": [str(each) for each in ids]}, follow=True)
    assert "2 invitations partent par e-mail à 9 h 10. 2 appels sont à faire" in words(response.text)


def test_nobody_chosen_is_said(chief, meeting):
    contact()
    response = chief.submit(page_of(meeting))
    assert response.status_code == 422
    assert "Cochez au moins une personne." in words(response.text)


def test_a_contact_of_another_commune_is_refused(chief, meeting):
    contact()
    response = chief.submit(page_of(meeting), {"contacts": ["99999"]})
    assert response.status_code == 422
    assert messages() == []


def test_a_meeting_that_begins_meanwhile_invites_nobody(chief, meeting, clock):
    dubois = contact()
    form = chief.page(page_of(meeting)).select_one("main form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    at_the_start(clock, meeting)
    response = chief.post(page_of(meeting), data=data | {"contacts": str(dubois)})
    assert response.status_code == 422
    assert "déjà commencé" in words(response.text)
    assert messages() == []


def test_without_partners_the_page_says_where_to_add_one(chief, meeting):
    assert "Plus personne à inviter à Colfontaine" in words(chief.get(page_of(meeting)).text)


def test_a_reminder_goes_once(chief, meeting, clock):
    invitation_id = invite(meeting, contact())
    leave(clock)
    response = chief.submit(page_of(meeting), action=f"/{invitation_id}/relancer", follow=True)
    assert "Mme Dubois : 1 rappel part par e-mail à 9 h 20." in words(response.text)
    leave(clock)
    response = chief.submit(page_of(meeting), action=f"/{invitation_id}/relancer", follow=True)
    assert "moins d’un jour" in words(response.text)
    assert [message.kind for message in messages()] == ["invitation", "invitation_reminder"]


def test_all_who_have_not_answered_are_reminded_by_one_button_that_names_them(chief, meeting, clock):
    for name in ("Mme Dubois", "M. Petit"):
        invite(meeting, contact(name, mail=f"{name[-2:]}@partner.example"))
    invite(meeting, contact("M. Long", mail=None, phone="+3265001232"))
    path = page_of(meeting)
    assert not chief.page(path).select("form[action$='inviter/relancer']")  # nobody has heard of it yet
    leave(clock)
    page = chief.page(path)
    assert "Relancer ces 2 personnes" in words(str(page))
    assert "M. Petit, Mme Dubois" in words(str(page))
    form = page.select_one("form[action$='inviter/relancer']")
    data = {field["name"]: field.get("value", "") for field in form.select("input")}
    for _ in range(2):
        response = chief.post(form["action"], data=data, follow_redirects=True)
    assert "2 rappels partent par e-mail à 9 h 20." in words(response.text) or response.status_code == 200
    assert [message.kind for message in messages()].count("invitation_reminder") == 2
    data["key"] = "another-key-0123456789"
    assert "Personne n’est à relancer" in words(chief.post(form["action"], data=data, follow_redirects=True).text)


def test_all_are_not_reminded_of_what_has_begun(chief, meeting, clock):
    invite(meeting, contact())
    leave(clock)
    form = chief.page(page_of(meeting)).select_one("form[action$='inviter/relancer']")
    data = {field["name"]: field.get("value", "") for field in form.select("input")}
    at_the_start(clock, meeting)
    assert "déjà commencé" in words(chief.post(form["action"], data=data, follow_redirects=True).text)


def test_within_its_quiet_time_an_invitation_is_undone_as_if_it_had_never_been(chief, meeting):
    invitation_id = invite(meeting, contact())
    page = words(chief.get(page_of(meeting)).text)
    assert "L’invitation part à 9 h 10." in page
    assert "Retirer Mme Dubois" not in page
    response = chief.submit(page_of(meeting), action=f"/{invitation_id}/annuler-envoi", follow=True)
    assert "Rien ne part vers Mme Dubois." in words(response.text)
    assert "Personne n’est encore invité." in words(response.text)
    assert [message.state for message in messages()] == ["dropped"]


def test_what_has_left_is_not_undone_but_may_be_taken_back(chief, meeting, clock):
    invitation_id = invite(meeting, contact())
    form = chief.page(page_of(meeting)).select_one("form[action$='annuler-envoi']")
    data = {field["name"]: field.get("value", "") for field in form.select("input")}
    leave(clock)
    response = chief.post(form["action"], data=data, follow_redirects=True)
    assert "C’est déjà parti." in words(response.text)
    assert state(invitation_id) is State.SENT
    response = chief.submit(page_of(meeting), action=f"/{invitation_id}/retirer", follow=True)
    assert "n’est plus sur la liste" in words(response.text)
    assert state(invitation_id) is State.REVOKED


def test_on_a_draft_partners_are_chosen_listed_and_taken_off_again(chief, app):
    draft = loaded(plan(publish=False))
    dubois, petit = contact(), contact("M. Petit", mail=None, phone="+3265001232", partner="PCS")
    response = chief.submit(page_of(draft), {"contacts": [str(dubois), str(petit)]}, follow=True)
    said = words(response.text)
    assert "2 personnes seront invitées à la publication." in said
    assert "M. Petit, à appeler" in said
    assert messages() == []
    response = chief.submit(page_of(draft), action="/1/retirer", follow=True)
    assert "M. Petit" in words(str(chief.page(page_of(draft)).select_one("form .choices")))
    assert messages() == []


def test_a_draft_that_was_published_meanwhile_invites_nobody_by_the_old_page(chief, app):
    draft = loaded(plan(publish=False))
    dubois = contact()
    form = chief.page(page_of(draft)).select_one("main form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    with transaction():
        publish_meeting(get_meeting_by_id(draft.id), now=now())
    response = chief.post(page_of(draft), data=data | {"contacts": str(dubois)})
    assert response.status_code == 422
    assert "n’est plus un brouillon" in words(response.text)
    assert messages() == []


def test_nobody_is_invited_on_the_page_of_what_is_called_off(chief, meeting):
    invite(meeting, contact())
    cancel(meeting.id)
    page = chief.page(page_of(meeting))
    assert "tant qu’elle n’est pas annulée" in words(str(page))
    assert page.select("main form") == []


def test_who_was_there_last_time_is_proposed_first_and_ticked(chief, meeting, clock):
    dubois = contact()
    contact("M. Petit", mail="petit@partner.example", partner="PCS")
    invitation_id = invite(meeting, dubois)
    at_the_start(clock, meeting)
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        presence.note_presence([invitation], present=[invitation_id])
        facts = ClosingFacts(7, 0, 0, no_concern=True)
        close_meeting(get_meeting_by_id(meeting.id), facts=facts, now=now())
    page = chief.page(page_of(loaded(plan(day=TUESDAY + timedelta(days=30)))))
    assert [heading.text for heading in page.select("form h3")] == ["Là la dernière fois", "Partenaires de la commune"]
    assert [box["value"] for box in page.select("input[name=contacts][checked]")] == [str(dubois)]
    assert "Toit & Moi, était là le mardi 9 février, sert Colfontaine, par e-mail" in words(str(page))


def test_what_was_said_on_the_phone_is_noted(chief, meeting):
    invitation_id = invite(meeting, contact(mail=None, phone="+3265001232"))
    path = page_of(meeting, f"invitations/{invitation_id}/reponse")
    assert chief.submit(path, {"answer": "other"}).status_code == 422
    assert chief.submit(path).status_code == 422
    response = chief.submit(path, {"answer": "other", "substitute": "M. Leroy"}, follow=True)
    said = words(response.text)
    assert "La réponse de Mme Dubois est notée." in said
    assert "M. Leroy" in said
    assert state(invitation_id) is State.ACCEPTED


def test_nobody_picks_up_and_the_call_stays_to_do(chief, meeting):
    invitation_id = invite(meeting, contact(mail=None, phone="+3265001232"))
    for path in (page_of(meeting), page_of(meeting, f"invitations/{invitation_id}/reponse")):
        response = chief.submit(path, action=f"/{invitation_id}/pas-joint", follow=True)
        said = words(response.text)
        assert "Mme Dubois reste à appeler." in said
        assert "Pas joint le jeudi 7 janvier à 9 h." in said
    (call,) = messages()
    assert (call.state, call.attempts) == ("to_do", 2)


def test_from_the_desk_one_comes_back_to_the_desk(chief, meeting):
    invitation_id = invite(meeting, contact(mail=None, phone="+3265001232"))
    path = page_of(meeting, f"invitations/{invitation_id}/reponse?du=bureau")
    response = chief.submit(path, {"answer": "yes"})
    assert response.location == "/equipe/"
    (call,) = messages()
    assert (call.state, call.outcome) == ("done", "Oui, je viens")


def test_answers_are_shown_with_what_was_written(chief, meeting):
    invitation_id = invite(meeting, contact())
    with transaction():
        operations.answer(
            queries.get_invitation(invitation_id),
            get_meeting_by_id(meeting.id),
            answer=Answer.YES,
            note="Je parlerai des sacs.",
            now=now(),
        )
    page = words(chief.get(page_of(meeting)).text)
    assert "« Je parlerai des sacs. »" in page
    assert "Relancer Mme Dubois" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_commissariat_finds_nothing(sign_in, meeting, method):
    invitation_id = invite(meeting, contact())
    stranger = sign_in(Role.CHIEF, "boussu")
    data = {"csrf_token": stranger.page("/equipe/rencontres").select_one("input[name=csrf_token]")["value"]}
    ends = ["inviter", f"invitations/{invitation_id}/reponse"]
    if method == "post":
        ends += [f"invitations/{invitation_id}/{end}" for end in ("relancer", "retirer", "annuler-envoi", "pas-joint")]
        ends += ["inviter/relancer"]
    else:
        ends += ["inviter/apercu", "inviter/apercu/1"]
    for end in ends:
        response = stranger.open(page_of(meeting, end), method=method.upper(), data=data if method == "post" else None)
        assert response.status_code == 404
    assert state(invitation_id) is State.SENT


def test_an_invitation_of_another_meeting_is_not_found_under_this_one(chief, meeting):
    other_id = plan(day=TUESDAY + timedelta(days=40))
    with transaction():
        other = get_meeting_by_id(other_id)
    invitation_id = invite(other, contact())
    assert chief.get(page_of(meeting, f"invitations/{invitation_id}/reponse")).status_code == 404


def test_the_page_asks_as_much_of_the_database_with_many_partners(chief, meeting, count_queries):
    def queries_of():
        with count_queries() as counted:
            assert chief.get(page_of(meeting)).status_code == 200
        return counted.total

    invite(meeting, contact("Mme 0", mail="p0@partner.example"))
    contact("M. 0", mail="q0@partner.example")
    chief.get(page_of(meeting))
    few = queries_of()
    for number in range(1, 15):
        invite(meeting, contact(f"Mme {number}", mail=f"p{number}@partner.example", partner=f"P{number}"))
        contact(f"M. {number}", mail=f"q{number}@partner.example", partner=f"Q{number}")
    assert queries_of() == few
