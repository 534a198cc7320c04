"""French on the screen: dates, hours, counts, telephone numbers. In Jinja, filters and globals alike.

Dates and hours are said in the language that is spoken (core/languages.py), French unless somebody says otherwise.
Days are dates or local datetimes: a datetime is read as the zone's wall clock shows it.
Spaces at which a line must not break are no-break spaces.
"""

from datetime import date, datetime, time
from functools import lru_cache

import phonenumbers
from babel.dates import format_date, format_interval, format_skeleton, format_time
from flask import Flask

from cafepol.core import languages
from cafepol.core.clock import local
from cafepol.core.languages import SOURCE, gettext, spoken
from cafepol.core.marking import marked
from cafepol.core.typography import NARROW, NO_BREAK, FrenchSpaces, typo

BELGIUM = 32
_TO_CORRECT = (marked("Un point à corriger"), marked("Deux points à corriger"), marked("Trois points à corriger"))


def _is_french() -> bool:
    return spoken() == SOURCE


def _locale() -> str:
    """The spoken language as Belgians write it; French has rules of its own below."""
    return SOURCE if _is_french() else f"{spoken()}_BE"


def _day(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _midnight(day: date) -> datetime:
    """A day as Babel's skeletons want it."""
    return datetime.combine(_day(day), time())


def _time(moment: time | datetime) -> time:
    return moment.time() if isinstance(moment, datetime) else moment


def weekday(day: date) -> str:
    """The day of the week: « mardi »."""
    return format_date(_day(day), "EEEE", locale=_locale())


def weekday_short(day: date) -> str:
    """The day of the week on a small plate: « mar. »."""
    return format_date(_day(day), "EEE", locale=_locale())


def month(day: date) -> str:
    """The month: « janvier »."""
    return format_date(_day(day), "MMMM", locale=_locale())


def month_short(day: date) -> str:
    """The month on a small plate: « janv. »."""
    return format_date(_day(day), "MMM", locale=_locale())


def month_year(day: date) -> str:
    """The heading over a month of meetings: « Janvier 2027 »."""
    return f"{month(day).capitalize()} {day.year}"


def day_number(day: date) -> str:
    """The day of the month as it is said: « 1er », « 2 »."""
    return "1er" if day.day == 1 and _is_french() else str(day.day)


def day_long(day: date) -> str:
    """The whole date: « mardi 12 janvier 2027 »."""
    if not _is_french():
        return format_date(_day(day), "full", locale=_locale())
    return f"{day_medium(day)} {day.year}"


def day_medium(day: date) -> str:
    """The date where the year is known: « mardi 12 janvier »."""
    if not _is_french():
        return day_long(day).removesuffix(f" {day.year}")
    return f"{weekday(day)} {day_number(day)}{NO_BREAK}{month(day)}"


def day_short(day: date) -> str:
    """The date in a narrow place: « mar. 12 janv. »."""
    if not _is_french():
        return format_skeleton("MMMEd", _midnight(day), locale=_locale())
    return f"{weekday_short(day)}{NO_BREAK}{day_number(day)}{NO_BREAK}{month_short(day)}"


def hour(moment: time | datetime) -> str:
    """The time of the day: « 14 h », « 14 h 30 »."""
    moment = _time(moment)
    if not _is_french():
        return format_time(moment, "short", locale=_locale())
    minutes = f"{NO_BREAK}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"


def hours(start: time | datetime, end: time | datetime) -> str:
    """From when to when, on one day: « de 14 h à 16 h »."""
    if not _is_french():
        return format_interval(_time(start), _time(end), "Hm", locale=_locale())
    return f"de{NO_BREAK}{hour(start)} à{NO_BREAK}{hour(end)}"


def when(start: datetime, end: datetime) -> str:
    """Day and hours: « mardi 12 janvier 2027, de 14 h à 16 h »; the last day too, if another."""
    if start.date() == end.date():
        return f"{day_long(start)}, {hours(start, end)}"
    if not _is_french():
        return f"{day_long(start)}, {hour(start)} – {day_long(end)}, {hour(end)}"
    return f"{day_long(start)}, de {hour(start)} au {day_long(end)} à {hour(end)}"


def days_left(day: date, today: date) -> str:
    """How far a day is from today, in calendar days: « demain », « dans 5 jours », « il y a 3 jours »."""
    days = (_day(day) - _day(today)).days
    near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    if days in near:
        return near[days]
    return f"{'dans' if days > 0 else 'il y a'} {number(abs(days))}{NO_BREAK}jours"


def number(value: int) -> str:
    """A whole number with its thousands apart: « 2 013 »."""
    return f"{value:,}".replace(",", NARROW).replace("-", "−")


def count(value: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun: « 0 personne », « 2 personnes »; `plural` if it takes more than an s.

    Raises ValueError for several words without their plural: the s does not belong at their end.
    """
    if plural is None and " " in noun:
        msg = f"« {noun} » needs its plural"
        raise ValueError(msg)
    return f"{number(value)}{NO_BREAK}{noun if abs(value) <= 1 else plural or _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z")):
        return noun
    return noun + ("x" if noun.endswith(("eau", "au", "eu")) else "s")


@lru_cache(maxsize=64, typed=True)
def phone(e164: str) -> str:
    """A number as Belgians write it: « 065 61 96 00 »; foreign ones keep their +; no number: unchanged."""
    try:
        parsed = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    belgian = parsed.country_code == BELGIUM
    formats = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(parsed, formats.NATIONAL if belgian else formats.INTERNATIONAL)
    return written.replace(" ", NO_BREAK)


def tel_href(e164: str) -> str:
    """The link that dials a number: « tel:+3265619600 »."""
    return "tel:" + "".join(sign for sign in e164 if sign.isdigit() or sign == "+")


def iso(day: date) -> str:
    """What a machine reads in `datetime=`: a day, or a local day and time to the minute."""
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


def sentence(text: str) -> str:
    """The same words at the start of a sentence: first letter capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def translated(text: str) -> str:
    """A sentence that was marked in the code (`marked`), in the spoken language."""
    return gettext(text)


def to_correct(points: int) -> str:
    """The heading over what a form refuses: « Deux points à corriger »."""
    if 0 < points <= len(_TO_CORRECT):
        return gettext(_TO_CORRECT[points - 1])
    return gettext("%(points)s points à corriger") % {"points": points}


FILTERS = (
    weekday, weekday_short, month, month_short, month_year, day_number, day_long, day_medium, day_short,
    hour, hours, when, days_left, number, count, phone, tel_href, iso, sentence, typo, local, translated,
    to_correct,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Give the templates these functions, as filters and as globals, and French spaces in their own text."""
    languages.init_app(app)
    named = {function.__name__: function for function in FILTERS}
    app.jinja_env.filters.update(named)
    app.jinja_env.globals.update(named)
    app.jinja_env.add_extension(FrenchSpaces)
