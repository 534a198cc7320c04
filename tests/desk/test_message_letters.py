"""Letters among the messages: printed one by one or in one go, for the window of an envelope."""

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, tick_call
from tests.factories import commissariat_id
from tests.pages import words
from tests.printing.paper import Paper

PAGE = "/equipe/messages"
LETTERS = f"{PAGE}/lettres.pdf"
WINDOW = (110, 45, 200, 85)
FOOT = "\n--\nZone de Police Boraine – 065 61 96 00\nUne urgence ? Appelez le 101, jour et nuit.\n"


@pytest.fixture
def reception(sign_in):
    return sign_in(Role.RECEPTION, "colfontaine", name="Mme Accueil")


def write(name="M. Petit", address="rue du Puits 3\n7340 Colfontaine", *, text="Le café est déplacé.", **more):
    """A letter that waits; its id."""
    with transaction():
        to = Recipient(name, address=address)
        more = {"kind": "meeting_moved", "commissariat_id": commissariat_id("colfontaine")} | more
        draft = Draft("Le café change de salle", f"Bonjour {name},\n\n{text}\n\nÀ bientôt.{FOOT}")
        return post_message(draft, to=to, unique_key=f"lettre {name} {address}", now=now(), **more).id


def prints(browser, *ids):
    return browser.get(LETTERS, query_string={"message": ids})


def printed():
    with transaction():
        return [entry.subject_id for entry in audit_entries("message_printed")]


def test_a_letter_says_what_was_written_and_shows_its_address_in_the_window(reception, tmp_path):
    answer = prints(reception, write())
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    paper = Paper(answer.data, tmp_path)
    for text in ("Objet : Le café change de salle", "Bonjour M. Petit,", "Le café est déplacé.", "À bientôt."):
        assert text in paper.text
    assert "jour et nuit" not in paper.text  # the foot of a mail: the letterhead has it
    seen = [word.text for word in paper.pages[0] if word.meets(*WINDOW)]
    assert " ".join(seen) == "M. Petit rue du Puits 3 7340 Colfontaine"


def test_several_letters_are_one_file_and_each_is_noted_as_printed(reception, tmp_path):
    first, second, third = write(), write("Mme Simon"), write("Mme Noël")
    paper = Paper(prints(reception, third, first).data, tmp_path)
    assert paper.info["Pages"] == "2"
    assert "Mme Simon" not in paper.text
    assert sorted(printed()) == sorted([first, third])
    assert second not in printed()


def test_the_page_of_a_letter_leads_to_it_and_says_when_it_was_printed(reception):
    number = write()
    page = reception.page(f"{PAGE}/{number}")
    link = page.find("a", string=lambda text: text and "Imprimer la lettre" in text) or page.select_one("a.btn--go")
    assert link["href"] == f"{LETTERS}?message={number}"
    assert "Imprimée le" not in words(page.text)
    prints(reception, number)
    assert "Imprimée le jeudi 7 janvier" in words(reception.page(f"{PAGE}/{number}").text)


def test_the_list_and_the_desk_lead_to_all_letters_that_wait(reception):
    first, second = write(), write("Mme Simon")
    with transaction():
        tick_call(db.session.get_one(Message, write("Mme Noël")), outcome="", by_account_id=None, now=now())
    both = [f"message={first}", f"message={second}"]
    page = reception.page(f"{PAGE}?canal=letter")
    assert "Imprimer 2 lettres à poster" in words(page.text)
    links = [each["href"] for each in page.select("a") if LETTERS in each.get("href", "")]
    assert [sorted(each.split("?")[1].split("&")) for each in links] == [both]
    desk = [each["href"] for each in reception.page("/equipe/").select("a") if LETTERS in each.get("href", "")]
    assert [sorted(each.split("?")[1].split("&")) for each in desk] == [both, both[:1], both[1:]]


def test_nothing_that_a_resident_gave_stops_a_letter(reception, tmp_path):
    odd = write("Mme 😀 Dubois\u200b", "rue du Puits 3\n\n  7340 Colfontaine 🏠", text="<b>Oui</b> & عمر")
    answer = prints(reception, odd, write("", "place 1\n7340 Colfontaine"))
    assert answer.status_code == 200
    text = Paper(answer.data, tmp_path).text
    assert "Mme ? Dubois" in text
    assert "<b>Oui</b> & ???" in text


def test_what_does_not_print_is_said_with_whose_letter_it_is_and_nothing_is_noted(reception):
    number, wide = write(), write("Mme Large", "\n".join(f"ligne {n}" for n in range(14)))
    answer = prints(reception, number, wide)
    assert answer.location.endswith(f"{PAGE}?canal=letter&etat=a-faire")
    assert "Rien n’est imprimé. La lettre à Mme Large ne s’imprime pas" in words(reception.get(answer.location).text)
    assert prints(reception, wide).location.endswith(f"{PAGE}/{wide}")
    assert printed() == []


def test_asked_for_no_letter_one_is_shown_those_that_wait(reception):
    answer = reception.get(LETTERS)
    assert answer.location.endswith(f"{PAGE}?canal=letter&etat=a-faire")


def test_who_may_not_tick_a_message_off_does_not_print_it(reception, sign_in):
    here, elsewhere = write(), write("Mme Loin", commissariat_id=commissariat_id("boussu"))
    about_concern = write("Mme Plainte", kind="concern_question")
    assert [prints(reception, each).status_code for each in (here, elsewhere, about_concern)] == [200, 404, 404]
    assert prints(reception, here, elsewhere).status_code == 404
    with transaction():
        to = Recipient("M. Appel", phone="+3265001232")
        call = post_message(
            Draft("Appel", "Bonjour"), to=to, kind="meeting_moved", unique_key="appel", now=now(),
            commissariat_id=commissariat_id("colfontaine"),
        ).id  # fmt: skip
    assert prints(reception, call, here).status_code == 404
    assert prints(sign_in(Role.CHIEF, "colfontaine", name="Mme Chef"), about_concern).status_code == 200
    assert prints(sign_in(Role.COMMUNICATION, name="M. Presse"), here).status_code == 404
