"""Dates as people here write them: 'torsdag 26 november (v. 48)' and the English counterpart.

Pure functions of a date and the active language. Weeks are ISO 8601 (the year 2026 has week 53).
"""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

__all__ = [
    "as_day",
    "date_range",
    "days_left",
    "iso_week",
    "long_date",
    "school_year_label",
    "short_date",
    "short_month",
    "week_label",
]


def babel_locale() -> str:
    """The locale that Babel formats with: Swedish, or English as written in Europe (day before month)."""
    return "en_GB" if (get_language() or "sv").startswith("en") else "sv"


def as_day(value: date | datetime) -> date:
    """The calendar day of a date or of a moment; an aware moment is read in the installation's time zone."""
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


def iso_week(day: date) -> tuple[int, int]:
    """The ISO year and week of a day; 1 January 2027 belongs to week 53 of 2026."""
    year, week, _weekday = day.isocalendar()
    return year, week


def week_label(day: date) -> str:
    """'v. 48', or 'week 48' in English."""
    return _("v. %(week)d") % {"week": iso_week(as_day(day))[1]}


def long_date(day: date, *, week: bool = True, year: bool = False) -> str:
    """'torsdag 26 november (v. 48)'; with `year` 'torsdag 26 november 2026 (v. 48)'."""
    pattern = "EEEE d MMMM y" if year else "EEEE d MMMM"
    text = format_date(as_day(day), pattern, locale=babel_locale())
    return f"{text} ({week_label(day)})" if week else text


def short_date(day: date, *, year: bool = False) -> str:
    """'26 nov', in English '26 Nov'; with `year` '26 nov 2026'. Without the full stop of an abbreviation."""
    text = format_date(as_day(day), "d MMM y" if year else "d MMM", locale=babel_locale())
    return text.replace(".", "")


def short_month(day: date) -> str:
    """'nov', in English 'Nov'."""
    return format_date(day, "LLL", locale=babel_locale()).replace(".", "")


def date_range(start: date, end: date, *, year: bool = False) -> str:
    """The shortest clear form: '2–6 november', '28 oktober–6 november', '1 december 2026–8 januari 2027'."""
    start, end = as_day(start), as_day(end)
    tail = "d MMMM y" if year or start.year != end.year else "d MMMM"
    last = format_date(end, tail, locale=babel_locale())
    if start == end:
        return last
    same_month = (start.year, start.month) == (end.year, end.month)
    head = "d" if same_month else ("d MMMM y" if start.year != end.year else "d MMMM")
    return f"{format_date(start, head, locale=babel_locale())}–{last}"


def days_left(day: date, today: date) -> str:
    """How far away a day is, in words: 'i dag', 'i morgon', 'om 15 dagar', 'för 3 dagar sedan'."""
    days = (as_day(day) - as_day(today)).days
    if days == 0:
        return _("i dag")
    if days == 1:
        return _("i morgon")
    if days == -1:
        return _("i går")
    if days > 0:
        return ngettext("om %(days)d dag", "om %(days)d dagar", days) % {"days": days}
    return ngettext("för %(days)d dag sedan", "för %(days)d dagar sedan", -days) % {"days": -days}


def school_year_label(start_year: int) -> str:
    """'2026/27' for the school year that starts in 2026; 1999 gives '1999/00'."""
    return f"{start_year}/{(start_year + 1) % 100:02d}"
