from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string
from jinja2 import Environment
from markupsafe import Markup

from cafepol.core import clock, filters, typography

TUESDAY = date(2027, 1, 12)
AFTERNOON = datetime(2027, 1, 12, 14, 0)  # noqa: DTZ001 -- a wall clock
NB = "\u00a0"
NARROW = "\u202f"


def spaces(text: str) -> str:
    return text.replace(NB, " ").replace(NARROW, " ")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TUESDAY, "mardi 12 janvier 2027"),
        (AFTERNOON, "mardi 12 janvier 2027"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027"),
        (date(2027, 8, 1), "dimanche 1er août 2027"),
        (date(2028, 2, 29), "mardi 29 février 2028"),
        (date(2027, 12, 31), "vendredi 31 décembre 2027"),
    ],
)
def test_a_whole_date_in_words(day, said):
    assert spaces(filters.day_long(day)) == said


def test_day_and_month_stay_on_one_line():
    assert filters.day_long(TUESDAY) == f"mardi 12{NB}janvier 2027"


def test_a_date_without_its_year():
    assert spaces(filters.day_medium(date(2027, 3, 1))) == "lundi 1er mars"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TUESDAY, "mar. 12 janv."),
        (date(2027, 5, 1), "sam. 1er mai"),
        (AFTERNOON, "mar. 12 janv."),
        (date(2027, 7, 14), "mer. 14 juil."),
    ],
)
def test_a_short_date(day, said):
    assert spaces(filters.day_short(day)) == said


@pytest.mark.parametrize(
    ("number", "weekday", "short"),
    [
        (11, "lundi", "lun."),
        (12, "mardi", "mar."),
        (13, "mercredi", "mer."),
        (14, "jeudi", "jeu."),
        (15, "vendredi", "ven."),
        (16, "samedi", "sam."),
        (17, "dimanche", "dim."),
    ],
)
def test_the_seven_days(number, weekday, short):
    day = date(2027, 1, number)
    assert filters.weekday(day) == weekday
    assert filters.weekday_short(day) == short


def test_the_twelve_months():
    days = [date(2027, n, 2) for n in range(1, 13)]
    assert [filters.month(day) for day in days] == (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
    )
    assert [filters.month_short(day) for day in days] == (
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()  # noqa: SIM905
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [(TUESDAY, "Janvier 2027"), (date(2026, 8, 3), "Août 2026"), (date(2026, 12, 3), "Décembre 2026")],
)
def test_the_heading_of_a_month(day, said):
    assert filters.month_year(day) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (time(14), f"14{NB}h"),
        (time(14, 30), f"14{NB}h{NB}30"),
        (time(9, 5), f"9{NB}h{NB}05"),
        (time(0), f"0{NB}h"),
        (AFTERNOON, f"14{NB}h"),
    ],
)
def test_an_hour(moment, said):
    assert filters.hour(moment) == said


def test_from_when_to_when():
    assert spaces(filters.hours(time(9, 30), time(11, 30))) == "de 9 h 30 à 11 h 30"
    assert spaces(filters.hours(AFTERNOON, AFTERNOON.replace(hour=16))) == "de 14 h à 16 h"


def test_a_meeting_is_said_with_its_day_and_hours():
    said = filters.when(AFTERNOON, AFTERNOON.replace(hour=16))
    assert spaces(said) == "mardi 12 janvier 2027, de 14 h à 16 h"


def test_a_meeting_over_midnight_says_both_days():
    said = filters.when(AFTERNOON.replace(hour=22), AFTERNOON.replace(day=13, hour=1))
    assert spaces(said) == "mardi 12 janvier 2027, de 22 h au mercredi 13 janvier 2027 à 1 h"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TUESDAY, "aujourd’hui"),
        (date(2027, 1, 13), "demain"),
        (date(2027, 1, 11), "hier"),
        (date(2027, 1, 14), "dans 2 jours"),
        (date(2027, 1, 17), "dans 5 jours"),
        (date(2027, 1, 10), "il y a 2 jours"),
        (date(2027, 1, 9), "il y a 3 jours"),
        (AFTERNOON, "aujourd’hui"),
    ],
)
def test_how_far_a_day_is(day, said):
    assert spaces(filters.days_left(day, TUESDAY)) == said


@pytest.mark.parametrize(
    ("number", "noun", "plural", "said"),
    [
        (0, "personne", None, "0 personne"),
        (1, "personne", None, "1 personne"),
        (2, "personne", None, "2 personnes"),
        (2013, "personne", None, "2 013 personnes"),
        (3, "avis", None, "3 avis"),
        (2, "bureau", None, "2 bureaux"),
        (2, "lieu", None, "2 lieux"),
        (2, "retour donné", "retours donnés", "2 retours donnés"),
        (1, "retour donné", "retours donnés", "1 retour donné"),
        (-2, "jour", None, "−2 jours"),
    ],
)
def test_a_number_and_its_noun(number, noun, plural, said):
    assert spaces(filters.count(number, noun, plural)) == said


def test_several_words_are_counted_with_the_plural_they_are_given():
    with pytest.raises(ValueError, match="needs its plural"):
        filters.count(2, "réponse du site")


def test_thousands_stay_together():
    assert filters.number(11200) == f"11{NARROW}200"


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        ("+3265619600", "065 61 96 00"),
        ("+32470123456", "0470 12 34 56"),
        ("+3225112233", "02 511 22 33"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("101", "101"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_written_as_it_is_said(e164, said):
    assert spaces(filters.phone(e164)) == said


def test_a_telephone_number_never_breaks():
    assert filters.phone("+3265619600") == f"065{NB}61{NB}96{NB}00"


@pytest.mark.parametrize(
    ("number", "link"), [("+3265619600", "tel:+3265619600"), ("+32 65 61.96.00", "tel:+3265619600")]
)
def test_a_telephone_link(number, link):
    assert filters.tel_href(number) == link


def test_what_a_machine_reads():
    assert filters.iso(TUESDAY) == "2027-01-12"
    assert filters.iso(AFTERNOON) == "2027-01-12T14:00"
    assert filters.iso(AFTERNOON.replace(tzinfo=UTC)) == "2027-01-12T14:00+00:00"


@pytest.mark.parametrize(("text", "said"), [("dans 5 jours", "Dans 5 jours"), ("école", "École"), ("", "")])
def test_the_start_of_a_sentence(text, said):
    assert filters.sentence(text) == said


TYPED = [
    ("Aujourd'hui, l'école", "Aujourd’hui, l’école"),
    ("5'30", "5'30"),
    ('dans la salle "Le Tilleul".', f"dans la salle «{NB}Le Tilleul{NB}»."),
    ("« Le Tilleul »", f"«{NB}Le Tilleul{NB}»"),
    ("«Le Tilleul»", f"«{NB}Le Tilleul{NB}»"),
    ("Vous venez ? Oui !", f"Vous venez{NARROW}? Oui{NARROW}!"),
    ("oui ; non", f"oui{NARROW}; non"),
    ("84 %", f"84{NARROW}%"),
    ("Exemple : ceci", f"Exemple{NB}: ceci"),
    ("à 14 h 30", f"à 14{NB}h{NB}30"),
    ("à 14 h.", f"à 14{NB}h."),
    ("de 14 h à 16 h", f"de 14{NB}h à 16{NB}h"),
    ("2 013 personnes", f"2{NARROW}013 personnes"),
    ("M. Dupont et Mme Martin", f"M.{NB}Dupont et Mme{NB}Martin"),
    ("n° 5", f"n°{NB}5"),
    ("2 Mo et 3 mots", f"2{NB}Mo et 3 mots"),
    ("https://exemple.be/a?b=1", "https://exemple.be/a?b=1"),
    ("à 14:30", "à 14:30"),
    ("Programme", "Programme"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "shown"), TYPED)
def test_typography_of_a_persons_text(typed, shown):
    assert typography.typo(typed) == shown


@pytest.mark.parametrize(("typed", "shown"), TYPED)
def test_typography_twice_is_once(typed, shown):
    assert typography.typo(typography.typo(typed)) == shown


def test_typography_leaves_markup_alone():
    link = Markup("<a href='/'>Où ?</a>")
    assert typography.typo(link) is link


def rendered(source: str, **values: object) -> str:
    return Environment(extensions=[typography.FrenchSpaces], autoescape=True).from_string(source).render(**values)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<p>Vous venez ?</p>", f"<p>Vous venez{NARROW}?</p>"),
        (
            '<svg viewBox="0 0 100 100"><path d="M10 h 20"/></svg>',
            '<svg viewBox="0 0 100 100"><path d="M10 h 20"/></svg>',
        ),
        ('<a href="{{ x }}?a=1 ?">Où ?</a>', f'<a href="{{x}}?a=1 ?">Où{NARROW}?</a>'.replace("{x}", "5 %")),
        ("{{ x }} % et 3 < 5 ?", f"5 %{NARROW}% et 3 < 5{NARROW}?"),
        ("« {{ x }} » : M. {{ x }}", f"«{NB}5 %{NB}»{NB}: M.{NB}5 %"),
        ("{% if x %}<b{% endif %} data-x='a ?'>oui ?</b>", f"<b data-x='a ?'>oui{NARROW}?</b>"),
    ],
)
def test_a_templates_own_text_gets_french_spaces_but_its_tags_do_not(source, shown):
    assert rendered(source, x="5 %") == shown


def test_templates_have_the_filters_as_filters_and_as_globals():
    app = Flask(__name__)
    filters.init_app(app)
    clock.init_app(app, lambda: datetime(2027, 1, 12, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Brussels"))
    with app.test_request_context():
        page = render_template_string(
            "{{ day | day_long }} {{ hour(day) }} {{ now | local | day_short }}",
            day=AFTERNOON,
            now=clock.now(),
        )
    assert spaces(page) == "mardi 12 janvier 2027 14 h mer. 13 janv."
