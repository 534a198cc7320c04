import re
import secrets
import subprocess
from datetime import UTC, date, datetime
from functools import partial

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, text

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.mails import LINK_LATER
from cafepol.concerns.records import Attempt, Entry, Feedback
from cafepol.concerns.transitions import Orientation, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import Base, transaction
from cafepol.core.versioned_forms import SENT_TWICE
from cafepol.messages.models import Message
from cafepol.zone.queries import themes
from tests.clients import form_values
from tests.concerns.conftest import WORDS, anonymous, letter, mail, phone_call
from tests.pages import words

HOME = "/equipe/doleances"
ANSWER = "Six poteaux seront posés en février."


def path(number, *rest):
    return "/".join([HOME, number, *map(str, rest)])


def count(model):
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def step(client, number, end, data=None, **kwargs):
    return client.submit(path(number), data, action=f"/{number}/{end}", **kwargs)


def feedback_path(cafe, number, position=0):
    return path(number, "personnes", cafe.raiser_id(number, position), "retour")


def give(cafe, number, channel, position=0, *, follow=False, **data):
    where = feedback_path(cafe, number, position)
    typed = {"is_answer": "answer", "channel": channel, "text": ANSWER, **data}
    return cafe.officer.submit(where, typed, action="/retour", follow=follow)


def checked(page, name):
    return page.select_one(f"input[name={name}][checked]")["value"]


def test_the_page_says_where_it_stands_who_waits_and_why_that_date(cafe):
    number = cafe.log(phone_call(), letter())
    said = words(cafe.officer.get(path(number)).text)
    assert f"{number} – " in said
    assert f"« {WORDS} »" in said
    assert "Mme Martin" in said
    assert "065 00 99 33" in said
    assert "2 sur 2" in said
    assert "Clôture possible quand Mme Martin et M. Petit auront eu leur retour." in said
    assert "Pourquoi le 20 janvier ?" in said
    assert "10 jours ouvrables" in said
    assert "lu par l’habitant" in said


def test_the_residents_words_are_the_only_ones_in_the_voice(cafe):
    number = cafe.log(phone_call())
    page = cafe.officer.page(path(number))
    assert [words(str(each)) for each in page.select(".voice p")] == [f"« {WORDS} »"]


def test_the_days_that_did_not_count_are_named(cafe, clock):
    clock.advance(days=70)  # 18 March 2027; Easter Monday is the 29th
    cafe.stay_signed_in()
    number = cafe.log(phone_call(), at_meeting=False)
    assert "Lundi 29 mars ne compte pas : Lundi de Pâques." in words(cafe.chief.get(path(number)).text)


def test_a_concern_goes_all_its_way_through_the_pages(cafe):
    number = cafe.log(phone_call())
    assert (
        step(cafe.officer, number, "commencer", {"next_step": "Passer voir", "next_on": "2027-01-12"}).status_code
        == 302
    )
    assert "Prochaine étape : mardi 12 janvier" in words(cafe.officer.get(path(number)).text)
    assert step(cafe.officer, number, "conclure", {"decided": ANSWER, "outcome": "resolved"}).status_code == 302
    assert step(cafe.officer, number, "reprendre", {"reason": "Il en manque un."}).status_code == 302
    assert step(cafe.officer, number, "conclure", {"decided": ANSWER, "outcome": "partial"}).status_code == 302
    refused = step(cafe.officer, number, "cloturer", {"outcome": "partial", "summary": "Six poteaux."})
    assert refused.status_code == 422
    assert "Mme Martin attend encore son retour." in words(refused.text)
    assert "Six poteaux." in refused.text
    assert give(cafe, number, "phone", given_on="2027-01-07").status_code == 302
    assert step(cafe.officer, number, "cloturer", {"outcome": "partial", "summary": "Six poteaux."}).status_code == 302
    said = words(cafe.officer.get(path(number)).text)
    assert "Retour à Mme Martin, par téléphone" in said
    assert "Résumé publiable" in said
    assert cafe.state(number) == "closed"


def test_a_step_sent_again_after_somebody_took_it_back_is_no_double_click(cafe, clock):
    number = cafe.log(phone_call())
    cafe.bring(number, "in_progress")
    form = cafe.officer.page(path(number)).select_one("form[action$=conclure]")
    mine = form_values(form) | {"decided": ANSWER, "outcome": "resolved"}
    send = partial(cafe.officer.post, path(number, "conclure"))
    assert [send(data=mine).status_code for _ in range(2)] == [302, 302]
    assert step(cafe.officer, number, "reprendre", {"reason": "Il en manque un."}).status_code == 302
    assert send(data=mine | {"decided": "Huit poteaux."}).status_code == 409
    clock.advance(seconds=SENT_TWICE.total_seconds() + 1)
    assert send(data=mine).status_code == 409
    assert cafe.state(number) == "in_progress"


def test_one_primary_action_at_most(cafe):
    for state in ("heard", "in_progress", "feedback_due", "closed"):
        number = cafe.log(phone_call())
        cafe.bring(number, state)
        for client in (cafe.officer, cafe.chief):
            assert len(client.page(path(number)).select(".btn--go")) <= 1
    assert len(cafe.officer.page(HOME).select(".btn--go")) == 0


def crafted(client, number, end, data):
    """Post to a step with a token of another form of the same browser."""
    form = client.page(f"{HOME}/nouvelle").select_one("main form[method=post]")
    token = form.select_one("input[name=csrf_token]")["value"]
    where = path(number, end) if end else path(number)
    return client.post(where, data={"csrf_token": token, "key": secrets.token_hex(8), **data})


FILLED = {
    "commencer": {"next_step": "Passer voir", "next_on": "2027-01-12"},
    "conclure": {"decided": ANSWER, "outcome": "resolved"},
    "reprendre": {"reason": "Parce que."},
    "cloturer": {"outcome": "resolved", "summary": "Six poteaux."},
    "annuler": {"void_reason": "entry_error"},
}


def test_a_crafted_closing_cannot_pass_over_somebody_who_waits(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    response = crafted(
        cafe.officer, number, "cloturer", {"version": "2", **FILLED["cloturer"], "on_time": "y", "state": "closed"}
    )
    assert response.status_code == 422
    assert cafe.state(number) == "feedback_due"


def test_a_version_that_is_none_is_refused(cafe, subtests):
    for version in ["", "x", "-1", "99999999999999999999"]:
        with subtests.test(version=str(version)):
            number = cafe.log(anonymous())
            assert (
                crafted(cafe.officer, number, "commencer", {**FILLED["commencer"], "version": version}).status_code
                == 422
            )
            assert cafe.state(number) == "heard"


def test_fields_of_the_record_cannot_be_posted(cafe):
    number = cafe.log(phone_call())
    extra = {"owner_id": "1", "state": "closed", "number": "D-1", "promised_on": "2030-01-01", "version": "1"}
    assert crafted(cafe.officer, number, "commencer", {**FILLED["commencer"], **extra}).status_code == 302
    with cafe.concern(number) as concern:
        assert (concern.state, concern.version, concern.owner_id) == ("in_progress", 2, cafe.officer_id)


def test_an_old_page_is_answered_with_both_versions(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "in_progress")
    late = crafted(
        cafe.officer, number, "conclure", {"version": "1", "decided": "Mon texte à moi.", "outcome": "partial"}
    )
    assert late.status_code == 409
    said = words(late.text)
    assert "Quelqu’un d’autre a enregistré entre-temps." in said
    assert "Les deux versions" in said
    assert said.count("Mon texte à moi.") >= 2  # in the table, and still in the form
    assert "En cours" in said
    assert 'name="version" type="hidden" value="2"' in late.text or 'value="2"' in late.text
    assert cafe.state(number) == "in_progress"


def test_after_both_versions_one_may_save_knowingly(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        operations.add_raiser(concern, letter(), by=cafe.as_officer, now=now(), today=today())
    late = crafted(cafe.officer, number, "commencer", {"version": "1", **FILLED["commencer"]})
    assert late.status_code == 409
    version = re.search(r'name="version"[^>]*value="(\d+)"', late.text).group(1)
    assert (
        crafted(
            cafe.officer, number, "commencer", {"version": version, **FILLED["commencer"], "key": "again" * 4}
        ).status_code
        == 302
    )


def test_what_was_typed_for_a_step_that_is_gone_is_still_shown(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    late = crafted(cafe.officer, number, "commencer", {"version": "1", **FILLED["commencer"]})
    assert late.status_code == 409
    assert "Passer voir" in words(late.text)
    assert "mardi 12 janvier 2027" in words(late.text)


def test_an_empty_step_is_answered_at_its_field_and_changes_nothing(cafe, subtests):
    for end in [*FILLED, "noter"]:
        with subtests.test(end=str(end)):
            number = cafe.log(anonymous())
            if end in {"reprendre", "cloturer"}:
                cafe.bring(number, "feedback_due")
            before = cafe.state(number)
            response = crafted(cafe.chief if end == "annuler" else cafe.officer, number, end, {"version": "1"})
            assert response.status_code == 422
            assert "à corriger" in words(response.text)
            assert cafe.state(number) == before


def test_a_national_number_is_refused_at_its_field(cafe):
    number = cafe.log(anonymous())
    response = step(cafe.officer, number, "noter", {"compartment": "internal", "text": "C’est 85.07.30-033.28"})
    assert response.status_code == 422
    assert "N’écrivez pas ce numéro" in words(response.text)
    assert count(Entry) == 1


def test_a_note_is_written_once_for_its_reader(cafe):
    number = cafe.log(anonymous())
    form = {"compartment": "resident", "text": "Nous sommes passés.", "key": "k" * 22}
    for _ in range(2):
        assert step(cafe.officer, number, "noter", form).status_code == 302
    assert count(Entry) == 2


def test_a_key_that_no_form_of_ours_carries_is_refused(cafe):
    number = cafe.log(anonymous())
    for key in ("short", "x" * 65):
        assert (
            crafted(cafe.officer, number, "commencer", {**FILLED["commencer"], "version": "1", "key": key}).status_code
            == 400
        )
    assert cafe.state(number) == "heard"


def test_without_the_token_nothing_happens(cafe):
    number = cafe.log(anonymous())
    assert cafe.officer.post(path(number, "commencer"), data={"version": "1", **FILLED["commencer"]}).status_code == 400
    assert cafe.state(number) == "heard"


def test_a_mail_is_read_once_more_before_it_leaves(cafe):
    number = cafe.log(mail())
    where = feedback_path(cafe, number)
    shown = give(cafe, number, "mail")
    assert shown.status_code == 200
    assert "Relire avant d’envoyer" in words(shown.text)
    read = BeautifulSoup(shown.text, "html.parser").select_one("#courriel").get_text("\n", strip=True)
    assert ANSWER in words(shown.text)
    assert count(Feedback) == 0
    token, key = (
        re.search(rf'name="{name}"[^>]*value="([^"]+)"', shown.text).group(1) for name in ("csrf_token", "key")
    )
    sent = {"csrf_token": token, "key": key, "is_answer": "answer", "channel": "mail", "text": ANSWER}
    back = cafe.officer.post(where, data={**sent, "step": "edit"})
    assert back.status_code == 200
    assert ANSWER in back.text
    assert count(Feedback) == 0
    for _ in range(2):
        assert cafe.officer.post(where, data={**sent, "step": "send"}).status_code == 302
    assert count(Feedback) == 1
    with transaction() as session:
        _, left = session.scalars(select(Message).order_by(Message.id)).all()
        assert left.kind == "concern_feedback"
        gone = re.sub(r"http\S+/suivi/\S+", LINK_LATER, left.text)
        assert [line for line in gone.splitlines() if line] == read.splitlines()
        session.execute(text("UPDATE message SET state = 'bounced' WHERE kind = 'concern_feedback'"))
    assert "revenu : il faut répondre autrement" in words(cafe.officer.get(path(number)).text)


def test_feedback_that_cannot_work_is_answered_at_its_field(cafe):
    number = cafe.log(phone_call())
    for channel, sentence in (
        ("letter", "adresse postale"),
        ("mail", "adresse e-mail"),
        ("meeting", "cochée présente"),
    ):
        response = give(cafe, number, channel)
        assert response.status_code == 422
        assert sentence in words(response.text)
        assert ANSWER in response.text
    assert give(cafe, number, "phone", text="").status_code == 422
    assert give(cafe, number, "phone", given_on="2027-01-09").status_code == 422
    assert give(cafe, number, "none").status_code == 422
    assert count(Feedback) == 0


def test_news_is_proposed_until_the_answer_is_decided_and_counts_for_nothing(cafe):
    number = cafe.log(phone_call(), mail())
    where = feedback_path(cafe, number)
    assert checked(cafe.officer.page(where), "is_answer") == "news"
    assert "attend encore la réponse" in words(give(cafe, number, "phone", is_answer="news", follow=True).text)
    sent = give(cafe, number, "mail", position=1, is_answer="news").text
    assert "Des nouvelles" in sent
    assert "Voici notre réponse" not in sent
    cafe.bring(number, "feedback_due")
    assert checked(cafe.officer.page(where), "is_answer") == "answer"
    assert "ce n’est pas encore une réponse" in words(cafe.officer.get(path(number)).text)
    with cafe.concern(number) as concern:
        assert len(concern.waiting) == 2


def test_said_at_a_meeting_names_the_meeting(cafe, clock):
    number = cafe.log(phone_call())
    where = feedback_path(cafe, number)
    assert 'name="meeting"' not in cafe.officer.get(where).text
    later = cafe.meet_again(date(2027, 2, 3))
    cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    clock.set(datetime(2027, 2, 4, 9, tzinfo=UTC))
    cafe.stay_signed_in()
    assert "mercredi 3 février" in words(cafe.officer.get(where).text)
    refused = give(cafe, number, "meeting")
    assert refused.status_code == 422
    assert "Choisissez la rencontre" in refused.text
    assert give(cafe, number, "meeting", meeting=str(later)).status_code == 302
    with cafe.concern(number) as concern:
        assert concern.raisers[0].discharged_on == date(2027, 2, 3)


def test_a_letter_is_printed_then_posted_then_counts(cafe):
    number = cafe.log(letter())
    cafe.bring(number, "feedback_due")
    assert give(cafe, number, "letter").status_code == 302
    link = cafe.officer.page(path(number)).select_one("a[href$='.pdf']")["href"]
    pdf = cafe.officer.get(link)
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Cache-Control"] == "no-store"
    printed = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf.data, capture_output=True, check=True)
    said = " ".join(printed.stdout.decode().split())
    for part in (
        "M. Petit",
        "rue du Puits 3",
        "7340 Colfontaine",
        ANSWER,
        number,
        "le jeudi 7 janvier 2027",
        "Inspecteur Dupont",
    ):
        assert part in said.replace("\u00a0", " ").replace("\u202f", " ")
    refused = step(cafe.officer, number, "cloturer", FILLED["cloturer"])
    assert "M. Petit attend encore son retour." in words(refused.text)
    late = cafe.officer.submit(path(number), {"posted_on": "2027-01-08"}, action="/postee")
    assert late.status_code == 422
    assert "Cette date est encore à venir." in words(late.text)
    assert cafe.officer.submit(path(number), {"posted_on": "2027-01-07"}, action="/postee").status_code == 302
    assert "postée le jeudi 7 janvier" in words(cafe.officer.get(path(number)).text)
    assert step(cafe.officer, number, "cloturer", FILLED["cloturer"]).status_code == 302


def test_a_day_that_is_none_is_said_at_its_field(cafe):
    number = cafe.log(letter())
    give(cafe, number, "letter")
    for where, field, end in (
        (path(number), "posted_on", "/postee"),
        (feedback_path(cafe, number), "tried_on", "/essai"),
    ):
        refused = cafe.officer.submit(where, {field: "hier"}, action=end)
        assert refused.status_code == 422
        assert "Écrivez la date comme ceci" in words(refused.text)
        assert 'value="hier"' in refused.text
    assert count(Attempt) == 0


def test_only_letters_are_printed(cafe):
    number = cafe.log(phone_call())
    give(cafe, number, "phone")
    with cafe.concern(number) as concern:
        told = concern.raisers[0].feedbacks[0].id
    assert cafe.officer.get(path(number, "lettres", f"{told}.pdf")).status_code == 404
    assert cafe.officer.get(path(number, "lettres", "999.pdf")).status_code == 404
    assert cafe.officer.get(path(number, "personnes", 999, "retour")).status_code == 404


@pytest.mark.parametrize(
    ("address", "answer", "sentence"),
    [
        ("\n".join(f"ligne {line}" for line in range(14)), ANSWER, "ne tient pas"),
        ("rue du Puits 3\n7340 Colfontaine", "Merci 🙂", "La police d’impression n’a pas le caractère"),
    ],
)
def test_a_letter_that_cannot_be_printed_is_refused_before_it_is_stored(cafe, address, answer, sentence):
    number = cafe.log(letter(address=address))
    response = give(cafe, number, "letter", text=answer)
    assert response.status_code == 422
    assert sentence in words(response.text)
    assert answer in response.text
    assert count(Feedback) == 0


def test_two_attempts_then_unreachable(cafe):
    number = cafe.log(phone_call())
    where = feedback_path(cafe, number)
    refused = cafe.officer.submit(where, {"code": "unreachable"}, action="/impossible")
    assert refused.status_code == 422
    assert "deux essais" in words(refused.text)
    assert cafe.officer.submit(where, {"tried_on": "2027-01-09"}, action="/essai").status_code == 422
    for day in ("2027-01-06", "2027-01-07"):
        assert cafe.officer.submit(where, {"tried_on": day}, action="/essai").status_code == 302
    assert count(Attempt) == 2
    assert cafe.officer.submit(where, {"code": "unreachable"}, action="/impossible").status_code == 302
    said = words(cafe.officer.get(path(number)).text)
    assert "retour impossible : injoignable, après deux essais" in said
    assert "2 essais : mer. 6 janv., jeu. 7 janv." in said


def test_somebody_else_says_the_same(cafe):
    number = cafe.log(phone_call())
    where = path(number, "personnes", "nouvelle")
    refused = cafe.officer.submit(where, {"name": "M. Gros", "channel": "mail"})
    assert refused.status_code == 422
    assert "M. Gros" in refused.text
    form = {"name": "M. Gros", "channel": "mail", "mail": "gros@exemple.be", "heard_on": "2027-01-07"}
    assert cafe.officer.submit(where, form).status_code == 302
    assert "promis pour jeudi 21 janvier" in words(cafe.officer.get(path(number)).text)


def test_the_board_speaks_in_a_sentence_first(cafe, clock):
    assert "Aucun suivi ouvert" in words(cafe.officer.get(HOME).text)
    for _ in range(2):
        cafe.log(phone_call(), mail())
    cafe.bring(cafe.log(phone_call()), "closed")
    clock.advance(days=12)
    cafe.stay_signed_in()
    said = words(cafe.officer.get(HOME).text)
    assert "2 suivis ouverts, 4 personnes attendent un retour. Aucun n’est en retard, 2 échoient cette semaine." in said
    clock.advance(days=2)
    cafe.stay_signed_in()
    said = words(cafe.chief.get(HOME).text)
    assert "2 sont en retard, aucun échoit cette semaine." in said
    assert "1 jour de retard" in said
    assert "Par agent" in said
    assert "Mme Martin" not in said


def test_the_list_is_narrowed_by_theme_commune_and_state(cafe):
    with transaction():
        first, second = (theme.id for theme in themes()[:2])
    mine = cafe.log(phone_call())
    other = cafe.log(phone_call(), theme=1)
    closed = cafe.log(anonymous())
    cafe.bring(closed, "closed")
    by_theme = words(cafe.officer.get(f"{HOME}?theme={second}").text)
    assert other in by_theme
    assert mine not in by_theme
    assert mine not in words(cafe.officer.get(f"{HOME}?commune=99999").text)
    assert closed in words(cafe.officer.get(f"{HOME}?etat=cloturees").text)
    assert closed not in words(cafe.officer.get(HOME).text)
    for odd in (
        "?theme=' OR 1=1--",
        "?page=-1",
        "?page=1000000000",
        "?etat=tout",
        "?commune=²",
        f"?theme={first}&page=2",
    ):
        assert cafe.officer.get(HOME + odd).status_code == 200


def test_the_second_page_of_a_long_list_is_reached(cafe, monkeypatch):
    monkeypatch.setattr("cafepol.casework.staff_views.PAGE", 1)
    monkeypatch.setattr("cafepol.casework.list_queries.PAGE", 1)
    numbers = [cafe.log(anonymous()) for _ in range(2)]
    for number in numbers:
        cafe.bring(number, "closed")
    assert "Page suivante" in words(cafe.officer.get(f"{HOME}?etat=cloturees").text)
    second = words(cafe.officer.get(f"{HOME}?etat=cloturees&page=2").text)
    assert numbers[0] in second
    assert "Page précédente" in second


def test_what_somebody_left_behind_is_on_the_chiefs_board_and_handed_over(cafe, sign_in):
    number = cafe.log(phone_call())
    sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")
    with transaction():
        cafe.person(cafe.officer).is_active = False
        chief = cafe.person(cafe.chief).id
    assert cafe.chief.page(HOME).select_one("#h-sans-responsable")
    assert "n’est plus là" in words(cafe.chief.get(path(number)).text)
    wrong = cafe.chief.submit(HOME, {"officer": "99999"}, action="/transmettre", follow=True)
    assert "Choisissez le nouveau responsable" in words(wrong.text)
    done = cafe.chief.submit(HOME, {"officer": str(chief)}, action="/transmettre", follow=True)
    assert "1 doléance transmise à Inspecteur Lambert." in words(done.text)
    again = crafted(cafe.chief, "transmettre", None, {"officer": str(chief)})
    assert again.location == HOME
    assert "Plus aucune doléance de ce commissariat n’est sans responsable." in words(cafe.chief.get(HOME).text)
    assert "h-sans-responsable" not in done.text
    # who owns it acts as its officer, chief or not
    assert step(cafe.chief, number, "conclure", FILLED["conclure"]).status_code == 302
    assert step(cafe.chief, number, "reprendre", FILLED["reprendre"]).status_code == 302


def test_an_officer_hands_nothing_over(cafe):
    assert crafted(cafe.officer, "transmettre", "", {"officer": "1"}).status_code in {404, 405}
    form = cafe.officer.page(f"{HOME}/nouvelle").select_one("main form[method=post] input[name=csrf_token]")
    assert (
        cafe.officer.post(f"{HOME}/transmettre", data={"csrf_token": form["value"], "officer": "1"}).status_code == 404
    )


def test_looking_changes_nothing(cafe):
    number = cafe.log(phone_call(), letter())
    give(cafe, number, "letter", position=1)
    with cafe.concern(number) as concern:
        told = concern.raisers[1].feedbacks[0].id

    def everything():
        with transaction() as session:
            tables = [t for t in Base.metadata.sorted_tables if t.name not in {"audit_entry", "sign_in"}]
            return {t.name: sorted(map(repr, session.execute(t.select()).all())) for t in tables}

    before = everything()
    for page in (
        HOME,
        f"{HOME}/nouvelle",
        path(number),
        feedback_path(cafe, number),
        path(number, "personnes", "nouvelle"),
        path(number, "lettres", f"{told}.pdf"),
    ):
        assert cafe.officer.get(page).status_code == 200
        assert cafe.officer.head(page).status_code == 200
    assert everything() == before


def test_each_view_is_on_the_audit_trail_by_id(cafe):
    number = cafe.log(letter())
    give(cafe, number, "letter")
    with cafe.concern(number) as concern:
        concern_id, told = concern.id, concern.raisers[0].feedbacks[0].id

    def trail(action):
        with transaction() as session:
            rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()
            return [(row.account_id, row.subject_id, row.detail) for row in rows]

    before = len(trail("concern_viewed"))
    cafe.officer.get(path(number))
    cafe.chief.get(path(number))
    views = trail("concern_viewed")[before:]
    assert views == [(cafe.officer.account_id, concern_id, {}), (cafe.chief.account_id, concern_id, {})]
    cafe.officer.get(path(number, "lettres", f"{told}.pdf"))
    assert trail("letter_printed") == [(cafe.officer.account_id, concern_id, {})]
    cafe.officer.get(HOME)
    assert trail("concerns_listed")[-1] == (cafe.officer.account_id, None, {"numbers": [number]})
    crafted(cafe.chief, number, "cloturer", {"version": "1"})
    assert len(trail("concern_viewed")) == before + 3


def test_a_mail_preview_is_on_the_audit_trail_too(cafe):
    number = cafe.log(mail())
    give(cafe, number, "mail")
    with transaction() as session:
        views = session.scalars(select(AuditEntry).where(AuditEntry.action == "concern_viewed")).all()
    assert len(views) == 2  # the form, then the preview


ELSEWHERE = [
    "{number}", "{number}/personnes/{raiser}/retour", "{number}/personnes/nouvelle", "{number}/lettres/{told}.pdf",
    "{number}/personnes/{raiser}/coordonnees",
]  # fmt: skip
POSTS = [
    *(f"{{number}}/{end}" for end in [*FILLED, "noter"]),
    "{number}/personnes/{raiser}/retour", "{number}/personnes/{raiser}/essai", "{number}/personnes/{raiser}/impossible",
    "{number}/personnes/nouvelle", "{number}/lettres/{told}/postee", "{number}/retours/{told}/revenu",
    "{number}/personnes/{raiser}/coordonnees",
]  # fmt: skip


def test_for_everybody_else_a_concern_does_not_exist(cafe, sign_in):
    number = cafe.log(letter())
    give(cafe, number, "letter")
    with cafe.concern(number) as concern:
        ids = {"number": number, "raiser": concern.raisers[0].id, "told": concern.raisers[0].feedbacks[0].id}
    colleague = sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")
    others = [sign_in(Role.CHIEF, "boussu"), sign_in(Role.OFFICER, "boussu"), colleague]
    for client in others:
        token = client.page(f"{HOME}/nouvelle").select_one("main input[name=csrf_token]")["value"]
        assert number not in client.get(HOME).text
        assert "Aucun suivi ouvert" in words(client.get(HOME).text)
        for page in ELSEWHERE:
            assert client.get(f"{HOME}/{page.format(**ids)}").status_code == 404, page
        for page in POSTS:
            data = {"csrf_token": token, "version": "1", "key": page[:60], "step": "send", **FILLED["commencer"]}
            assert client.post(f"{HOME}/{page.format(**ids)}", data=data).status_code == 404, page
    for role in (Role.DIRECTORATE, Role.COMMUNICATION, Role.ADMINISTRATOR, Role.DPO):
        assert sign_in(role).get(path(number)).status_code == 404
    assert sign_in(Role.RECEPTION, "colfontaine").get(HOME).status_code == 404
    assert cafe.state(number) == "heard"


def test_strangers_are_asked_to_sign_in(cafe, client):
    number = cafe.log(phone_call())
    response = client.get(path(number))
    assert response.status_code == 302
    assert "/equipe/connexion" in response.location


def test_the_officer_of_the_quarter_sees_it_too(cafe, sign_in):
    colleague = sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")
    number = cafe.log(phone_call())
    assert colleague.get(path(number)).status_code == 404
    with transaction() as session:
        officer_id = cafe.person(colleague).id
        session.execute(
            text(f"INSERT INTO officer_quarter (officer_id, quarter_id) VALUES ({officer_id}, {cafe.quarter_id})")
        )
    assert colleague.get(path(number)).status_code == 200
    assert step(colleague, number, "commencer", FILLED["commencer"]).status_code == 302


def test_an_offence_shows_its_reference_and_no_words(cafe):
    number = cafe.log(phone_call(), orientation=Orientation.OFFENCE_TO_RECORD, reference="MO.55.L1.123/2027")
    said = words(cafe.officer.get(path(number)).text)
    assert "MO.55.L1.123/2027" in said
    assert "trottoir" not in said


def test_a_voided_concern_says_so_and_offers_nothing(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "voided")
    page = cafe.officer.page(path(number))
    assert "Cette doléance est annulée. Elle est comptée à part." in words(str(page))
    assert page.select("main form[method=post]") == []


def test_closing_without_a_solution_is_offered_to_the_chief_alone(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "feedback_due", outcome=Outcome.UNRESOLVED)
    data = {"outcome": "unresolved_with_reason", "summary": "Pas de budget cette année."}
    refused = step(cafe.officer, number, "cloturer", data)
    assert refused.status_code == 422
    assert step(cafe.chief, number, "cloturer", data).status_code == 302


def test_feedback_said_at_the_meeting_is_shown_with_what_it_lacks(cafe):
    registration = cafe.register("Mme Leroy")
    number = cafe.log(operations.RaiserDraft(channel=Channel.MEETING), registration=registration, settled="Réparé.")
    assert "cette personne n’y est pas cochée présente" in words(cafe.officer.get(path(number)).text)
    cafe.present(registration)
    assert "retour donné le mercredi 6 janvier, à la rencontre" in words(cafe.officer.get(path(number)).text)


def test_a_tick_that_went_while_the_page_was_open_is_said_on_it(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    where = f"/equipe/doleances/{number}/personnes/{cafe.raiser_id(number)}/retour"
    sent = {"channel": "meeting", "meeting": str(cafe.meeting_id), "text": "Fait."}
    refused = cafe.officer.submit(where, sent)
    assert refused.status_code == 422
    assert BeautifulSoup(refused.text, "html.parser").select_one("#meeting")
