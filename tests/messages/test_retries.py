from datetime import timedelta

import pytest

from cafepol.messages.links import calendar_without_tokens, without_link_lines, without_tokens
from cafepol.messages.retries import DELAYS, channel_for, delay_after, is_refused_for_good

TOKEN = "RtTSTJChNWKeBzNThMoeSTJLnsvQmLKxPkFoe-Qnnlc"


@pytest.mark.parametrize(
    ("ways", "channel"),
    [
        ({"mail": "a@b.example", "phone": "+3265001299", "address": "rue 1"}, "mail"),
        ({"mail": None, "phone": "+3265001299", "address": "rue 1"}, "call"),
        ({"mail": None, "phone": None, "address": "rue 1"}, "letter"),
        ({"mail": None, "phone": None, "address": None}, None),
        ({"mail": "", "phone": "", "address": ""}, None),
    ],
)
def test_a_person_is_reached_by_mail_else_by_phone_else_by_letter(ways, channel):
    assert channel_for(**ways) == channel


def test_a_mail_is_tried_again_later_and_later_and_then_given_up():
    waits = [delay_after(attempt) for attempt in range(1, len(DELAYS) + 2)]
    assert waits[:4] == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
    assert waits[-2:] == [timedelta(hours=48), None]
    assert waits[:-1] == sorted(waits[:-1])


@pytest.mark.parametrize(("code", "for_good"), [(450, False), (421, False), (499, False), (550, True), (554, True)])
def test_a_reply_of_5xx_is_for_good(code, for_good):
    assert is_refused_for_good(code) is for_good


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_server_that_wants_another_sign_in_of_us_refuses_nobody_for_good(code):
    assert is_refused_for_good(code) is False


@pytest.mark.parametrize(
    "path", ["inscriptions", "invitations", "suivi", "avis", "relais", "partenaires", "annonces", "equipe/invitation"]
)
def test_the_token_of_a_link_is_blanked(path):
    assert without_tokens(f"Ici : https://x.example/{path}/{TOKEN}.") == f"Ici : https://x.example/{path}/…."


def test_links_without_a_right_stay():
    text = "https://x.example/rencontres/K7M9RT et https://x.example/invitations/court"
    assert without_tokens(text) == text


def test_a_token_is_found_in_a_calendar_although_its_line_is_folded():
    folded = f"URL:https://x.example/invitations/{TOKEN[:12]}\r\n {TOKEN[12:]}\r\nEND:VEVENT\r\n"
    assert calendar_without_tokens(folded) == "URL:https://x.example/invitations/…\r\nEND:VEVENT\r\n"


def test_a_calendar_without_tokens_is_left_as_it_is():
    folded = "DESCRIPTION:un texte\r\n  plié\r\n"
    assert calendar_without_tokens(folded) == folded


def test_on_the_phone_nobody_reads_an_address():
    assert without_link_lines("Bonjour,\n\nDites-le ici :\n\nhttps://x.example/a\n\nMerci\n") == (
        "Bonjour,\n\nDites-le ici :\n\nMerci"
    )
