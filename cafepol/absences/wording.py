"""Absences in words."""

from datetime import date, datetime, time, timedelta, tzinfo

from cafepol.absences.periods import Busy
from cafepol.core.filters import day_long, hour, hours, when


def said(period: Busy, tz: tzinfo) -> str:
    """« mardi 12 janvier 2027, de 9 h à 17 h », « du lundi 11 janvier 2027 au … », « …, toute la journée »."""
    if not period.whole_days:
        return when(period.starts_at.astimezone(tz), period.ends_at.astimezone(tz))
    first, last = period.days(tz)
    if first == last:
        return f"{day_long(first)}, toute la journée"
    return f"du {day_long(first)} au {day_long(last)}"


def warning(name: str, period: Busy, day: date, tz: tzinfo) -> str:
    """« Inspectrice Lambert a noté une absence ce jour-là, de 9 h à 17 h »: what of a period lies in that local day."""
    begin = datetime.combine(day, time(0), tzinfo=tz)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=tz)
    first, last = max(period.starts_at.astimezone(tz), begin), min(period.ends_at.astimezone(tz), end)
    if (first, last) == (begin, end):
        return f"{name} a noté une absence ce jour-là, toute la journée"
    if last == end:
        return f"{name} a noté une absence ce jour-là, de {hour(first)} à minuit"
    return f"{name} a noté une absence ce jour-là, {hours(first, last)}"
