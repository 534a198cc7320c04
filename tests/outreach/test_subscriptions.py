"""Announcements: wanted by whoever confirms it, sent once, ended by one click; apart from joining a café."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.mime import build_mail
from cafepol.messages.models import Message
from cafepol.messages.operations import forget_links
from cafepol.outreach.announcing import announce, announce_meetings
from cafepol.outreach.subscribing import TEXT_VERSION
from cafepol.outreach.subscription_models import Subscription, Withdrawal
from cafepol.outreach.subscriptions import drop_unconfirmed_subscriptions
from cafepol.registrations.rounds import answer_by_mails
from tests.notices.saying import QUIET, register, run, wait
from tests.pages import words
from tests.post import TUESDAY, cancel, plan

FORM = "/communes/colfontaine/annonces"
LINK = re.compile(r"/annonces/[\w-]{43}")
MAIL = "claire@exemple.be"


def mails(kind=None):
    with transaction() as session:
        found = session.scalars(select(Message).order_by(Message.id)).all()
        session.expunge_all()
    return [each for each in found if kind in {None, each.kind}]


def link():
    return LINK.search(mails()[-1].text).group()


def rows(model):
    with transaction() as session:
        found = session.scalars(select(model)).all()
        session.expunge_all()
    return found


@pytest.fixture
def subscribed(client):
    """Somebody who wants announcements of Colfontaine, and confirmed it."""
    client.submit(FORM, {"mail": MAIL})
    client.submit(link(), action="/confirmer")
    return link()


def announced(clock):
    clock.advance(seconds=QUIET)
    return announce_meetings(now())


def test_an_address_is_asked_first_and_looking_confirms_nothing(client):
    answer = client.submit(FORM, {"mail": "Claire@Exemple.be "}, follow=True)
    assert "Un message vous attend" in words(answer.text)
    assert "Set-Cookie" not in answer.headers
    page = link()
    for _ in range(5):
        assert "C’est bien vous" in words(client.get(page).text)
    assert [each.is_confirmed for each in rows(Subscription)] == [False]
    token = client.page(page).select_one("input[name=jeton]")["value"]
    for _ in range(2):  # said twice, it is simply said
        said = client.post(f"{page}/confirmer", data={"jeton": token}, follow_redirects=True)
        assert "vous recevez les annonces" in words(said.text)
    (kept,) = rows(Subscription)
    assert (kept.is_confirmed, kept.text_version) == (True, TEXT_VERSION)


def test_the_answer_is_the_same_for_an_address_that_is_known(client, subscribed, count_queries):
    seen = []
    for mail in (MAIL, "autre@exemple.be"):
        with count_queries() as counted:
            answer = client.submit(FORM, {"mail": mail})
        seen.append((answer.status_code, answer.headers["Location"], answer.data, counted.total))
    assert seen[0] == seen[1]
    assert [each.kind for each in mails()][1:] == ["subscription_already", "subscription_confirm"]


@pytest.mark.parametrize("typed", ["", "claire", "x" * 250 + "@x.be"])
def test_what_is_no_address_is_said_at_the_field(client, typed):
    answer = client.submit(FORM, {"mail": typed})
    assert answer.status_code == 422
    assert rows(Subscription) == []


def test_a_machine_is_thanked_and_a_resend_asks_once(client):
    client.submit(FORM, {"mail": MAIL, "precisions": "x"})
    assert mails() == []
    page = client.page(FORM)
    data = {"mail": MAIL, "jeton": page.select_one("input[name=jeton]")["value"]}
    assert [client.post(FORM, data=data).status_code for _ in range(2)] == [303, 303]
    assert len(mails()) == 1


def test_one_address_gets_few_mails_and_one_connection_few_forms(client):
    pages = [FORM, *(f"/communes/{slug}/annonces" for slug in ("colfontaine", "boussu", "frameries", "quaregnon"))]
    assert [client.submit(page, {"mail": MAIL}).status_code for page in pages] == [303] * 5
    assert len(mails()) <= 3


def test_who_never_confirms_is_forgotten(client, clock):
    client.submit(FORM, {"mail": MAIL})
    page = link()
    clock.advance(hours=48)
    with transaction():
        drop_unconfirmed_subscriptions(now())
    assert rows(Subscription) == []
    assert client.get(page).status_code == 410


def test_a_new_cafe_is_announced_once_to_those_of_its_commune(client, subscribed, clock):
    client.submit("/communes/boussu/annonces", {"mail": "b@exemple.be"})
    client.submit(FORM, {"mail": "jamais@exemple.be"})
    meeting_id = plan()
    assert announce_meetings(now()) == 0  # its quiet time runs
    assert announced(clock) == 1
    assert (announced(clock), announce(meeting_id, now=now())) == (0, 0)
    (mail,) = mails("announcement")
    assert (mail.recipient_mail, mail.expires_at is not None) == (MAIL, True)
    assert mail.subject == "Nouveau café de Colfontaine, mardi 9 février"
    assert "/rencontres/" in mail.text
    assert LINK.search(mail.html)


def test_a_draft_or_what_was_called_off_is_not_announced(client, subscribed, clock):
    plan(publish=False)
    cancel(plan(day=TUESDAY + timedelta(days=1)))
    assert announced(clock) == 0


def test_what_fails_is_logged_and_tried_again(subscribed, clock, monkeypatch, caplog):
    plan()
    monkeypatch.setattr("cafepol.outreach.announcing.subscribers_of", lambda _: 1 / 0)
    assert announced(clock) == 0
    monkeypatch.undo()
    assert announce_meetings(now()) == 1
    assert "announcing failed" in caplog.text


def test_each_announcement_can_be_ended_by_the_mail_program(client, subscribed, clock):
    plan()
    announced(clock)
    (message,) = mails("announcement")
    wire = build_mail(message, sender="cafe@zone.example", reply_to="", sender_name="Zone", now=now()).as_bytes()
    mail = message_from_bytes(wire, policy=policy.default)
    address = re.fullmatch(r"<http://[^/]+(/annonces/[\w-]{43}/desabonnement)>", mail["List-Unsubscribe"]).group(1)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Me désabonner" in words(client.get(address).text)  # a mail scanner looks
    assert len(rows(Subscription)) == 1
    for _ in range(2):
        ended = client.post(address, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"})
        assert ended.status_code == 200
        assert "Set-Cookie" not in ended.headers
        assert "Vous ne recevez plus d’annonces" in words(ended.text)
    assert rows(Subscription) == []
    (kept,) = rows(Withdrawal)
    assert (kept.withdrawn_at, kept.text_version, MAIL in kept.mail_hash) == (now(), TEXT_VERSION, False)
    assert mails("announcement")[0].state == "dropped"
    assert client.get(address.replace("/desabonnement", "")).status_code == 410
    assert "C’est fait" in words(client.get(address).text)
    plan(day=TUESDAY + timedelta(days=1))
    assert announced(clock) == 0


def test_a_mail_whose_link_would_open_nothing_does_not_leave(client, subscribed):
    client.submit(FORM, {"mail": MAIL})
    assert [each.state for each in mails()] == ["queued"] * 2
    client.post(f"{link()}/desabonnement")
    assert [each.state for each in mails()] == ["dropped"] * 2


def test_no_other_mail_can_be_ended_and_what_left_keeps_no_link(client, subscribed, clock):
    plan()
    announced(clock)
    first, *_, last = mails()
    assert (first.one_click, last.kind) == (None, "announcement")
    wire = build_mail(first, sender="cafe@zone.example", reply_to="", sender_name="Zone", now=now())
    assert "List-Unsubscribe" not in wire
    forget_links(last)
    assert (last.one_click, LINK.search(last.text + last.html)) == (None, None)


def test_who_left_still_hears_that_their_cafe_is_called_off(client, subscribed, clock):
    meeting_id = plan()
    register(meeting_id, mail=MAIL)
    client.post(f"{subscribed}/desabonnement")
    cancel(meeting_id)
    wait(clock)
    assert run() == 1
    assert mails("meeting_change")[0].recipient_mail == MAIL


def test_joining_is_one_wish_and_announcements_another(client):
    with transaction():
        code = get_meeting_by_id(plan()).code
    page = f"/rencontres/{code}"
    assert not client.page(page).select_one("#announce").has_attr("checked")
    typed = {"kind": "going", "party_size": "1"}
    refused = client.submit(page, typed | {"announce": "y"})
    assert refused.status_code == 422
    assert "Pour les annonces, écrivez votre e-mail" in words(refused.text)
    client.submit(page, typed | {"mail": "a@exemple.be"})
    assert rows(Subscription) == []
    client.submit(page, typed | {"mail": "b@exemple.be", "announce": "y"})
    answer_by_mails(now())
    assert [each.mail for each in rows(Subscription)] == ["b@exemple.be"]
    assert sorted(each.kind for each in mails() if each.recipient_mail == "b@exemple.be") == [
        "registration_confirm",
        "subscription_confirm",
    ]


def test_the_page_of_a_commune_leads_there(client):
    links = [each["href"] for each in client.page("/communes/colfontaine").select("main a")]
    assert FORM in links
    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 0


def test_a_stranger_without_a_link_ends_nothing(client, subscribed):
    assert client.post(f"/annonces/{'x' * 43}/desabonnement").status_code == 404
    assert client.get(f"/annonces/{'x' * 43}").status_code == 404
    assert len(rows(Subscription)) == 1
