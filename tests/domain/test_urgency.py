"""Which account first: the rank and the arithmetic people see beside it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from domain_makers import EXAMPLES, RENEWAL, TODAY, day
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain.urgency import Rank, rank, rank_value


def a_rank(**values: Any) -> Rank:
    own: dict[str, Any] = {
        "at_risk": 100_000_00,
        "likelihood": 0,
        "renewal": None,
        "tier": 1,
        "strategic": False,
        "churning": False,
        "today": TODAY,
    }
    return rank(**{**own, **values})


def test_the_example_of_the_large_account() -> None:
    found = a_rank(at_risk=2_000_000_00, likelihood=40, renewal=RENEWAL, tier=2)
    assert found.value == 1_800_000_00
    assert found.sum == "2.00M × (1 − 40 %) × 1.25 (renews in 118 d) × 1.2 (tier 2)"


def test_a_missing_likelihood_counts_half_and_says_that_it_is_assumed() -> None:
    found = a_rank(likelihood=None)
    assert found.value == 50_000_00
    assert found.sum == "100k × (1 − 50 % assumed)"
    assert "assumed" not in a_rank(likelihood=50).sum


@pytest.mark.parametrize(
    ("days", "units"),
    [(0, 150), (90, 150), (91, 125), (180, 125), (181, 100), (-5, 150)],
)
def test_a_near_renewal_weighs_more(days: int, units: int) -> None:
    assert a_rank(renewal=day(days)).value == units * 1000 * 100


def test_a_renewal_that_has_passed_says_so() -> None:
    assert "1.5 (renewal 5 d ago)" in a_rank(renewal=day(-5)).sum


def test_no_renewal_date_adds_no_factor() -> None:
    assert a_rank(renewal=None).sum == "100k × (1 − 0 %)"


@pytest.mark.parametrize(("tier", "units"), [(1, 100), (2, 120), (3, 140)])
def test_a_higher_tier_weighs_more(tier: int, units: int) -> None:
    assert a_rank(tier=tier).value == units * 1000 * 100


def test_strategic_weighs_more_and_certain_churn_less() -> None:
    strategic, churning = a_rank(strategic=True), a_rank(churning=True)
    assert (strategic.value, strategic.sum[-18:]) == (125_000_00, "× 1.25 (strategic)")
    assert (churning.value, churning.sum[-16:]) == (30_000_00, "× 0.3 (churning)")
    both = a_rank(strategic=True, churning=True, tier=3, renewal=day(10))
    assert both.value == 78_750_00


def test_an_account_without_arr_has_the_rank_zero() -> None:
    assert a_rank(at_risk=None).value == 0
    assert a_rank(likelihood=100).value == 0


@EXAMPLES
@given(
    st.integers(0, 10**15),
    st.integers(0, 100),
    st.none() | st.integers(-400, 400),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_the_arithmetic_that_is_shown_gives_the_value_of_the_list(
    at_risk: int, likelihood: int, days: int | None, tier: int, strategic: bool, churning: bool
) -> None:
    renewal = None if days is None else TODAY + timedelta(days=days)
    values = (at_risk, likelihood, renewal, tier, strategic, churning, TODAY)
    shown = rank(*values).sum
    left = Decimal(at_risk) * (100 - int(re.search(r"1 − (\d+) %", shown)[1])) / 100
    for factor in re.findall(r"× ([\d.]+) \(", shown):
        left *= Decimal(factor)
    assert rank_value(*values) == int(left)
