"""Days: what people type, and what they read."""

from datetime import date, timedelta

import pytest
from domain_makers import ANCHOR, EXAMPLES, START, TODAY, day, plain_days
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain import days
from greenpath_tui.domain.days import Anchor, read_date, read_past_date


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-1-9", date(2026, 1, 9)),
        ("1 dec", date(2026, 12, 1)),
        ("1. Dec", date(2026, 12, 1)),
        ("dec 1", date(2026, 12, 1)),
        ("1 december 2028", date(2028, 12, 1)),
        ("Dec 1, 2028", date(2028, 12, 1)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("fri", date(2026, 11, 27)),
        ("Friday", date(2026, 11, 27)),
        ("eow", date(2026, 11, 27)),
        ("eom", date(2026, 11, 30)),
        ("+3d", date(2026, 11, 26)),
        ("+3", date(2026, 11, 26)),
        ("-3d", date(2026, 11, 20)),
        ("+2w", date(2026, 12, 7)),
        ("+1m", date(2026, 12, 23)),
        ("d1", START),
        ("d45", date(2026, 12, 1)),
        ("r", date(2027, 3, 21)),
        ("r-30", date(2027, 2, 19)),
        ("  1   dec ", date(2026, 12, 1)),
    ],
)
def test_every_form_of_a_date_is_understood(typed: str, meant: date) -> None:
    assert read_date(typed, ANCHOR) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-29",
        "31 feb",
        "1 ju",
        "ma",
        "d0",
        "d",
        "+",
        "+99999d",
        "0 dec",
        "2026-12-01 10:00",
        "1 dec 10000",
        "tomorrow?",
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_date(typed, ANCHOR) is None


@pytest.mark.parametrize("typed", ["d45", "r-30", "r"])
def test_days_of_the_plan_and_of_the_renewal_need_a_plan_and_a_renewal(typed: str) -> None:
    assert read_date(typed, Anchor(TODAY)) is None


def test_a_date_beyond_the_calendar_is_none_and_no_error() -> None:
    last = Anchor(date.max, date.max, date.max)
    for typed in ("tomorrow", "+1m", "fri", "d45", "r+9", "+9999m", "29 feb"):
        assert read_date(typed, last) is None


def test_a_month_later_ends_with_the_month() -> None:
    assert read_date("+1m", Anchor(date(2027, 1, 31))) == date(2027, 2, 28)


def test_the_29th_of_february_waits_for_a_leap_year() -> None:
    assert read_date("29 feb", ANCHOR) == date(2028, 2, 29)
    assert read_date("29 feb", Anchor(date(2096, 3, 1))) == date(2104, 2, 29)


def test_a_day_and_month_of_today_is_today() -> None:
    assert read_date("23 nov", ANCHOR) == TODAY
    assert read_date("22 nov", ANCHOR) == date(2027, 11, 22)


@EXAMPLES
@given(plain_days, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_the_next_one_strictly_after_today(today: date, word: str) -> None:
    found = read_date(word, Anchor(today))
    assert found is not None
    assert 1 <= (found - today).days <= 7
    assert days.WEEKDAYS[found.weekday()].lower() == word


@EXAMPLES
@given(plain_days)
def test_the_end_of_the_week_is_a_friday_and_of_the_month_its_last_day(today: date) -> None:
    week, month = read_date("eow", Anchor(today)), read_date("eom", Anchor(today))
    assert week is not None
    assert week.weekday() == 4
    assert 0 <= (week - today).days <= 6
    assert month is not None
    assert (month.year, month.month) == (today.year, today.month)
    assert (month + timedelta(days=1)).day == 1


@EXAMPLES
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), plain_days)
def test_an_iso_date_is_read_back_as_itself(meant: date, today: date) -> None:
    assert read_date(meant.isoformat(), Anchor(today)) == meant


@EXAMPLES
@given(plain_days, st.integers(-300, 300))
def test_a_date_without_its_year_is_read_back_while_it_is_near(today: date, shift: int) -> None:
    meant = today + timedelta(days=shift)
    said = days.plain_date(meant, today)
    assert str(meant.year) not in said.split()
    found = read_date(said, Anchor(today))
    assert found is not None
    assert (found.month, found.day) == (meant.month, meant.day)
    if shift >= 0:
        assert found == meant


@EXAMPLES
@given(plain_days, st.integers(301, 20_000))
def test_a_far_date_says_its_year(today: date, shift: int) -> None:
    meant = today + timedelta(days=shift)
    for words in (days.table_date, days.card_date, days.plain_date):
        assert read_date(words(meant, today), Anchor(today)) == meant


@EXAMPLES
@given(st.text(max_size=20))
def test_no_text_at_all_is_an_error(typed: str) -> None:
    found = read_date(typed, ANCHOR)
    assert found is None or isinstance(found, date)


@EXAMPLES
@given(plain_days, st.integers(1, 3660))
def test_day_and_number_of_a_plan_belong_together(start: date, number: int) -> None:
    assert days.day_number(start, days.day_date(start, number)) == number


def test_day_1_is_the_start() -> None:
    assert days.day_date(START, 1) == START
    assert days.day_number(START, TODAY) == 37
    assert days.day_number(START, START - timedelta(days=1)) == 0


def test_dates_as_people_read_them() -> None:
    assert days.card_date(date(2026, 11, 27), TODAY) == "Fri 27"
    assert days.card_date(date(2026, 12, 2), TODAY) == "Wed 2 Dec"
    assert days.card_date(date(2025, 11, 27), TODAY) == "27 Nov 2025"
    assert days.table_date(date(2026, 11, 25), TODAY) == "Wed 25 Nov"
    assert days.table_date(date(2028, 11, 25), TODAY) == "25 Nov 2028"
    assert days.plain_date(date(2026, 10, 24), TODAY) == "24 Oct"
    assert days.full_date(TODAY) == "Mon 23 Nov 2026"


def test_lateness_is_said_in_words() -> None:
    assert days.due_words(day(-3), TODAY) == "3 d late"
    assert days.due_words(TODAY, TODAY) == "today"
    assert days.due_words(day(4), TODAY) == "Fri 27"
    assert days.update_words(day(-1), TODAY) == "1 d late"
    assert days.update_words(TODAY, TODAY) == "today"
    assert days.update_words(day(2), TODAY) == "Wed 25 Nov"
    assert [days.in_words(day(n), TODAY) for n in (4, 0, -3)] == ["in 4 d", "today", "3 d ago"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mon", date(2026, 11, 23)),  # today is a Monday
        ("fri", date(2026, 11, 20)),
        ("tue", date(2026, 11, 17)),
        ("yesterday", date(2026, 11, 22)),
        ("2026-11-01", date(2026, 11, 1)),
        ("20 nov", date(2026, 11, 20)),
        ("Nov 23", date(2026, 11, 23)),
        ("24 nov", date(2025, 11, 24)),
        ("29 feb", date(2024, 2, 29)),
        ("20 nov 2027", date(2027, 11, 20)),
        ("24.11.", date(2025, 11, 24)),
        ("22.11.", date(2026, 11, 22)),
        ("soon", None),
    ],
)
def test_a_weekday_gone_by_is_the_last_one(typed: str, meant: date | None) -> None:
    assert read_past_date(typed, Anchor(date(2026, 11, 23))) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("27.11.", date(2026, 11, 27)),
        ("1.3", None),  # it may be a figure
        ("1.3.", date(2027, 3, 1)),
        ("1.3. 2028", date(2028, 3, 1)),
        ("31.12.26", date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("31.2.", None),
        ("1.13.", None),
    ],
)
def test_days_with_dots_may_leave_out_their_year(typed: str, meant: date | None) -> None:
    assert read_date(typed, Anchor(date(2026, 11, 23))) == meant
