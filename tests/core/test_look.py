"""Layouts and macros: they render with and without a zone, and what they render keeps to the house's rules."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import Flask, flash, render_template, render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, EmailField, RadioField, SelectMultipleField, StringField, TextAreaField

from cafepol.core import filters
from cafepol.core.config import folder_of
from tests.pages import check_page, words

ZONE = SimpleNamespace(name="Zone de Police Boraine", phone="+3265001234", mail="cafe@exemple.be")
COMMISSARIATS = [
    SimpleNamespace(name="Boussu", phone="+3265001231"),
    SimpleNamespace(name="Colfontaine", phone="+3265001232"),
]
IMPORTS = '{% import "components/ui.html" as ui %}{% import "components/forms.html" as forms %}'

TITLED = "{% block title %}Un{% endblock %}{% block main %}<h1>Un</h1>{% endblock %}"
WHOLE_FORM = """
{% extends "layouts/public.html" %}
{% import "components/forms.html" as forms %}
{% block main %}
  <h1>Un</h1>
  {{ forms.error_summary(form) }}
  <form method="post">
    {{ forms.token(form) }}
    {{ forms.choices(form.answer, hint="Une seule.") }}
    {{ forms.sizes(form.size, hint="Vous compris.") }}
    {{ forms.choices(form.topics) }}
    {{ forms.field(form.name, short=true) }}
    {{ forms.field(form.mail) }}
    {{ forms.field(form.message) }}
    {{ forms.checkbox(form.call, hint="Un appel suffit.") }}
    {{ forms.submit("Envoyer", big=true, sign="check", name="a", value="b") }}
  </form>
  <div class="actions">
    {{ forms.button_form(form, "/a", "Publier") }}
    {{ forms.button_form(form, "/b", "Annuler") }}
  </div>
{% endblock %}
"""


class AnswerForm(FlaskForm):
    answer = RadioField("Vous venez ?", choices={"yes": "Je participe", "maybe": "Ça m’intéresse"})
    size = RadioField("Combien ?", choices={"1": "1", "2": "2"}, default="2")
    topics = SelectMultipleField("Sujets", choices={"a": "Vols", "b": "Arnaques"}, default=["b"])
    name = StringField("Votre nom")
    mail = EmailField("E-mail")
    message = TextAreaField("Un mot")
    call = BooleanField("Rappelez-moi")


@pytest.fixture
def bare_app():
    app = Flask("look", template_folder=str(folder_of("templates")), static_folder=str(folder_of("static")))
    app.config.update(SECRET_KEY="x" * 32)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals["asset"] = lambda path: f"/static/{path}"
    CSRFProtect(app)
    filters.init_app(app)
    app.add_url_rule("/equipe/deconnexion", "accounts.sign_out", lambda: "", methods=["POST"])
    for page_of_others in (
        "privacy.notice",
        "front.accessibility",
        "front.home",
        "embed.explain",
        "officers.find",
        "requests.create",
    ):
        app.add_url_rule(f"/{page_of_others}", page_of_others, lambda: "")
    with app.test_request_context():
        yield app


def page(source: str, **values) -> BeautifulSoup:
    html = render_template_string(source, **values)
    check_page(html.lstrip(), "test")
    return BeautifulSoup(html, "html.parser")


def macro(call: str, **values) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(IMPORTS + call, **values), "html.parser")


def said(soup: BeautifulSoup) -> str:
    return words(str(soup))


@pytest.mark.parametrize("layout", ["public", "staff", "room"])
def test_each_layout_renders_before_there_is_a_zone(bare_app, layout):
    page(f'{{% extends "layouts/{layout}.html" %}}' + TITLED)


def test_the_public_layout_shows_the_zone_its_phones_and_the_emergency_number(bare_app):
    shown = page(
        '{% extends "layouts/public.html" %}' + TITLED,
        zone=ZONE,
        commissariats=COMMISSARIATS,
    )
    assert shown.title.string == "Un – CaféPol, Zone de Police Boraine"
    assert shown.select_one(".helpline a")["href"] == "tel:+3265001234"
    assert [said(row) for row in shown.select(".phones li")] == ["Boussu 065 00 12 31", "Colfontaine 065 00 12 32"]
    assert "Une urgence ? Appelez le 101 , jour et nuit." in said(shown.footer)


def test_a_public_page_may_give_its_commissariats_number(bare_app):
    shown = page(
        '{% extends "layouts/public.html" %}{% set help_phone = "+3265001299" %}' + TITLED,
        zone=ZONE,
    )
    assert shown.select_one(".helpline a")["href"] == "tel:+3265001299"


def test_the_staff_layout_shows_where_one_is_who_one_is_and_what_was_done(bare_app):
    flash("Rencontre publiée !")
    flash("Trois partenaires attendent.", "warning")
    shown = page(
        '{% extends "layouts/staff.html" %}{% set nav = "desk" %}' + TITLED,
        viewer=SimpleNamespace(name="M. Dupont"),
        navigation=[("desk", "/equipe/", "Mon bureau"), ("meetings", "/equipe/rencontres", "Rencontres")],
    )
    assert [said(link) for link in shown.select(".nav [aria-current]")] == ["Mon bureau"]
    assert "M. Dupont" in said(shown.header)
    assert shown.header.form["method"] == "post"
    assert [said(note) for note in shown.select("[role=status]")] == [
        "Rencontre publiée !",
        "Trois partenaires attendent.",
    ]


def test_the_room_shows_one_way_out_and_nobodys_name(bare_app):
    shown = page(
        '{% extends "layouts/room.html" %}{% block leave %}<a href="/equipe/">Quitter la salle</a>{% endblock %}'
        + TITLED,
        viewer=SimpleNamespace(name="M. Dupont"),
        navigation=[("desk", "/equipe/", "Mon bureau")],
    )
    assert "room" in shown.body["class"]
    assert [said(link) for link in shown.header.find_all("a")] == ["Quitter la salle"]
    assert "Dupont" not in said(shown)


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 503])
@pytest.mark.parametrize("zone", [None, ZONE])
def test_every_error_has_its_plain_page(bare_app, code, zone):
    html = render_template(
        "errors/page.html", code=code, title="Un souci", sentence="Réessayez plus tard.", request_id="ab12", zone=zone
    )
    check_page(html, str(code))
    assert "Réessayez plus tard." in words(html)
    assert ("065 00 12 34" in words(html)) == (zone is not None)


def test_a_plate_says_the_day(bare_app):
    plate = macro("{{ ui.plate(day, 'big past') }}", day=datetime(2027, 1, 12, 14))  # noqa: DTZ001 -- a wall clock
    assert plate.time["datetime"] == "2027-01-12T14:00"
    assert plate.time["class"] == ["plate", "plate--big", "plate--past"]
    assert said(plate) == "mardi 12 janvier"
    assert said(macro("{{ ui.plate(day, 'small') }}", day=date(2027, 1, 1))) == "ven. 1 janv."


def test_steps_show_where_we_are(bare_app):
    steps = macro("{{ ui.steps([('Brouillon', '', 0), ('Publiée', 'depuis lundi', 1)], 1) }}")
    assert [said(step) for step in steps.select("[aria-current=step]")] == ["Publiée depuis lundi"]


def test_a_bar_is_as_long_as_its_part(bare_app):
    assert macro("{{ ui.bar(5, 20, 10) }}").select_one(".bar__v")["width"] == "25.0"
    assert macro("{{ ui.bar(0, 0) }}").select_one(".bar__v")["width"] == "0.0"


def test_small_signs_carry_their_words(bare_app):
    assert len(macro("{{ ui.cupsrow(1) }}").select("svg")) == 3
    assert said(macro("{{ ui.tag('vient', 'leaf', 'check') }}")) == "vient"
    assert said(macro("{% call ui.note('lamp') %}<p>Demain</p>{% endcall %}")) == "Demain"
    assert said(macro("{% call ui.empty('Rien ici ?') %}<p>Appelez</p>{% endcall %}")) == "Rien ici ? Appelez"
    assert said(macro("{{ ui.callbox('Une question ?', '+3265001234') }}")) == "Une question ? 065 00 12 34"
    assert (
        said(macro("{% call ui.callbox('Oui', '+3265001234', 'Le matin.') %}<p>!</p>{% endcall %}"))
        == "Oui 065 00 12 34 Le matin. !"
    )


def test_a_field_ties_label_hint_and_error_to_its_input(bare_app):
    form = AnswerForm()
    form.mail.errors = ["Il manque la fin."]
    field = macro(
        "{{ forms.field(form.mail, hint='Pour vous prévenir', optional=true, autocomplete='email') }}", form=form
    )
    assert said(field.label) == "E-mail (facultatif)"
    assert field.label["for"] == field.input["id"] == "mail"
    assert field.input["aria-describedby"].split() == ["mail-hint", "mail-err"]
    assert field.input["aria-invalid"] == "true"
    assert field.input["autocomplete"] == "email"
    assert said(field.select_one("#mail-err")) == "Erreur : Il manque la fin."


def test_a_field_without_error_is_quiet(bare_app):
    field = macro("{{ forms.field(form.message, rows=3) }}", form=AnswerForm())
    assert field.textarea["rows"] == "3"
    assert not {"aria-invalid", "aria-describedby"} & set(field.textarea.attrs)


def test_choices_are_radio_cards_and_the_first_has_the_fields_id(bare_app):
    cards = macro(
        "{{ forms.choices(form.answer, {'yes': 'Je pense venir.'}, columns=2) }}",
        form=AnswerForm(data={"answer": "maybe"}),
    )
    assert said(cards.legend) == "Vous venez ?"
    assert [(i["type"], i["id"], i.has_attr("checked")) for i in cards.select("input")] == [
        ("radio", "answer", False),
        ("radio", "answer-1", True),
    ]
    assert said(cards.label) == "Je participe Je pense venir."


def test_several_choices_are_check_boxes(bare_app):
    cards = macro("{{ forms.choices(form.topics, tight=true) }}", form=AnswerForm())
    assert [(i["type"], i.has_attr("checked")) for i in cards.select("input")] == [
        ("checkbox", False),
        ("checkbox", True),
    ]


def test_the_error_summary_counts_and_links_to_each_field(bare_app):
    form = AnswerForm()
    assert said(macro("{{ forms.error_summary(form) }}", form=form)) == ""
    form.answer.errors = ["Choisissez l’une des deux réponses."]
    assert said(macro("{{ forms.error_summary(form) }}", form=form).h2) == "Un point à corriger"
    form.form_errors.append("Il ne reste que 2 places.")
    form.name.errors = ["Trop court.", "Trop vague."]
    summary = macro("{{ forms.error_summary(form) }}", form=form)
    assert said(summary.h2) == "4 points à corriger"
    assert [link["href"] for link in summary.select("a")] == ["#answer", "#name", "#name"]


def test_a_whole_form_and_its_one_button_neighbours_pass_the_house_rules(bare_app):
    form = AnswerForm()
    form.call.errors = form.size.errors = ["Donnez un numéro."]
    shown = page(WHOLE_FORM, form=form)
    assert len(shown.select("input[name=csrf_token]")) == 3
    assert [said(button) for button in shown.select("button")] == ["Envoyer", "Publier", "Annuler"]
