"""Letters in one go: what waits, the PDF of several, and all of them posted at once or none."""

import re
from datetime import date

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.casework.letter_queries import count_letters, get_letters, letters_to_post
from cafepol.casework.posting import NotPosted, post_letters
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.queries import Scope
from cafepol.concerns.raising import promise_to
from cafepol.concerns.records import Feedback
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound, Refused
from tests.clients import at_once
from tests.concerns.conftest import letter, mail, phone_call
from tests.pages import words
from tests.printing.paper import Paper

HOME = "/equipe/doleances"
LETTERS = f"{HOME}/lettres"
ANSWER = "Six poteaux seront posés en février."
WINDOW = (110, 45, 200, 85)
QUERIES = 15
WHITE = 5  # mm inside the window that stay white


def tell(cafe, number, *, position=0, channel=Channel.LETTER, text=ANSWER):
    with cafe.concern(number) as concern:
        told = operations.give_feedback(
            concern, concern.raisers[position], channel=channel, text=text, by=cafe.as_officer, now=now(), today=today()
        )
        return told.id


def written(cafe, name="M. Petit", address="rue du Puits 3\n7340 Colfontaine", **more):
    """A letter that waits; its id."""
    return tell(cafe, cafe.log(letter(name, address)), **more)


def waiting(scope):
    with transaction():
        return [each.id for each in letters_to_post(scope)]


def posted_on(letter_id):
    with transaction() as session:
        return session.get_one(Feedback, letter_id).posted_on


def mine(cafe):
    return Scope(officer_id=cafe.officer_id)


def post(cafe, *ids, day=None, by=None):
    with transaction():
        letters = get_letters(ids, mine(cafe))
        actors = {each.concern.id: by or cafe.as_officer for each in letters}
        post_letters(letters, posted_on=day or today(), actors=actors, now=now(), today=today())


@pytest.mark.engines
def test_a_letter_waits_until_it_is_posted(cafe):
    first, second = written(cafe), written(cafe, "Mme Simon")
    assert waiting(mine(cafe)) == [first, second]
    post(cafe, first, second)
    assert waiting(mine(cafe)) == []
    assert posted_on(first) == posted_on(second) == today()


def test_who_was_told_otherwise_since_needs_no_letter(cafe):
    number = cafe.log(letter(phone="065 00 99 33"))
    tell(cafe, number)
    tell(cafe, number, channel=Channel.PHONE)
    assert waiting(mine(cafe)) == []


def test_a_letter_written_anew_takes_the_place_of_the_other_once_it_is_posted(cafe):
    number = cafe.log(letter())
    first, second = tell(cafe, number), tell(cafe, number)
    assert waiting(mine(cafe)) == [first, second]
    post(cafe, second)
    assert waiting(mine(cafe)) == []


def test_a_letter_of_before_the_concern_was_taken_up_again_says_nothing_any_more(cafe):
    number = cafe.log(letter())
    tell(cafe, number)
    with cafe.concern(number) as concern:
        promise_to(concern.raisers[0], heard_on=today(), now=now())
    assert waiting(mine(cafe)) == []
    anew = tell(cafe, number)
    assert waiting(mine(cafe)) == [anew]


def test_a_voided_concern_has_no_letter_to_post(cafe):
    number = cafe.log(operations.RaiserDraft(name="M. Petit", address="rue du Puits 3"))
    tell(cafe, number)
    cafe.bring(number, "voided")
    assert waiting(mine(cafe)) == []


def test_letters_outside_the_scope_do_not_exist(cafe):
    there = written(cafe)
    with transaction():
        assert count_letters(Scope(chief_of=frozenset({0}))) == 0
        with pytest.raises(NotFound):
            get_letters({there}, Scope())
        with pytest.raises(NotFound):
            get_letters({there, 0}, mine(cafe))


def test_what_is_no_letter_cannot_be_chosen(cafe):
    call = tell(cafe, cafe.log(phone_call()), channel=Channel.PHONE)
    with transaction(), pytest.raises(NotFound):
        get_letters({call}, mine(cafe))


@pytest.mark.engines
def test_of_letters_posted_together_one_that_cannot_be_keeps_all_of_them_here(cafe):
    first, second, third = written(cafe), written(cafe, "Mme Simon"), written(cafe, "M. Noël")
    post(cafe, second)
    with pytest.raises(NotPosted) as refusal:
        post(cafe, first, second, third)
    (reason,) = refusal.value.reasons
    assert "Mme Simon : Cette lettre est déjà notée comme postée." in reason
    assert posted_on(first) is None
    assert posted_on(third) is None


def test_each_letter_that_is_refused_is_named(cafe, clock):
    clock.advance(days=1)
    first, second = written(cafe), written(cafe, "Mme Simon")
    with pytest.raises(NotPosted) as refusal:
        post(cafe, first, second, day=date(2027, 1, 7))
    assert [reason.split(" : ")[0].split(", ")[1] for reason in refusal.value.reasons] == ["M. Petit", "Mme Simon"]


def test_no_letter_and_a_day_to_come_are_refused_at_their_field(cafe):
    first = written(cafe)
    with transaction(), pytest.raises(Refused) as refusal:
        post_letters([], posted_on=today(), actors={}, now=now(), today=today())
    assert refusal.value.field == "letters"
    with pytest.raises(Refused) as refusal:
        post(cafe, first, day=date(2027, 1, 8))
    assert refusal.value.field == "posted_on"


def print_all(client):
    page = client.page(LETTERS)
    ids = [box["value"] for box in page.select("form[action$='lettres.pdf'] input[checked]")]
    return client.get(f"{LETTERS}.pdf", query_string={"lettre": ids})


def test_letters_are_printed_in_one_go_then_posted_in_one_go(cafe):
    first, second = written(cafe), written(cafe, "Mme Simon")
    said = words(cafe.officer.get(LETTERS).text)
    assert "2 lettres à imprimer. Une lettre compte" in said
    assert print_all(cafe.officer).mimetype == "application/pdf"
    assert waiting(mine(cafe)) == [first, second]  # printing discharges nothing
    assert " 2 lettres imprimées à poster." in words(cafe.officer.get(LETTERS).text)
    data = {"letters": [str(first), str(second)], "posted_on": "2027-01-07"}
    said = words(cafe.officer.submit(LETTERS, data, action="/postees", follow=True).text)
    assert "2 lettres notées comme postées." in said
    assert "Toutes les lettres sont parties." in said


def test_a_letter_printed_from_its_concern_is_one_to_post(cafe):
    number = cafe.log(letter())
    cafe.officer.get(f"{HOME}/{number}/lettres/{tell(cafe, number)}.pdf")
    assert " 1 lettre imprimée à poster." in words(cafe.officer.get(LETTERS).text)
    tell(cafe, number)  # of two that wait, nobody can say which one was printed
    assert "2 lettres à imprimer" in words(cafe.officer.get(LETTERS).text)


def test_what_is_refused_is_said_and_nothing_typed_is_lost(cafe):
    first, second = written(cafe), written(cafe, "Mme Simon")
    print_all(cafe.officer)
    data = {"letters": [str(first), str(second)], "posted_on": "2027-01-07"}
    post(cafe, second)
    token = cafe.officer.page(LETTERS).select_one("form[action$=postees] input[name=csrf_token]")["value"]
    page = cafe.officer.post(f"{LETTERS}/postees", data=data | {"csrf_token": token})
    assert page.status_code == 422
    assert "Mme Simon : Cette lettre est déjà notée comme postée." in words(page.text)
    assert posted_on(first) is None
    nothing = cafe.officer.submit(LETTERS, {"posted_on": "2027-01-08"}, action="/postees")
    assert nothing.status_code == 422
    assert "Cochez au moins une lettre." in words(nothing.text)
    undated = cafe.officer.submit(LETTERS, {"letters": str(first), "posted_on": ""}, action="/postees")
    assert "Choisissez un jour." in words(undated.text)
    assert f'value="{first}" checked' in undated.text
    late = cafe.officer.submit(LETTERS, {"letters": str(first), "posted_on": "2027-01-08"}, action="/postees")
    assert "Cette date est encore à venir." in words(late.text)
    assert f'value="{first}" checked' in late.text


def test_sent_twice_they_are_posted_once(cafe):
    first = written(cafe)
    print_all(cafe.officer)
    page = cafe.officer.page(LETTERS).select_one("form[action$=postees]")
    hidden = {each["name"]: each["value"] for each in page.select("input[type=hidden]")}
    data = hidden | {"letters": str(first), "posted_on": "2027-01-07"}
    assert [cafe.officer.post(f"{LETTERS}/postees", data=data).status_code for _ in range(2)] == [302, 302]


@pytest.mark.engines
def test_of_two_batches_at_the_same_instant_one_is_posted_and_the_other_is_told_why(cafe):
    ids = [written(cafe, name) for name in ("M. Petit", "Mme Simon", "M. Noël")]
    token = cafe.officer.page(f"{HOME}/nouvelle").select_one("main input[name=csrf_token]")["value"]
    form = {"csrf_token": token, "posted_on": "2027-01-07"}
    both = [form | {"letters": [str(each) for each in order], "key": str(order[0]) * 20} for order in (ids, ids[::-1])]
    one, other = sorted(at_once(cafe.officer, f"{LETTERS}/postees", *both), key=lambda answer: answer.status_code)
    assert (one.status_code, other.status_code) == (302, 422)
    for name in ("M. Petit", "Mme Simon", "M. Noël"):
        assert f"{name} : Cette lettre est déjà notée comme postée." in words(other.text)
    assert waiting(mine(cafe)) == []


def test_in_the_batch_each_address_lies_inside_the_window_and_every_text_is_whole(cafe, tmp_path):
    long = "La commune placera deux coussins berlinois au mois de mars. " * 30
    people = {
        "M. Petit": ("rue du Puits 3\n7340 Colfontaine", ANSWER),
        "Madame Marie-Françoise Vandenbroucke-Łukasz": (
            "Résidence « Les Charbonniers », bloc B\navenue du Général de Gaulle et des Mineurs 127\n7340 Colfontaine",
            "\n".join(["Oui."] * 12 + [long]),
        ),
        "<b>M. O’Brien & fils</b>": ("rue %s {0} 1\n7340 Colfontaine", "<para>C’est réglé.</para> & fini"),
    }
    for name, (address, text) in people.items():
        written(cafe, name, address, text=text)
    paper = Paper(print_all(cafe.officer).data, tmp_path)
    assert {font["embedded"] for font in paper.fonts} == {"yes"}
    assert paper.info["Title"] == "Lettres de retour"
    assert paper.overlaps() == []
    read = re.sub(r"D-2027-\d – page \d de \d ", "", paper.text)
    for address, text in people.values():
        for part in (*address.splitlines(), *text.splitlines()):
            assert " ".join(part.split()) in read
    seen = [[word for word in page if word.meets(*WINDOW)] for page in paper.pages]
    assert len(seen) == 4  # the long one goes on on a second page, which lies behind the first
    wanted = [" ".join([name, *address.splitlines()]) for name, (address, _) in people.items()]
    assert [" ".join(word.text for word in seen[page]) for page in (0, 1, 3)] == [
        each.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for each in wanted
    ]
    left, top, right, bottom = WINDOW
    inside = (left + WHITE, top + WHITE, right - WHITE, bottom - WHITE)
    assert all(word.within(*inside) for page in (0, 1, 3) for word in seen[page])


def test_each_letter_that_is_printed_is_on_the_audit_trail_by_its_id(cafe):
    first, second = written(cafe), written(cafe, "Mme Simon")
    assert audit_entries("feedback_printed") == []
    print_all(cafe.officer)
    rows = audit_entries("feedback_printed")
    assert [(row.account_id, row.subject_id) for row in rows] == [
        (cafe.officer.account_id, first), (cafe.officer.account_id, second),
    ]  # fmt: skip
    assert "Petit" not in str([row.detail for row in rows])


def test_a_letter_that_does_not_print_is_named_and_no_other_is_said_to_be_printed(cafe, monkeypatch):
    written(cafe)
    number = cafe.log(letter("Mme Simon"))
    told = tell(cafe, number)
    with transaction() as session:
        session.execute(Feedback.__table__.update().where(Feedback.id == told).values(text="🙂"))
    answer = print_all(cafe.officer)
    assert answer.status_code == 422
    assert f"La lettre {number}, Mme Simon ne s’imprime pas" in words(answer.text)
    assert audit_entries("feedback_printed") == []


def test_too_many_letters_for_one_file_are_refused(cafe, monkeypatch):
    monkeypatch.setattr("cafepol.casework.pdf.MOST", 1)
    first, second = written(cafe), written(cafe, "Mme Simon")
    answer = cafe.officer.get(f"{LETTERS}.pdf?lettre={first}&lettre={second}")
    assert "Choisissez au plus 1 lettres à la fois." in words(answer.text)


def test_letters_of_others_do_not_exist(cafe, sign_in):
    first = written(cafe)
    for client in (sign_in(Role.CHIEF, "boussu"), sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")):
        assert "Toutes les lettres sont parties." in words(client.get(LETTERS).text)
        assert client.get(f"{LETTERS}.pdf?lettre={first}").status_code == 404
        token = client.page(f"{HOME}/nouvelle").select_one("main input[name=csrf_token]")["value"]
        data = {"csrf_token": token, "letters": str(first), "posted_on": "2027-01-07"}
        assert client.post(f"{LETTERS}/postees", data=data).status_code == 404
        assert "lettre" not in words(client.get("/equipe/").text)
    assert posted_on(first) is None


@pytest.mark.parametrize("odd", ["lettre=", "lettre=²", "lettre=-1", "lettre=99999999999", "lettre=x"])
def test_an_odd_address_is_no_letter(cafe, odd):
    assert cafe.officer.get(f"{LETTERS}.pdf?{odd}").status_code == 404


def test_without_a_letter_the_list_comes_back(cafe):
    assert cafe.officer.get(f"{LETTERS}.pdf").location == LETTERS


def test_home_and_list_lead_there(cafe):
    written(cafe)
    tell(cafe, cafe.log(mail()), channel=Channel.MAIL)
    home = cafe.officer.page("/equipe/")
    assert words(str(home.select_one(f"a[href='{LETTERS}']"))) == "1 lettre à imprimer ou à poster"
    assert cafe.officer.page(HOME).select_one(f"a[href='{LETTERS}']")


@pytest.mark.parametrize("letters", [1, 12])
def test_the_list_costs_as_many_queries_for_twelve_as_for_one(cafe, count_queries, letters):
    for _ in range(letters):
        written(cafe)
    cafe.officer.get(LETTERS)
    with count_queries() as counted:
        assert cafe.officer.get(LETTERS).status_code == 200
    assert counted.total == QUERIES
