from datetime import datetime

import pytest
from flask import Flask, render_template_string

from cafepol.core import filters, languages
from cafepol.core.marking import marked

START = datetime(2027, 1, 12, 14, 0)  # noqa: DTZ001 -- a wall clock
END = datetime(2027, 1, 12, 16, 30)  # noqa: DTZ001
KNOWN = "Bonjour %(name)s,"


@pytest.fixture
def page():
    app = Flask(__name__)
    languages.init_app(app)
    filters.init_app(app)

    def show(template, **values):
        with app.app_context():
            return render_template_string(template, **values)

    return show


def test_french_is_spoken_unless_somebody_says_otherwise():
    assert languages.spoken() == "fr"
    assert languages.gettext(KNOWN) == KNOWN


def test_a_language_is_spoken_for_a_while_only():
    with languages.speaking("nl") as outer:
        with languages.speaking("de") as inner:
            assert (outer, inner, languages.spoken()) == ("nl", "de", "de")
        assert languages.spoken() == "nl"
    assert languages.spoken() == "fr"


def test_french_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), languages.speaking("nl"):
        1 / 0  # noqa: B018
    assert languages.spoken() == "fr"


@pytest.mark.parametrize("code", ["xx", "", "../nl", "fr"])
def test_a_language_without_a_catalogue_is_answered_in_french(code):
    with languages.speaking(code) as spoken:
        assert spoken == "fr"


@pytest.mark.parametrize(
    ("tags", "spoken"),
    [(["de-BE", "fr"], "de"), (["fr", "nl"], "fr"), (["it", "EN-gb"], "en"), (["den", "it", "*"], "fr"), ([], "fr")],
)
def test_reader_gets_the_first_language_they_name_that_is_spoken_here(tags, spoken):
    assert languages.preferred(tags) == spoken


def test_what_a_catalogue_lacks_is_said_in_french():
    with languages.speaking("nl"):
        assert languages.gettext("Une phrase que personne n’a traduite.") == "Une phrase que personne n’a traduite."


def test_no_break_spaces_of_french_typography_do_not_hide_a_translation():
    with languages.speaking("nl"):
        assert languages.gettext("Une question\u202f?") == languages.gettext("Une question ?") == "Een vraag?"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nl", "dinsdag 12 januari 2027, 14:00–16:30"),
        ("de", "Dienstag, 12. Januar 2027, 14:00–16:30 Uhr"),
        ("en", "Tuesday, 12 January 2027, 14:00–16:30"),
    ],
)
def test_dates_and_hours_are_said_in_the_spoken_language(code, said):
    with languages.speaking(code):
        assert filters.when(START, END) == said


def test_every_way_of_saying_a_date_has_another_language():
    with languages.speaking("nl"):
        said = [filters.weekday(START), filters.day_medium(START), filters.day_short(START), filters.month_short(START)]
        over = filters.when(START, END.replace(day=13))
        assert said == ["dinsdag", "dinsdag 12 januari", "di 12 jan", "jan"]
        assert over == "dinsdag 12 januari 2027, 14:00 – woensdag 13 januari 2027, 16:30"
        assert (filters.day_number(START.replace(day=1)), filters.hour(START)) == ("1", "14:00")


def test_a_template_counts_in_words(page):
    said = "{% trans number=number %}un café{% pluralize %}{{ number }} cafés{% endtrans %}"
    assert [page(said, number=number) for number in (1, 2)] == ["un café", "2 cafés"]


def test_a_template_speaks_and_escapes_what_it_is_given(page):
    said = "{% trans name=name %}Bonjour {{ name }},{% endtrans %}"
    with languages.speaking("nl"):
        assert page(said, name="<b>An</b>") == "Beste &lt;b&gt;An&lt;/b&gt;,"
    assert page(said, name="An") == "Bonjour An,"


def test_a_sentence_of_the_code_is_escaped_where_it_is_shown(page):
    with languages.speaking("nl"):
        assert page("{{ said | translated }}", said="<i> 100 %") == "&lt;i&gt; 100 %"
        assert page("{{ said | translated }}", said=marked("Une question ?")) == "Een vraag?"
