"""Days: what people type, what they read, and how a plan counts them."""

import calendar
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PAST_FORMS = "fri  yesterday  20 nov  2026-11-20"
DATE_FORMS = "fri  tomorrow  +3d  eow  eom  1 dec  d45  2026-12-01"

_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FULL_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\. ?(\d{4}|\d{2})?")  # `27.11.` too, but not `1.2`
_SHIFT = re.compile(r"([+-]\d{1,4})([dwm]?)")
_PLAN_DAY = re.compile(r"d(\d{1,4})")
_RENEWAL = re.compile(r"r([+-]\d{1,4})?")
_DAY_MONTH = re.compile(r"(\d{1,2})[. _-]{0,2}([a-z]{3,9})(?:[ _-](\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})[ _-]?(\d{1,2})(?:,?[ _-](\d{4}))?")
MOST_DAYS = 3660  # that dates are shifted by at once, or that anything of the method lasts


@dataclass(frozen=True, slots=True)
class Anchor:
    """What typed dates count from: today, the plan's day 1, the renewal."""

    today: date
    start: date | None = None
    renewal: date | None = None


def read_date(text: str, anchor: Anchor) -> date | None:
    """The day somebody meant, or None when it cannot be read.

    Takes `2026-12-01`, `2026/12/01`, `01.12.2026` (day first), `1 dec`, `fri` (the next one after
    today), `today`, `tomorrow`, `yesterday`, `+3d` `+2w` `+1m` (from today), `eow` (this week's
    Friday), `eom` (the month's last day), `d45` (day 45 of the plan) and `r-30` (30 days before the
    renewal).
    """
    word = " ".join(text.split()).casefold()
    try:
        found = _read(word, anchor)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and can_be_kept(found) else None


def read_past_date(text: str, anchor: Anchor) -> date | None:
    """As `read_date`, but a weekday or a day without a year is the last one that has come."""
    found = read_date(text, anchor)
    word = " ".join(text.split()).casefold()
    if found is None or found <= anchor.today:
        return found
    if len(word) >= 3 and any(name.startswith(word) for name in _FULL_DAYS):
        return found - timedelta(days=7)
    match = _DAY_MONTH.fullmatch(word) or _MONTH_DAY.fullmatch(word) or _DOTTED.fullmatch(word)
    if match and not match[3]:
        for year in range(found.year - 1, found.year - 10, -1):
            with suppress(ValueError):  # 29 February
                if found.replace(year=year) <= anchor.today:
                    return found.replace(year=year)
    return found


def why_no_date(text: str, anchor: Anchor) -> str:
    """Why a text that has the form of a date is none here; empty where it has not."""
    word = " ".join(text.split()).casefold()
    if anchor.start is None and _PLAN_DAY.fullmatch(word):
        return "there is no plan to count by"
    if anchor.renewal is None and _RENEWAL.fullmatch(word):
        return "no renewal date is known"
    return ""


def can_be_kept(day: date) -> bool:
    """True for days that plans, calendars and sums of days can work with: 1900 to 2199."""
    return 1900 <= day.year < 2200


def _read(word: str, anchor: Anchor) -> date | None:
    today = anchor.today
    if word in ("today", "now"):
        return today
    if word in ("tomorrow", "tom"):
        return today + timedelta(days=1)
    if word == "yesterday":
        return today - timedelta(days=1)
    if word == "eow":
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if word == "eom":
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    for index, name in enumerate(_FULL_DAYS):
        if len(word) >= 3 and name.startswith(word):
            return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)
    if match := _ISO.fullmatch(word):
        return date(*map(int, match.groups()))
    if match := _DOTTED.fullmatch(word):
        day, month, year = match.groups()
        if not year:
            return _next_day(int(day), int(month), None, today)
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    if match := _SHIFT.fullmatch(word):
        count, unit = int(match[1]), match[2] or "d"
        if unit == "m":
            return _add_months(today, count)
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    if match := _PLAN_DAY.fullmatch(word):
        day = int(match[1])
        return day_date(anchor.start, day) if anchor.start and day else None
    if (match := _RENEWAL.fullmatch(word)) and anchor.renewal:
        return anchor.renewal + timedelta(days=int(match[1] or 0))
    if match := _DAY_MONTH.fullmatch(word):
        return _next_day(int(match[1]), _month(match[2]), match[3], today)
    if match := _MONTH_DAY.fullmatch(word):
        return _next_day(int(match[2]), _month(match[1]), match[3], today)
    return None


def _add_months(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month(word: str) -> int:
    """1 to 12; 0 for a word that begins no month, or several."""
    months = [i + 1 for i, name in enumerate(_FULL_MONTHS) if name.startswith(word)]
    return months[0] if len(months) == 1 else 0


def _next_day(day: int, month: int, year: str | None, today: date) -> date | None:
    if not 1 <= month <= 12:
        return None
    if year:
        return date(int(year), month, day)
    for candidate in range(today.year, today.year + 9):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def day_date(start: date, day: int) -> date:
    """The date of day `day` of a plan; day 1 is the start."""
    return start + timedelta(days=day - 1)


def day_number(start: date, day: date) -> int:
    """The number of a date in a plan; 1 on its start, 0 or less before it."""
    return (day - start).days + 1


def table_date(day: date, today: date) -> str:
    """`Wed 25 Nov`, or `25 Nov 2028` where the year is not plain."""
    if abs((day - today).days) > 300:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def card_date(day: date, today: date) -> str:
    """`Fri 27` inside this month, `Wed 2 Dec` beyond."""
    if (day.year, day.month) == (today.year, today.month):
        return f"{WEEKDAYS[day.weekday()]} {day.day}"
    return table_date(day, today)


def plain_date(day: date, today: date) -> str:
    """`24 Oct`, with the year where it is not plain."""
    if abs((day - today).days) > 300:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}"


def full_date(day: date) -> str:
    """`Mon 23 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def late_words(days: int) -> str:
    """`3 d late`: overdue is said in words."""
    return f"{days} d late"


def due_words(due: date, today: date) -> str:
    """`3 d late`, `today`, or the date as on a card."""
    if due < today:
        return late_words((today - due).days)
    return "today" if due == today else card_date(due, today)


def update_words(due: date, today: date) -> str:
    """`2 d late`, `today` or `Wed 25 Nov`: when the next weekly update is due."""
    if due < today:
        return late_words((today - due).days)
    return "today" if due == today else table_date(due, today)


def in_words(day: date, today: date) -> str:
    """`in 4 d`, `today` or `3 d ago`."""
    distance = (day - today).days
    if distance == 0:
        return "today"
    return f"in {distance} d" if distance > 0 else f"{-distance} d ago"
