"""Money: minor units inside, short words outside."""

from decimal import Decimal

import pytest
from domain_makers import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain.money import main_currency, minor_units, money, read_money, whole_units

amounts = st.integers(0, 10**15)


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (0, "0"),
        (96, "96"),
        (999, "999"),
        (1_000, "1k"),
        (1_500, "1.5k"),
        (9_900, "9.9k"),
        (9_950, "10k"),
        (96_000, "96k"),
        (420_000, "420k"),
        (999_400, "999k"),
        (999_500, "1.00M"),
        (999_600, "1.00M"),
        (2_000_000, "2.00M"),
        (2_345_000, "2.35M"),
        (999_940_000, "1.00B"),
        (77_700_000, "77.7M"),
        (420_000_000, "420M"),
        (999_950_000, "1.00B"),
        (1_500_000_000, "1.50B"),
    ],
)
def test_amounts_are_said_short(units: int, said: str) -> None:
    assert money(units * 100) == said


def test_no_amount_is_no_word() -> None:
    assert money(None) == ""


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("420k", 42_000_000),
        ("420K", 42_000_000),
        ("2.5M", 250_000_000),
        ("2,5m", 250_000_000),
        ("1.2b", 120_000_000_000),
        ("96000", 9_600_000),
        ("96000.50", 9_600_050),
        ("1,250,000", 125_000_000),
        ("1 250 000", 125_000_000),
        ("1'250'000", 125_000_000),
        ("1,250", 125_000),
        ("€ 420k", 42_000_000),
        (" 0 ", 0),
    ],
)
def test_amounts_as_people_type_them(typed: str, minor: int) -> None:
    assert read_money(typed) == minor


@pytest.mark.parametrize("typed", ["", "much", "-5", "4k2", "1,25,0", "k", "5 %", "1e5", "9" * 40])
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert read_money(typed) is None


@EXAMPLES
@given(amounts)
def test_the_amount_of_a_file_is_read_back_exactly(minor: int) -> None:
    assert minor_units(whole_units(minor)) == minor


@EXAMPLES
@given(amounts)
def test_whole_units_can_be_typed(minor: int) -> None:
    assert read_money(str(whole_units(minor))) == minor


@EXAMPLES
@given(amounts)
def test_short_words_are_near_the_amount(minor: int) -> None:
    read = read_money(money(minor))
    assert read is not None
    assert abs(read - minor) <= max(100, minor * 0.05)


@EXAMPLES
@given(st.text(max_size=20))
def test_no_text_at_all_is_an_error(typed: str) -> None:
    read = read_money(typed)
    assert read is None or 0 <= read <= 10**15


def test_cents_are_written_only_where_there_are_any() -> None:
    assert whole_units(42_000_000) == 420_000
    assert isinstance(whole_units(42_000_000), int)
    assert whole_units(5) == Decimal("0.05")


def test_the_main_currency_does_not_hang_on_the_order() -> None:
    assert main_currency({"USD": 1, "GBP": 1}) == main_currency({"GBP": 1, "USD": 1})
    assert main_currency({"USD": 1, "EUR": 1}) == "EUR"
    assert main_currency({"USD": 2, "EUR": 1}) == "USD"
    assert main_currency({}) == "EUR"
