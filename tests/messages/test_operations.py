from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.messages import queries
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import note_missed, post_message, record_as_left, tick_call, withdraw, withdraw_all
from cafepol.messages.searching import SEARCH_MAX
from cafepol.zone.queries import commune_by_slug
from tests.post import host

MAIL = Recipient(name="Mme Dubois", mail="dubois@partner.example", phone="+3265001232")
PHONE = Recipient(name="Mme Martin", phone="+3265001232", address="rue du Puits 1, 7340 Colfontaine")
ADDRESS = Recipient(name="Mme Petit", address="rue du Puits 1, 7340 Colfontaine")
TOKEN = "RtTSTJChNWKeBzNThMoeSTJLnsvQmLKxPkFoe-Qnnlc"
DRAFT = Draft("Votre café", f"Bonjour,\n\nhttp://localhost/suivi/{TOKEN}\n\nMerci.", "<p>Bonjour</p>")


def post(draft=DRAFT, to=MAIL, key="k:1", **more):
    return post_message(draft, to=to, kind="test", unique_key=key, now=now(), **more)


def test_a_mail_waits_in_the_queue_with_an_identity_that_never_changes(app):
    with transaction():
        message = post()
        assert (message.channel, message.state, message.attempts) == ("mail", "queued", 0)
        assert message.message_id.endswith("@zone.example>")
        assert message.text.endswith("Merci.\n")


def test_without_a_mail_address_it_is_a_call_whose_text_holds_no_link(app):
    with transaction():
        message = post(to=PHONE)
        assert (message.channel, message.state, message.html) == ("call", "to_do", "")
        assert message.text == "Bonjour,\n\nMerci."


def test_what_is_said_on_the_phone_may_have_words_of_its_own(app):
    with transaction():
        message = post(Draft("Café", "long", calendar="BEGIN", calendar_method="REQUEST", spoken="Appeler."), to=PHONE)
        assert (message.text, message.calendar, message.calendar_method) == ("Appeler.", None, None)


def test_without_mail_and_phone_it_is_a_letter_with_its_whole_text(app):
    with transaction():
        message = post(to=ADDRESS)
        assert (message.channel, message.state) == ("letter", "to_do")
        assert TOKEN in message.text


def test_nobody_to_reach_is_no_message(app):
    with transaction():
        assert post(to=Recipient(name="Sans nom")) is None
        assert db.session.scalar(select(func.count(Message.id))) == 0


def test_a_name_whose_signs_become_many_letters_is_written(app):
    with transaction():
        message = post(to=Recipient(name="㎯" * 80, mail="m@exemple.be", phone="+32470123456"))
        assert len(message.recipient_search) == SEARCH_MAX


def test_the_same_key_is_said_once(app):
    with transaction():
        first = post()
        again = post(Draft("Autre", "autre"))
        assert again.id == first.id
        assert again.subject == "Votre café"
    with transaction():
        assert post().id == first.id
        assert db.session.scalar(select(func.count(Message.id))) == 1


def test_what_was_taken_back_said_nothing_and_is_written_anew_under_its_key(app):
    with transaction():
        first = post()
        assert withdraw("k:1")
        again = post(Draft("Autre", "autre"))
        assert (again.state, again.subject, first.state) == ("queued", "Autre", "dropped")
        assert post().id == again.id
        assert again.id != first.id


def test_a_rolled_back_change_leaves_no_message(app):
    def fails():
        with transaction():
            post()
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    with transaction():
        assert queries.message_counts() == {}


def test_a_line_break_in_a_name_or_subject_never_reaches_a_header(app):
    with transaction():
        message = post(
            Draft("Café\r\nBcc: v@x.example", "x"), to=Recipient(name="X\r\nBcc: v@x.example", mail="a@b.example")
        )
        assert message.recipient_name == "X Bcc: v@x.example"
        assert message.subject == "Café Bcc: v@x.example"


def test_the_database_refuses_a_mail_without_address_and_a_call_in_the_queue(app):
    for values in ({"recipient_mail": None}, {"state": "to_do"}, {"channel": "pigeon"}, {"calendar_method": "REQUEST"}):
        with transaction():
            message = post(key="k:2")
            wrong = update(Message).where(Message.id == message.id).values(**values)
            with pytest.raises(IntegrityError), db.session.begin_nested():
                db.session.execute(wrong)


def test_a_call_is_ticked_once_with_its_outcome(app):
    with transaction():
        message = post(to=PHONE)
        tick_call(message, outcome="Elle vient.", by_account_id=None, now=now())
        tick_call(message, outcome="Autre chose.", by_account_id=None, now=now() + timedelta(hours=1), reached=False)
        assert (message.state, message.outcome, message.done_at) == ("done", "Elle vient.", now())


def test_nobody_picked_up_counts_for_a_call_still_to_do_and_for_nothing_else(app):
    with transaction():
        call, mail = post(to=PHONE, key="k:call"), post()
        for each in (call, mail):
            note_missed(each, now=now())
        assert (call.state, call.attempts, mail.attempts) == ("to_do", 1, 0)
        tick_call(call, outcome="", by_account_id=None, now=now())
        note_missed(call, now=now())
        assert (call.state, call.attempts) == ("done", 1)


def test_a_call_that_reached_nobody_is_noted_too(app):
    with transaction():
        message = post(to=PHONE)
        tick_call(message, outcome="", by_account_id=None, now=now(), reached=False)
        assert (message.state, message.outcome) == ("failed", None)


def test_a_posted_letter_keeps_no_token(app):
    with transaction():
        message = post(to=ADDRESS)
        tick_call(message, outcome="Postée", by_account_id=None, now=now())
        assert TOKEN not in message.text


def test_a_mail_is_not_ticked_and_an_outcome_has_its_bound(app):
    with transaction():
        with pytest.raises(NotFound):
            tick_call(post(), outcome="", by_account_id=None, now=now())
        with pytest.raises(Refused, match="trop long"):
            tick_call(post(to=PHONE, key="k:3"), outcome="x" * 301, by_account_id=None, now=now())


def test_what_was_not_said_yet_can_be_taken_back(app):
    with transaction():
        post()
        assert withdraw("k:1") is True
        assert withdraw("k:1") is False
        assert withdraw("unknown") is False
        assert queries.message_counts() == {"dropped": 1}


def test_what_was_not_said_yet_can_be_taken_back_by_the_beginning_of_its_key(app):
    with transaction():
        kept = [post(key=key).id for key in ("link:12:a", "link:_:a")]
        taken = [post(key=key) for key in ("link:1:a", "link:1:b")]
        assert withdraw_all("link:1:") == 2
        assert withdraw_all("link:_:") == 1
        assert withdraw_all("link:1:") == 0
        assert [message.state for message in taken] == ["dropped", "dropped"]
        assert queries.get_message(kept[0]).state == "queued"


def test_calls_are_listed_for_their_officer_and_those_of_nobody_for_all(app):
    with transaction():
        officer, other = host(), host("Mme Leroy")
        place = commune_by_slug("colfontaine").commissariat_id
        post(to=PHONE, key="a", commissariat_id=place, officer_id=officer.id)
        post(to=PHONE, key="b", commissariat_id=place, officer_id=other.id)
        post(to=PHONE, key="c", commissariat_id=place)
        letter = post(to=ADDRESS, key="d", commissariat_id=place)

        def keys(found):
            return [message.unique_key for message in found]

        assert keys(queries.calls_to_do([place])) == ["a", "b", "c"]
        assert keys(queries.calls_to_do([place], officer.id)) == ["a", "c"]
        assert keys(queries.calls_to_do([])) == []
        assert keys(queries.letters_to_do([place])) == ["d"]
        assert queries.get_task(letter.id, [place]).id == letter.id
        with pytest.raises(NotFound):
            queries.get_task(letter.id, [place + 1])


def test_what_is_to_say_about_a_concern_is_its_officers_and_the_chiefs(app):
    with transaction():
        officer, other = host(), host("Mme Leroy")
        place = commune_by_slug("colfontaine").commissariat_id
        for key, to, whose in (("a", PHONE, officer.id), ("b", PHONE, None), ("c", ADDRESS, officer.id)):
            post_message(
                DRAFT,
                to=to,
                kind="concern_question",
                unique_key=key,
                now=now(),
                commissariat_id=place,
                officer_id=whose,
            )

        def keys(*asked, **chief):
            found = [*queries.calls_to_do(*asked, **chief), *queries.letters_to_do(*asked, **chief)]
            return [message.unique_key for message in found]

        assert keys([place]) == []
        assert keys([place], other.id) == []
        assert keys([place], officer.id) == ["a", "c"]
        assert keys([place], chief_of={place}) == ["a", "b", "c"]
        assert keys([place], chief_of={place + 1}) == []


def test_a_history_is_recorded_as_having_left(app):
    with transaction():
        post(key="past", not_before=now() - timedelta(days=2))
        post(key="today")
        assert record_as_left(before=now()) == 1
        past = queries.get_by_key("past")
        assert (past.state, past.handed_over_at, TOKEN in past.text) == ("sent", now() - timedelta(days=2), False)
        assert queries.get_by_key("today").state == "queued"


def test_a_calendar_of_the_history_keeps_no_token_either(app):
    with transaction():
        link = f"URL:http://localhost/invitations/{TOKEN}"
        post(Draft("Café", "x", "", link, "REQUEST"), not_before=now() - timedelta(days=2))
        record_as_left(before=now())
        assert queries.get_by_key("k:1").calendar == "URL:http://localhost/invitations/…"


def test_a_message_is_found_by_its_id(app):
    with transaction():
        message = post()
        assert queries.get_message(message.id) is message
        with pytest.raises(NotFound):
            queries.get_message(message.id + 1)


def test_reads_of_the_outbox(app):
    with transaction():
        assert queries.waiting_since() is None
        post(not_before=now() + timedelta(hours=1))
        post(key="k:2")
        assert queries.waiting_since() == now()
        assert queries.message_counts() == {"queued": 2}
        assert queries.messages_of(1) == []
        with pytest.raises(NotFound):
            queries.get_by_key("unknown")
