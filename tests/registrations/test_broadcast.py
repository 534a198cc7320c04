import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.broadcasting import get_broadcast, preview_of, reach_of, tell_all, undo_broadcast
from cafepol.registrations.operations import cancel_registration
from tests.pages import words

SAID = {"subject": "Apportez une chaise", "text": "La salle est petite.\n\nMerci."}


@pytest.fixture
def told(meeting, register):
    """A meeting with one mail, one call, one who left nothing and one who never confirmed."""
    there = meeting(publish=True)
    register(there, channel="phone", mail="petit@x.be", name="Mme Petit")
    register(there, channel="phone", phone="0470 12 34 56")
    register(there, channel="phone")
    register(there, mail="inconnu@x.be")
    return there


def say(there, **more):
    with transaction():
        return tell_all(get_meeting_by_id(there.id), **SAID | more, by=None, now=now()).id


def test_who_is_reached_is_counted(told):
    with transaction():
        reach = reach_of(get_meeting_by_id(told.id))
        assert (reach.mails, reach.calls, reach.unreached) == (1, 1, 1)


def test_each_gets_their_own_after_the_quiet_time_and_nobody_elses_address(told, messages, clock):
    say(told)
    mail, call = messages("registration_all")
    assert (mail.recipient_mail, mail.channel, mail.state) == ("petit@x.be", "mail", "queued")
    assert mail.not_before > clock.now
    assert (call.recipient_phone, call.channel, call.state) == ("+32470123456", "call", "to_do")
    assert "/inscriptions/" in mail.text
    for text in (mail.text, mail.html, call.text):
        assert "La salle est petite." in text
        assert not any(other in text for other in ("inconnu", "petit@", "0470"))


def test_the_preview_is_what_leaves_but_for_the_link(told, messages):
    with transaction():
        read = preview_of(get_meeting_by_id(told.id), **SAID)
    say(told)
    mail = messages("registration_all")[0]
    assert (read.subject, read.text.strip().splitlines()[:5]) == (mail.subject, mail.text.strip().splitlines()[:5])
    assert "/inscriptions/lien-personnel" in read.text


def test_within_the_quiet_time_it_is_undone_whole(told, messages, clock):
    number = say(told)
    for left in (2, 0):
        with transaction():
            assert undo_broadcast(get_broadcast(told.id, number), now=clock.now) == left
    assert {each.state for each in messages("registration_all")} == {"dropped"}
    second = say(told)
    clock.advance(days=1)
    with transaction(), pytest.raises(Refused, match="déjà parti"):
        undo_broadcast(get_broadcast(told.id, second), now=clock.now)


def test_who_does_not_come_any_more_hears_no_more_of_it(meeting, register, act, messages):
    there = meeting()
    gone, other = (register(there, channel="phone", mail=f"{each}@x.be").registration for each in "ab")
    say(there)
    act(cancel_registration, gone)
    said = {each.recipient_mail: each.state for each in messages("registration_all")}
    assert said == {"a@x.be": "dropped", other.mail: "queued"}


def test_nobody_to_reach_a_past_meeting_and_a_national_number_are_refused(meeting, told, clock):
    with pytest.raises(Refused, match="n’atteindrait personne"):
        say(meeting(days=7))
    with transaction():
        assert preview_of(get_meeting_by_id(meeting(days=8).id), **SAID) is None
    with pytest.raises(Refused, match="ce numéro"):
        say(told, text="Son numéro : 85.07.30-033.28")
    clock.set(told.ends_at)
    with pytest.raises(Refused, match="passée"):
        say(told)


def test_a_message_of_another_meeting_does_not_exist(meeting, told):
    number = say(told)
    with transaction():
        for meeting_id, wanted in ((meeting(days=7).id, number), (told.id, 999)):
            with pytest.raises(NotFound):
                get_broadcast(meeting_id, wanted)


def test_it_is_written_read_sent_once_and_shown_in_messages(sign_in, told, messages, clock):
    browser = sign_in(Role.CHIEF)
    path = f"/equipe/rencontres/{told.code}/message"
    assert path in browser.get(f"/equipe/rencontres/{told.code}").text
    assert browser.submit(path, {"text": ""}).status_code == 422
    typed = SAID | {"key": "un-seul-et-meme-envoi"}
    read = browser.submit(path, typed)
    assert "Envoyer à 2 personnes" in words(read.text)
    assert "lien-personnel" in read.text
    assert 'value="Apportez une chaise"' in browser.submit(path, typed | {"change": "1"}).text
    assert messages("registration_all") == []
    token = {"csrf_token": browser.page(path).find("input", attrs={"name": "csrf_token"})["value"]}
    for _ in range(2):
        assert browser.post(f"{path}/envoyer", data=typed | token).status_code == 303
    assert len(messages("registration_all")) == 2
    assert "Apportez une chaise" in browser.get(f"/equipe/messages?rencontre={told.code}").text
    assert browser.post(f"{path}/envoyer", data=token).status_code == 422
    assert "ne part pas" in words(browser.submit(path, action="/annuler", follow=True).text)
    assert {each.state for each in messages("registration_all")} == {"dropped"}
    token["key"] = "un-autre-envoi-que-le-premier"
    browser.post(f"{path}/envoyer", data=SAID | token)
    clock.advance(minutes=15)
    assert "déjà parti" in words(browser.post(f"{path}/2/annuler", data=token, follow_redirects=True).text)
